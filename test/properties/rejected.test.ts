import { rejected } from '../../framework/properties';
import { story } from './story';

const options = { only: ['bad'], field: 'reason' };

test('holds when these and no others were turned down, with the reason', () => {
  const evidence = {
    ...story().evidence(['good', 'bad'], []),
    outcomes: [{ id: 'good' }, { id: 'bad', reason: 'it is empty' }],
  };
  expect(rejected(options).judge(evidence)).toEqual({
    holds: true,
    proven: '1 of 2 orders rejected, with the reason',
  });
});

test('fails when one was taken for good, and tells which write took it', () => {
  const told = story();
  told.write(told.invoke(told.submit('bad')));
  const evidence = {
    ...told.evidence(['bad'], []),
    outcomes: [{ id: 'bad', total: 1 }],
  };
  expect(rejected(options).judge(evidence)).toMatchInlineSnapshot(`
   {
     "fix": {
       "place": "src/handler.mjs:31",
       "text": "check type, size and content before this write, and record what was wrong",
     },
     "holds": false,
     "lines": [
       {
         "label": "taken",
         "text": "bad",
       },
       {
         "label": "history",
         "text": "00:00:00.010  scenario: s3:PutObject bad.json → done",
       },
       {
         "label": "history",
         "text": "00:00:00.030  Processor: invocation started (attempt 1)",
       },
       {
         "label": "history",
         "text": "00:00:00.040  Processor#1: dynamodb:PutItem Ledger → done  src/handler.mjs:31",
       },
     ],
     "what": "1 of 1 order not rejected",
   }
  `);
});

test('fails when a fit one was turned down', () => {
  const evidence = {
    ...story().evidence(['good', 'bad'], []),
    outcomes: [
      { id: 'good', reason: 'too large' },
      { id: 'bad', reason: 'it is empty' },
    ],
  };
  expect(rejected(options).judge(evidence)).toMatchObject({
    what: '1 of 2 orders rejected though fit',
    lines: [{ label: 'rejected', text: 'good: too large' }],
  });
});
