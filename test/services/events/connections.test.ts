import { refusal } from '../dynamodb/table';
import { testCloud } from '../../test-cloud';

const AuthParameters = {
  BasicAuthParameters: { Username: 'shop', Password: '12345' },
  InvocationHttpParameters: {
    HeaderParameters: [
      { Key: 'x-open', Value: 'seen', IsValueSecret: false },
      { Key: 'x-hidden', Value: 'unseen', IsValueSecret: true },
    ],
  },
};

function withConnection() {
  const cloud = testCloud();
  const events = cloud.ask('events');
  const made = events.createConnection({ Name: 'shop', AuthorizationType: 'BASIC', AuthParameters });
  return { cloud, events, arn: made.ConnectionArn ?? '', made };
}

test('a connection keeps its secrets in Secrets Manager and shows none', () => {
  const { cloud, events, made } = withConnection();
  expect(made).toEqual({
    ConnectionArn: expect.stringMatching(
      /^arn:aws:events:us-east-1:000000000000:connection\/shop\/[-0-9a-f]{36}$/,
    ),
    ConnectionState: 'AUTHORIZED',
    CreationTime: expect.any(Date),
    LastModifiedTime: expect.any(Date),
  });
  const described = events.describeConnection({ Name: 'shop' });
  expect(described.AuthParameters).toEqual({
    BasicAuthParameters: { Username: 'shop' },
    InvocationHttpParameters: {
      HeaderParameters: [
        { Key: 'x-open', Value: 'seen', IsValueSecret: false },
        { Key: 'x-hidden', IsValueSecret: true },
      ],
    },
  });
  const secrets = cloud.ask('secretsmanager');
  const SecretId = described.SecretArn ?? '';
  const secret = secrets.getSecretValue({ SecretId });
  expect(secret.Name).toMatch(/^events!connection\/shop\/[-0-9a-f]{36}$/);
  expect(JSON.parse(secret.SecretString ?? '')).toEqual({
    username: 'shop',
    password: '12345',
    invocation_http_parameters: {
      header_parameters: [
        { key: 'x-open', value: 'seen', is_value_secret: false },
        { key: 'x-hidden', value: 'unseen', is_value_secret: true },
      ],
    },
  });
  const changed = { BasicAuthParameters: { Username: 'new', Password: 'other' } };
  events.updateConnection({ Name: 'shop', AuthParameters: changed });
  const after = secrets.getSecretValue({ SecretId });
  expect(JSON.parse(after.SecretString ?? '')).toEqual({ username: 'new', password: 'other' });
  expect(events.deleteConnection({ Name: 'shop' }).ConnectionState).toBe('DELETING');
  expect(refusal(() => events.describeConnection({ Name: 'shop' }))).toBe(
    "ResourceNotFoundException: Failed to describe the connection(s). Connection 'shop' does not exist.",
  );
  expect(refusal(() => secrets.getSecretValue({ SecretId }))).toMatch(/^ResourceNotFoundException: /);
});

test('an API destination can be used as long as its connection can', () => {
  const { events, arn: ConnectionArn } = withConnection();
  events.createApiDestination({
    Name: 'hook',
    ConnectionArn,
    HttpMethod: 'POST',
    InvocationEndpoint: 'https://shop.example/hook',
  });
  const described = () => events.describeApiDestination({ Name: 'hook' });
  expect(described()).toMatchObject({
    ApiDestinationState: 'ACTIVE',
    ConnectionArn,
    HttpMethod: 'POST',
    InvocationEndpoint: 'https://shop.example/hook',
    InvocationRateLimitPerSecond: 300,
  });
  events.deauthorizeConnection({ Name: 'shop' });
  expect(described().ApiDestinationState).toBe('INACTIVE');
  expect(events.listApiDestinations({ ConnectionArn }).ApiDestinations).toHaveLength(1);
  events.deleteApiDestination({ Name: 'hook' });
  expect(refusal(described)).toBe(
    "ResourceNotFoundException: Failed to describe the api-destination(s). An api-destination 'hook' does not exist.",
  );
});

test('no event reaches an API destination, and reports say so', () => {
  const { cloud, events, arn: ConnectionArn } = withConnection();
  const { ApiDestinationArn: Arn } = events.createApiDestination({
    Name: 'hook',
    ConnectionArn,
    HttpMethod: 'POST',
    InvocationEndpoint: 'https://shop.example/hook',
  });
  events.putRule({ Name: 'all', EventPattern: '{"source":["shop"]}' });
  events.putTargets({ Rule: 'all', Targets: [{ Id: 'hook', Arn }] });
  events.putEvents({ Entries: [{ Source: 'shop', DetailType: 'placed', Detail: '{}' }] });
  cloud.advance('1 second');
  const notes = cloud.world.trace.entries.filter(
    (entry) => entry.type === 'event' && entry.event === 'event reached a target that is only modelled',
  );
  expect(notes).toHaveLength(1);
});

test('a stack makes a connection and a destination; a password of digits stays a text', () => {
  const cloud = testCloud();
  const TemplateBody = JSON.stringify({
    Resources: {
      Shop: {
        Type: 'AWS::Events::Connection',
        Properties: { Name: 'shop', AuthorizationType: 'BASIC', AuthParameters },
      },
      Hook: {
        Type: 'AWS::Events::ApiDestination',
        Properties: {
          Name: 'hook',
          ConnectionArn: { 'Fn::GetAtt': ['Shop', 'Arn'] },
          HttpMethod: 'PUT',
          InvocationEndpoint: 'https://shop.example/hook',
          InvocationRateLimitPerSecond: '10',
        },
      },
    },
    Outputs: { Policy: { Value: { 'Fn::GetAtt': ['Hook', 'ArnForPolicy'] } } },
  });
  const cfn = cloud.ask('cloudformation');
  cfn.createStack({ StackName: 's', TemplateBody });
  cloud.settle();
  const { Stacks: [stack] = [] } = cfn.describeStacks({ StackName: 's' });
  expect([stack?.StackStatus, stack?.Outputs?.[0]?.OutputValue]).toEqual([
    'CREATE_COMPLETE',
    'arn:aws:events:us-east-1:000000000000:api-destination/hook',
  ]);
  const events = cloud.ask('events');
  const { SecretArn = '' } = events.describeConnection({ Name: 'shop' });
  const { SecretString } = cloud.ask('secretsmanager').getSecretValue({ SecretId: SecretArn });
  expect(SecretString).toContain('"password":"12345"');
  expect(events.describeApiDestination({ Name: 'hook' }).InvocationRateLimitPerSecond).toBe(10);
  cfn.deleteStack({ StackName: 's' });
  cloud.settle();
  expect([events.listConnections({}).Connections, events.listApiDestinations({}).ApiDestinations]).toEqual([
    [],
    [],
  ]);
});
