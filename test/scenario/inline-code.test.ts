/** Goal: code that a template holds itself is shown where it stands in the template. */
import { readFileSync } from 'node:fs';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import { defineSystem, playScenario, properties, scenario } from 'stormproof';

const template = 'test/scenario/inline-code/template.yaml';

const recorder = defineSystem({
  name: 'recorder',
  template,
  work: (number) => ({ id: `order-${number}` }),
  async submit({ cloud, stack }, { id }) {
    const Payload = JSON.stringify({ id });
    const invocation = { FunctionName: stack.ref('Recorder'), InvocationType: 'Event', Payload } as const;
    await cloud.aws(Lambda).invoke(invocation);
    // The second event is what the property is to find.
    await cloud.aws(Lambda).invoke(invocation);
  },
  async outcomes({ cloud, stack }) {
    const { Items = [] } = await cloud.aws(DynamoDB).scan({ TableName: stack.ref('Records') });
    return Items.map(({ order }) => ({ id: order?.S ?? '' }));
  },
});

test('a call made by code in a template is placed at its line of the template', async () => {
  const definition = scenario('inline', {
    system: recorder,
    storm: ({ submit }) => submit(1),
    calm: '1 hour',
    holds: [properties.exactlyOnce()],
  });
  const { failures } = await playScenario(definition);
  const lines = failures.flatMap((failure) => (failure.kind === 'property' ? failure.verdict.lines : []));
  const line = readFileSync(template, 'utf8')
    .split('\n')
    .findIndex((text) => text.includes('dynamodb.putItem'));
  expect(JSON.stringify(lines)).toContain(`${template}:${line + 1}`);
  expect(JSON.stringify(lines)).not.toContain('/var/task');
});
