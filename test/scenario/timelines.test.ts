/** Goal: what AWS does over time can be read here. Method: a run's events as lines, held word for word. */
import { SQS } from '@aws-sdk/client-sqs';
import { faults, playScenario, scenario, type Fault, type Played, type StormContext } from 'stormproof';
import { s3Processor, type Upload } from '../../scenarios/s3-processor/system';
import { momentText } from '../../framework/kernel';

jest.setTimeout(60_000);

/** Events of these kinds, each with its time since the first upload. */
function timeline({ trace, evidence }: Played, kinds: RegExp): string {
  const first = trace.find((entry) => entry.type === 'call' && entry.operation === 'PutObject');
  const lines = trace.flatMap((entry) => {
    if (entry.type !== 'event' || !kinds.test(entry.event)) return [];
    const at = momentText(entry.atMs - (first?.atMs ?? 0));
    const { attempt, reason, from, to, afterMs, errorType } = entry.detail;
    const told = Object.entries({
      attempt,
      afterMs,
      errorType,
      reason,
      from,
      to,
    }).flatMap(([name, value]) =>
      value === undefined || (name === 'reason' && from !== undefined) ? [] : [`${name} ${String(value)}`],
    );
    const name = evidence.names.of(entry.resource.split(':').slice(6).join(':') || entry.resource);
    return [`${at}  ${name}: ${entry.event}${told.length === 0 ? '' : ` (${told.join(', ')})`}`];
  });
  return lines.join('\n');
}

function played(fault: Fault, storm: (context: StormContext<Upload>) => Promise<void>): Promise<Played> {
  const definition = scenario(fault.title, {
    system: s3Processor,
    async storm(context) {
      context.inject(fault);
      await storm(context);
    },
    calm: '24 hours',
    holds: [],
  });
  return playScenario(definition);
}

test('an asynchronous event that fails is tried after one minute and after two more, and is then a dead letter', async () => {
  const run = await played(faults.poison({ work: 'object-01.json' }), ({ submit }) => submit(1));
  expect(timeline(run, /invocation started|invocation ended|retry scheduled|dead letter/))
    .toMatchInlineSnapshot(`
   "00:00:01.503  Processor: invocation started (attempt 1)
   00:00:01.703  Processor: invocation ended (attempt 1, errorType InternalError)
   00:00:01.703  Processor: retry scheduled (attempt 2, afterMs 60000, reason InternalError)
   00:01:01.703  Processor: invocation started (attempt 2)
   00:01:01.789  Processor: invocation ended (attempt 2, errorType InternalError)
   00:01:01.789  Processor: retry scheduled (attempt 3, afterMs 120000, reason InternalError)
   00:03:01.789  Processor: invocation started (attempt 3)
   00:03:02.114  Processor: invocation ended (attempt 3, errorType InternalError)
   00:03:02.114  Processor: dead letter sent"
  `);
  const [letter] = run.evidence.deadLetters[0]?.messages ?? [];
  expect(letter?.attributes).toEqual({
    RequestID: {
      type: 'String',
      value: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
    ErrorCode: { type: 'Number', value: '200' },
    ErrorMessage: {
      type: 'String',
      value: 'We encountered an internal error. Please try again.',
    },
  });
});

test('a throttled event is tried ever more rarely, for six hours', async () => {
  const run = await played(
    faults.throttle({ function: 'Processor', during: '8 hours' }),
    async ({ submit }) => submit(1),
  );
  const all = timeline(run, /retry scheduled|event dropped|dead letter/).split('\n');
  expect([...all.slice(0, 11), `… ${all.length - 14} more …`, ...all.slice(-3)].join('\n'))
    .toMatchInlineSnapshot(`
   "00:00:00.398  Processor: retry scheduled (attempt 1, afterMs 1000, reason TooManyRequestsException)
   00:00:01.398  Processor: retry scheduled (attempt 1, afterMs 2000, reason TooManyRequestsException)
   00:00:03.398  Processor: retry scheduled (attempt 1, afterMs 4000, reason TooManyRequestsException)
   00:00:07.398  Processor: retry scheduled (attempt 1, afterMs 8000, reason TooManyRequestsException)
   00:00:15.398  Processor: retry scheduled (attempt 1, afterMs 16000, reason TooManyRequestsException)
   00:00:31.398  Processor: retry scheduled (attempt 1, afterMs 32000, reason TooManyRequestsException)
   00:01:03.398  Processor: retry scheduled (attempt 1, afterMs 64000, reason TooManyRequestsException)
   00:02:07.398  Processor: retry scheduled (attempt 1, afterMs 128000, reason TooManyRequestsException)
   00:04:15.398  Processor: retry scheduled (attempt 1, afterMs 256000, reason TooManyRequestsException)
   00:08:31.398  Processor: retry scheduled (attempt 1, afterMs 300000, reason TooManyRequestsException)
   00:13:31.398  Processor: retry scheduled (attempt 1, afterMs 300000, reason TooManyRequestsException)
   … 67 more …
   05:53:31.398  Processor: retry scheduled (attempt 1, afterMs 300000, reason TooManyRequestsException)
   05:58:31.398  Processor: event dropped (reason EventAgeExceeded)
   05:58:31.398  Processor: dead letter sent"
  `);
});

test('a message that nobody deletes moves when it was received as often as is allowed', async () => {
  const run = await played(faults.none(), async ({ aws, stack, cloud }) => {
    const sqs = aws(SQS);
    const { QueueUrl } = await sqs.createQueue({
      QueueName: 'work',
      Attributes: {
        VisibilityTimeout: '30',
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: stack.att('Dlq', 'Arn'),
          maxReceiveCount: 2,
        }),
      },
    });
    await sqs.sendMessage({ QueueUrl, MessageBody: 'a' });
    for (let round = 0; round < 3; round++) {
      await sqs.receiveMessage({ QueueUrl });
      await cloud.advance('31 seconds');
    }
  });
  const start = run.trace[0]?.atMs ?? 0;
  const lines = run.trace.flatMap((entry) =>
    entry.type === 'event' && entry.service === 'sqs'
      ? [
          `${momentText(entry.atMs - start)}  ${entry.event} ${JSON.stringify(entry.detail).replaceAll(/[0-9a-f-]{36}/g, '<id>')}`,
        ]
      : [],
  );
  expect(lines.join('\n')).toMatchInlineSnapshot(`
   "00:00:00.011  message received {"messageId":"<id>","receiveCount":1}
   00:00:31.020  message received {"messageId":"<id>","receiveCount":2}
   00:01:02.026  message moved to dead-letter queue {"messageId":"<id>","deadLetterQueueArn":"arn:aws:sqs:us-east-1:000000000000:s3-processor-Dlq-MZAA2HNMR6SK","receiveCount":2}
   00:01:33.033  message received {"messageId":"<id>","receiveCount":3}"
  `);
});

test('an alarm goes off, tells its topic, and is over again, which it tells as well', async () => {
  const run = await played(
    faults.error({ service: 's3', operation: 'GetObject', times: 4 }),
    async ({ submit, cloud }) => {
      await cloud.advance('3 minutes');
      await submit(1);
      await cloud.advance('10 minutes');
    },
  );
  const entries = run.trace.filter(
    (entry) =>
      (entry.type === 'event' && entry.event === 'alarm state changed') ||
      (entry.type === 'call' && entry.operation === 'Publish'),
  );
  const lines = entries.flatMap((entry) => {
    if (entry.type === 'call') {
      const at = momentText(entry.atMs - (run.trace[0]?.atMs ?? 0));
      return [
        `${at}  ${entry.task} → ${run.evidence.names.of(entry.resource ?? '')}: ${entry.subject ?? ''}`.trimEnd(),
      ];
    }
    if (entry.type !== 'event' || !entry.resource.includes('ErrorsAlarm')) return [];
    const at = momentText(entry.atMs - (run.trace[0]?.atMs ?? 0));
    return [`${at}  ErrorsAlarm: ${String(entry.detail['from'])} → ${String(entry.detail['to'])}`];
  });
  expect(lines.filter((line) => line.includes('ErrorsAlarm')).join('\n')).toMatchInlineSnapshot(`
   "00:00:29.962  ErrorsAlarm: INSUFFICIENT_DATA → OK
   00:00:29.962  cloudwatch → Alarms: OK: "s3-processor-ErrorsAlarm-TKFN6GV8WV92" in US East (N. Virginia)
   00:03:29.962  ErrorsAlarm: OK → ALARM
   00:03:29.962  cloudwatch → Alarms: ALARM: "s3-processor-ErrorsAlarm-TKFN6GV8WV92" in US East (N. Virginia)
   00:04:29.962  ErrorsAlarm: ALARM → OK
   00:04:29.962  cloudwatch → Alarms: OK: "s3-processor-ErrorsAlarm-TKFN6GV8WV92" in US East (N. Virginia)"
  `);
});
