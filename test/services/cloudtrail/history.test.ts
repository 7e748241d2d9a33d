import type { LookupAttribute } from '@aws-sdk/client-cloudtrail';
import { Engine } from '../../../framework/cloud/engine';
import { World } from '../../../framework/kernel';
import { services } from '../../../framework/services';
import { refusal } from '../dynamodb/table';
import { testCloud, type TestCloud } from '../../test-cloud';

function look(cloud: TestCloud, AttributeKey?: LookupAttribute['AttributeKey'], AttributeValue = '') {
  cloud.advance('1 second');
  return (
    cloud
      .ask('cloudtrail')
      .lookupEvents(
        AttributeKey === undefined ? {} : { LookupAttributes: [{ AttributeKey, AttributeValue }] },
      ).Events ?? []
  );
}

const names = (events: ReturnType<typeof look>) => events.map(({ EventName }) => EventName);

function busyCloud() {
  const cloud = testCloud();
  cloud.ask('sqs').createQueue({ QueueName: 'orders' });
  cloud.ask('s3').createBucket({ Bucket: 'uploads' });
  cloud.ask('s3').putObject({ Bucket: 'uploads', Key: 'a', Body: new Uint8Array([1]) });
  return cloud;
}

test('management events are found, newest first; what happens to objects and messages is not among them', () => {
  const cloud = busyCloud();
  cloud.ask('sqs').sendMessage({
    QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/orders',
    MessageBody: 'x',
  });
  expect(names(look(cloud))).toEqual(['CreateBucket', 'CreateQueue']);
  expect(names(look(cloud))).toEqual(['LookupEvents', 'CreateBucket', 'CreateQueue']);
});

test.each([
  ['EventName', 'CreateBucket', ['CreateBucket']],
  ['EventSource', 'sqs.amazonaws.com', ['CreateQueue']],
  ['ResourceName', 'uploads', ['CreateBucket']],
  ['ResourceName', 'arn:aws:s3:::uploads', ['CreateBucket']],
  ['ResourceType', 'AWS::SQS::Queue', ['CreateQueue']],
  ['ReadOnly', 'false', ['CreateBucket', 'CreateQueue']],
  ['ReadOnly', 'true', []],
  ['Username', 'root', ['CreateBucket', 'CreateQueue']],
  ['Username', 'clerk', []],
  ['AccessKeyId', 'AKIAIOSFODNN7EXAMPLE', []],
] as const)('events are found by %s %s', (key, value, expected) => {
  expect(names(look(busyCloud(), key, value))).toEqual(expected);
});

test('an event is found by its id', () => {
  const cloud = busyCloud();
  const [{ EventId } = {}] = look(cloud);
  expect(names(look(cloud, 'EventId', EventId))).toEqual(['CreateBucket']);
});

test('a call of a role session is told in the form of AWS', () => {
  const cloud = testCloud();
  const as = cloud.role('clerk', [{ Effect: 'Allow', Action: 'dynamodb:CreateTable', Resource: '*' }]);
  cloud.ask('dynamodb', { as }).createTable({
    TableName: 'orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  const [event] = look(cloud, 'EventName', 'CreateTable');
  expect(event).toMatchObject({ ReadOnly: 'false', Username: 'test', EventSource: 'dynamodb.amazonaws.com' });
  expect(event?.Resources).toEqual([{ ResourceType: 'AWS::DynamoDB::Table', ResourceName: 'orders' }]);
  const { responseElements, ...rest } = JSON.parse(event?.CloudTrailEvent ?? '');
  expect(responseElements.tableDescription.tableStatus).toBe('CREATING');
  expect(rest).toMatchInlineSnapshot(`
   {
     "awsRegion": "us-east-1",
     "eventCategory": "Management",
     "eventID": "3d9bf943-9dbf-487e-936c-526aec3c1c4d",
     "eventName": "CreateTable",
     "eventSource": "dynamodb.amazonaws.com",
     "eventTime": "2026-01-01T00:00:00Z",
     "eventType": "AwsApiCall",
     "eventVersion": "1.11",
     "managementEvent": true,
     "readOnly": false,
     "recipientAccountId": "000000000000",
     "requestID": "eac0a2af-8aa2-4296-8b7e-21ea5f2848c8",
     "requestParameters": {
       "attributeDefinitions": [
         {
           "attributeName": "id",
           "attributeType": "S",
         },
       ],
       "billingMode": "PAY_PER_REQUEST",
       "keySchema": [
         {
           "attributeName": "id",
           "keyType": "HASH",
         },
       ],
       "tableName": "orders",
     },
     "sourceIPAddress": "127.0.0.1",
     "userAgent": "stormproof",
     "userIdentity": {
       "accountId": "000000000000",
       "arn": "arn:aws:sts::000000000000:assumed-role/clerk/test",
       "principalId": "AROAOHBU3DJSJGGBPZEOB:test",
       "sessionContext": {
         "attributes": {
           "mfaAuthenticated": "false",
         },
         "sessionIssuer": {
           "accountId": "000000000000",
           "arn": "arn:aws:iam::000000000000:role/clerk",
           "principalId": "AROAOHBU3DJSJGGBPZEOB",
           "type": "Role",
           "userName": "clerk",
         },
       },
       "type": "AssumedRole",
     },
   }
  `);
});

test('a refused call has its error and no response', () => {
  const cloud = testCloud();
  const as = cloud.role('clerk', []);
  expect(refusal(() => cloud.ask('dynamodb', { as }).deleteTable({ TableName: 'orders' }))).toMatch(
    /^AccessDenied/,
  );
  const [event] = look(cloud, 'EventName', 'DeleteTable');
  expect(JSON.parse(event?.CloudTrailEvent ?? '')).toMatchObject({
    errorCode: 'AccessDenied',
    errorMessage: expect.stringContaining('is not authorized to perform: dynamodb:DeleteTable'),
    requestParameters: { tableName: 'orders' },
    responseElements: null,
  });
});

test('what CloudFormation does is done by it for its caller', () => {
  const cloud = testCloud();
  cloud.ask('cloudformation').createStack({
    StackName: 'shop',
    TemplateBody: JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } }),
  });
  cloud.settle();
  const [event] = look(cloud, 'EventName', 'CreateQueue');
  expect(JSON.parse(event?.CloudTrailEvent ?? '')).toMatchObject({
    userIdentity: { type: 'Root', invokedBy: 'cloudformation.amazonaws.com' },
    sourceIPAddress: 'cloudformation.amazonaws.com',
    userAgent: 'cloudformation.amazonaws.com',
  });
});

test('secrets are hidden and bytes left out', () => {
  const cloud = testCloud();
  const { KeyMetadata } = cloud.ask('kms').createKey({});
  cloud.ask('kms').encrypt({ KeyId: KeyMetadata?.KeyId ?? '', Plaintext: new Uint8Array([1, 2, 3]) });
  const [event] = look(cloud, 'EventName', 'Encrypt');
  const { requestParameters, responseElements, readOnly, resources } = JSON.parse(
    event?.CloudTrailEvent ?? '',
  );
  expect(requestParameters).toEqual({ keyId: KeyMetadata?.KeyId });
  expect([responseElements, readOnly]).toEqual([null, true]);
  expect(resources).toEqual([{ accountId: '000000000000', type: 'AWS::KMS::Key', ARN: KeyMetadata?.Arn }]);
});

test('pages hold together while new events come', () => {
  const cloud = testCloud();
  for (let each = 0; each < 5; each++) cloud.ask('sqs').createQueue({ QueueName: `queue-${each}` });
  const trail = cloud.ask('cloudtrail');
  const lookup = {
    LookupAttributes: [{ AttributeKey: 'EventName' as const, AttributeValue: 'CreateQueue' }],
  };
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    cloud.advance('1 second');
    const page = trail.lookupEvents({ ...lookup, MaxResults: 2, NextToken });
    found.push(
      ...(page.Events ?? []).map(
        ({ CloudTrailEvent = '' }) => JSON.parse(CloudTrailEvent).requestParameters.queueName,
      ),
    );
    NextToken = page.NextToken;
    cloud.ask('sqs').createQueue({ QueueName: `later-${found.length}` });
  } while (NextToken !== undefined);
  expect(found).toEqual(['queue-4', 'queue-3', 'queue-2', 'queue-1', 'queue-0']);
  expect(refusal(() => trail.lookupEvents({ NextToken: 'x' }))).toBe(
    'InvalidNextTokenException: Invalid nextToken.',
  );
});

test('events are kept for 90 days', () => {
  const cloud = busyCloud();
  cloud.advance('89 days');
  expect(look(cloud, 'EventName', 'CreateQueue')).toHaveLength(1);
  cloud.advance('1 day');
  expect(look(cloud, 'EventName', 'CreateQueue')).toEqual([]);
});

test('a range of time narrows a lookup', () => {
  const cloud = busyCloud();
  const middle = new Date(cloud.world.nowMs + 30_000);
  cloud.advance('1 minute');
  cloud.ask('sqs').createQueue({ QueueName: 'late' });
  const trail = cloud.ask('cloudtrail');
  expect(names(trail.lookupEvents({ StartTime: middle }).Events ?? [])).toEqual(['CreateQueue']);
  expect(names(trail.lookupEvents({ EndTime: middle }).Events ?? [])).toEqual([
    'CreateBucket',
    'CreateQueue',
  ]);
  expect(refusal(() => trail.lookupEvents({ StartTime: middle, EndTime: new Date(0) }))).toMatch(
    /^InvalidTimeRangeException/,
  );
});

test('an account may look up twice a second in a region', () => {
  const cloud = testCloud();
  const trail = cloud.ask('cloudtrail');
  trail.lookupEvents({});
  trail.lookupEvents({});
  expect(refusal(() => trail.lookupEvents({}))).toBe('ThrottlingException: Rate exceeded');
  cloud.ask('cloudtrail', { region: 'eu-west-1' }).lookupEvents({});
  cloud.advance('1 second');
  expect(trail.lookupEvents({}).Events).toHaveLength(3);
});

test('a world that is saved and loaded remembers', () => {
  const cloud = busyCloud();
  const world = World.load(JSON.parse(JSON.stringify(cloud.world.save())));
  const engine = new Engine(world, services);
  const as = { kind: 'root' as const, arn: 'arn:aws:iam::000000000000:root', accountId: '000000000000' };
  const from = { task: 'test', cause: 0, accountId: '000000000000', region: 'us-east-1' };
  const answer = engine.ask(from, 'cloudtrail', 'lookupEvents', {}, { as });
  expect(JSON.stringify(answer)).toBe(JSON.stringify(cloud.ask('cloudtrail').lookupEvents({})));
});

test('old events are let go as new ones come', () => {
  const cloud = busyCloud();
  cloud.advance('90 days');
  for (let each = 0; each < 300; each++) cloud.ask('sqs').listQueues({});
  expect(JSON.stringify(cloud.world.save().tables)).not.toContain('"operation":"CreateBucket"');
});
