import { idempotent } from '../../framework/properties';
import type { Evidence, Outcome } from '../../framework/properties/property';
import { processed, story, type Story } from './story';

/** An order that was delivered twice. */
function deliveredTwice(): Story {
  const told = story();
  const submitted = told.submit('a');
  told.write(told.invoke(submitted), { fault: 'duplicate-1' });
  told.write(told.invoke(submitted));
  return told;
}

function evidence(told: Story, outcomes: Outcome[], twin: Outcome[]): Evidence {
  return { ...told.evidence(['a'], []), outcomes, twin };
}

test('holds when the outcomes equal those of the twin, in whichever order they are read', () => {
  const [one, other] = [
    { id: 'a', part: 1, total: 7 },
    { total: 8, part: 2, id: 'a' },
  ];
  expect(idempotent().judge(evidence(deliveredTwice(), [one, other], [other, { ...one }]))).toEqual({
    holds: true,
    proven: '1 of 1 order as without faults',
  });
});

test('fails when a repeated delivery made a second outcome', () => {
  const row = { id: 'a', total: 7 };
  expect(idempotent().judge(evidence(deliveredTwice(), [row, row], [row]))).toMatchInlineSnapshot(`
   {
     "fix": {
       "place": "src/handler.mjs:31",
       "text": "make this dynamodb:PutItem conditional, so that the same event has no second effect",
     },
     "holds": false,
     "lines": [
       {
         "label": "differs",
         "text": "a",
       },
       {
         "label": "with",
         "text": "{"id":"a","total":7}
   {"id":"a","total":7}",
       },
       {
         "label": "without",
         "text": "{"id":"a","total":7}",
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
         "text": "00:00:00.040  Processor#1: dynamodb:PutItem Ledger → done (what follows meets duplicate-1)  src/handler.mjs:31",
       },
       {
         "label": "history",
         "text": "00:00:00.070  Processor: invocation started (attempt 1)",
       },
       {
         "label": "history",
         "text": "00:00:00.080  Processor#1: dynamodb:PutItem Ledger → done  src/handler.mjs:31",
       },
     ],
     "what": "1 of 1 order came out otherwise than without faults",
   }
  `);
});

test('fails when a fault lost the outcome', () => {
  expect(idempotent().judge(evidence(deliveredTwice(), [], [{ id: 'a' }]))).toMatchObject({
    holds: false,
    what: '1 of 1 order came out otherwise than without faults',
    lines: expect.arrayContaining([{ label: 'with', text: 'no outcome' }]),
  });
});

test('a field that may differ is named', () => {
  const told = evidence(deliveredTwice(), [{ id: 'a', at: 1 }], [{ id: 'a', at: 2 }]);
  expect(idempotent({ except: ['at'] }).judge(told)).toMatchObject({ holds: true });
  expect(idempotent().judge(told)).toMatchObject({
    holds: false,
    fix: { text: 'let the outcome follow from the work alone, or name in except the fields that may differ' },
  });
});

test('proves nothing of a storm without faults and repeated submissions', () => {
  const told = story();
  processed(told, 'a');
  expect(idempotent().judge(evidence(told, [{ id: 'a' }], [{ id: 'a' }]))).toMatchObject({
    holds: false,
    what: 'the storm had neither a fault nor a repeated submission, so it proves nothing',
  });
  const repeated = { ...evidence(told, [{ id: 'a' }], [{ id: 'a' }]), submitted: [{ id: 'a' }, { id: 'a' }] };
  expect(idempotent().judge(repeated)).toMatchObject({ holds: true });
});
