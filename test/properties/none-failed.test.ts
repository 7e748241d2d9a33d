import { noneFailed } from '../../framework/properties';
import { processed, story } from './story';

test('holds when each invocation ended well', () => {
  const told = story();
  told.event(told.invoke(told.submit('a')), 'invocation ended', {
    outcome: 'value',
  });
  expect(noneFailed().judge(told.evidence(['a'], ['a']))).toEqual({
    holds: true,
    proven: '1 of 1 invocation without an error',
  });
});

test('fails when one ended with an error, and tells its story', () => {
  const told = story();
  const invoked = told.invoke(told.submit('a'));
  told.write(invoked, { code: 'ThrottlingException' });
  told.event(invoked, 'invocation ended', {
    outcome: 'error',
    errorType: 'Error',
    errorMessage: 'boom',
  });
  told.event(told.invoke(told.submit('b')), 'invocation ended', {
    outcome: 'value',
  });
  expect(noneFailed().judge(told.evidence(['a', 'b'], ['b']))).toMatchInlineSnapshot(`
   {
     "fix": {
       "place": "template.yaml:12",
       "text": "let Processor cope with it, or give it what it needs",
     },
     "holds": false,
     "lines": [
       {
         "label": "error",
         "text": "Error: boom",
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
         "text": "00:00:00.040  Processor#1: dynamodb:PutItem Ledger → ThrottlingException  src/handler.mjs:31",
       },
       {
         "label": "history",
         "text": "00:00:00.060  Processor: invocation ended (outcome error, errorType Error, errorMessage boom)",
       },
     ],
     "what": "1 of 2 invocations ended with an error",
   }
  `);
});

test('proves nothing where no function was invoked', () => {
  const told = story();
  processed(told, 'a');
  expect(noneFailed().judge(told.evidence(['a'], ['a']))).toMatchObject({
    holds: false,
    what: 'no function was invoked, so it proves nothing',
  });
});
