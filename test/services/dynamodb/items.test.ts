import { canonicalJson } from '../../../framework/kernel';
import { itemText, n, refusal, s, testTable, typeless } from './table';

const TableName = 'things';

test('an item is put, read, changed and deleted', () => {
  const { db, put } = testTable();
  put({ a: s('x'), v: n(1) });
  expect(db.getItem({ TableName, Key: { a: s('x') } })).toEqual({ Item: { a: s('x'), v: n(1) } });
  expect(db.getItem({ TableName, Key: { a: s('y') } })).toEqual({});
  const Key = { a: s('x') };
  const update = db.updateItem({
    TableName,
    Key,
    UpdateExpression: 'SET v = v + :one, w = :text',
    ExpressionAttributeValues: { ':one': n(1), ':text': s('new') },
    ReturnValues: 'UPDATED_NEW',
  });
  expect(itemText(update.Attributes)).toBe('v=2 w=new');
  const deleted = db.deleteItem({ TableName, Key, ReturnValues: 'ALL_OLD' });
  expect(itemText(deleted.Attributes)).toBe('a=x v=2 w=new');
  expect(db.deleteItem({ TableName, Key, ReturnValues: 'ALL_OLD' })).toEqual({});
});

test.each([
  ['NONE', ''],
  ['ALL_OLD', 'a=x v=1'],
  ['UPDATED_OLD', 'v=1'],
  ['ALL_NEW', 'a=x v=2 w=2'],
  ['UPDATED_NEW', 'v=2 w=2'],
] as const)('an update with ReturnValues %s returns "%s"', (ReturnValues, returned) => {
  const { db, put } = testTable();
  put({ a: s('x'), v: n(1) });
  const { Attributes } = db.updateItem({
    TableName,
    Key: { a: s('x') },
    UpdateExpression: 'SET v = :two, w = :two',
    ExpressionAttributeValues: { ':two': n(2) },
    ReturnValues,
  });
  expect(itemText(Attributes)).toBe(returned);
});

test('an update makes an item that is not there, unless it only takes away', () => {
  const { db, scanned } = testTable();
  db.updateItem({ TableName, Key: { a: s('gone') }, UpdateExpression: 'REMOVE v' });
  db.updateItem({
    TableName,
    Key: { a: s('new') },
    UpdateExpression: 'ADD v :one',
    ExpressionAttributeValues: { ':one': n(1) },
  });
  expect(scanned()).toEqual(['a=new v=1']);
});

test('a condition that does not hold changes nothing, and returns the item if asked to', () => {
  const { db, put, scanned } = testTable();
  put({ a: s('x'), v: n(1) });
  const write = (ReturnValuesOnConditionCheckFailure: 'ALL_OLD' | 'NONE') => () =>
    db.putItem({
      TableName,
      Item: { a: s('x'), v: n(2) },
      ConditionExpression: 'attribute_not_exists(a)',
      ReturnValuesOnConditionCheckFailure,
    });
  expect(write('NONE')).toThrow(
    expect.objectContaining({
      code: 'ConditionalCheckFailedException',
      status: 400,
      message: 'The conditional request failed',
    }),
  );
  expect(write('NONE')).not.toThrow(expect.objectContaining({ fields: expect.anything() }));
  expect(write('ALL_OLD')).toThrow(expect.objectContaining({ fields: { Item: { a: s('x'), v: n(1) } } }));
  expect(scanned()).toEqual(['a=x v=1']);
});

test('legacy conditions and updates work as expressions do', () => {
  const { db, put, scanned } = testTable();
  put({ a: s('x'), v: n(1) });
  const add = (v: number) => () =>
    db.updateItem({
      TableName,
      Key: { a: s('x') },
      AttributeUpdates: { v: { Action: 'ADD', Value: n(5) } },
      Expected: { v: { Value: n(v) } },
    });
  expect(refusal(add(2))).toBe('ConditionalCheckFailedException: The conditional request failed');
  add(1)();
  expect(scanned()).toEqual(['a=x v=6']);
});

test('a read returns the parts that it asks for', () => {
  const { db, put } = testTable();
  put({ a: s('x'), v: n(1), m: { M: { deep: s('yes'), other: s('no') } } });
  const Key = { a: s('x') };
  const read = (ProjectionExpression: string) => db.getItem({ TableName, Key, ProjectionExpression }).Item;
  expect(read('v, m.deep')).toEqual({ v: n(1), m: { M: { deep: s('yes') } } });
  expect(read('nothing')).toEqual({});
  expect(db.getItem({ TableName, Key, AttributesToGet: ['v'] }).Item).toEqual({ v: n(1) });
});

test('values come back in their normal form, binary as bytes', () => {
  const { db, put } = testTable();
  const B = new Uint8Array([1, 2, 255]);
  put({ a: s('x'), b: { B }, v: n('1.50e2'), set: { NS: ['1.0', '2'] }, none: { NULL: true } });
  const { Item = {} } = db.getItem({ TableName, Key: { a: s('x') } });
  expect(new Uint8Array(Item['b']?.B ?? [])).toEqual(B);
  expect(Item).toMatchObject({ v: n(150), set: { NS: ['1', '2'] }, none: { NULL: true } });
});

test.each([
  ['One or more parameter values were invalid: Missing the key a in the item', { v: n(1) }],
  ['One or more parameter values were invalid: Type mismatch for key a expected: S actual: N', { a: n(1) }],
  [
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ' +
      'string value. Key: a',
    { a: s('') },
  ],
  ['Item size has exceeded the maximum allowed size', { a: s('x'), v: s('x'.repeat(400 * 1024)) }],
  [
    'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    { a: s('x'), v: typeless },
  ],
])('a put is refused: %s', (message, Item) => {
  const { db } = testTable();
  expect(refusal(() => db.putItem({ TableName, Item }))).toBe(`ValidationException: ${message}`);
});

test('reads and updates are refused for a key that is not the table’s', () => {
  const { db } = testTable({ sort: true });
  const mismatch = 'ValidationException: The provided key element does not match the schema';
  expect(refusal(() => db.getItem({ TableName, Key: { a: s('x') } }))).toBe(mismatch);
  expect(refusal(() => db.deleteItem({ TableName, Key: { a: s('x'), n: s('1') } }))).toBe(mismatch);
  const Key = { a: s('x'), n: n(1) };
  const update = () =>
    db.updateItem({
      TableName,
      Key,
      UpdateExpression: 'SET n = :v',
      ExpressionAttributeValues: { ':v': n(1) },
    });
  expect(refusal(update)).toBe(
    'ValidationException: One or more parameter values were invalid: Cannot update attribute n. ' +
      'This attribute is part of the key',
  );
});

test('an update does not grow an item beyond 400 KB', () => {
  const { db, put } = testTable();
  put({ a: s('x'), v: s('x'.repeat(300 * 1024)) });
  const update = () =>
    db.updateItem({
      TableName,
      Key: { a: s('x') },
      UpdateExpression: 'SET w = v',
    });
  expect(refusal(update)).toBe(
    'ValidationException: Item size to update has exceeded the maximum allowed size',
  );
});

test('a put returns nothing but the old item', () => {
  const { db } = testTable();
  const put = () => db.putItem({ TableName, Item: { a: s('x') }, ReturnValues: 'ALL_NEW' });
  expect(refusal(put)).toBe('ValidationException: Return values set to invalid value');
});

const units = (answer: { ConsumedCapacity?: { CapacityUnits?: number | undefined } | undefined }) =>
  answer.ConsumedCapacity?.CapacityUnits;

test('capacity is counted by the kilobyte', () => {
  const { db } = testTable();
  const Item = { a: s('x'), v: s('x'.repeat(4096)) };
  const Key = { a: s('x') };
  const ReturnConsumedCapacity = 'TOTAL' as const;
  expect(units(db.putItem({ TableName, Item, ReturnConsumedCapacity }))).toBe(5);
  expect(units(db.getItem({ TableName, Key, ReturnConsumedCapacity }))).toBe(1);
  expect(units(db.getItem({ TableName, Key, ReturnConsumedCapacity, ConsistentRead: true }))).toBe(2);
  expect(units(db.putItem({ TableName, Item: Key, ReturnConsumedCapacity }))).toBe(5);
  expect(units(db.deleteItem({ TableName, Key, ReturnConsumedCapacity }))).toBe(1);
});

test('all state is plain data', () => {
  const { cloud, put } = testTable();
  put({ a: s('x'), b: { B: new Uint8Array([1]) }, m: { M: { l: { L: [n(1)] } } } });
  const entries = cloud.world.table('dynamodb/000000000000/us-east-1/items').save();
  expect(JSON.parse(canonicalJson(entries))).toEqual(entries);
});
