import { Lambda } from '@aws-sdk/client-lambda';
import * as fc from 'fast-check';
import { properties, scenario } from 'stormproof';
import { s3Processor } from './system';

const text = fc.string({ maxLength: 8 });
/** Events that are nearly what S3 sends: each part may be missing, of another type, or badly encoded. */
const record = fc.record(
  {
    eventSource: fc.constantFrom('aws:s3', 'aws:sqs'),
    s3: fc.oneof(
      fc.constant(null),
      fc.record(
        {
          bucket: fc.oneof(text, fc.record({ name: fc.oneof(text, fc.integer()) }, { requiredKeys: [] })),
          object: fc.oneof(
            text,
            fc.record(
              { key: fc.oneof(fc.constant('%E0%A4%A'), fc.integer()), size: fc.integer() },
              { requiredKeys: [] },
            ),
          ),
        },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: [] },
);
const event = fc.record(
  { Records: fc.oneof(text, fc.array(fc.oneof(fc.constant(null), record), { maxLength: 3 })) },
  { requiredKeys: [] },
);

scenario('malformed events are logged and break nothing', {
  findings: ['P17'],
  system: s3Processor,
  async storm({ aws, stack, forAll, submit }) {
    const FunctionName = stack.ref('Processor');
    await forAll('malformed events', {
      input: event,
      give: async (input) => {
        await aws(Lambda).invoke({ FunctionName, Payload: Buffer.from(JSON.stringify(input)) });
      },
    });
    await submit(2);
  },
  calm: '1 hour',
  holds: [properties.handlesAll(), properties.noneFailed(), properties.processedAll()],
});

scenario('malformed objects are rejected and break nothing', {
  findings: ['P14'],
  system: s3Processor,
  async storm({ forAll, submit, cloud }) {
    let count = 0;
    await forAll('malformed objects', {
      input: fc.oneof(fc.string({ maxLength: 12 }), fc.json({ maxDepth: 1 })),
      runs: 15,
      give: async (body) => {
        await submit({ id: `made-up-${++count}.json`, body });
        await cloud.advance('1 second');
      },
    });
  },
  calm: '1 hour',
  holds: [properties.handlesAll(), properties.exactlyOnce()],
});
