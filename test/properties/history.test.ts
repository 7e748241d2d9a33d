import { adviceForDouble, adviceForLoss } from '../../framework/properties/advice';
import { entriesOf, history, workOf } from '../../framework/properties/history';
import { processed, story, type Story } from './story';

test('a history tells what happened to one order, in order, by the names that people know', () => {
  const told = story();
  processed(told, 'other');
  const submitted = told.submit('a');
  const first = told.invoke(submitted);
  told.log(first, 'START RequestId: r Version: $LATEST');
  told.log(first, '2026-01-01T00:00:00.000Z\tr\tERROR\tcould not write\t1');
  told.log(first, 'plain text');
  told.write(first, { code: 'ThrottlingException', fault: 'throttle-1' });
  told.write(first, { status: 0, code: 'RequestAborted', fault: 'crash-2' });
  told.write(first, null, { operation: 'GetItem', subject: 'a' });
  told.fail(first);
  told.call(submitted, { task: 's3', service: 'lambda', operation: 'Invoke' }, {});
  told.deadLetter(submitted);
  expect(history(told.evidence(['a', 'other'], []), 'a')).toMatchInlineSnapshot(`
   [
     "00:00:00.060  scenario: s3:PutObject a.json → done",
     "00:00:00.080  Processor: invocation started (attempt 1)",
     "00:00:00.100  Processor#1 logged "could not write 1"",
     "00:00:00.110  Processor#1 logged "plain text"",
     "00:00:00.120  Processor#1: dynamodb:PutItem Ledger → ThrottlingException (injected by throttle-1)  src/handler.mjs:31",
     "00:00:00.150  Processor#1: dynamodb:PutItem Ledger → crashed (injected by crash-2)  src/handler.mjs:31",
     "00:00:00.180  Processor#1: dynamodb:GetItem a → no answer  src/handler.mjs:31",
     "00:00:00.190  Processor: invocation failed (errorType Error)",
     "00:00:00.220  lambda: sqs:SendMessage Dlq → done",
   ]
  `);
});

test('an extra copy is told as such; other marks of faults stand at the call they hit', () => {
  const told = story();
  const submitted = told.submit('a');
  told.trace.add(0, {
    type: 'fault',
    cause: submitted,
    fault: 'duplicate-1',
    effect: 'duplicate deliveries of s3',
  });
  const step = told.trace.add(0, { type: 'step', cause: submitted, step: 's3.notification#2' });
  told.trace.add(0, { type: 'fault', cause: step, fault: 'duplicate-1', effect: 'extra copy delivered' });
  const lines = history(told.evidence(['a'], []), 'a').map((line) => line.slice(14));
  expect(lines).toEqual([
    'scenario: s3:PutObject a.json → done (what follows meets duplicate-1)',
    'duplicate-1 delivers an extra copy',
  ]);
});

function eventLines(count: number): string[] {
  const told = story();
  const submitted = told.submit('a');
  for (let n = 2; n <= count; n++) told.event(submitted, `event ${n}`);
  return history(told.evidence(['a'], []), 'a').map((line) => line.replace(/^.*Processor: /, ''));
}

test('up to 24 lines are all told', () => {
  expect([23, 24].map((count) => eventLines(count).length)).toEqual([23, 24]);
  expect(eventLines(24).filter((line) => line.startsWith('event'))).toHaveLength(23);
});

test.each([25, 60])('of %i lines the first and the last twelve are told', (count) => {
  const lines = eventLines(count);
  expect(lines).toHaveLength(25);
  expect([1, 11, 12, 13, 24].map((n) => lines[n])).toEqual([
    'event 2',
    'event 12',
    `… ${count - 24} more …`,
    `event ${count - 11}`,
    `event ${count}`,
  ]);
});

test('a long log line is cut', () => {
  const told = story();
  told.log(told.submit('a'), 'x'.repeat(200));
  expect(history(told.evidence(['a'], []), 'a').at(-1)).toBe(
    `00:00:00.030  Processor#1 logged "${'x'.repeat(160)}…"`,
  );
});

test('what an order caused is found by its causes, however far, and only in its own run', () => {
  const told = story();
  processed(told, 'before');
  const skipped = told.trace.length;
  processed(told, 'a');
  processed(told, 'b');
  const all = told.evidence(['a', 'b'], []);
  const evidence = { ...all, trace: all.trace.slice(skipped) };
  expect(entriesOf(evidence, 'a').map(({ n }) => n)).toEqual([6, 7, 8, 9, 10]);
  const last = evidence.trace.at(-1);
  expect(last === undefined ? undefined : workOf(evidence, last)).toBe('b');
  const stray = told.event(0, 'schedule');
  const entry = told.trace.entries[stray - 1];
  expect(entry === undefined ? 'no entry' : workOf(told.evidence([], []), entry)).toBeUndefined();
});

function advice(tell: (told: Story) => void): object {
  const told = story();
  tell(told);
  return adviceForLoss(told.evidence(['a'], []), 'a');
}

describe('advice for a loss', () => {
  test('no dead-letter queue: give it one, at its place in the template', () => {
    expect(
      advice((told) => {
        const invoked = told.invoke(told.submit('a'));
        told.write(invoked, { code: 'ThrottlingException' });
        told.event(invoked, 'no dead-letter queue or destination');
      }),
    ).toEqual({
      text: 'give Processor a dead-letter queue (DeadLetterConfig) or an on-failure destination',
      place: 'template.yaml:12',
    });
  });

  test('a resource that the template has no place for is named all the same', () => {
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:other';
    expect(
      advice((told) => void told.event(told.submit('a'), 'no dead-letter queue or destination', {}, arn)),
    ).toEqual({
      text: 'give other a dead-letter queue (DeadLetterConfig) or an on-failure destination',
    });
  });

  test('an error that was swallowed: the last failed call, at its line', () => {
    expect(
      advice((told) => {
        const invoked = told.invoke(told.submit('a'));
        told.write(invoked, { code: 'First' }, { place: '/var/task/handler.mjs:1' });
        told.write(invoked, { code: 'Second' });
        told.write(invoked);
      }),
    ).toEqual({
      text: 'let the error leave the handler, or retry until the call succeeds',
      place: 'src/handler.mjs:31',
    });
  });

  test('nothing was submitted: look at submit', () => {
    expect(advice(() => undefined)).toEqual({
      text: "submit made no call for it: look at the system's submit()",
    });
  });

  test('nothing failed: something did not hand it on', () => {
    expect(advice((told) => void told.submit('a'))).toEqual({
      text: 'follow the history: nothing failed, so something upstream did not hand it on',
    });
  });
});

describe('advice for a double', () => {
  test('the last write that took effect, or may have before a crash, is to be made conditional', () => {
    const told = story();
    const invoked = told.invoke(told.submit('a'));
    told.write(invoked, {}, { place: '/var/task/handler.mjs:7' });
    told.write(invoked, {}, { operation: 'GetItem' });
    told.write(invoked, { code: 'ThrottlingException' });
    told.write(invoked, { status: 0 });
    expect(adviceForDouble(told.evidence(['a'], []), 'a')).toEqual({
      text: 'make this dynamodb:PutItem conditional, so that the same event has no second effect',
      place: 'src/handler.mjs:31',
    });
  });

  test('without a write to point at, the rule itself', () => {
    const told = story();
    told.submit('a');
    expect(adviceForDouble(told.evidence(['a'], []), 'a')).toEqual({
      text: "make the effect depend on the work's id, so that doing it again changes nothing",
    });
  });
});
