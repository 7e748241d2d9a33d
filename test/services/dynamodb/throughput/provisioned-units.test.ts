import { AwsError } from '../../../../framework/cloud/service';
import { n, refusal, s, testTable, type TestTable } from '../table';

const TableName = 'things';
const TABLE_EXCEEDED =
  'ProvisionedThroughputExceededException: The level of configured provisioned throughput for the table was exceeded. ' +
  'Consider increasing your provisioning level with the UpdateTable API.';
const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';

/** A table of so many units a second; and what it saved while it was made. */
function provisioned(read: number, write: number, indexWrite?: number): TestTable {
  const ProvisionedThroughput = { ReadCapacityUnits: read, WriteCapacityUnits: write };
  if (indexWrite === undefined) return testTable({ BillingMode: 'PROVISIONED', ProvisionedThroughput });
  return testTable({
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput,
    AttributeDefinitions: [
      { AttributeName: 'a', AttributeType: 'S' },
      { AttributeName: 'b', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byB',
        KeySchema: [{ AttributeName: 'b', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
        ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: indexWrite },
      },
    ],
  });
}

/** How many of these writes go through before one is throttled. */
function writesUntilThrottled({ put }: TestTable, max: number): number {
  for (let at = 0; at < max; at++) {
    if (refusal(() => put({ a: s(`item-${at}`) })) !== 'not refused') return at;
  }
  return max;
}

function thrown(ask: () => unknown): AwsError {
  try {
    ask();
  } catch (error) {
    if (error instanceof AwsError) return error;
  }
  throw new Error('Expected an error of AWS.');
}

test('a table takes a burst of what it saved, is throttled, and refills by the second', () => {
  const table = provisioned(5, 10);
  table.cloud.advance('30 seconds');
  const burst = writesUntilThrottled(table, 1000);
  expect(burst).toBeGreaterThanOrEqual(400);
  expect(burst).toBeLessThan(440);
  const refused = () => table.put({ a: s('x') });
  expect(refusal(refused)).toBe(TABLE_EXCEEDED);
  expect(thrown(refused).fields).toEqual({
    ThrottlingReasons: [{ reason: 'TableWriteProvisionedThroughputExceeded', resource: arn }],
  });
  table.cloud.advance('1 second');
  expect(writesUntilThrottled(table, 1000)).toBe(10);
  table.cloud.advance('100 milliseconds');
  expect(writesUntilThrottled(table, 1000)).toBe(1);
});

test('no more than five minutes of units are saved', () => {
  const table = provisioned(5, 2);
  table.cloud.advance('1 hour');
  expect(writesUntilThrottled(table, 1000)).toBe(600);
});

test('reads are throttled apart from writes, and consistent ones twice as soon', () => {
  const { cloud, db, put } = provisioned(1, 100);
  put({ a: s('x') });
  cloud.advance('10 minutes');
  const get = (ConsistentRead: boolean) => () =>
    db.getItem({ TableName, Key: { a: s('x') }, ConsistentRead });
  for (let at = 0; at < 299; at++) get(true)();
  get(false)();
  get(false)();
  expect(refusal(get(false))).toBe(TABLE_EXCEEDED);
  expect(refusal(() => db.scan({ TableName }))).toBe(TABLE_EXCEEDED);
  expect(thrown(get(true)).fields).toEqual({
    ThrottlingReasons: [{ reason: 'TableReadProvisionedThroughputExceeded', resource: arn }],
  });
  put({ a: s('y') });
});

test('an item larger than a second of units is written, and what follows waits for it', () => {
  const table = provisioned(1, 1);
  const { cloud, put } = table;
  writesUntilThrottled(table, 1000);
  cloud.advance('1 second');
  put({ a: s('large'), text: s('.'.repeat(10_000)) });
  cloud.advance('9 seconds');
  expect(refusal(() => put({ a: s('x') }))).toBe(TABLE_EXCEEDED);
  cloud.advance('1 second');
  put({ a: s('x') });
});

test('an index that lacks units holds up writes to its table, not those that leave it alone', () => {
  const table = provisioned(100, 1000, 1);
  const { cloud, db, put, scanned } = table;
  cloud.advance('10 minutes');
  for (let at = 0; at < 300; at++) put({ a: s(`item-${at}`), b: s('x') });
  const refused = () => put({ a: s('late'), b: s('x') });
  expect(refusal(refused)).toBe(
    'ProvisionedThroughputExceededException: The level of configured provisioned throughput for one or more global ' +
      'secondary indexes of the table was exceeded. Consider increasing your provisioning level for the ' +
      'under-provisioned global secondary indexes with the UpdateTable API.',
  );
  expect(thrown(refused).fields).toEqual({
    ThrottlingReasons: [{ reason: 'IndexWriteProvisionedThroughputExceeded', resource: `${arn}/index/byB` }],
  });
  expect(scanned()).toHaveLength(300);
  put({ a: s('sparse') });
  cloud.advance('1 second');
  put({ a: s('late'), b: s('x') });
  expect(
    db.query({
      TableName,
      IndexName: 'byB',
      KeyConditionExpression: 'b = :b',
      ExpressionAttributeValues: { ':b': s('x') },
    }).Count,
  ).toBe(301);
});

test('a condition that does not hold costs units, and without units it is not even looked at', () => {
  const table = provisioned(1, 1);
  const { cloud, db, put } = table;
  put({ a: s('x') });
  const conditional = () =>
    db.putItem({ TableName, Item: { a: s('x') }, ConditionExpression: 'attribute_not_exists(a)' });
  writesUntilThrottled(table, 1000);
  cloud.advance('1 second');
  expect(refusal(conditional)).toBe('ConditionalCheckFailedException: The conditional request failed');
  expect(refusal(conditional)).toBe(TABLE_EXCEEDED);
});

test('a batch hands back what it had no units for, and fails when that is all', () => {
  const table = provisioned(3, 3);
  const { cloud, db, put } = table;
  for (const a of ['1', '2', '3']) put({ a: s(a) });
  writesUntilThrottled(table, 1000);
  while (
    refusal(() => db.getItem({ TableName, Key: { a: s('1') }, ConsistentRead: true })) === 'not refused'
  );
  cloud.advance('1 second');
  const requests = ['4', '5', '6', '7'].map((a) => ({ PutRequest: { Item: { a: s(a) } } }));
  const write = () => db.batchWriteItem({ RequestItems: { things: requests } });
  expect(write().UnprocessedItems).toEqual({ things: [{ PutRequest: { Item: { a: s('7') } } }] });
  expect(refusal(write)).toBe(TABLE_EXCEEDED);
  const Keys = ['1', '2', '3', '4'].map((a) => ({ a: s(a) }));
  const read = () => db.batchGetItem({ RequestItems: { things: { Keys, ConsistentRead: true } } });
  const { Responses, UnprocessedKeys } = read();
  expect(Responses?.['things']).toHaveLength(3);
  expect(UnprocessedKeys?.['things']).toMatchObject({ ConsistentRead: true });
  expect(UnprocessedKeys?.['things']?.Keys).toHaveLength(1);
  expect(refusal(read)).toBe(TABLE_EXCEEDED);
});

test('a transaction without units is cancelled, item by item, and its units are gone', () => {
  const table = provisioned(4, 4);
  const { cloud, db, scanned } = table;
  writesUntilThrottled(table, 1000);
  cloud.advance('1 second');
  const before = scanned();
  const Put = (a: string) => ({ Put: { TableName, Item: { a: s(a) } } });
  const write = () => db.transactWriteItems({ TransactItems: [Put('t-1'), Put('t-2'), Put('t-3')] });
  const error = thrown(write);
  expect(error.message).toBe(
    'Transaction cancelled, please refer cancellation reasons for specific reasons [None, None, ProvisionedThroughputExceeded]',
  );
  expect(error.fields).toEqual({
    CancellationReasons: [
      { Code: 'None' },
      { Code: 'None' },
      {
        Code: 'ProvisionedThroughputExceeded',
        Message:
          'The level of configured provisioned throughput for the table was exceeded. Consider increasing your ' +
          'provisioning level with the UpdateTable API',
      },
    ],
  });
  expect(scanned()).toEqual(before);
  expect(refusal(() => db.putItem({ TableName, Item: { a: s('x') } }))).toBe(TABLE_EXCEEDED);
  while (refusal(() => db.getItem({ TableName, Key: { a: s('x') } })) === 'not refused');
  const get = () => db.transactGetItems({ TransactItems: [{ Get: { TableName, Key: { a: s('x') } } }] });
  expect(thrown(get).message).toContain('[ProvisionedThroughputExceeded]');
});

test('items that expire take no units', () => {
  const table = provisioned(1, 10);
  const { cloud, db, put } = table;
  db.updateTimeToLive({ TableName, TimeToLiveSpecification: { AttributeName: 'until', Enabled: true } });
  cloud.advance('1 hour');
  const until = Math.floor(cloud.world.nowMs / 1000) + 1;
  for (let at = 0; at < 100; at++) put({ a: s(`old-${at}`), until: n(until) });
  cloud.advance('7 hours');
  expect(writesUntilThrottled(table, 5000)).toBe(3000);
});

test('units that were saved at a lower level are not worth more at a higher one', () => {
  const table = provisioned(1, 1);
  const { cloud, db } = table;
  cloud.advance('10 minutes');
  const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 100 };
  db.updateTable({ TableName, ProvisionedThroughput });
  expect(writesUntilThrottled(table, 5000)).toBe(300);
  cloud.advance('10 seconds');
  expect(writesUntilThrottled(table, 5000)).toBe(1000);
});

test('a table with an index becomes provisioned only with units for the index', () => {
  const { db } = testTable({
    AttributeDefinitions: [
      { AttributeName: 'a', AttributeType: 'S' },
      { AttributeName: 'b', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byB',
        KeySchema: [{ AttributeName: 'b', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
  expect(
    refusal(() => db.updateTable({ TableName, BillingMode: 'PROVISIONED', ProvisionedThroughput })),
  ).toBe(
    'ValidationException: One or more parameter values were invalid: ProvisionedThroughput must be specified for ' +
      'index: byB',
  );
});
