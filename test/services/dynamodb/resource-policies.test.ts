import { testCloud } from '../../test-cloud';
import { n, refusal, s, testTable } from './table';

const ResourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';

const policy = (Action: string, Resource = ResourceArn, Effect = 'Allow') =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect, Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action, Resource }],
  });

const toRole = (Action: string, Resource: string | string[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action, Resource }],
  });

test('a policy is kept with a revision, which changes with it', () => {
  const { db } = testTable();
  const first = db.putResourcePolicy({ ResourceArn, Policy: policy('dynamodb:GetItem') });
  expect(db.putResourcePolicy({ ResourceArn, Policy: policy('dynamodb:GetItem') })).toEqual(first);
  const second = db.putResourcePolicy({
    ResourceArn,
    Policy: policy('dynamodb:PutItem'),
    ExpectedRevisionId: first.RevisionId,
  });
  expect(Number(second.RevisionId)).toBeGreaterThan(Number(first.RevisionId));
  expect(db.getResourcePolicy({ ResourceArn })).toEqual({
    Policy: policy('dynamodb:PutItem'),
    RevisionId: second.RevisionId,
  });
  expect(db.deleteResourcePolicy({ ResourceArn })).toEqual(second);
  expect(db.deleteResourcePolicy({ ResourceArn })).toEqual({ RevisionId: '' });
});

test('a policy of another revision than expected is left alone', () => {
  const { db } = testTable();
  const Policy = policy('dynamodb:GetItem');
  const { RevisionId } = db.putResourcePolicy({ ResourceArn, Policy, ExpectedRevisionId: 'NO_POLICY' });
  const notFound = 'PolicyNotFoundException: Resource-based policy not found for the provided ResourceArn: ';
  expect(refusal(() => db.putResourcePolicy({ ResourceArn, Policy, ExpectedRevisionId: 'NO_POLICY' }))).toBe(
    `${notFound}Requested policy update expecting none to be present for table things, but a policy exists with revision id ${RevisionId}.`,
  );
  expect(refusal(() => db.deleteResourcePolicy({ ResourceArn, ExpectedRevisionId: 'unknown' }))).toBe(
    `${notFound}Requested update for policy with revision id unknown, but the policy associated to target table things has revision id ${RevisionId}.`,
  );
  db.deleteResourcePolicy({ ResourceArn });
  expect(refusal(() => db.getResourcePolicy({ ResourceArn }))).toBe(notFound + ResourceArn);
});

const wereInvalid = 'ValidationException: One or more parameter values were invalid: ';

test.each([
  ['things', `${wereInvalid}ARNs must start with 'arn:': things`],
  [
    'arn:aws:s3:::bucket/table/things',
    `${wereInvalid}Provided Arn is not a DynamoDB resource arn: arn:aws:s3:::bucket/table/things`,
  ],
  [
    `${ResourceArn}/index/byB`,
    `${wereInvalid}Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${ResourceArn}/index/byB`,
  ],
  [`${ResourceArn}2`, 'ResourceNotFoundException: Requested resource not found: Table: things2 not found'],
])('a policy of %s is refused: %s', (arn, message) => {
  expect(refusal(() => testTable().db.getResourcePolicy({ ResourceArn: arn }))).toBe(message);
});

test('what is no policy is refused', () => {
  const { db } = testTable();
  const put = (Policy: string) => refusal(() => db.putResourcePolicy({ ResourceArn, Policy }));
  expect(put('{}')).toContain(`${wereInvalid}Invalid policy document: `);
  expect(put(policy(`dynamodb:${'x'.repeat(20_480)}`))).toBe(
    `${wereInvalid}Maximum policy size of 20480 bytes exceeded`,
  );
});

test("a table's policy allows what no policy of the caller does, for its indexes too", () => {
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
      },
    ],
  });
  table.put({ a: s('x'), b: s('y'), v: n(1) });
  const db = table.cloud.ask('dynamodb', { as: table.cloud.role('stranger', []) });
  const scan = () => db.scan({ TableName: 'things', IndexName: 'byB' }).Count;
  expect(refusal(scan)).toContain('is not authorized to perform: dynamodb:Scan');
  table.db.putResourcePolicy({ ResourceArn, Policy: toRole('dynamodb:Scan', `${ResourceArn}/index/*`) });
  expect(scan()).toBe(1);
  expect(refusal(() => db.scan({ TableName: 'things' }))).toContain(
    'is not authorized to perform: dynamodb:Scan',
  );
});

test("a stream's policy is its own, and goes with it", () => {
  const table = testTable({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } });
  const StreamArn = table.db.describeTable({ TableName: 'things' }).Table?.LatestStreamArn ?? '';
  const db = table.cloud.ask('dynamodb', { as: table.cloud.role('stranger', []) });
  table.db.putResourcePolicy({
    ResourceArn: StreamArn,
    Policy: toRole('dynamodb:DescribeStream', StreamArn),
  });
  expect(db.describeStream({ StreamArn }).StreamDescription.StreamArn).toBe(StreamArn);
  table.db.deleteTable({ TableName: 'things' });
  table.cloud.advance('25 hours');
  expect(refusal(() => table.db.getResourcePolicy({ ResourceArn: StreamArn }))).toBe(
    `ResourceNotFoundException: Requested resource not found: Stream: ${StreamArn} not found`,
  );
});

test('a stack gives its table and stream their policies, and takes them away', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  const db = cloud.ask('dynamodb');
  const document = `{PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: '*', Action: 'dynamodb:*', Resource: '*'}]}}`;
  const template = (more: string, ofStream: string) => `
Resources:
  Records:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: things
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      StreamSpecification: {StreamViewType: KEYS_ONLY${ofStream}}
      ${more}
`;
  cfn.createStack({
    StackName: 'shop',
    TemplateBody: template(`ResourcePolicy: ${document}`, `, ResourcePolicy: ${document}`),
  });
  cloud.settle();
  const stream = () => db.describeTable({ TableName: 'things' }).Table?.LatestStreamArn;
  expect(db.getResourcePolicy({ ResourceArn }).Policy).toContain('dynamodb:*');
  expect(db.getResourcePolicy({ ResourceArn: stream() }).Policy).toContain('dynamodb:*');
  cfn.updateStack({ StackName: 'shop', TemplateBody: template('', '') });
  cloud.settle();
  expect(refusal(() => db.getResourcePolicy({ ResourceArn }))).toContain('PolicyNotFoundException');
  expect(refusal(() => db.getResourcePolicy({ ResourceArn: stream() }))).toContain('PolicyNotFoundException');
});
