/**
 * Goal: real function code with the real SDK meets each fault as on AWS, and gets over it; a run is replayed from its
 * record. Method: the processor's scenario with one fault at a time.
 */
import {
  faults,
  playScenario,
  properties,
  type Fault,
  type Played,
  type ScenarioDefinition,
} from 'stormproof';
import { s3Processor } from '../../scenarios/s3-processor/system';

jest.setTimeout(60_000);

const write = { service: 'dynamodb', operation: 'TransactWriteItems' } as const;
const read = { service: 's3', operation: 'GetObject' } as const;

function story(fault: Fault): ScenarioDefinition {
  // A second upload is a second record, and an event that is gone makes none.
  const isWhole = fault.kind !== 'dropDelivery' && !fault.title.includes('PutObject');
  return {
    title: fault.title,
    system: s3Processor,
    async storm({ submit, inject, cloud }) {
      inject(fault);
      await submit(2);
      await cloud.settle();
      await submit(2);
    },
    calm: '1 hour',
    holds: isWhole ? [properties.exactlyOnce(), properties.processedAll()] : [],
  };
}

const lines = ({ trace }: Played, pattern: RegExp) =>
  trace.flatMap((entry) => (entry.type === 'log' && pattern.test(entry.text) ? [entry.text] : []));
const ended = ({ trace }: Played, errorType: string) =>
  trace.filter(
    (entry) =>
      entry.type === 'event' && entry.event === 'invocation ended' && entry.detail['errorType'] === errorType,
  ).length;
const attempts = ({ trace }: Played, operation: string) =>
  trace.filter((entry) => entry.type === 'call' && entry.operation === operation).length;

test.each<[string, Fault, (played: Played) => unknown, unknown]>([
  [
    'a lost response is asked for again by the SDK, whose token keeps the write a single one',
    faults.lostResponse({ ...write, times: 2 }),
    (played) => [attempts(played, 'TransactWriteItems'), lines(played, /recorded before/).length],
    [6, 0],
  ],
  [
    'an upload whose answer is lost is uploaded again, and its content recorded once',
    faults.lostResponse({ service: 's3', operation: 'PutObject', from: 'scenario', times: 1 }),
    (played) => [attempts(played, 'PutObject'), played.evidence.outcomes.length],
    [5, 4],
  ],
  [
    'a request lost on its way is sent again',
    faults.lostResponse({ ...read, times: 2, applied: false }),
    (played) => attempts(played, 'GetObject'),
    6,
  ],
  [
    'a request without an answer is given up by the client and made again',
    faults.timeout({ ...read, times: 1 }),
    (played) => [ended(played, 'Sandbox.Timedout'), attempts(played, 'GetObject'), played.virtualMs > 10_000],
    [0, 5, true],
  ],
  [
    'late answers are waited for',
    faults.latency({ ...write, by: '8 seconds' }),
    (played) => [attempts(played, 'TransactWriteItems'), played.virtualMs > 16_000],
    [4, true],
  ],
  [
    'a write whose answer comes too late is made again, whose token keeps it a single one',
    faults.latency({ ...write, by: '40 seconds', times: 1 }),
    (played) => [attempts(played, 'TransactWriteItems'), lines(played, /recorded before/).length],
    [5, 0],
  ],
  [
    'an object damaged on its way is noticed by its checksum, and the event is tried again',
    faults.corrupt({ ...read, how: 'changed', times: 1 }),
    (played) => [attempts(played, 'GetObject'), lines(played, /Checksum mismatch/).length > 0],
    [5, true],
  ],
  [
    'an object cut short on its way is noticed as well',
    faults.corrupt({ ...read, times: 1 }),
    (played) => attempts(played, 'GetObject'),
    5,
  ],
  [
    'a clock that is behind is set right inside of the client',
    faults.clockSkew({ service: 's3', behind: '20 minutes' }),
    (played) => [
      played.trace.filter((entry) => entry.type === 'answer' && entry.code === 'RequestTimeTooSkewed').length,
      ended(played, 'RequestTimeTooSkewed'),
    ],
    [1, 0],
  ],
  [
    'no concurrency costs time and no attempt',
    faults.throttle({ function: 'Processor', during: '30 seconds' }),
    (played) => [attempts(played, 'GetObject'), played.virtualMs > 30_000],
    [4, true],
  ],
  [
    'memory that runs out is told, and the event is tried again',
    faults.outOfMemory({ ...write, times: 1 }),
    (played) => ended(played, 'Runtime.OutOfMemory'),
    1,
  ],
  [
    'an outage is over before the attempts are',
    faults.outage({ service: 'dynamodb', during: '30 seconds' }),
    (played) => played.trace.some((entry) => entry.type === 'answer' && entry.status === 503),
    true,
  ],
  [
    'a permission comes back before the attempts are over',
    faults.revoke({ role: 'ProcessorRole', action: 'dynamodb:PutItem', during: '30 seconds' }),
    (played) => ended(played, 'AccessDeniedException') > 0,
    true,
  ],
  [
    'each invocation is cold',
    faults.coldStart({ function: 'Processor' }),
    (played) => played.trace.every((entry) => entry.type !== 'event' || entry.detail['cold'] !== false),
    true,
  ],
  ['events overtake each other', faults.reorder({ service: 's3' }), () => undefined, undefined],
  [
    'a dropped event is a lost object',
    faults.dropDelivery({ to: 'Processor', times: 1 }),
    (played) => played.evidence.outcomes.length,
    3,
  ],
])('%s', async (_, fault, look, expected) => {
  const definition = story(fault);
  const played = await playScenario(definition, { seed: 'a' });
  expect(played.failures).toEqual([]);
  expect(look(played)).toEqual(expected);
  const record = JSON.parse(JSON.stringify(played.record));
  const again = await playScenario(definition, { seed: 'b', record });
  expect([again.traceHash, again.faultsFired]).toEqual([played.traceHash, played.faultsFired]);
  expect(again.decisionsMatched).toBe(again.decisionsRecorded);
});
