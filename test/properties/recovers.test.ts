import { recovers } from '../../framework/properties';
import { processed, story } from './story';

/** An order whose first write meets a fault, and whose second comes so much later. */
function struck(afterMs: number) {
  const told = story();
  const submitted = told.submit('a');
  told.write(told.invoke(submitted), { code: 'ThrottlingException', fault: 'throttle-1' });
  told.wait(afterMs);
  told.write(told.invoke(submitted, 2));
  return told;
}

test('holds when all was done in time after the last fault', () => {
  expect(recovers('2 minutes').judge(struck(90_000).evidence(['a'], ['a']))).toEqual({
    holds: true,
    proven: 'all done 1 min 30 s after the last fault, 2 minutes allowed',
  });
});

test('fails when something was left to do', () => {
  expect(recovers('1 minute').judge(struck(90_000).evidence(['a'], ['a']))).toMatchInlineSnapshot(`
   {
     "fix": {
       "text": "shorten what a waited for: retry delays, visibility timeouts, batching windows",
     },
     "holds": false,
     "lines": [
       {
         "label": "last fault",
         "text": "00:00:00.050  throttle-1: fault",
       },
       {
         "label": "late",
         "text": "a (1 min 30 s)",
       },
       {
         "label": "history",
         "text": "00:00:00.010  scenario: s3:PutObject a.json → done",
       },
       {
         "label": "history",
         "text": "00:00:00.030  Processor: invocation started (attempt 1)",
       },
       {
         "label": "history",
         "text": "00:00:00.040  Processor#1: dynamodb:PutItem Ledger → ThrottlingException (injected by throttle-1)  src/handler.mjs:31",
       },
       {
         "label": "history",
         "text": "00:01:30.070  Processor: invocation started (attempt 2)",
       },
       {
         "label": "history",
         "text": "00:01:30.080  Processor#1: dynamodb:PutItem Ledger → done  src/handler.mjs:31",
       },
     ],
     "what": "1 of 1 order has not recovered 1 minute after the last fault",
   }
  `);
});

test('what is submitted later has as much time from then on', () => {
  const told = struck(1000);
  told.wait(3_600_000);
  processed(told, 'b');
  expect(recovers('1 minute').judge(told.evidence(['a', 'b'], ['a', 'b']))).toMatchObject({ holds: true });
});

test('work without an outcome never recovered', () => {
  const told = struck(1000);
  told.submit('b');
  expect(recovers('1 day').judge(told.evidence(['a', 'b'], ['a']))).toMatchObject({
    holds: false,
    what: '1 of 2 orders has not recovered 1 day after the last fault',
    lines: expect.arrayContaining([{ label: 'late', text: 'b (never)' }]),
  });
});

test('proves nothing where no fault took effect', () => {
  const told = story();
  processed(told, 'a');
  expect(recovers('1 day').judge(told.evidence(['a'], ['a']))).toMatchObject({
    what: 'no fault took effect, so there was nothing to recover from',
  });
});
