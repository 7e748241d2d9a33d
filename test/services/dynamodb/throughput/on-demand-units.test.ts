import { AwsError } from '../../../../framework/cloud/service';
import { refusal, s, testTable, type TestTable } from '../table';

const TableName = 'things';
const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';
const CURRENT_CAPACITY =
  'ThrottlingException: Throughput exceeds the current capacity of your table or index. DynamoDB is automatically ' +
  'scaling your table or index so please try again shortly. If exceptions persist, check if you have a hot key: ' +
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html';

/** An item of so many write units. */
const itemOf = (units: number) => ({ a: s('x'), text: s('.'.repeat(units * 1024 - 10)) });

function fieldsOf(ask: () => unknown): unknown {
  try {
    ask();
  } catch (error) {
    if (error instanceof AwsError) return error.fields;
  }
  return undefined;
}

/** Uses up a second; answers how many units it had. */
function unitsOfSecond({ cloud, put }: TestTable, step = 100, max = 100_000): number {
  cloud.advance('1 second');
  for (let units = 0; units < max; units += step) {
    if (refusal(() => put(itemOf(step))) !== 'not refused') return units;
  }
  return max;
}

test('a new on-demand table takes 4,000 units of writes and 12,000 of reads in a second', () => {
  const table = testTable();
  const { db, put } = table;
  expect(unitsOfSecond(table)).toBe(4000);
  expect(refusal(() => put(itemOf(1)))).toBe(CURRENT_CAPACITY);
  expect(fieldsOf(() => put(itemOf(1)))).toEqual({
    throttlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded', resource: arn }],
  });
  const get = () => db.getItem({ TableName, Key: { a: s('x') }, ConsistentRead: true });
  // An item of 100 KB takes 25 units.
  for (let units = 0; units < 12_000; units += 25) get();
  expect(refusal(get)).toBe(CURRENT_CAPACITY);
  expect(unitsOfSecond(table)).toBe(4000);
});

test('twice the previous peak can be had half an hour later, up to the quota of a table', () => {
  const table = testTable();
  const { cloud, db, put } = table;
  expect(unitsOfSecond(table)).toBe(4000);
  cloud.advance('20 minutes');
  expect(unitsOfSecond(table)).toBe(4000);
  cloud.advance('10 minutes');
  expect(unitsOfSecond(table, 400)).toBe(8000);
  expect(db.describeTable({ TableName }).Table?.WarmThroughput).toEqual({
    ReadUnitsPerSecond: 12_000,
    WriteUnitsPerSecond: 8000,
    Status: 'ACTIVE',
  });
  for (const units of [16_000, 32_000, 40_000]) {
    cloud.advance('30 minutes');
    expect(unitsOfSecond(table, 400)).toBe(units);
  }
  cloud.advance('30 minutes');
  expect(unitsOfSecond(table, 400)).toBe(40_000);
  expect(refusal(() => put(itemOf(1)))).toBe(
    'RequestLimitExceeded: Throughput exceeds the current throughput limit for your account. To request a limit ' +
      'increase, contact AWS Support at https://aws.amazon.com/support',
  );
  expect(fieldsOf(() => put(itemOf(1)))).toEqual({
    ThrottlingReasons: [{ reason: 'TableWriteAccountLimitExceeded', resource: arn }],
  });
});

test('a table keeps to the maximum that its owner set, until it is taken away', () => {
  const table = testTable({ OnDemandThroughput: { MaxWriteRequestUnits: 5 } });
  const { cloud, db, put } = table;
  expect(db.describeTable({ TableName }).Table?.OnDemandThroughput).toEqual({
    MaxReadRequestUnits: -1,
    MaxWriteRequestUnits: 5,
  });
  expect(unitsOfSecond(table, 1)).toBe(5);
  expect(refusal(() => put(itemOf(1)))).toBe(
    'ThrottlingException: Throughput exceeds the maximum OnDemandThroughput configured on table or index',
  );
  expect(fieldsOf(() => put(itemOf(1)))).toEqual({
    throttlingReasons: [{ reason: 'TableWriteMaxOnDemandThroughputExceeded', resource: arn }],
  });
  db.updateTable({ TableName, OnDemandThroughput: { MaxWriteRequestUnits: -1 } });
  cloud.settle();
  expect(db.describeTable({ TableName }).Table?.OnDemandThroughput).toBeUndefined();
  expect(unitsOfSecond(table)).toBe(4000);
});

test('an index keeps to its own maximum and holds up its table', () => {
  const table = testTable({
    AttributeDefinitions: [
      { AttributeName: 'a', AttributeType: 'S' },
      { AttributeName: 'b', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byB',
        KeySchema: [{ AttributeName: 'b', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
        OnDemandThroughput: { MaxWriteRequestUnits: 2 },
      },
    ],
  });
  const { cloud, db, put } = table;
  put({ a: s('1'), b: s('x') }, { a: s('2'), b: s('x') });
  expect(fieldsOf(() => put({ a: s('3'), b: s('x') }))).toEqual({
    throttlingReasons: [{ reason: 'IndexWriteMaxOnDemandThroughputExceeded', resource: `${arn}/index/byB` }],
  });
  const OnDemandThroughput = { MaxWriteRequestUnits: 3 };
  db.updateTable({
    TableName,
    GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'byB', OnDemandThroughput } }],
  });
  put({ a: s('3'), b: s('x') });
  cloud.settle();
  expect(db.describeTable({ TableName }).Table?.GlobalSecondaryIndexes?.[0]?.OnDemandThroughput).toEqual({
    MaxReadRequestUnits: -1,
    MaxWriteRequestUnits: 3,
  });
});

test('a transaction beyond the capacity of the moment is cancelled', () => {
  const table = testTable();
  unitsOfSecond(table);
  const { db } = table;
  const TransactItems = [{ Put: { TableName, Item: { a: s('y') } } }];
  expect(refusal(() => db.transactWriteItems({ TransactItems }))).toBe(
    'TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons ' +
      '[ThrottlingError]',
  );
});

test('a table that was provisioned with more goes on with as much', () => {
  const table = testTable({
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 6000 },
  });
  table.db.updateTable({ TableName, BillingMode: 'PAY_PER_REQUEST' });
  table.cloud.settle();
  expect(unitsOfSecond(table)).toBe(6000);
});

test('a maximum on demand has no place in a provisioned table', () => {
  const { db } = testTable({
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
  });
  expect(refusal(() => db.updateTable({ TableName, OnDemandThroughput: { MaxReadRequestUnits: 5 } }))).toBe(
    'ValidationException: One or more parameter values were invalid: MaxReadRequestUnits for OnDemandThroughput ' +
      'cannot be specified when the table BillingMode is PROVISIONED',
  );
});
