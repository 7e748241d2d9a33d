import { epochMs } from '../../framework/kernel';
import { converges, unchanged } from '../../framework/properties';
import type { Evidence, Outcome } from '../../framework/properties/property';
import { story } from './story';

const rows = [
  { id: 'a', total: 1 },
  { id: 'b', total: 2 },
];

function evidence(looks: Record<string, readonly Outcome[]>, atTheEnd: readonly Outcome[] = []): Evidence {
  return {
    ...story().evidence([], []),
    outcomes: atTheEnd,
    looks: Object.entries(looks).map(([name, outcomes], index) => ({
      name,
      atMs: epochMs + index * 60_000,
      submitted: [],
      outcomes,
    })),
  };
}

test('holds when all rows are as they were, in whatever order they are read', () => {
  expect(unchanged({ since: 'before' }).judge(evidence({ before: rows }, rows.toReversed()))).toEqual({
    holds: true,
    proven: "2 of 2 outcomes as at 'before' (00:00:00.000)",
  });
});

test('fails when a row is gone, changed or new, and shows them', () => {
  const later = [
    { id: 'a', total: 1 },
    { id: 'b', total: 3 },
    { id: 'c', total: 4 },
  ];
  expect(unchanged({ since: 'before' }).judge(evidence({ before: rows }, later))).toMatchInlineSnapshot(`
   {
     "fix": {
       "text": "look at what wrote between 'before' and the end",
     },
     "holds": false,
     "lines": [
       {
         "label": "gone",
         "text": "{"id":"b","total":2}",
       },
       {
         "label": "new",
         "text": "{"id":"b","total":3}",
       },
       {
         "label": "new",
         "text": "{"id":"c","total":4}",
       },
     ],
     "what": "1 of 2 outcomes of 'before' are no more at the end, 2 are new",
   }
  `);
});

test('tells the place of what keeps it', () => {
  const place = { fix: { place: 'template.yaml:12' } };
  const changed = evidence({ before: rows, after: [] }, []);
  expect(unchanged({ since: 'before', of: 'Processor' }).judge(changed)).toMatchObject(place);
  expect(converges({ once: 'before', again: 'after', of: 'Processor' }).judge(changed)).toMatchObject(place);
});

test('compares with a later look where one is named, and leaves out fields', () => {
  const later = [
    { id: 'a', total: 1, at: 5 },
    { id: 'b', total: 2, at: 6 },
  ];
  const looks = evidence({ before: rows, after: later });
  expect(unchanged({ since: 'before', until: 'after' }).judge(looks)).toMatchObject({ holds: false });
  expect(unchanged({ since: 'before', until: 'after', except: ['at'] }).judge(looks)).toMatchObject({
    holds: true,
  });
});

test('a row that is there twice is not the same as once', () => {
  const twice = evidence({ before: [{ id: 'a' }] }, [{ id: 'a' }, { id: 'a' }]);
  expect(unchanged({ since: 'before' }).judge(twice)).toMatchObject({
    what: "0 of 1 outcomes of 'before' are no more at the end, 1 are new",
  });
});

test('converges holds when the second time changed nothing, and fails when it did', () => {
  const property = converges({ once: 'first', again: 'second' });
  expect(property.judge(evidence({ first: rows, second: rows }))).toMatchObject({ holds: true });
  expect(property.judge(evidence({ first: rows, second: [...rows, ...rows] }))).toMatchInlineSnapshot(`
   {
     "fix": {
       "text": "look at what wrote between 'first' and second",
     },
     "holds": false,
     "lines": [
       {
         "label": "new",
         "text": "{"id":"a","total":1}",
       },
       {
         "label": "new",
         "text": "{"id":"b","total":2}",
       },
     ],
     "what": "0 of 2 outcomes of 'first' are no more at second, 2 are new",
   }
  `);
});

test.each([
  [{}, "the storm took no look 'before', so it proves nothing"],
  [{ before: [] }, "nothing was there at 'before', so it proves nothing"],
])('proves nothing without rows to compare: %j', (looks, what) => {
  expect(unchanged({ since: 'before' }).judge(evidence(looks))).toMatchObject({
    holds: false,
    what,
  });
});
