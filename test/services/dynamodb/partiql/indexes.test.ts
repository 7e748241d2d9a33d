import { itemText, n, refusal, s, testTable, type TestTable } from '../table';

const key = (partition: string, sort?: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' as const }]),
];

/** Three of four items are in the indexes. */
function indexed(): TestTable {
  const table = testTable({
    sort: true,
    AttributeDefinitions: [
      { AttributeName: 'a', AttributeType: 'S' },
      { AttributeName: 'n', AttributeType: 'N' },
      { AttributeName: 'g', AttributeType: 'S' },
      { AttributeName: 'l', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byG',
        KeySchema: key('g'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['p'] },
      },
      { IndexName: 'allG', KeySchema: key('g'), Projection: { ProjectionType: 'ALL' } },
    ],
    LocalSecondaryIndexes: [
      { IndexName: 'byL', KeySchema: key('a', 'l'), Projection: { ProjectionType: 'KEYS_ONLY' } },
    ],
  });
  table.put(
    { a: s('x'), n: n(1), g: s('one'), l: s('l1'), p: s('p1'), hidden: s('h1') },
    { a: s('x'), n: n(2), g: s('one'), l: s('l2'), p: s('p2'), hidden: s('h2') },
    { a: s('x'), n: n(3), hidden: s('h3') },
    { a: s('y'), n: n(4), g: s('two'), p: s('p4'), hidden: s('h4') },
  );
  return table;
}

const rows = ({ db }: TestTable, Statement: string) =>
  (db.executeStatement({ Statement }).Items ?? []).map(itemText).sort();

test.each([
  [`SELECT * FROM things.byG WHERE g = 'one'`, ['a=x g=one n=1 p=p1', 'a=x g=one n=2 p=p2']],
  [`SELECT n FROM "things"."byG"`, ['n=1', 'n=2', 'n=4']],
  [`SELECT n FROM things.byG WHERE a = 'y'`, ['n=4']],
  [`SELECT n FROM things.byG WHERE hidden = 'h1'`, []],
  [`SELECT n FROM things.byG WHERE NOT hidden = 'h1'`, ['n=1', 'n=2', 'n=4']],
  [`SELECT n FROM things.byG WHERE (g = 'one' AND hidden = 'h1') OR g = 'two'`, ['n=4']],
  [`SELECT * FROM things.byL WHERE a = 'x'`, ['a=x l=l1 n=1', 'a=x l=l2 n=2']],
  [`SELECT hidden FROM things.byL WHERE a = 'x' AND l = 'l2'`, ['hidden=h2']],
  [`SELECT n FROM things.byL WHERE hidden = 'h1'`, []],
])('%s reads what the index holds', (statement, expected) => {
  expect(rows(indexed(), statement)).toEqual(expected);
});

const wereInvalid = 'One or more parameter values were invalid: ';
const unheld = (index: string) =>
  `${wereInvalid}Secondary index ${index} does not project one or more filter attributes: [hidden]`;

test.each([
  [
    `SELECT hidden, v FROM things.byG`,
    `${wereInvalid}Global secondary index byG does not project [hidden, v]`,
  ],
  [`SELECT n FROM things.byG WHERE g = 'one' AND hidden = 'h1'`, unheld('byG')],
  [`SELECT n FROM things.byG WHERE g IN ['one', 'two'] AND hidden IS MISSING`, unheld('byG')],
  [`SELECT n FROM things.byL WHERE a = 'x' AND NOT hidden = 'h1'`, unheld('byL')],
])('%s is refused', (statement, message) => {
  expect(refusal(() => rows(indexed(), statement))).toBe(`ValidationException: ${message}`);
});

test('an index is charged for what is read from it, and the table for what the index lacks', () => {
  const { db } = indexed();
  const used = (Statement: string) =>
    db.executeStatement({ Statement, ReturnConsumedCapacity: 'INDEXES' }).ConsumedCapacity;
  expect(used(`SELECT n FROM things.allG WHERE g = 'one'`)).toEqual({
    TableName: 'things',
    CapacityUnits: 0.5,
    Table: { CapacityUnits: 0 },
    GlobalSecondaryIndexes: { allG: { CapacityUnits: 0.5 } },
  });
  expect(used(`SELECT hidden FROM things.byL WHERE a = 'x'`)).toEqual({
    TableName: 'things',
    CapacityUnits: 1.5,
    Table: { CapacityUnits: 1 },
    LocalSecondaryIndexes: { byL: { CapacityUnits: 0.5 } },
  });
});

test('a global index is not read consistently', () => {
  const ask = { Statement: `SELECT * FROM things.byG WHERE g = 'one'`, ConsistentRead: true };
  expect(refusal(() => indexed().db.executeStatement(ask))).toBe(
    'ValidationException: Strongly consistent read is not supported on Global Secondary Indexes',
  );
});
