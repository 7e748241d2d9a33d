import { handlesAll } from '../../framework/properties';
import { story } from './story';

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:orders-Processor-1X';

test('holds when no input that was made up broke the system', () => {
  const evidence = {
    ...story().evidence([], []),
    tried: [{ what: 'events', runs: 25 }],
  };
  expect(handlesAll().judge(evidence)).toEqual({
    holds: true,
    proven: '25 events, none broke it',
  });
});

test('fails with the smallest input that did, and the line that it broke at', () => {
  const broken = {
    smallest: '{"Records":[null]}',
    numShrinks: 4,
    error: "TypeError: Cannot read properties of null (reading 's3')",
    functionArn,
    place: '/var/task/handler.mjs:12',
  };
  const evidence = {
    ...story().evidence([], []),
    tried: [{ what: 'events', runs: 3, broken }],
  };
  expect(handlesAll().judge(evidence)).toMatchInlineSnapshot(`
   {
     "fix": {
       "place": "src/handler.mjs:12",
       "text": "check what comes in before it is used, and say what was wrong with it",
     },
     "holds": false,
     "lines": [
       {
         "label": "smallest",
         "text": "{"Records":[null]}  (made smaller 4 times)",
       },
       {
         "label": "error",
         "text": "TypeError: Cannot read properties of null (reading 's3')",
       },
     ],
     "what": "one of the first 3 events broke Processor",
   }
  `);
});

test('fails with the error where no function is known to have failed', () => {
  const broken = { smallest: '""', numShrinks: 0, error: 'refused' };
  const evidence = {
    ...story().evidence([], []),
    tried: [{ what: 'objects', runs: 1, broken }],
  };
  expect(handlesAll().judge(evidence)).toMatchObject({
    what: 'one of the first 1 objects broke the system',
  });
});

test('proves nothing of a storm that made nothing up', () => {
  expect(handlesAll().judge(story().evidence([], []))).toMatchObject({
    holds: false,
    what: 'the storm made up no input, so it proves nothing',
  });
});
