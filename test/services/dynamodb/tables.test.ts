import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { testCloud } from '../../test-cloud';
import { n, refusal, s, testTable } from './table';

const definition: CreateTableCommandInput = {
  TableName: 'things',
  KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
};

test('a new table is described as AWS does', () => {
  const { db } = testTable();
  const { Table = {} } = db.describeTable({ TableName: 'things' });
  expect(Table.TableId).toMatch(/^[0-9a-f-]{36}$/);
  expect({ ...Table, TableId: 'uuid' }).toMatchInlineSnapshot(`
    {
      "AttributeDefinitions": [
        {
          "AttributeName": "a",
          "AttributeType": "S",
        },
      ],
      "BillingModeSummary": {
        "BillingMode": "PAY_PER_REQUEST",
        "LastUpdateToPayPerRequestDateTime": 2026-01-01T00:00:00.000Z,
      },
      "CreationDateTime": 2026-01-01T00:00:00.000Z,
      "DeletionProtectionEnabled": false,
      "ItemCount": 0,
      "KeySchema": [
        {
          "AttributeName": "a",
          "KeyType": "HASH",
        },
      ],
      "ProvisionedThroughput": {
        "NumberOfDecreasesToday": 0,
        "ReadCapacityUnits": 0,
        "WriteCapacityUnits": 0,
      },
      "TableArn": "arn:aws:dynamodb:us-east-1:000000000000:table/things",
      "TableId": "uuid",
      "TableName": "things",
      "TableSizeBytes": 0,
      "TableStatus": "ACTIVE",
      "WarmThroughput": {
        "ReadUnitsPerSecond": 12000,
        "Status": "ACTIVE",
        "WriteUnitsPerSecond": 4000,
      },
    }
  `);
});

test('a table is being made for a moment, and its items are not found till then', () => {
  const cloud = testCloud();
  const db = cloud.ask('dynamodb');
  const made = db.createTable(definition);
  expect(made.TableDescription?.TableStatus).toBe('CREATING');
  const put = () => db.putItem({ TableName: 'things', Item: { a: s('x') } });
  expect(refusal(put)).toBe('ResourceNotFoundException: Requested resource not found');
  expect(refusal(() => db.deleteTable({ TableName: 'things' }))).toBe(
    'ResourceInUseException: Attempt to change a resource which is still in use: Table is being created: things',
  );
  cloud.advance('3 seconds');
  expect(put).not.toThrow();
  expect(db.describeTable({ TableName: 'things' }).Table?.TableStatus).toBe('ACTIVE');
});

test('the name of a table is taken until it is gone', () => {
  const { cloud, db, put, scanned } = testTable();
  put({ a: s('old') });
  expect(refusal(() => db.createTable(definition))).toBe(
    'ResourceInUseException: Table already exists: things',
  );
  expect(db.deleteTable({ TableName: 'things' }).TableDescription?.TableStatus).toBe('DELETING');
  expect(db.deleteTable({ TableName: 'things' }).TableDescription?.TableStatus).toBe('DELETING');
  cloud.settle();
  expect(refusal(() => db.describeTable({ TableName: 'things' }))).toBe(
    'ResourceNotFoundException: Requested resource not found: Table: things not found',
  );
  db.createTable(definition);
  cloud.settle();
  expect(scanned()).toEqual([]);
});

test('a deleted table leaves nothing behind in the state', () => {
  const { cloud, db, put } = testTable({
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
  const TimeToLiveSpecification = { AttributeName: 'until', Enabled: true };
  db.updateTimeToLive({ TableName: 'things', TimeToLiveSpecification });
  cloud.advance('1 hour');
  put({ a: s('x'), b: s('y'), until: n(Math.floor(cloud.world.nowMs / 1000) + 60) });
  const kept = () =>
    ['tables', 'items', 'indexEntries', 'counts', 'expiries', 'sweeps'].map(
      (name) => cloud.world.table(`dynamodb/000000000000/us-east-1/${name}`).size,
    );
  expect(kept()).toEqual([1, 1, 1, 2, 1, 1]);
  db.deleteTable({ TableName: 'things' });
  cloud.settle();
  expect(kept()).toEqual([0, 0, 0, 0, 0, 0]);
});

test('a protected table is not deleted', () => {
  const { cloud, db } = testTable({ DeletionProtectionEnabled: true });
  expect(refusal(() => db.deleteTable({ TableName: 'things' }))).toBe(
    'ValidationException: Resource cannot be deleted as it is currently protected against deletion. ' +
      'Disable deletion protection first.',
  );
  db.updateTable({ TableName: 'things', DeletionProtectionEnabled: false });
  db.deleteTable({ TableName: 'things' });
  cloud.settle();
  expect(db.listTables({}).TableNames).toEqual([]);
});

test('tables are listed in pages, by name', () => {
  const db = testCloud().ask('dynamodb');
  for (const TableName of ['ccc', 'aaa', 'bbb']) db.createTable({ ...definition, TableName });
  expect(db.listTables({ Limit: 2 })).toEqual({
    TableNames: ['aaa', 'bbb'],
    LastEvaluatedTableName: 'bbb',
  });
  expect(db.listTables({ Limit: 2, ExclusiveStartTableName: 'bbb' })).toEqual({ TableNames: ['ccc'] });
});

test('a table is found by its ARN too', () => {
  const { db } = testTable();
  const TableName = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';
  db.putItem({ TableName, Item: { a: s('x') } });
  const read = db.getItem({ TableName, Key: { a: s('x') }, ReturnConsumedCapacity: 'TOTAL' });
  expect(read).toEqual({
    Item: { a: s('x') },
    ConsumedCapacity: { TableName, CapacityUnits: 0.5 },
  });
});

test('the count of items lags behind by up to six hours', () => {
  const { cloud, db, put } = testTable();
  const counts = () => {
    const { Table } = db.describeTable({ TableName: 'things' });
    return [Table?.ItemCount, Table?.TableSizeBytes];
  };
  put({ a: s('1') }, { a: s('2') });
  expect(counts()).toEqual([0, 0]);
  cloud.advance('6 hours');
  put({ a: s('3') });
  expect(counts()).toEqual([2, 4]);
  cloud.advance('6 hours');
  expect(counts()).toEqual([3, 6]);
});

test('the billing mode changes both ways', () => {
  const { cloud, db } = testTable();
  const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
  const describe = () => db.describeTable({ TableName: 'things' }).Table;
  db.updateTable({ TableName: 'things', BillingMode: 'PROVISIONED', ProvisionedThroughput });
  expect(describe()?.TableStatus).toBe('UPDATING');
  expect(refusal(() => db.updateTable({ TableName: 'things', ProvisionedThroughput }))).toBe(
    'ResourceInUseException: Attempt to change a resource which is still in use: Table is being updated: things',
  );
  cloud.settle();
  expect(describe()?.TableStatus).toBe('ACTIVE');
  expect(describe()?.ProvisionedThroughput).toMatchObject(ProvisionedThroughput);
  expect(refusal(() => db.updateTable({ TableName: 'things', ProvisionedThroughput }))).toBe(
    'ValidationException: The provisioned throughput for the table will not change. The requested value equals the ' +
      'current value. Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. ' +
      'Current WriteCapacityUnits provisioned for the table: 6. Requested WriteCapacityUnits: 6. ' +
      'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
  );
  db.updateTable({ TableName: 'things', BillingMode: 'PAY_PER_REQUEST' });
  cloud.settle();
  expect([...cloud.engine.modelledOnly]).toEqual([]);
  expect(describe()?.ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 0, WriteCapacityUnits: 0 });
});

const wereInvalid = 'One or more parameter values were invalid: ';

test.each<[string, Partial<CreateTableCommandInput>]>([
  [
    "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: " +
      'Member must have length greater than or equal to 3',
    { TableName: 'ab' },
  ],
  [
    `1 validation error detected: Value '${'a'.repeat(256)}' at 'tableName' failed to satisfy constraint: ` +
      'Member must have length less than or equal to 255',
    { TableName: 'a'.repeat(256) },
  ],
  [
    "2 validation errors detected: Value 'a;' at 'tableName' failed to satisfy constraint: Member must have length " +
      "greater than or equal to 3; Value 'a;' at 'tableName' failed to satisfy constraint: " +
      'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+',
    { TableName: 'a;' },
  ],
  [
    "1 validation error detected: Value '[KeySchemaElement(attributeName=a, keyType=HASH), " +
      'KeySchemaElement(attributeName=b, keyType=RANGE), KeySchemaElement(attributeName=c, keyType=RANGE)]' +
      "' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2",
    {
      KeySchema: [
        { AttributeName: 'a', KeyType: 'HASH' },
        { AttributeName: 'b', KeyType: 'RANGE' },
        { AttributeName: 'c', KeyType: 'RANGE' },
      ],
    },
  ],
  [
    `${wereInvalid}Attribute Name is duplicated: a`,
    {
      AttributeDefinitions: [
        { AttributeName: 'a', AttributeType: 'S' },
        { AttributeName: 'a', AttributeType: 'N' },
      ],
    },
  ],
  [
    `${wereInvalid}Duplicate element in NonKeyAttributes: x`,
    {
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byA',
          KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['x', 'y', 'x'] },
        },
      ],
    },
  ],
  [
    `${wereInvalid}Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range`,
    { OnDemandThroughput: { MaxReadRequestUnits: -1 } },
  ],
  [
    `${wereInvalid}MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED`,
    {
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      OnDemandThroughput: { MaxReadRequestUnits: 1 },
    },
  ],
  ['The Tag Value provided is invalid, Value: a#', { Tags: [{ Key: 'a', Value: 'a#' }] }],
  [
    "1 validation error detected: Value 'a b c' at 'tableName' failed to satisfy constraint: " +
      'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+',
    { TableName: 'a b c' },
  ],
  [
    `${wereInvalid}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
    { BillingMode: 'PROVISIONED' },
  ],
  [
    `${wereInvalid}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
  ],
  [
    `${wereInvalid}Some index key attributes are not defined in AttributeDefinitions. Keys: [b], AttributeDefinitions: [a]`,
    { KeySchema: [{ AttributeName: 'b', KeyType: 'HASH' }] },
  ],
  [
    'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
    { KeySchema: [{ AttributeName: 'a', KeyType: 'RANGE' }] },
  ],
  [
    `${wereInvalid}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
    {
      AttributeDefinitions: [
        { AttributeName: 'a', AttributeType: 'S' },
        { AttributeName: 'b', AttributeType: 'S' },
      ],
    },
  ],
  [
    `${wereInvalid}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
    {
      LocalSecondaryIndexes: [
        {
          IndexName: 'byB',
          KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    },
  ],
  [
    `${wereInvalid}Some AttributeDefinitions are not used. AttributeDefinitions: [a, b], keys used: [a]`,
    {
      AttributeDefinitions: [
        { AttributeName: 'a', AttributeType: 'S' },
        { AttributeName: 'b', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byA',
          KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    },
  ],
])('CreateTable is refused: %s', (message, change) => {
  const db = testCloud().ask('dynamodb');
  expect(refusal(() => db.createTable({ ...definition, ...change }))).toBe(`ValidationException: ${message}`);
});

test('what is not emulated says so', () => {
  const db = testCloud().ask('dynamodb');
  expect(refusal(() => db.createTable({ ...definition, GlobalTableSourceArn: 'arn' }))).toContain(
    'STORM_NOT_EMULATED  dynamodb:CreateTable with GlobalTableSourceArn is not emulated.',
  );
});
