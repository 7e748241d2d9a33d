import {
  decide,
  denialMessage,
  explainDecision,
  parsePolicy,
  plainDenialMessage,
  type Decision,
  type DenialReason,
} from '../../../framework/cloud/iam';
import { ALLOW, callers, DENY, OTHER, policy, request } from './requests';

const USER =
  'User: arn:aws:iam::111111111111:user/ops/ann is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::reports/2026/may.csv';

const texts: Record<DenialReason, string> = {
  'no-identity-based-policy': `${USER} because no identity-based policy allows the s3:GetObject action`,
  'no-resource-based-policy': `${USER} because no resource-based policy allows the s3:GetObject action`,
  'no-role-trust-policy': `${USER} because no role trust policy allows the s3:GetObject action`,
  'no-permissions-boundary': `${USER} because no permissions boundary allows the s3:GetObject action`,
  'no-session-policy': `${USER} because no session policy allows the s3:GetObject action`,
  'no-vpc-endpoint-policy': `${USER} because no VPC endpoint policy allows the s3:GetObject action`,
  'denied-by-identity-based-policy': `${USER} with an explicit deny in an identity-based policy`,
  'denied-by-resource-based-policy': `${USER} with an explicit deny in a resource-based policy`,
  'denied-by-role-trust-policy': `${USER} with an explicit deny in the role trust policy`,
  'denied-by-permissions-boundary': `${USER} with an explicit deny in a permissions boundary`,
  'denied-by-session-policy': `${USER} with an explicit deny in a sessions policy`,
  'denied-by-service-control-policy': `${USER} with an explicit deny in a service control policy`,
  'denied-by-vpc-endpoint-policy': `${USER} with an explicit deny in a VPC endpoint policy`,
};

test.each(Object.entries(texts))('%s reads as AWS writes it', (reason, text) => {
  const known = Object.keys(texts).find((each): each is DenialReason => each === reason);
  const decision: Decision = { allowed: false, reason: known ?? 'allowed', considered: [] };
  expect(denialMessage(request(), decision)).toBe(text);
});

test('an action without a resource names none', () => {
  const asked = request({ action: 'codecommit:ListRepositories', resource: '*' });
  expect(denialMessage(asked, decide(asked))).toBe(
    'User: arn:aws:iam::111111111111:user/ops/ann is not authorized to perform: codecommit:ListRepositories because no identity-based policy allows the codecommit:ListRepositories action',
  );
});

test('a session is named by its own ARN, not by that of its role', () => {
  const asked = request({
    principal: callers.session,
    action: 'sts:AssumeRole',
    resource: 'arn:aws:iam::111111111111:role/x',
    resourcePolicyKind: 'trust',
  });
  expect(denialMessage(asked, decide(asked))).toBe(
    'User: arn:aws:sts::111111111111:assumed-role/worker/run-1 is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111111111111:role/x because no role trust policy allows the sts:AssumeRole action',
  );
  expect(plainDenialMessage(asked)).toBe(
    'User: arn:aws:sts::111111111111:assumed-role/worker/run-1 is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111111111111:role/x',
  );
});

test('a caller without a name is called anonymous, a service by its name', () => {
  expect(plainDenialMessage(request({ principal: callers.anonymous, resource: '*' }))).toBe(
    'User: anonymous is not authorized to perform: s3:GetObject',
  );
  expect(plainDenialMessage(request({ principal: callers.service, resource: '*' }))).toBe(
    'User: s3.amazonaws.com is not authorized to perform: s3:GetObject',
  );
});

test('asking for the denial of an allowed request is an error', () => {
  const asked = request({ principal: callers.root });
  expect(() => denialMessage(asked, decide(asked))).toThrow(
    'Expected a denied request, got s3:GetObject on arn:aws:s3:::reports/2026/may.csv, which is allowed',
  );
});

test('a decision names the statement that made it', () => {
  const asked = request({ policies: { identity: [policy({ ...ALLOW, Sid: 'Read' })] } });
  expect(decide(asked).statement).toEqual({ type: 'identity', policy: 'policy', index: 0, sid: 'Read' });
  const deniedAsked = {
    ...asked,
    resourcePolicy: { ...policy(ALLOW, { ...DENY, Principal: '*' }), place: 'bucket reports' },
  };
  expect(decide(deniedAsked).statement).toEqual({
    type: 'resource',
    policy: 'policy',
    index: 1,
    place: 'bucket reports',
  });
});

test('of several statements that deny the first is named', () => {
  const asked = request({ policies: { identity: [policy(ALLOW, DENY, DENY)] } });
  expect(decide(asked).statement).toEqual({ type: 'identity', policy: 'policy', index: 1 });
});

test('each statement that was looked at says why it did not match', () => {
  const statements = [
    { ...ALLOW, Sid: 'Write', Action: 's3:Put*' },
    { ...ALLOW, Resource: 'arn:aws:s3:::other/*' },
    { ...ALLOW, Condition: { StringEquals: { 'aws:SourceAccount': ['1', '2'] } } },
    { ...ALLOW, Condition: { 'ForAllValues:StringLike': { 'aws:TagKeys': 'a*' } } },
    { ...ALLOW, Condition: { NumericLessThan: { 's3:max-keys': '10' } } },
    { ...ALLOW, Condition: { Null: { 'aws:TagKeys': 'true' } } },
    ALLOW,
  ];
  const asked = request({
    policies: { identity: [{ ...policy(...statements), name: 'reports', place: 'user ann' }] },
    resourcePolicy: {
      ...policy({ ...ALLOW, Principal: { AWS: OTHER } }, { ...DENY, Principal: '*', Action: '*' }),
      name: 'bucket',
    },
    context: { 'aws:tagkeys': ['ab', 'c'], 's3:max-keys': 12 },
  });
  expect(explainDecision(decide(asked)).join('\n')).toMatchInlineSnapshot(`
   "resource bucket, statement 1: does not match: principal
   resource bucket, statement 2: denies
   identity reports (user ann), statement Write: does not match: action
   identity reports (user ann), statement 2: does not match: resource
   identity reports (user ann), statement 3: does not match: condition StringEquals aws:SourceAccount: wanted "1" or "2" got nothing
   identity reports (user ann), statement 4: does not match: condition ForAllValues:StringLike aws:TagKeys: wanted "a*" got "ab", "c"
   identity reports (user ann), statement 5: does not match: condition NumericLessThan s3:max-keys: wanted "10" got "12"
   identity reports (user ann), statement 6: does not match: condition Null aws:TagKeys: wanted "true" got "ab", "c"
   identity reports (user ann), statement 7: allows"
  `);
});

test('a document is compiled once and a new one with the same text decides the same', () => {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [ALLOW] });
  const [first, second] = [parsePolicy(text), parsePolicy(text)];
  const decisionOf = (document: typeof first): unknown =>
    decide(request({ policies: { identity: [{ name: 'p', document }] } }));
  expect(decisionOf(first)).toEqual(decisionOf(second));
});
