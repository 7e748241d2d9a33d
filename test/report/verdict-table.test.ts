import { verdictTable } from '../../framework/report/verdict-table';

const duplicates = {
  findings: ['P13'],
  title: 'duplicate S3 events make one record',
  runs: 1,
  fired: new Map([['duplicate', 8]]),
  verdicts: [
    { property: 'exactlyOnce', verdict: 'fails' },
    { property: 'noLoss', verdict: 'holds' },
  ],
};

test('a table has a line for each property, and its scenario once', () => {
  expect(`\n${verdictTable([duplicates])}`).toMatchInlineSnapshot(`
   "
     finding  scenario                             faults fired  property     verdict
     ───────  ───────────────────────────────────  ────────────  ───────────  ───────
     P13      duplicate S3 events make one record  duplicate 8   exactlyOnce  fails
                                                                 noLoss       holds
   "
  `);
});

test('what is long goes on in the next line, and nothing is left out', () => {
  const table = verdictTable([
    {
      findings: [],
      title: 'each upload is recorded while its calls are throttled and its environments crash',
      runs: 200,
      fired: new Map(),
      verdicts: [
        { property: 'within', verdict: 'skipped: this cloud keeps no trace and has no virtual time' },
      ],
    },
    duplicates,
  ]);
  expect(`\n${table}`).toMatchInlineSnapshot(`
   "
     finding  scenario                                     faults fired  property     verdict
     ───────  ───────────────────────────────────────────  ────────────  ───────────  ──────────────────────────────────────
              each upload is recorded while its calls are  none          within       skipped: this cloud keeps no trace and
              throttled and its environments crash (200                               has no virtual time
              runs)
     P13      duplicate S3 events make one record          duplicate 8   exactlyOnce  fails
                                                                         noLoss       holds
   "
  `);
});
