import type { ResourceProgress, ResourceRequest } from '../../../framework/cloud/service';
import { tableResource } from '../../../framework/services/dynamodb/resources/table';
import { testCloud, type TestCloud } from '../../test-cloud';

const template = `
Resources:
  Records:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - {AttributeName: id, AttributeType: S}
        - {AttributeName: entry, AttributeType: S}
        - {AttributeName: status, AttributeType: S}
      KeySchema:
        - {AttributeName: id, KeyType: HASH}
        - {AttributeName: entry, KeyType: RANGE}
      GlobalSecondaryIndexes:
        - IndexName: byStatus
          KeySchema: [{AttributeName: status, KeyType: HASH}]
          Projection: {ProjectionType: KEYS_ONLY}
      TimeToLiveSpecification: {AttributeName: until, Enabled: 'true'}
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
      SSESpecification: {SSEEnabled: false}
      Tags: [{Key: stage, Value: test}]
Outputs:
  Name: {Value: !Ref Records}
  Arn: {Value: !GetAtt Records.Arn}
`;

test('a stack has its table active before it is complete, and takes it away again', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  const db = cloud.ask('dynamodb');
  cfn.createStack({ StackName: 'shop', TemplateBody: template });
  cloud.settle();
  const [stack] = cfn.describeStacks({ StackName: 'shop' }).Stacks ?? [];
  expect(stack?.StackStatus).toBe('CREATE_COMPLETE');
  const [TableName = ''] = db.listTables({}).TableNames ?? [];
  expect(TableName).toMatch(/^shop-Records-[A-Z0-9]+$/);
  const { Table } = db.describeTable({ TableName });
  expect(Table).toMatchObject({ TableStatus: 'ACTIVE', GlobalSecondaryIndexes: [{ IndexStatus: 'ACTIVE' }] });
  expect(stack?.Outputs).toEqual([
    { OutputKey: 'Name', OutputValue: TableName },
    { OutputKey: 'Arn', OutputValue: Table?.TableArn },
  ]);
  expect(db.describeTimeToLive({ TableName }).TimeToLiveDescription).toEqual({
    AttributeName: 'until',
    TimeToLiveStatus: 'ENABLING',
  });
  const { Tags } = db.listTagsOfResource({ ResourceArn: Table?.TableArn });
  expect(Tags).toContainEqual({ Key: 'stage', Value: 'test' });
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(db.listTables({}).TableNames).toEqual([]);
});

/** Drives the type as CloudFormation does, until it is done. */
function driver(cloud: TestCloud) {
  let physicalId = '';
  let previous: Record<string, unknown> | undefined;
  const request = (properties: Record<string, unknown>, memo?: ResourceRequest['memo']): ResourceRequest => ({
    logicalId: 'Records',
    type: 'AWS::DynamoDB::Table',
    stackName: 'shop',
    stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/shop/1',
    accountId: '000000000000',
    region: 'us-east-1',
    partition: 'aws',
    nowMs: cloud.world.nowMs,
    properties,
    ...(previous === undefined ? {} : { previous }),
    physicalId,
    ...(memo === undefined ? {} : { memo }),
    tags: {},
    aws: (service) => cloud.ask(service),
    generatedName: () => 'shop-Records-1',
    notEmulated(what) {
      throw new Error(`${what} is not emulated`);
    },
    modelledOnly: (what) => void cloud.engine.modelledOnly.add(what),
  });
  return (properties: Record<string, unknown>): void => {
    let progress: ResourceProgress | undefined =
      previous === undefined
        ? tableResource.create(request(properties))
        : tableResource.update?.(request(properties));
    physicalId = progress?.physicalId ?? '';
    for (let polls = 0; progress?.done === false && polls < 100; polls++) {
      cloud.advance(`${progress.waitMs ?? 1000} milliseconds`);
      progress = tableResource.check?.(request(properties, progress.memo));
    }
    expect(progress?.done).toBe(true);
    previous = properties;
  };
}

const plain = {
  AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
};

const index = (IndexName: string, name: string) => ({
  IndexName,
  KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
});

test('an update of a stack brings the table there in the steps that DynamoDB allows', () => {
  const cloud = testCloud();
  const db = cloud.ask('dynamodb');
  const deploy = driver(cloud);
  deploy({
    ...plain,
    AttributeDefinitions: ['a', 'b'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: [index('old', 'b')],
    Tags: [{ Key: 'gone', Value: '1' }],
  });
  db.putItem({ TableName: 'shop-Records-1', Item: { a: { S: 'x' }, c: { S: 'y' } } });
  deploy({
    ...plain,
    AttributeDefinitions: ['a', 'b', 'c'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: [index('one', 'b'), index('two', 'c')],
    DeletionProtectionEnabled: true,
    TimeToLiveSpecification: { AttributeName: 'until', Enabled: true },
  });
  const TableName = 'shop-Records-1';
  const { Table } = db.describeTable({ TableName });
  expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['one', 'two']);
  expect(Table?.DeletionProtectionEnabled).toBe(true);
  expect(db.scan({ TableName, IndexName: 'two' }).Count).toBe(1);
  expect(db.describeTimeToLive({ TableName }).TimeToLiveDescription?.TimeToLiveStatus).toBe('ENABLING');
  expect(db.listTagsOfResource({ ResourceArn: Table?.TableArn }).Tags).toEqual([]);
});

test('an update may change how a table is paid for', () => {
  const cloud = testCloud();
  const deploy = driver(cloud);
  deploy(plain);
  const ProvisionedThroughput = { ReadCapacityUnits: '2', WriteCapacityUnits: 3 };
  deploy({ ...plain, BillingMode: 'PROVISIONED', ProvisionedThroughput });
  const describe = () => cloud.ask('dynamodb').describeTable({ TableName: 'shop-Records-1' }).Table;
  expect(describe()?.ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 2, WriteCapacityUnits: 3 });
  deploy(plain);
  expect(describe()?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
});

test('a table with an index becomes provisioned in one update, and indexes have units too', () => {
  const cloud = testCloud();
  const db = cloud.ask('dynamodb');
  const deploy = driver(cloud);
  const AttributeDefinitions = ['a', 'b'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
  deploy({ ...plain, AttributeDefinitions, GlobalSecondaryIndexes: [index('byB', 'b')] });
  const ProvisionedThroughput = { ReadCapacityUnits: 2, WriteCapacityUnits: 3 };
  deploy({
    ...plain,
    AttributeDefinitions,
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput,
    GlobalSecondaryIndexes: [{ ...index('byB', 'b'), ProvisionedThroughput }],
  });
  const { Table } = db.describeTable({ TableName: 'shop-Records-1' });
  expect(Table?.ProvisionedThroughput).toMatchObject(ProvisionedThroughput);
  expect(Table?.GlobalSecondaryIndexes?.[0]?.ProvisionedThroughput).toMatchObject(ProvisionedThroughput);
});

test('limits of an on-demand table and its index follow the template', () => {
  const cloud = testCloud();
  const deploy = driver(cloud);
  const withLimits = (table: object, ofIndex: object) =>
    deploy({
      ...plain,
      AttributeDefinitions: ['a', 'b'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [{ ...index('byB', 'b'), ...ofIndex }],
      ...table,
    });
  const limits = () => {
    const { Table } = cloud.ask('dynamodb').describeTable({ TableName: 'shop-Records-1' });
    return [Table?.OnDemandThroughput, Table?.GlobalSecondaryIndexes?.[0]?.OnDemandThroughput];
  };
  const limited = (read: number, write: number) => ({
    OnDemandThroughput: { MaxReadRequestUnits: read, MaxWriteRequestUnits: write },
  });
  withLimits(limited(5, 6), {});
  expect(limits()).toEqual([limited(5, 6).OnDemandThroughput, undefined]);
  withLimits(limited(7, 6), { OnDemandThroughput: { MaxReadRequestUnits: '9' } });
  expect(limits()).toEqual([limited(7, 6).OnDemandThroughput, limited(9, -1).OnDemandThroughput]);
  withLimits({}, {});
  expect(limits()).toEqual([undefined, undefined]);
});

test("a table is encrypted with a key, then with DynamoDB's own, then with AWS's again", () => {
  const cloud = testCloud();
  const kms = cloud.ask('kms');
  const { KeyId = '' } = kms.createKey({}).KeyMetadata ?? {};
  kms.createAlias({ AliasName: 'alias/orders', TargetKeyId: KeyId });
  const deploy = driver(cloud);
  const keyAfter = (SSESpecification: object) => {
    deploy({ ...plain, SSESpecification });
    const { Table } = cloud.ask('dynamodb').describeTable({ TableName: 'shop-Records-1' });
    return Table?.SSEDescription?.KMSMasterKeyArn;
  };
  const arnOf = (id: string) => kms.describeKey({ KeyId: id }).KeyMetadata?.Arn;
  expect(keyAfter({ SSEEnabled: true, KMSMasterKeyId: 'alias/orders' })).toBe(arnOf(KeyId));
  expect(keyAfter({ SSEEnabled: true })).toBe(arnOf('alias/aws/dynamodb'));
  expect(keyAfter({ SSEEnabled: false })).toBeUndefined();
  expect(kms.listGrants({ KeyId }).Grants).toEqual([]);
});

test('a table that is gone already counts as deleted, and one that is being made is waited for', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  cfn.createStack({ StackName: 'shop', TemplateBody: template });
  cloud.advance('100 milliseconds');
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(cloud.ask('dynamodb').listTables({}).TableNames).toEqual([]);
});
