import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { itemText, n, refusal, s, testTable, type Item } from './table';

const TableName = 'things';

function indexed() {
  const table = testTable({
    KeySchema: [
      { AttributeName: 'a', KeyType: 'HASH' },
      { AttributeName: 'n', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'a', AttributeType: 'S' },
      { AttributeName: 'n', AttributeType: 'N' },
      { AttributeName: 'status', AttributeType: 'S' },
      { AttributeName: 'moment', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byStatus',
        KeySchema: [
          { AttributeName: 'status', KeyType: 'HASH' },
          { AttributeName: 'moment', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['held'] },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: 'byTime',
        KeySchema: [
          { AttributeName: 'a', KeyType: 'HASH' },
          { AttributeName: 'moment', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
  const open = (more: Partial<QueryCommandInput> = {}) =>
    table.db.query({
      TableName,
      IndexName: 'byStatus',
      KeyConditionExpression: '#s = :s',
      ExpressionAttributeNames: { '#s': 'status' },
      ExpressionAttributeValues: { ':s': s('open') },
      ...more,
    });
  const put = (a: string, at: number, more: Item = {}) =>
    table.put({ a: s(a), n: n(1), status: s('open'), moment: n(at), held: s('h'), spare: s('o'), ...more });
  return { ...table, put, open };
}

const texts = (answer: { Items?: Item[] | undefined }) => (answer.Items ?? []).map(itemText);

test('a global index orders by its own key and holds what it projects', () => {
  const { open, put } = indexed();
  put('x', 30);
  put('y', 4);
  put('z', 4);
  expect(texts(open())).toEqual([
    'a=y held=h moment=4 n=1 status=open',
    'a=z held=h moment=4 n=1 status=open',
    'a=x held=h moment=30 n=1 status=open',
  ]);
});

test('an index follows its items as they change, leave it and are deleted', () => {
  const { db, open, put } = indexed();
  put('x', 1);
  put('y', 2);
  put('z', 3);
  const update = (a: string, UpdateExpression: string, ExpressionAttributeValues?: Item) =>
    db.updateItem({
      TableName,
      Key: { a: s(a), n: n(1) },
      UpdateExpression,
      ExpressionAttributeValues,
    });
  update('x', 'SET moment = :v', { ':v': n(5) });
  update('y', 'REMOVE moment');
  db.deleteItem({ TableName, Key: { a: s('z'), n: n(1) } });
  expect(texts(open())).toEqual(['a=x held=h moment=5 n=1 status=open']);
});

test('a query of an index goes on after items of the same index key', () => {
  const { open, put } = indexed();
  for (const a of ['x', 'y', 'z']) put(a, 7);
  const first = open({ Limit: 2, ProjectionExpression: 'a' });
  expect(texts(first)).toEqual(['a=x', 'a=y']);
  expect(first.LastEvaluatedKey).toEqual({ a: s('y'), n: n(1), status: s('open'), moment: n(7) });
  const ExclusiveStartKey = first.LastEvaluatedKey;
  expect(texts(open({ ExclusiveStartKey, ProjectionExpression: 'a' }))).toEqual(['a=z']);
  const back = open({ ExclusiveStartKey, ProjectionExpression: 'a', ScanIndexForward: false });
  expect(texts(back)).toEqual(['a=x']);
});

test('a scan of an index meets only the items that it holds', () => {
  const { db, put } = indexed();
  put('x', 7);
  db.putItem({ TableName, Item: { a: s('sparse'), n: n(1) } });
  expect(db.scan({ TableName, IndexName: 'byStatus' })).toMatchObject({ Count: 1, ScannedCount: 1 });
  expect(db.scan({ TableName })).toMatchObject({ Count: 2 });
});

test('a local index reads from the table what it lacks, at the table’s cost', () => {
  const { db, put } = indexed();
  put('x', 7);
  const query = (more: Partial<QueryCommandInput>) =>
    db.query({
      TableName,
      IndexName: 'byTime',
      KeyConditionExpression: 'a = :a',
      ExpressionAttributeValues: { ':a': s('x') },
      ReturnConsumedCapacity: 'INDEXES',
      ConsistentRead: true,
      ...more,
    });
  const plain = query({});
  expect(texts(plain)).toEqual(['a=x moment=7 n=1']);
  expect(plain.ConsumedCapacity).toEqual({
    TableName,
    CapacityUnits: 1,
    Table: { CapacityUnits: 0 },
    LocalSecondaryIndexes: { byTime: { CapacityUnits: 1 } },
  });
  const fetched = query({ ProjectionExpression: 'spare' });
  expect(texts(fetched)).toEqual(['spare=o']);
  expect(fetched.ConsumedCapacity).toMatchObject({ CapacityUnits: 2, Table: { CapacityUnits: 1 } });
  expect(texts(query({ Select: 'ALL_ATTRIBUTES' }))).toEqual(['a=x held=h moment=7 n=1 spare=o status=open']);
});

test('a write costs the entries that it changes', () => {
  const { db, put } = indexed();
  put('x', 7);
  const cost = (Item: Item) =>
    db.putItem({ TableName, Item, ReturnConsumedCapacity: 'INDEXES' }).ConsumedCapacity;
  const Item = { a: s('x'), n: n(1), status: s('open'), moment: n(7), held: s('h') };
  expect(cost(Item)).toEqual({ TableName, CapacityUnits: 1, Table: { CapacityUnits: 1 } });
  expect(cost({ ...Item, held: s('H') })).toEqual({
    TableName,
    CapacityUnits: 2,
    Table: { CapacityUnits: 1 },
    GlobalSecondaryIndexes: { byStatus: { CapacityUnits: 1 } },
  });
  expect(cost({ ...Item, held: s('H'), moment: n(8) })).toEqual({
    TableName,
    CapacityUnits: 5,
    Table: { CapacityUnits: 1 },
    GlobalSecondaryIndexes: { byStatus: { CapacityUnits: 2 } },
    LocalSecondaryIndexes: { byTime: { CapacityUnits: 2 } },
  });
});

const wereInvalid = 'ValidationException: One or more parameter values were invalid: ';

test('what a global index cannot do is refused', () => {
  const { open } = indexed();
  expect(refusal(() => open({ ConsistentRead: true }))).toBe(
    'ValidationException: Consistent reads are not supported on global secondary indexes',
  );
  expect(refusal(() => open({ Select: 'ALL_ATTRIBUTES' }))).toBe(
    `${wereInvalid}Select type ALL_ATTRIBUTES is not supported for global secondary index byStatus ` +
      'because its projection type is not ALL',
  );
  expect(refusal(() => open({ ProjectionExpression: 'a, spare.deep, more' }))).toBe(
    `${wereInvalid}Global secondary index byStatus does not project [spare, more]`,
  );
});

test('an item whose index key has another type is refused', () => {
  const { db, put } = indexed();
  expect(refusal(() => put('x', 1, { moment: s('late') }))).toBe(
    `${wereInvalid}Type mismatch for Index Key moment Expected: N Actual: S IndexName: byTime`,
  );
  expect(refusal(() => put('x', 1, { status: s('') }))).toBe(
    'ValidationException: One or more parameter values are not valid. A value specified for a secondary index key is ' +
      'not supported. The AttributeValue for a key attribute cannot contain an empty string value. ' +
      'IndexName: byStatus, IndexKey: status',
  );
  const update = () =>
    db.updateItem({
      TableName,
      Key: { a: s('x'), n: n(1) },
      UpdateExpression: 'SET moment = :v',
      ExpressionAttributeValues: { ':v': s('late') },
    });
  expect(refusal(update)).toBe(
    'ValidationException: The update expression attempted to update the secondary index key to unsupported type',
  );
});

const indexOfB = (IndexName: string) => ({
  IndexName,
  KeySchema: [{ AttributeName: 'b', KeyType: 'HASH' as const }],
  Projection: { ProjectionType: 'ALL' as const },
});

test('an index that is added is filled before it can be read, and taken away again', () => {
  const { cloud, db, put } = testTable();
  put({ a: s('x'), b: s('1') }, { a: s('y') });
  const AttributeDefinitions = [{ AttributeName: 'b', AttributeType: 'S' as const }];
  const add = (...names: string[]) =>
    db.updateTable({
      TableName,
      AttributeDefinitions,
      GlobalSecondaryIndexUpdates: names.map((name) => ({ Create: indexOfB(name) })),
    });
  const oneAtATime =
    'LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted ' +
    'simultaneously per table';
  expect(refusal(() => add('byB', 'byC'))).toBe(oneAtATime);
  add('byB');
  const scan = () => db.scan({ TableName, IndexName: 'byB' });
  expect(refusal(scan)).toBe('ValidationException: Cannot read from backfilling global secondary index: byB');
  cloud.advance('5 seconds');
  expect(db.describeTable({ TableName }).Table).toMatchObject({
    TableStatus: 'ACTIVE',
    GlobalSecondaryIndexes: [{ IndexName: 'byB', IndexStatus: 'CREATING', Backfilling: true }],
  });
  expect(refusal(() => add('byC'))).toBe(oneAtATime);
  put({ a: s('z'), b: s('2') });
  cloud.settle();
  expect(texts(scan()).sort()).toEqual(['a=x b=1', 'a=z b=2']);
  db.updateTable({ TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byB' } }] });
  cloud.settle();
  expect(refusal(scan)).toBe('ValidationException: The table does not have the specified index: byB');
  expect(db.describeTable({ TableName }).Table?.AttributeDefinitions).toEqual([
    { AttributeName: 'a', AttributeType: 'S' },
  ]);
});

test('an update that empties a key of an index is refused in words of its own', () => {
  const { db, put } = indexed();
  put('x', 1);
  const update = (UpdateExpression: string) =>
    db.updateItem({
      TableName,
      Key: { a: s('x'), n: n(1) },
      UpdateExpression,
      ExpressionAttributeNames: { '#s': 'status' },
      ExpressionAttributeValues: { ':e': s('') },
    });
  expect(refusal(() => update('SET #s = :e'))).toMatchInlineSnapshot(
    `"ValidationException: One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value."`,
  );
});

test('keys of an index have the limits of keys', () => {
  const { db, put } = indexed();
  expect(refusal(() => put('x', 1, { status: s('s'.repeat(2049)) }))).toMatchInlineSnapshot(
    `"ValidationException: One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"`,
  );
  put('x', 1, { status: s('s'.repeat(2048)) });
  const KeyConditionExpression = 'a = :a';
  const query = () =>
    db.query({ TableName, KeyConditionExpression, ExpressionAttributeValues: { ':a': s('') } });
  expect(refusal(query)).toMatchInlineSnapshot(
    `"ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: a"`,
  );
});
