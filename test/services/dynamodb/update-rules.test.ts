import type { UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { itemText, n, refusal, s, testTable } from './table';

const TableName = 'things';
const units = { ReadCapacityUnits: 2, WriteCapacityUnits: 2 };
const AttributeDefinitions = [{ AttributeName: 'a', AttributeType: 'S' as const }];
const byA = {
  IndexName: 'byA',
  KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' as const }],
  Projection: { ProjectionType: 'ALL' as const },
};
const createIndex = { AttributeDefinitions, GlobalSecondaryIndexUpdates: [{ Create: byA }] };
const stream = { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' as const } };
const OnDemandThroughput = { MaxReadRequestUnits: 5 };
const WarmThroughput = { ReadUnitsPerSecond: 13_000 };

test.each<[string, Omit<UpdateTableCommandInput, 'TableName'>]>([
  [
    'Server-Side Encryption modification must be the only operation in the request',
    { SSESpecification: { Enabled: true }, DeletionProtectionEnabled: true },
  ],
  [
    'TableClass modification must be the only operation in the request',
    { TableClass: 'STANDARD', DeletionProtectionEnabled: true, WarmThroughput },
  ],
  [
    'DeletionProtection modification must be the only operation in the request',
    { DeletionProtectionEnabled: true, WarmThroughput },
  ],
  [
    'OnDemandThroughput can only be combined with BillingMode in an UpdateTable request',
    { OnDemandThroughput, WarmThroughput },
  ],
  [
    'OnDemandThroughput can only be combined with BillingMode in an UpdateTable request',
    { OnDemandThroughput, ...stream },
  ],
  ['WarmThroughput must be the only operation in the request', { WarmThroughput, ...stream }],
  [
    'Create global secondary index cannot be specified when updating WarmThroughput',
    { WarmThroughput, ...createIndex },
  ],
  [
    'You cannot modify stream status while updating table IOPS',
    { BillingMode: 'PROVISIONED', ProvisionedThroughput: units, ...stream },
  ],
  [
    'You cannot create or delete index while updating table IOPS',
    { BillingMode: 'PROVISIONED', ProvisionedThroughput: units, ...createIndex },
  ],
  ['You cannot create or delete index while changing stream status', { ...stream, ...createIndex }],
  ['List of GlobalSecondaryIndexUpdates is empty', { GlobalSecondaryIndexUpdates: [] }],
  [
    'Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object',
    { GlobalSecondaryIndexUpdates: [{ Create: byA, Delete: { IndexName: 'byA' } }] },
  ],
  ['ProvisionedThroughput must be specified when BillingMode is PROVISIONED', { BillingMode: 'PROVISIONED' }],
  ['Table is already encrypted by default', { SSESpecification: { Enabled: false } }],
])('UpdateTable is refused: %s', (message, change) => {
  const { db } = testTable();
  expect(refusal(() => db.updateTable({ TableName, ...change }))).toBe(
    `ValidationException: One or more parameter values were invalid: ${message}`,
  );
  expect(db.describeTable({ TableName }).Table?.TableStatus).toBe('ACTIVE');
});

test('a table becomes one on demand and gets a stream in one update, or a limit', () => {
  const { db, cloud } = testTable({ BillingMode: 'PROVISIONED', ProvisionedThroughput: units });
  db.updateTable({ TableName, BillingMode: 'PAY_PER_REQUEST', ...stream });
  cloud.settle();
  db.updateTable({ TableName, BillingMode: 'PAY_PER_REQUEST', OnDemandThroughput });
  cloud.settle();
  expect(db.describeTable({ TableName }).Table).toMatchObject({
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    OnDemandThroughput,
    StreamSpecification: { StreamEnabled: true },
  });
});

test('indexes are there once, and only global ones change', () => {
  const { db } = testTable({
    sort: true,
    AttributeDefinitions: [
      { AttributeName: 'a', AttributeType: 'S' },
      { AttributeName: 'n', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [byA],
    LocalSecondaryIndexes: [
      {
        IndexName: 'local',
        KeySchema: [
          { AttributeName: 'a', KeyType: 'HASH' },
          { AttributeName: 'n', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  const refused = (update: NonNullable<UpdateTableCommandInput['GlobalSecondaryIndexUpdates']>[number]) =>
    refusal(() => db.updateTable({ TableName, GlobalSecondaryIndexUpdates: [update] }));
  expect(refused({ Create: byA })).toBe(
    'ValidationException: Attempting to create an index which already exists',
  );
  expect(refused({ Delete: { IndexName: 'local' } })).toBe(
    'ValidationException: Cannot delete an index that is not a GlobalSecondaryIndex: local',
  );
  expect(refused({ Delete: { IndexName: 'ghost' } })).toBe(
    'ResourceNotFoundException: Requested resource not found: Index ghost for table things',
  );
  expect(refused({ Update: { IndexName: 'byA', ProvisionedThroughput: units } })).toBe(
    'ValidationException: One or more parameter values were invalid: The only Updates for index: byA when ' +
      'TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput',
  );
});

test('the units of one table are limited', () => {
  expect(
    refusal(() =>
      testTable({
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: { ReadCapacityUnits: 40_001, WriteCapacityUnits: 1 },
      }),
    ),
  ).toBe(
    'LimitExceededException: The requested ReadCapacityUnits, 40001, is above the per table maximum for the account ' +
      'in us-east-1. Per table maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current limits and ' +
      'how to request higher limits.',
  );
});

test('a table that is being made says less of its billing, one that is being deleted still of its stream', () => {
  const { db, cloud } = testTable({ ...stream });
  const other = db.createTable({
    TableName: 'others',
    AttributeDefinitions,
    KeySchema: byA.KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
  });
  expect(other.TableDescription?.BillingModeSummary).toEqual({ BillingMode: 'PAY_PER_REQUEST' });
  expect(refusal(() => db.describeTimeToLive({ TableName: 'others' }))).toBe(
    'ValidationException: Cannot describe time to live while table is in CREATING state: ' +
      'Current table state is CREATING',
  );
  cloud.settle();
  expect(
    db.describeTable({ TableName: 'others' }).Table?.BillingModeSummary?.LastUpdateToPayPerRequestDateTime,
  ).toBeInstanceOf(Date);
  expect(db.deleteTable({ TableName }).TableDescription?.StreamSpecification).toEqual(
    stream.StreamSpecification,
  );
});

test('there is an endpoint', () => {
  expect(testTable().db.describeEndpoints({})).toEqual({
    Endpoints: [{ Address: 'dynamodb.us-east-1.amazonaws.com', CachePeriodInMinutes: 1440 }],
  });
});

test('an attribute that is a key keeps its type', () => {
  const { db } = testTable();
  expect(
    refusal(() =>
      db.updateTable({
        TableName,
        ...createIndex,
        AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'N' }],
      }),
    ),
  ).toBe(
    'ValidationException: One or more parameter values were invalid: Attributes cannot be redefined. Please check ' +
      'that your attribute has the same type as previously defined. Existing schema: ' +
      'Schema:[SchemaElement: key{a:S:HASH}] New schema: Schema:[SchemaElement: key{a:N:HASH}]',
  );
});

test('an index that is added later leaves out items whose key is empty', () => {
  const { db, cloud, put } = testTable();
  put({ a: s('1'), x: s('') }, { a: s('2'), x: s('v') }, { a: s('3'), x: n(1) });
  db.updateTable({
    TableName,
    AttributeDefinitions: [...AttributeDefinitions, { AttributeName: 'x', AttributeType: 'S' }],
    GlobalSecondaryIndexUpdates: [
      { Create: { ...byA, IndexName: 'byX', KeySchema: [{ AttributeName: 'x', KeyType: 'HASH' }] } },
    ],
  });
  cloud.settle();
  expect(db.scan({ TableName, IndexName: 'byX' }).Items?.map(itemText)).toEqual(['a=2 x=v']);
});
