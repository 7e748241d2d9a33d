import { itemText, n, refusal, s, testTable, type TestTable } from './table';

const strings = ['h', 'g', 'b', 'c'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' as const });
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' as const });
const wereInvalid = 'One or more parameter values were invalid: ';

type Elements = ReturnType<typeof hash | typeof range>[];

const indexed = (KeySchema: Elements, names = strings.map(({ AttributeName }) => AttributeName)): TestTable =>
  testTable({
    AttributeDefinitions: [
      { AttributeName: 'a', AttributeType: 'S' },
      ...strings.filter(({ AttributeName }) => names.includes(AttributeName)),
    ],
    GlobalSecondaryIndexes: [{ IndexName: 'wide', KeySchema, Projection: { ProjectionType: 'ALL' } }],
  });

function filled(): TestTable {
  const table = indexed([hash('h'), hash('g'), range('b'), range('c')]);
  table.put(
    { a: s('1'), h: s('H'), g: s('G'), b: s('live'), c: s('2') },
    { a: s('2'), h: s('H'), g: s('G'), b: s('live'), c: s('1') },
    { a: s('3'), h: s('H'), g: s('G'), b: s('draft'), c: s('3') },
    { a: s('4'), h: s('H'), g: s('other'), b: s('live'), c: s('1') },
    { a: s('5'), h: s('H'), g: s('G'), b: s('live') },
  );
  return table;
}

const values = { ':h': s('H'), ':g': s('G'), ':b': s('live'), ':c': s('1') };

function query({ db }: TestTable, KeyConditionExpression: string): string[] {
  const used = Object.entries(values).filter(([name]) => KeyConditionExpression.includes(name));
  const { Items = [] } = db.query({
    TableName: 'things',
    IndexName: 'wide',
    KeyConditionExpression,
    ExpressionAttributeValues: Object.fromEntries(used),
  });
  return Items.map(({ a }) => itemText({ a: a ?? s('') }));
}

test.each([
  ['h = :h AND g = :g', ['a=3', 'a=2', 'a=1']],
  ['g = :g AND h = :h AND b = :b', ['a=2', 'a=1']],
  ['h = :h AND g = :g AND b = :b AND c > :c', ['a=1']],
  ['h = :h AND g = :g AND begins_with(b, :b)', ['a=2', 'a=1']],
  ['h = :h AND g = :g AND b < :b', ['a=3']],
])(
  'a Query by %s reads the items that have all attributes of the key, in its order',
  (condition, expected) => {
    expect(query(filled(), condition)).toEqual(expected);
  },
);

const gap = (lacking: string, last: string) =>
  `RANGE key attributes ${lacking} must have equality conditions specified in the query because a condition is present on key attribute ${last}`;

test.each([
  ['h = :h', 'Query condition missed key schema element: g'],
  ['h = :h AND g > :g', 'Query key condition not supported'],
  ['h = :h AND g = :g AND c = :c', gap('b', 'c')],
  ['h = :h AND g = :g AND b > :b AND c = :c', gap('b', 'c')],
])('a Query by %s is refused: %s', (condition, message) => {
  expect(refusal(() => query(filled(), condition))).toBe(`ValidationException: ${message}`);
});

test('a page ends with the key of the table and all of the index', () => {
  const { db } = filled();
  const ask = {
    TableName: 'things',
    IndexName: 'wide',
    KeyConditionExpression: 'h = :h AND g = :g',
    ExpressionAttributeValues: { ':h': s('H'), ':g': s('G') },
    Limit: 2,
  };
  const { LastEvaluatedKey } = db.query(ask);
  expect(itemText(LastEvaluatedKey)).toBe('a=2 b=live c=1 g=G h=H');
  const rest = db.query({ ...ask, ExclusiveStartKey: LastEvaluatedKey });
  expect(rest.Items?.map(({ a }) => a)).toEqual([s('1')]);
});

test('the index is described as it was asked for', () => {
  const { db } = filled();
  const [index] = db.describeTable({ TableName: 'things' }).Table?.GlobalSecondaryIndexes ?? [];
  expect(index?.KeySchema).toEqual([hash('h'), hash('g'), range('b'), range('c')]);
});

test('each attribute of the key has its type', () => {
  const { put } = filled();
  expect(refusal(() => put({ a: s('6'), h: s('H'), g: n(1) }))).toBe(
    `ValidationException: ${wereInvalid}Type mismatch for Index Key g Expected: S Actual: N IndexName: wide`,
  );
});

test.each([
  [
    [hash('h'), range('b'), hash('g')],
    'All HASH key attributes must precede RANGE key attributes in the KeySchema',
  ],
  [
    [hash('h'), range('b'), range('c'), range('g'), range('a'), range('x')],
    'The KeySchema exceeds the maximum allowed number of RANGE key attributes',
  ],
])('a key of %j is refused: %s', (KeySchema, message) => {
  expect(refusal(() => indexed(KeySchema))).toBe(`ValidationException: ${wereInvalid}${message}`);
});

test('an attribute is in a key once', () => {
  expect(refusal(() => indexed([hash('h'), hash('h')], ['h']))).toContain(
    'The KeySchema contains multiple key attributes with the same name.',
  );
});

test('PartiQL does not read such a table', () => {
  const { db } = filled();
  expect(refusal(() => db.executeStatement({ Statement: 'SELECT * FROM things' }))).toBe(
    'ValidationException: PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys.',
  );
});
