import { within } from '../../framework/properties';
import { givenUp, processed, story } from './story';

test('holds when each order reached its outcome in time, and names the slowest', () => {
  const told = story();
  processed(told, 'a');
  const submitted = told.submit('b');
  told.wait(90_000);
  told.write(told.invoke(submitted));
  givenUp(told, 'c');
  expect(within('2 minutes').judge(told.evidence(['a', 'b', 'c'], ['a', 'b']))).toEqual({
    holds: true,
    proven: '3 of 3 orders within 2 minutes, the slowest b after 1 min 30 s',
  });
});

test('fails when one took longer, and tells where the time went', () => {
  const told = story();
  processed(told, 'a');
  const submitted = told.submit('b');
  told.write(told.invoke(submitted), { code: 'ThrottlingException' });
  told.wait(200_000);
  told.write(told.invoke(submitted, 2));
  expect(within('1 minute').judge(told.evidence(['a', 'b'], ['a', 'b']))).toMatchInlineSnapshot(`
   {
     "fix": {
       "text": "look at what b waited for: its longest wait is 3 min 20 s, from 00:00:00.100 on",
     },
     "holds": false,
     "lines": [
       {
         "label": "late",
         "text": "b (3 min 20 s)",
       },
       {
         "label": "history",
         "text": "00:00:00.060  scenario: s3:PutObject b.json → done",
       },
       {
         "label": "history",
         "text": "00:00:00.080  Processor: invocation started (attempt 1)",
       },
       {
         "label": "history",
         "text": "00:00:00.090  Processor#1: dynamodb:PutItem Ledger → ThrottlingException  src/handler.mjs:31",
       },
       {
         "label": "history",
         "text": "00:03:20.110  Processor: invocation started (attempt 2)",
       },
       {
         "label": "history",
         "text": "00:03:20.120  Processor#1: dynamodb:PutItem Ledger → done  src/handler.mjs:31",
       },
     ],
     "what": "1 of 2 orders took longer than 1 minute",
   }
  `);
});

test('a write that was refused is no outcome', () => {
  const told = story();
  const submitted = told.submit('a');
  told.write(told.invoke(submitted));
  told.wait(3_600_000);
  told.write(told.invoke(submitted), { code: 'ConditionalCheckFailedException' });
  expect(within('1 second').judge(told.evidence(['a'], ['a']))).toMatchObject({ holds: true });
});

test('of a batch, each write counts for the order that it names', () => {
  const told = story();
  const [a] = [told.submit('a'), told.submit('b')];
  const batch = told.invoke(a);
  told.write(batch, {}, { subject: 'id=a' });
  told.wait(1000);
  told.write(batch, {}, { subject: 'id=b' });
  expect(within('2 seconds').judge(told.evidence(['a', 'b'], ['a', 'b']))).toEqual({
    holds: true,
    proven: '2 of 2 orders within 2 seconds, the slowest b after 1.050 s',
  });
});

test('fails when one never reached an outcome', () => {
  const told = story();
  processed(told, 'a');
  told.fail(told.invoke(told.submit('b')));
  expect(within('1 minute').judge(told.evidence(['a', 'b'], ['a']))).toMatchInlineSnapshot(`
   {
     "fix": {
       "text": "follow the history: nothing failed, so something upstream did not hand it on",
     },
     "holds": false,
     "lines": [
       {
         "label": "unreached",
         "text": "b",
       },
       {
         "label": "history",
         "text": "00:00:00.060  scenario: s3:PutObject b.json → done",
       },
       {
         "label": "history",
         "text": "00:00:00.080  Processor: invocation started (attempt 1)",
       },
       {
         "label": "history",
         "text": "00:00:00.090  Processor: invocation failed (errorType Error)",
       },
     ],
     "what": "1 of 2 orders has no known outcome",
   }
  `);
});

test('proves nothing of a storm without orders', () => {
  expect(within('1 minute').judge(story().evidence([], []))).toMatchObject({ holds: false });
});
