import type { AttributeValue, QueryCommandInput, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { itemText, n, refusal, s, testTable, typeless, type Item } from './table';

const TableName = 'things';

function filled() {
  const table = testTable({ sort: true });
  for (const a of ['x', 'y'])
    for (const at of [-1, 2, 10, 30]) table.put({ a: s(a), n: n(at), v: n(at % 4) });
  const query = (more: Partial<QueryCommandInput> = {}) =>
    table.db.query({
      TableName,
      KeyConditionExpression: 'a = :a',
      ...more,
      ExpressionAttributeValues: { ':a': s('x'), ...more.ExpressionAttributeValues },
    });
  return { ...table, query };
}

const sorts = (answer: { Items?: Item[] | undefined }) => answer.Items?.map((item) => item['n']?.N).join(' ');

test.each([
  ['n = :v', '10'],
  ['n < :v', '-1 2'],
  ['n <= :v', '-1 2 10'],
  ['n > :v', '30'],
  ['n >= :v', '10 30'],
  ['n BETWEEN :w AND :v', '2 10'],
])('a query with %s reads %s, numbers in their order', (condition, found) => {
  const { query } = filled();
  const values = { ':v': n(10), ...(condition.includes(':w') ? { ':w': n(0) } : {}) };
  const KeyConditionExpression = `a = :a AND ${condition}`;
  expect(sorts(query({ KeyConditionExpression, ExpressionAttributeValues: values }))).toBe(found);
  const backwards = query({
    KeyConditionExpression,
    ExpressionAttributeValues: values,
    ScanIndexForward: false,
  });
  expect(sorts(backwards)).toBe(found.split(' ').reverse().join(' '));
});

test('begins_with reads the strings of a prefix, in the order of their UTF-8 bytes', () => {
  const { db } = testTable({
    KeySchema: [
      { AttributeName: 'a', KeyType: 'HASH' },
      { AttributeName: 't', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'a', AttributeType: 'S' },
      { AttributeName: 't', AttributeType: 'S' },
    ],
  });
  for (const t of ['b', 'ab', 'a\u{1F600}', 'a\uffee', 'a', 'B']) {
    db.putItem({ TableName, Item: { a: s('x'), t: s(t) } });
  }
  const { Items } = db.query({
    TableName,
    KeyConditionExpression: 'a = :a AND begins_with(t, :t)',
    ExpressionAttributeValues: { ':a': s('x'), ':t': s('a') },
  });
  expect(Items?.map((item) => item['t']?.S)).toEqual(['a', 'ab', 'a\uffee', 'a\u{1F600}']);
});

test('a query goes on where its last page ended, in both directions', () => {
  const { query } = filled();
  for (const ScanIndexForward of [true, false]) {
    const pages: (string | undefined)[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = query({ Limit: 2, ScanIndexForward, ...(ExclusiveStartKey && { ExclusiveStartKey }) });
      pages.push(sorts(page));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    // The second page is full, so that DynamoDB cannot know that it was the last.
    expect(pages).toEqual(ScanIndexForward ? ['-1 2', '10 30', ''] : ['30 10', '2 -1', '']);
  }
});

test('Limit counts what is evaluated, before the filter', () => {
  const { query } = filled();
  const page = query({
    Limit: 3,
    FilterExpression: 'v = :v',
    ExpressionAttributeValues: { ':v': n(2) },
  });
  expect(sorts(page)).toBe('2 10');
  expect(page).toMatchObject({ Count: 2, ScannedCount: 3, LastEvaluatedKey: { a: s('x'), n: n(10) } });
});

test('a page ends at one megabyte, before the filter', () => {
  const { db, put } = testTable({ sort: true });
  for (let at = 0; at < 5; at++) put({ a: s('x'), n: n(at), v: s('v'.repeat(300_000)) });
  const page = (ExclusiveStartKey?: Item) =>
    db.query({
      TableName,
      KeyConditionExpression: 'a = :a',
      FilterExpression: 'attribute_not_exists(v)',
      ExpressionAttributeValues: { ':a': s('x') },
      ExclusiveStartKey,
      ReturnConsumedCapacity: 'TOTAL',
    });
  const first = page();
  expect(first).toMatchObject({ Items: [], Count: 0, ScannedCount: 4, LastEvaluatedKey: { n: n(3) } });
  expect(first.ConsumedCapacity?.CapacityUnits).toBe(146.5);
  const second = page(first.LastEvaluatedKey);
  expect(second).toMatchObject({ ScannedCount: 1 });
  expect(second.LastEvaluatedKey).toBeUndefined();
});

test('a count returns no items', () => {
  const { query } = filled();
  expect(query({ Select: 'COUNT' })).toEqual({ Count: 4, ScannedCount: 4 });
});

test('legacy key conditions and filters work as expressions do', () => {
  const { db } = filled();
  const answer = db.query({
    TableName,
    KeyConditions: {
      a: { ComparisonOperator: 'EQ', AttributeValueList: [s('y')] },
      n: { ComparisonOperator: 'GT', AttributeValueList: [n(0)] },
    },
    QueryFilter: { v: { ComparisonOperator: 'EQ', AttributeValueList: [n(2)] } },
    AttributesToGet: ['n'],
  });
  expect(answer).toEqual({ Items: [{ n: n(2) }, { n: n(10) }, { n: n(30) }], Count: 3, ScannedCount: 3 });
});

test.each<[string, Partial<QueryCommandInput>]>([
  ['Query condition missed key schema element: a', { KeyConditionExpression: 'n = :a' }],
  ['Query key condition not supported', { KeyConditionExpression: 'a > :a' }],
  ['The table does not have the specified index: byB', { IndexName: 'byB' }],
  ['The provided starting key is invalid', { ExclusiveStartKey: { a: s('x') } }],
  [
    'The provided starting key is invalid: Supplied AttributeValue is empty, must contain exactly one of the ' +
      'supported datatypes',
    { ExclusiveStartKey: { a: s('x'), n: typeless } },
  ],
  [
    'The provided starting key is outside query boundaries based on provided conditions',
    { ExclusiveStartKey: { a: s('y'), n: n(1) } },
  ],
  [
    'The provided starting key does not match the range key predicate',
    {
      KeyConditionExpression: 'a = :a AND n > :n',
      ExpressionAttributeValues: { ':n': n(5) },
      ExclusiveStartKey: { a: s('x'), n: n(5) },
    },
  ],
  [
    'Filter Expression can only contain non-primary key attributes: Primary key attribute: n',
    { FilterExpression: 'size(n) = :a' },
  ],
  [
    '1 validation error detected: Must specify the AttributesToGet or ProjectionExpression when choosing to get ' +
      'SPECIFIC_ATTRIBUTES',
    { Select: 'SPECIFIC_ATTRIBUTES' },
  ],
  [
    '1 validation error detected: Cannot specify the ProjectionExpression when choosing to get only the Count',
    { Select: 'COUNT', ProjectionExpression: 'v' },
  ],
])('a query is refused: %s', (message, change) => {
  const { query } = filled();
  expect(refusal(() => query(change))).toBe(`ValidationException: ${message}`);
});

test('a query without a key condition is refused', () => {
  const { db } = testTable();
  expect(refusal(() => db.query({ TableName }))).toBe(
    'ValidationException: Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
  );
});

function wholeScan(table: ReturnType<typeof testTable>, more: Partial<ScanCommandInput> = {}): string[] {
  const found: string[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = table.db.scan({ TableName, ...more, ...(ExclusiveStartKey && { ExclusiveStartKey }) });
    found.push(...(page.Items ?? []).map(itemText));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return found;
}

test('a scan meets partitions in no useful order, but always in the same', () => {
  const table = testTable();
  const names = Array.from({ length: 40 }, (_, at) => `a=${String(at).padStart(2, '0')}`);
  for (const name of names) table.put({ a: s(name.slice(2)) });
  const found = wholeScan(table, { Limit: 7 });
  expect(found).not.toEqual(names);
  expect(found.toSorted()).toEqual(names);
  expect(wholeScan(table)).toEqual(found);
});

test('the segments of a parallel scan share the items out', () => {
  const table = testTable();
  for (let at = 0; at < 200; at++) table.put({ a: s(String(at)) });
  const shares = [0, 1, 2].map((Segment) => wholeScan(table, { Segment, TotalSegments: 3, Limit: 11 }));
  expect(shares.flat()).toEqual(wholeScan(table));
  for (const share of shares) expect(share.length).toBeGreaterThan(40);
});

test.each<[string, Partial<ScanCommandInput>]>([
  [
    'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    { Segment: 0 },
  ],
  [
    'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    { TotalSegments: 2 },
  ],
  [
    'The Segment parameter is zero-based and must be less than parameter TotalSegments: ' +
      'Segment: 2 is not less than TotalSegments: 2',
    { Segment: 2, TotalSegments: 2 },
  ],
  [
    'The provided starting key is invalid: The provided key element does not match the schema',
    { ExclusiveStartKey: { b: s('x') } },
  ],
  [
    '1 validation error detected: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
    { Select: 'ALL_PROJECTED_ATTRIBUTES' },
  ],
])('a scan is refused: %s', (message, change) => {
  const { db } = testTable();
  expect(refusal(() => db.scan({ TableName, ...change }))).toBe(`ValidationException: ${message}`);
});

test('the work of a page does not grow with the table', () => {
  const table = testTable({ sort: true });
  for (let at = 0; at < 3000; at++) table.put({ a: s(`p${at % 30}`), n: n(at) });
  const items = table.cloud.world.table('dynamodb/000000000000/us-east-1/items');
  let read = 0;
  const range = items.range.bind(items);
  items.range = function* (options) {
    for (const entry of range(options)) {
      read++;
      yield entry;
    }
  };
  const page = table.db.query({
    TableName,
    KeyConditionExpression: 'a = :a AND n >= :n',
    ExpressionAttributeValues: { ':a': s('p7'), ':n': n(1000) },
    ScanIndexForward: false,
    Limit: 5,
  });
  expect(sorts(page)).toBe('2977 2947 2917 2887 2857');
  expect(read).toBe(5);
});

test('filters of the older form compare lists and maps, and list indexes end with 32 bits', () => {
  const { db, put } = testTable();
  put({ a: s('1'), m: { M: { x: n(1) } } }, { a: s('2'), m: { L: [n(1)] } });
  const count = (ComparisonOperator: 'EQ' | 'NE', value: AttributeValue) =>
    db.scan({
      TableName: 'things',
      ScanFilter: { m: { ComparisonOperator, AttributeValueList: [value] } },
    }).Count;
  expect(count('EQ', { M: { x: n(1) } })).toBe(1);
  expect(count('NE', { L: [n(1)] })).toBe(1);
  const project = (ProjectionExpression: string) => db.scan({ TableName: 'things', ProjectionExpression });
  expect(project('m[2147483647]').Count).toBe(2);
  expect(refusal(() => project('m[2147483648]'))).toBe(
    'ValidationException: Invalid ProjectionExpression: List index is not within the allowable range; ' +
      'index: [2147483648]',
  );
  expect(refusal(() => db.executeStatement({ Statement: 'SELECT l[-1] FROM things' }))).toBe(
    'ValidationException: List index is not within the allowable range; index: [-1] at 1:11:1',
  );
});
