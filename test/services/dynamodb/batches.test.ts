import { itemText, n, refusal, s, testTable } from './table';

test('a batch writes and deletes in several tables', () => {
  const { cloud, db, put, scanned } = testTable();
  db.createTable({
    TableName: 'others',
    KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'N' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  cloud.settle();
  put({ a: s('old') });
  const answer = db.batchWriteItem({
    RequestItems: {
      things: [{ PutRequest: { Item: { a: s('new') } } }, { DeleteRequest: { Key: { a: s('old') } } }],
      others: [{ PutRequest: { Item: { k: n(1) } } }],
    },
    ReturnConsumedCapacity: 'TOTAL',
  });
  expect(answer).toEqual({
    UnprocessedItems: {},
    ConsumedCapacity: [
      { TableName: 'things', CapacityUnits: 2 },
      { TableName: 'others', CapacityUnits: 1 },
    ],
  });
  expect(scanned()).toEqual(['a=new']);
  const read = db.batchGetItem({
    RequestItems: {
      things: { Keys: [{ a: s('new') }, { a: s('old') }] },
      others: { Keys: [{ k: n('1.0') }], ConsistentRead: true },
    },
  });
  expect(read).toEqual({
    Responses: { things: [{ a: s('new') }], others: [{ k: n(1) }] },
    UnprocessedKeys: {},
  });
});

test('one wrong entry refuses the whole batch', () => {
  const { db, scanned } = testTable();
  const write = () =>
    db.batchWriteItem({
      RequestItems: {
        things: [{ PutRequest: { Item: { a: s('x') } } }, { PutRequest: { Item: { a: n(1) } } }],
      },
    });
  expect(refusal(write)).toBe(
    'ValidationException: One or more parameter values were invalid: Type mismatch for key a expected: S actual: N',
  );
  const missing = () =>
    db.batchWriteItem({
      RequestItems: {
        things: [{ PutRequest: { Item: { a: s('x') } } }],
        others: [{ PutRequest: { Item: { a: s('x') } } }],
      },
    });
  expect(refusal(missing)).toBe('ResourceNotFoundException: Requested resource not found');
  expect(scanned()).toEqual([]);
});

test('a batch names an item once', () => {
  const { db } = testTable();
  const duplicates = 'ValidationException: Provided list of item keys contains duplicates';
  const Keys = [{ a: s('x') }, { a: s('x') }];
  expect(refusal(() => db.batchGetItem({ RequestItems: { things: { Keys } } }))).toBe(duplicates);
  const things = [{ PutRequest: { Item: { a: s('x') } } }, { DeleteRequest: { Key: { a: s('x') } } }];
  expect(refusal(() => db.batchWriteItem({ RequestItems: { things } }))).toBe(duplicates);
});

const keys = (count: number) => Array.from({ length: count }, (_, at) => ({ a: s(String(at)) }));
const puts = (count: number) => keys(count).map((Item) => ({ PutRequest: { Item } }));

test('batches have at most 100 keys and 25 writes', () => {
  const { db } = testTable();
  const get = () =>
    db.batchGetItem({ RequestItems: { things: { Keys: keys(60) }, others: { Keys: keys(41) } } });
  expect(refusal(get)).toBe('ValidationException: Too many items requested for the BatchGetItem call');
  const write = () => db.batchWriteItem({ RequestItems: { things: puts(20), others: puts(6) } });
  expect(refusal(write)).toBe('ValidationException: Too many items requested for the BatchWriteItem call');
  expect(refusal(() => db.batchWriteItem({ RequestItems: { things: puts(26) } }))).toMatch(
    /^ValidationException: 1 validation error detected: Value '\{things=.*' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]$/,
  );
});

test('a batch returns 16 MB at most, and the other keys as unprocessed', () => {
  const { cloud, db, put } = testTable();
  const names = Array.from({ length: 45 }, (_, at) => `k${at}`);
  for (const name of names) {
    put({ a: s(name), v: s('v'.repeat(400_000)) });
    // A second's units of a new table are ten such items.
    cloud.advance('1 second');
  }
  const Keys = names.map((name) => ({ a: s(name) }));
  const { Responses, UnprocessedKeys } = db.batchGetItem({
    RequestItems: { things: { Keys, ProjectionExpression: 'a' } },
  });
  expect(Responses?.['things']).toHaveLength(41);
  expect(UnprocessedKeys?.['things']).toMatchObject({ ProjectionExpression: 'a' });
  const all = [...(Responses?.['things'] ?? []), ...(UnprocessedKeys?.['things']?.Keys ?? [])];
  expect(all.map(itemText).sort()).toEqual(Keys.map(itemText).sort());
});
