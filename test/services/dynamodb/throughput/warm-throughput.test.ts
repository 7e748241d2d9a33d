import { refusal, s, testTable } from '../table';

const TableName = 'things';
const LOWER = 'ValidationException: One or more parameter values were invalid: Requested ';

test('a table on demand that is warm from the start takes as much at once', () => {
  const { db } = testTable({ WarmThroughput: { WriteUnitsPerSecond: 5000 } });
  expect(db.describeTable({ TableName }).Table?.WarmThroughput).toEqual({
    ReadUnitsPerSecond: 12_000,
    WriteUnitsPerSecond: 5000,
    Status: 'ACTIVE',
  });
  const Item = { a: s('x'), text: s('t'.repeat(99_000)) };
  for (let written = 0; written + 97 <= 5000; written += 97) db.putItem({ TableName, Item });
  expect(refusal(() => db.putItem({ TableName, Item }))).toContain('ThrottlingException');
});

test('a table and its index get warmer while they are ACTIVE, and never cooler', () => {
  const { db, cloud } = testTable({
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byA',
        KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  const table = () => db.describeTable({ TableName }).Table;
  db.updateTable({ TableName, WarmThroughput: { ReadUnitsPerSecond: 15_000 } });
  expect(table()).toMatchObject({
    TableStatus: 'ACTIVE',
    WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4000, Status: 'UPDATING' },
  });
  cloud.settle();
  expect(table()?.WarmThroughput).toEqual({
    ReadUnitsPerSecond: 15_000,
    WriteUnitsPerSecond: 4000,
    Status: 'ACTIVE',
  });
  const less = { ReadUnitsPerSecond: 14_000 };
  expect(refusal(() => db.updateTable({ TableName, WarmThroughput: less }))).toBe(
    `${LOWER}ReadUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, ` +
      'decreasing WarmThroughput is not supported',
  );
  const ofIndex = (ReadUnitsPerSecond?: number) =>
    db.updateTable({
      TableName,
      GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'byA', WarmThroughput: { ReadUnitsPerSecond } } }],
    });
  ofIndex(13_000);
  cloud.settle();
  expect(table()?.GlobalSecondaryIndexes?.[0]?.WarmThroughput?.ReadUnitsPerSecond).toBe(13_000);
  expect(refusal(() => ofIndex(1))).toContain('for WarmThroughput for index byA is lower than current');
  expect(refusal(() => ofIndex())).toBe(
    'ValidationException: One or more parameter values were invalid: WarmThroughput must have at least one of ' +
      'ReadUnitsPerSecond or WriteUnitsPerSecond specified for index: byA',
  );
});

test('a new table is no cooler than any, nor warmer than an account may have', () => {
  expect(refusal(() => testTable({ WarmThroughput: { WriteUnitsPerSecond: 3000 } }))).toBe(
    `${LOWER}WriteUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand. See: ` +
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html' +
      '#on-demand-capacity-mode-initial',
  );
  expect(refusal(() => testTable({ WarmThroughput: { ReadUnitsPerSecond: 40_001 } }))).toBe(
    'LimitExceededException: Subscriber limit exceeded: Requested ReadUnitsPerSecond for WarmThroughput for table ' +
      'exceeds TableMaxReadCapacityUnits of the account in region us-east-1',
  );
  const provisioned = {
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 10 },
  } as const;
  expect(refusal(() => testTable({ ...provisioned, WarmThroughput: { ReadUnitsPerSecond: 5 } }))).toBe(
    `${LOWER}ReadUnitsPerSecond for WarmThroughput for table is lower than ReadCapacityUnits of ProvisionedThroughput`,
  );
});

test('a provisioned table stays as warm as the most it had', () => {
  const { db, cloud } = testTable({
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 3 },
  });
  const warmth = () => db.describeTable({ TableName }).Table?.WarmThroughput;
  const update = (change: object) => {
    db.updateTable({ TableName, ...change });
    cloud.settle();
  };
  update({ ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 4 } });
  expect(warmth()).toMatchObject({ ReadUnitsPerSecond: 3, WriteUnitsPerSecond: 4 });
  update({ BillingMode: 'PAY_PER_REQUEST' });
  expect(warmth()).toMatchObject({ ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4000 });
  update({
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
  });
  expect(warmth()).toMatchObject({ ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4000 });
});

test('a stack makes its table warmer', () => {
  const { cloud } = testTable();
  const cfn = cloud.ask('cloudformation');
  const template = (read: number) => `
Resources:
  Records:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: records
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      WarmThroughput: {ReadUnitsPerSecond: ${read}}
`;
  cfn.createStack({ StackName: 'shop', TemplateBody: template(13_000) });
  cloud.settle();
  const read = () =>
    cloud.ask('dynamodb').describeTable({ TableName: 'records' }).Table?.WarmThroughput?.ReadUnitsPerSecond;
  expect(read()).toBe(13_000);
  cfn.updateStack({ StackName: 'shop', TemplateBody: template(14_000) });
  cloud.settle();
  expect(read()).toBe(14_000);
  cfn.updateStack({ StackName: 'shop', TemplateBody: template(13_500) });
  cloud.settle();
  expect(read()).toBe(14_000);
  expect(cfn.describeStacks({ StackName: 'shop' }).Stacks?.[0]?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
});
