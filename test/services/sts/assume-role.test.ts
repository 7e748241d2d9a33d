import { testCloud, type TestCloud } from '../../test-cloud';
import { servicePrincipal, type Principal } from '../../../framework/cloud/service';
import { allow, policy, refusal, trust } from '../iam/policies';
import { answerOf, callerOf, exchangeOf, overTheWire } from './wire';

const root = { AWS: 'arn:aws:iam::000000000000:root' };
const RoleArn = 'arn:aws:iam::000000000000:role/worker';

function cloudWithRole(AssumeRolePolicyDocument = trust(root), MaxSessionDuration = 3600): TestCloud {
  const cloud = testCloud();
  cloud.ask('iam').createRole({ RoleName: 'worker', AssumeRolePolicyDocument, MaxSessionDuration });
  return cloud;
}

const assume = (cloud: TestCloud, as?: Principal, more: object = {}) =>
  cloud
    .ask('sts', as === undefined ? {} : { as })
    .assumeRole({ RoleArn, RoleSessionName: 'session', ...more });

const denied = (caller: string, role = RoleArn): string =>
  `403 AccessDenied: User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${role}`;

test('a session has credentials of its own, an id and an ARN', () => {
  const { Credentials, AssumedRoleUser } = assume(cloudWithRole());
  expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(Credentials?.Expiration?.toISOString()).toBe('2026-01-01T01:00:00.000Z');
  expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::000000000000:assumed-role/worker/session');
  expect(AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA[A-Z2-7]{17}:session$/);
});

test('only whom the trust policy names may take on the role, and a missing role reads the same', () => {
  const cloud = cloudWithRole(trust({ Service: 'lambda.amazonaws.com' }));
  const stranger = servicePrincipal('states', '000000000000');
  expect(refusal(() => assume(cloud, servicePrincipal('lambda', '000000000000')))).toBe('not refused');
  expect(refusal(() => assume(cloud, stranger))).toBe(denied('states.amazonaws.com'));
  const missing = 'arn:aws:iam::000000000000:role/nobody';
  expect(refusal(() => assume(cloud, stranger, { RoleArn: missing }))).toBe(
    denied('states.amazonaws.com', missing),
  );
  expect(refusal(() => assume(cloud, undefined, { RoleArn: missing }))).toBe(
    denied('arn:aws:iam::000000000000:root', missing),
  );
});

test('a trust in the account leaves it to the policies of the caller', () => {
  const cloud = cloudWithRole();
  const caller = 'arn:aws:sts::000000000000:assumed-role/caller/test';
  const as = cloud.role('caller', []);
  expect(refusal(() => assume(cloud, as))).toBe(denied(caller));
  cloud.ask('iam').putRolePolicy({
    RoleName: 'caller',
    PolicyName: 'assume',
    PolicyDocument: policy(allow('sts:AssumeRole', RoleArn)),
  });
  expect(refusal(() => assume(cloud, as))).toBe('not refused');
});

test('another account needs both the trust policy and a policy of its own', () => {
  const cloud = cloudWithRole(trust({ AWS: '111111111111' }));
  const as: Principal = { kind: 'root', arn: 'arn:aws:iam::111111111111:root', accountId: '111111111111' };
  expect(refusal(() => assume(cloud, as))).toBe('not refused');
  const other: Principal = { kind: 'root', arn: 'arn:aws:iam::222222222222:root', accountId: '222222222222' };
  expect(refusal(() => assume(cloud, other))).toBe(denied('arn:aws:iam::222222222222:root'));
});

test('an external id must be the one that the trust policy asks for', () => {
  const cloud = cloudWithRole(trust(root, { StringEquals: { 'sts:ExternalId': 'secret' } }));
  const refused = denied('arn:aws:iam::000000000000:root');
  expect(refusal(() => assume(cloud))).toBe(refused);
  expect(refusal(() => assume(cloud, undefined, { ExternalId: 'guess' }))).toBe(refused);
  expect(refusal(() => assume(cloud, undefined, { ExternalId: 'secret' }))).toBe('not refused');
});

test('the duration is limited by the role, and to one hour for chained roles', () => {
  const cloud = cloudWithRole(trust(root), 7200);
  expect(refusal(() => assume(cloud, undefined, { DurationSeconds: 7200 }))).toBe('not refused');
  expect(refusal(() => assume(cloud, undefined, { DurationSeconds: 7201 }))).toBe(
    '400 ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  );
  const as = cloud.role('caller', [allow('sts:*')]);
  expect(refusal(() => assume(cloud, as, { DurationSeconds: 3601 }))).toBe(
    '400 ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by ' +
      'role chaining.',
  );
});

test('a session policy narrows the session that it was given to, and no other', () => {
  const cloud = cloudWithRole();
  cloud.ask('iam').putRolePolicy({
    RoleName: 'worker',
    PolicyName: 'queues',
    PolicyDocument: policy(allow('sqs:*')),
  });
  const narrow = assume(cloud, undefined, { Policy: policy(allow('sqs:ListQueues')) });
  const wide = assume(cloud);
  const create = (accessKeyId = '') =>
    overTheWire(cloud, {
      accessKeyId,
      service: 'sqs',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.CreateQueue',
      },
      body: '{"QueueName":"orders"}',
    });
  expect(create(narrow.Credentials?.AccessKeyId)).toMatchInlineSnapshot(`
   {
     "body": "{"__type":"com.amazon.coral.service#AccessDenied","message":"User: arn:aws:sts::000000000000:assumed-role/worker/session is not authorized to perform: sqs:CreateQueue on resource: arn:aws:sqs:us-east-1:000000000000:orders because no session policy allows the sqs:CreateQueue action"}",
     "status": 403,
   }
  `);
  expect(create(wide.Credentials?.AccessKeyId).status).toBe(200);
});

test('a session policy that AWS would not take is refused', () => {
  const cloud = cloudWithRole();
  const withPolicy = (Policy: string) => refusal(() => assume(cloud, undefined, { Policy }));
  expect(withPolicy('{}')).toContain('400 MalformedPolicyDocument: ');
  expect(withPolicy(policy(allow('s3:GetObject', `arn:aws:s3:::${'x'.repeat(2048)}`)))).toContain(
    '400 PackedPolicyTooLarge: ',
  );
});

test('session tags need a trust policy that lets them be set', () => {
  const Tags = [{ Key: 'team', Value: 'orders' }];
  const plain = cloudWithRole();
  const as = plain.role('caller', [allow('sts:AssumeRole')]);
  expect(refusal(() => assume(plain, as, { Tags }))).toBe(
    '403 AccessDenied: User: arn:aws:sts::000000000000:assumed-role/caller/test is not authorized to perform: ' +
      `sts:TagSession on resource: ${RoleArn}`,
  );
  const tagging = cloudWithRole(
    policy({ Effect: 'Allow', Principal: root, Action: ['sts:AssumeRole', 'sts:TagSession'] }),
  );
  expect(refusal(() => assume(tagging, undefined, { Tags }))).toBe('not refused');
  expect(refusal(() => assume(tagging, undefined, { Tags, TransitiveTagKeys: ['stage'] }))).toBe(
    '400 InvalidParameterValue: The specified transitive tag key must be included in the requested tags.',
  );
});

test('what is no role is refused', () => {
  const user = 'arn:aws:iam::000000000000:user/ada';
  expect(refusal(() => assume(cloudWithRole(), undefined, { RoleArn: user }))).toBe(
    `400 ValidationError: ${user} is invalid`,
  );
});

test('credentials are worth nothing once they expired, and each service says so in its own words', () => {
  const cloud = cloudWithRole();
  const accessKeyId = assume(cloud, undefined, { DurationSeconds: 900 }).Credentials?.AccessKeyId ?? '';
  cloud.advance('14 minutes');
  expect(callerOf(cloud, accessKeyId)).toBe('200 arn:aws:sts::000000000000:assumed-role/worker/session');
  cloud.advance('1 minute');
  expect(callerOf(cloud, accessKeyId)).toBe(
    '403 ExpiredToken: The security token included in the request is expired',
  );
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ListQueues' };
  expect(overTheWire(cloud, { accessKeyId, service: 'sqs', headers, body: '{}' })).toMatchInlineSnapshot(`
   {
     "body": "{"__type":"com.amazon.coral.service#ExpiredTokenException","message":"The security token included in the request is expired"}",
     "status": 400,
   }
  `);
  const s3 = overTheWire(cloud, { accessKeyId, service: 's3', method: 'GET', path: '/bucket/key', body: '' });
  expect(s3.status).toBe(400);
  expect(s3.body).toContain('<Code>ExpiredToken</Code><Message>The provided token has expired.</Message>');
});

test('tags of the role and of the session are tags of the principal, transitive ones in the next session too', () => {
  const cloud = cloudWithRole(
    policy({ Effect: 'Allow', Principal: root, Action: ['sts:AssumeRole', 'sts:TagSession'] }),
  );
  const iam = cloud.ask('iam');
  iam.tagRole({ RoleName: 'worker', Tags: [{ Key: 'stage', Value: 'test' }] });
  const ofTeam = {
    ...allow('sts:AssumeRole'),
    Condition: { StringEquals: { 'aws:PrincipalTag/team': 'orders' } },
  };
  iam.putRolePolicy({ RoleName: 'worker', PolicyName: 'own', PolicyDocument: policy(ofTeam) });
  const first = assume(cloud, undefined, {
    Tags: [
      { Key: 'team', Value: 'orders' },
      { Key: 'shift', Value: 'night' },
    ],
    TransitiveTagKeys: ['team'],
  });
  const chain = (accessKeyId = '') =>
    answerOf(
      cloud,
      accessKeyId,
      `Action=AssumeRole&Version=2011-06-15&RoleSessionName=next&RoleArn=${RoleArn}`,
      'sts',
      'AccessKeyId',
    );
  const [, second = ''] = chain(first.Credentials?.AccessKeyId).split(' ');
  expect(second).toMatch(/^ASIA/);
  const tagsOf = (accessKeyId = '') =>
    cloud.engine.callers.issuedPrincipal(accessKeyId, exchangeOf(cloud))?.tags;
  expect(tagsOf(first.Credentials?.AccessKeyId)).toEqual({ team: 'orders', shift: 'night', stage: 'test' });
  expect(tagsOf(second)).toEqual({ team: 'orders', stage: 'test' });
});
