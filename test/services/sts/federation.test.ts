/** Roles by tokens and assertions of others, and federated users. */
import { testCloud, type TestCloud } from '../../test-cloud';
import { epochMs } from '../../../framework/kernel';
import { allow, policy, refusal } from '../iam/policies';
import { answerOf, callerOf, overTheWire } from './wire';

const account = '000000000000';
const RoleArn = `arn:aws:iam::${account}:role/deployer`;
const issuer = 'token.actions.githubusercontent.com';
const provider = `arn:aws:iam::${account}:oidc-provider/${issuer}`;
const nowSeconds = epochMs / 1000;

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = {
  iss: `https://${issuer}`,
  sub: 'repo:shop/orders:ref:refs/heads/main',
  aud: 'sts.amazonaws.com',
  exp: nowSeconds + 600,
};
const token = (more: object = {}): string =>
  `${encoded({ alg: 'RS256' })}.${encoded({ ...claims, ...more })}.x`;

function trusting(Federated: string, Action: string, Condition: object): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Federated }, Action, Condition }],
  });
}

function cloudWithProvider(): TestCloud {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  iam.createOpenIDConnectProvider({
    Url: `https://${issuer}`,
    ClientIDList: ['sts.amazonaws.com'],
    ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
  });
  iam.createRole({
    RoleName: 'deployer',
    AssumeRolePolicyDocument: trusting(provider, 'sts:AssumeRoleWithWebIdentity', {
      StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
      StringLike: { [`${issuer}:sub`]: 'repo:shop/orders:*' },
    }),
  });
  return cloud;
}

const withToken = (cloud: TestCloud, WebIdentityToken: string, role = RoleArn) =>
  cloud.ask('sts').assumeRoleWithWebIdentity({ RoleArn: role, RoleSessionName: 'ci', WebIdentityToken });

test('a token of a provider that IAM knows opens a role that trusts its subject', () => {
  const cloud = cloudWithProvider();
  const { Credentials, ...more } = withToken(cloud, token());
  expect(more).toEqual({
    AssumedRoleUser: {
      Arn: `arn:aws:sts::${account}:assumed-role/deployer/ci`,
      AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:ci$/),
    },
    SubjectFromWebIdentityToken: claims.sub,
    Provider: provider,
    Audience: 'sts.amazonaws.com',
  });
  expect(callerOf(cloud, Credentials?.AccessKeyId ?? '')).toBe(`200 ${more.AssumedRoleUser?.Arn}`);
});

test('nobody has to sign for a token', () => {
  const cloud = cloudWithProvider();
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn,
    RoleSessionName: 'ci',
    WebIdentityToken: token(),
  });
  const headers = { authorization: '', 'content-type': 'application/x-www-form-urlencoded' };
  const request = { accessKeyId: '', service: 'sts', headers, body: body.toString() };
  expect(overTheWire(cloud, request).status).toBe(200);
});

test.each([
  [
    'no token',
    '????',
    'InvalidIdentityToken: The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  ],
  [
    'of another provider',
    token({ iss: 'https://example.com' }),
    'InvalidIdentityToken: No OpenIDConnect provider found in your account for https://example.com',
  ],
  ['for another audience', token({ aud: 'someone' }), 'InvalidIdentityToken: Incorrect token audience'],
  [
    'expired',
    token({ exp: nowSeconds }),
    `ExpiredTokenException: Token expired: current date/time ${nowSeconds} must be before the expiration date/time ${nowSeconds}`,
  ],
  [
    'of another subject',
    token({ sub: 'repo:other' }),
    'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  ],
])('a token that is %s is refused', (_, text, why) => {
  const status = why.startsWith('AccessDenied') ? 403 : 400;
  expect(refusal(() => withToken(cloudWithProvider(), text))).toBe(`${status} ${why}`);
});

test('a role that is not there reads like one that does not trust', () => {
  const missing = `arn:aws:iam::${account}:role/nobody`;
  expect(refusal(() => withToken(cloudWithProvider(), token(), missing))).toBe(
    '403 AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  );
});

const samlProvider = `arn:aws:iam::${account}:saml-provider/Corp`;

function assertion({
  role = `${RoleArn},${samlProvider}`,
  name = 'anna',
  until = '2026-01-01T00:05:00.000Z',
  recipient = 'https://signin.aws.amazon.com/saml',
} = {}): string {
  const attribute = (key: string, value: string) =>
    `<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/${key}">` +
    `<saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`;
  const xml = `<samlp:Response><saml:Issuer>https://outer</saml:Issuer><saml:Assertion ID="a">
    <saml:Issuer>https://idp.example.com</saml:Issuer>
    <saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">u-1</saml:NameID>
    <saml:SubjectConfirmation><saml:SubjectConfirmationData NotOnOrAfter="${until}" Recipient="${recipient}"/>
    </saml:SubjectConfirmation></saml:Subject><saml:AttributeStatement>
    ${attribute('Role', role)}${name === '' ? '' : attribute('RoleSessionName', name)}${attribute('SessionDuration', '1800')}
    </saml:AttributeStatement></saml:Assertion></samlp:Response>`;
  return Buffer.from(xml).toString('base64');
}

function withAssertion(SAMLAssertion: string, PrincipalArn = samlProvider) {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  iam.createSAMLProvider({ Name: 'Corp', SAMLMetadataDocument: 'm'.repeat(1000) });
  iam.createRole({
    RoleName: 'deployer',
    AssumeRolePolicyDocument: trusting(samlProvider, 'sts:AssumeRoleWithSAML', {
      StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' },
    }),
  });
  return cloud.ask('sts').assumeRoleWithSAML({ RoleArn, PrincipalArn, SAMLAssertion });
}

test('an assertion names the session, its length and the role', () => {
  const { Credentials, NameQualifier, ...more } = withAssertion(assertion());
  expect(Credentials?.Expiration?.toISOString()).toBe('2026-01-01T00:30:00.000Z');
  expect(NameQualifier).toMatch(/^[\w+/]{27}=$/);
  expect(more).toEqual({
    AssumedRoleUser: {
      Arn: `arn:aws:sts::${account}:assumed-role/deployer/anna`,
      AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:anna$/),
    },
    Subject: 'u-1',
    SubjectType: 'persistent',
    Issuer: 'https://idp.example.com',
    Audience: 'https://signin.aws.amazon.com/saml',
  });
});

test.each([
  [
    'without a session name',
    { name: '' },
    'InvalidIdentityToken: RoleSessionName is required in AuthnResponse',
  ],
  [
    'with a strange session name',
    { name: 'a b' },
    'InvalidIdentityToken: RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}',
  ],
  [
    'for another site',
    { recipient: 'https://example.com' },
    'InvalidIdentityToken: Response does not contain the required audience.',
  ],
  [
    'too late',
    { until: '2026-01-01T00:00:00.000Z' },
    'ExpiredTokenException: Token must be redeemed within 5 minutes of issuance',
  ],
  [
    'for another role',
    { role: `${RoleArn}s,${samlProvider}` },
    'AccessDenied: Not authorized to perform sts:AssumeRoleWithSAML',
  ],
])('an assertion %s is refused', (_, change, why) => {
  const status = why.startsWith('AccessDenied') ? 403 : 400;
  expect(refusal(() => withAssertion(assertion(change)))).toBe(`${status} ${why}`);
});

test('a provider that is not there is named, and so is what is no response', () => {
  expect(refusal(() => withAssertion(assertion(), `${samlProvider}s`))).toBe(
    "400 InvalidIdentityToken: Specified provider doesn't exist",
  );
  expect(refusal(() => withAssertion('bm90aGluZw=='))).toBe(
    '400 InvalidIdentityToken: Invalid base64 SAMLResponse',
  );
});

const listsQueues = policy(allow('sqs:ListQueues', '*'));

test('a federated user of root may do what the session policy says', () => {
  const cloud = testCloud();
  const { Credentials, FederatedUser, PackedPolicySize } = cloud
    .ask('sts')
    .getFederationToken({ Name: 'bob', Policy: listsQueues, DurationSeconds: 43_200 });
  expect(FederatedUser).toEqual({
    FederatedUserId: `${account}:bob`,
    Arn: `arn:aws:sts::${account}:federated-user/bob`,
  });
  expect(PackedPolicySize).toBeGreaterThan(0);
  expect(Credentials?.Expiration?.toISOString()).toBe('2026-01-01T01:00:00.000Z');
  const key = Credentials?.AccessKeyId ?? '';
  expect(callerOf(cloud, key)).toBe(`200 ${FederatedUser?.Arn}`);
  const ask = (action: string) =>
    answerOf(cloud, key, `Action=${action}&QueueName=q&Version=2012-11-05`, 'sqs', 'RequestId');
  expect(ask('ListQueues')).toMatch(/^200 [0-9a-f-]{36}$/);
  expect(ask('CreateQueue')).toContain('AccessDenied');
});

test('a federated user of a user has no more rights than both, and none without a session policy', () => {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  iam.createUser({ UserName: 'anna' });
  const Statement = [allow('sts:GetFederationToken', '*'), allow('sqs:*', '*')];
  iam.putUserPolicy({
    UserName: 'anna',
    PolicyName: 'p',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
  });
  const { AccessKey } = iam.createAccessKey({ UserName: 'anna' });
  const federate = (Policy: string) =>
    answerOf(
      cloud,
      AccessKey?.AccessKeyId ?? '',
      new URLSearchParams({
        Action: 'GetFederationToken',
        Version: '2011-06-15',
        Name: 'bob',
        ...(Policy === '' ? {} : { Policy }),
      }).toString(),
      'sts',
      'AccessKeyId',
    );
  const lists = (key: string) =>
    answerOf(cloud, key.replace('200 ', ''), 'Action=ListQueues&Version=2012-11-05', 'sqs', 'RequestId');
  expect(lists(federate(listsQueues))).toMatch(/^200 [0-9a-f-]{36}$/);
  expect(lists(federate(policy(allow('sns:*', '*'))))).toContain('AccessDenied');
  expect(lists(federate(''))).toContain('AccessDenied');
});
