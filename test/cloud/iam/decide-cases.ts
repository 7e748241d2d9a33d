import type { AuthorizationRequest, Decision } from '../../../framework/cloud/iam';
import { ALLOW, BUCKET, callers, DENY, OTHER, OWN, policy, UNRELATED, type Caller } from './requests';

/** One request and what comes of it; each policy is a list of statements. */
export interface Case {
  name: string;
  caller?: Caller;
  identity?: object[];
  boundary?: object[];
  session?: object[];
  serviceControl?: object[][];
  resourcePolicy?: object[];
  endpointPolicy?: object[];
  asks?: Partial<AuthorizationRequest>;
  expected: Decision['reason'];
}

const roleArn = callers.session.roleArn;
const to = (aws: string | string[], statement: object = ALLOW): object => ({
  ...statement,
  Principal: { AWS: aws },
});
const toEveryone = (statement: object = ALLOW): object => ({ ...statement, Principal: '*' });
const toService = (name: string): object => ({ ...ALLOW, Principal: { Service: name } });
const sparing = (aws: string | string[]): object => ({ ...DENY, NotPrincipal: { AWS: aws } });
const assume = (principal: object): object => ({
  Effect: 'Allow',
  Principal: principal,
  Action: 'sts:AssumeRole',
});

const assuming = {
  action: 'sts:AssumeRole',
  resource: `arn:aws:iam::${OWN}:role/target`,
  resourcePolicyKind: 'trust',
} as const;
const decrypting = {
  action: 'kms:Decrypt',
  resource: `arn:aws:kms:eu-west-1:${OWN}:key/k`,
  resourcePolicyKind: 'key',
} as const;
const everyAction = { Effect: 'Allow', Action: '*', Resource: '*' };
const decrypt = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' };
const mayAssume = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' };

const elements: Case[] = [
  { name: 'nothing allows: denied', expected: 'no-identity-based-policy' },
  { name: 'an identity policy allows', identity: [ALLOW], expected: 'allowed' },
  {
    name: 'an action is matched without regard to case',
    identity: [{ ...ALLOW, Action: 'S3:getOBJECT' }],
    expected: 'allowed',
  },
  {
    name: 'an action knows wildcards',
    identity: [{ ...ALLOW, Action: ['s3:Put*', 's3:G?tObj*'] }],
    expected: 'allowed',
  },
  {
    name: 'an action of another service does not count',
    identity: [UNRELATED],
    expected: 'no-identity-based-policy',
  },
  { name: 'a star is any action', identity: [everyAction], expected: 'allowed' },
  {
    name: 'NotAction allows the others',
    identity: [{ Effect: 'Allow', NotAction: 'sqs:*', Resource: '*' }],
    expected: 'allowed',
  },
  {
    name: 'NotAction leaves its own out',
    identity: [{ Effect: 'Allow', NotAction: ['sqs:*', 's3:get*'], Resource: '*' }],
    expected: 'no-identity-based-policy',
  },
  {
    name: 'a resource is matched with wildcards',
    identity: [{ ...ALLOW, Resource: `${BUCKET}/*/m?y.csv` }],
    expected: 'allowed',
  },
  {
    name: 'a resource knows case',
    identity: [{ ...ALLOW, Resource: 'arn:aws:s3:::Reports/*' }],
    expected: 'no-identity-based-policy',
  },
  {
    name: 'a bucket is not its objects',
    identity: [{ ...ALLOW, Resource: BUCKET }],
    expected: 'no-identity-based-policy',
  },
  {
    name: 'a star at the end reaches over colons',
    identity: [{ ...everyAction, Resource: 'arn:aws:sqs:*' }],
    asks: { action: 'sqs:SendMessage', resource: `arn:aws:sqs:eu-west-1:${OWN}:q` },
    expected: 'allowed',
  },
  {
    name: 'an ARN does not cover an action without a resource',
    identity: [{ ...ALLOW, Resource: 'arn:aws:s3:::*' }],
    asks: { action: 's3:ListAllMyBuckets', resource: '*' },
    expected: 'no-identity-based-policy',
  },
  {
    name: 'NotResource covers the others',
    identity: [{ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::secret/*' }],
    expected: 'allowed',
  },
  {
    name: 'NotResource leaves its own out',
    identity: [{ Effect: 'Allow', Action: 's3:*', NotResource: `${BUCKET}/*` }],
    expected: 'no-identity-based-policy',
  },
];

const explicitDenials: Case[] = [
  {
    name: 'a Deny beats an Allow of the same policy',
    identity: [ALLOW, DENY],
    expected: 'denied-by-identity-based-policy',
  },
  {
    name: 'a Deny on another action does not count',
    identity: [ALLOW, { ...DENY, Action: 's3:Put*' }],
    expected: 'allowed',
  },
  {
    name: 'a Deny in the resource policy beats the identity policy',
    identity: [ALLOW],
    resourcePolicy: [toEveryone(DENY)],
    expected: 'denied-by-resource-based-policy',
  },
  {
    name: 'a Deny in the identity policy beats the resource policy',
    identity: [DENY],
    resourcePolicy: [to(callers.user.arn)],
    expected: 'denied-by-identity-based-policy',
  },
  {
    name: 'a Deny in the boundary beats a grant to the user itself',
    boundary: [DENY],
    resourcePolicy: [to(callers.user.arn)],
    expected: 'denied-by-permissions-boundary',
  },
  {
    name: 'a Deny in a session policy beats a grant to the session itself',
    caller: 'session',
    session: [DENY],
    resourcePolicy: [to(callers.session.arn)],
    expected: 'denied-by-session-policy',
  },
  {
    name: 'a Deny in a service control policy beats all',
    identity: [ALLOW],
    serviceControl: [[everyAction, DENY]],
    expected: 'denied-by-service-control-policy',
  },
  {
    name: 'a Deny in the VPC endpoint policy beats all',
    identity: [ALLOW],
    endpointPolicy: [toEveryone(), toEveryone(DENY)],
    expected: 'denied-by-vpc-endpoint-policy',
  },
  {
    name: 'a Deny in the trust policy beats its Allow',
    caller: 'session',
    asks: assuming,
    resourcePolicy: [assume({ AWS: roleArn }), { ...assume({ AWS: OWN }), Effect: 'Deny' }],
    expected: 'denied-by-role-trust-policy',
  },
  {
    name: 'a Deny with a condition that fails does not count',
    identity: [ALLOW, { ...DENY, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    asks: { context: { 'aws:securetransport': true } },
    expected: 'allowed',
  },
  {
    name: 'a Deny in the resource policy binds root',
    caller: 'root',
    resourcePolicy: [toEveryone(DENY)],
    expected: 'denied-by-resource-based-policy',
  },
  {
    name: 'a Deny in the resource policy binds services',
    caller: 'service',
    resourcePolicy: [toService('s3.amazonaws.com'), toEveryone(DENY)],
    expected: 'denied-by-resource-based-policy',
  },
];

const sameAccount: Case[] = [
  {
    name: 'a resource policy that names the user suffices',
    resourcePolicy: [to(callers.user.arn)],
    expected: 'allowed',
  },
  {
    name: 'one that names another user does not',
    resourcePolicy: [to(`arn:aws:iam::${OWN}:user/ann`)],
    expected: 'no-identity-based-policy',
  },
  {
    name: 'one that names the user by unique id suffices',
    resourcePolicy: [to('AIDAANN0000000000000')],
    expected: 'allowed',
  },
  { name: 'one that names everyone suffices', resourcePolicy: [toEveryone()], expected: 'allowed' },
  { name: 'one that names everyone in AWS suffices', resourcePolicy: [to('*')], expected: 'allowed' },
  {
    name: 'one that names the account by ARN only hands the matter on',
    resourcePolicy: [to(callers.root.arn)],
    expected: 'no-identity-based-policy',
  },
  {
    name: 'one that names the account by number only hands the matter on',
    resourcePolicy: [to(OWN)],
    expected: 'no-identity-based-policy',
  },
  {
    name: 'one that names the account, with an identity policy',
    identity: [ALLOW],
    resourcePolicy: [to(OWN)],
    expected: 'allowed',
  },
  {
    name: 'an identity policy suffices beside a resource policy for others',
    identity: [ALLOW],
    resourcePolicy: [to(callers.otherUser.arn)],
    expected: 'allowed',
  },
  {
    name: 'a canonical user id names the account',
    caller: 'user',
    identity: [],
    resourcePolicy: [{ ...ALLOW, Principal: { CanonicalUser: 'a'.repeat(64) } }],
    asks: {
      principal: { ...callers.otherUser, canonicalId: 'a'.repeat(64) },
      policies: { identity: [policy(ALLOW)] },
    },
    expected: 'allowed',
  },
  {
    name: 'a grant to the role lets its session in',
    caller: 'session',
    resourcePolicy: [to(roleArn)],
    expected: 'allowed',
  },
  {
    name: 'a grant to the role by unique id lets its session in',
    caller: 'session',
    resourcePolicy: [to('AROAWRK0000000000000')],
    expected: 'allowed',
  },
  {
    name: 'a grant to the role lets the role in',
    caller: 'role',
    resourcePolicy: [to(roleArn)],
    expected: 'allowed',
  },
  {
    name: 'a grant to another session does not count',
    caller: 'session',
    resourcePolicy: [to(`${callers.session.arn}0`)],
    expected: 'no-identity-based-policy',
  },
  {
    name: 'a session without a known role is not its role',
    resourcePolicy: [to(roleArn)],
    asks: { principal: { kind: 'session', arn: callers.session.arn, accountId: OWN } },
    expected: 'no-identity-based-policy',
  },
  { name: 'root is allowed by nature', caller: 'root', expected: 'allowed' },
  {
    name: 'NotPrincipal spares a user named with its account',
    identity: [ALLOW],
    resourcePolicy: [sparing([callers.user.arn, OWN])],
    expected: 'allowed',
  },
  {
    name: 'NotPrincipal does not spare a user named alone',
    identity: [ALLOW],
    resourcePolicy: [sparing(callers.user.arn)],
    expected: 'denied-by-resource-based-policy',
  },
  {
    name: 'NotPrincipal does not spare others of the account',
    identity: [ALLOW],
    resourcePolicy: [sparing([`arn:aws:iam::${OWN}:user/eve`, OWN])],
    expected: 'denied-by-resource-based-policy',
  },
  {
    name: 'NotPrincipal spares a session named with role and account',
    caller: 'session',
    identity: [ALLOW],
    resourcePolicy: [sparing([callers.session.arn, roleArn, OWN])],
    expected: 'allowed',
  },
  {
    name: 'NotPrincipal does not spare a session whose role alone is named',
    caller: 'session',
    identity: [ALLOW],
    resourcePolicy: [sparing([roleArn, OWN])],
    expected: 'denied-by-resource-based-policy',
  },
  {
    name: 'NotPrincipal never spares one with a boundary',
    identity: [ALLOW],
    boundary: [ALLOW],
    resourcePolicy: [sparing([callers.user.arn, OWN])],
    expected: 'denied-by-resource-based-policy',
  },
  {
    name: 'NotPrincipal with a star spares everyone',
    identity: [ALLOW],
    resourcePolicy: [{ ...DENY, NotPrincipal: '*' }],
    expected: 'allowed',
  },
  { name: 'NotPrincipal spares root', caller: 'root', resourcePolicy: [sparing(OWN)], expected: 'allowed' },
  {
    name: 'NotPrincipal spares a service',
    caller: 'service',
    resourcePolicy: [toEveryone(), { ...DENY, NotPrincipal: { Service: 's3.amazonaws.com' } }],
    expected: 'allowed',
  },
  {
    name: 'NotPrincipal with Allow leaves out whom it names',
    resourcePolicy: [{ ...ALLOW, NotPrincipal: { AWS: OWN } }],
    expected: 'no-identity-based-policy',
  },
  {
    name: 'NotPrincipal with Allow lets all others in',
    resourcePolicy: [{ ...ALLOW, NotPrincipal: { AWS: OTHER } }],
    expected: 'allowed',
  },
  {
    name: 'a statement of a resource policy without a principal lets nobody in',
    resourcePolicy: [ALLOW],
    expected: 'no-identity-based-policy',
  },
];

const limits: Case[] = [
  {
    name: 'a boundary limits the identity policy',
    identity: [ALLOW],
    boundary: [UNRELATED],
    expected: 'no-permissions-boundary',
  },
  {
    name: 'a boundary that allows lets it stand',
    identity: [ALLOW],
    boundary: [everyAction],
    expected: 'allowed',
  },
  {
    name: 'a boundary allows nothing by itself',
    boundary: [everyAction],
    expected: 'no-identity-based-policy',
  },
  {
    name: 'a boundary does not limit a grant to the user',
    boundary: [UNRELATED],
    resourcePolicy: [to(callers.user.arn)],
    expected: 'allowed',
  },
  {
    name: 'a boundary does not limit a grant to the session',
    caller: 'session',
    boundary: [UNRELATED],
    resourcePolicy: [to(callers.session.arn)],
    expected: 'allowed',
  },
  {
    name: 'a boundary limits a grant to the role',
    caller: 'session',
    boundary: [UNRELATED],
    resourcePolicy: [to(roleArn)],
    expected: 'no-permissions-boundary',
  },
  {
    name: 'of two grants the closer one counts',
    caller: 'session',
    boundary: [UNRELATED],
    resourcePolicy: [to(roleArn), to(callers.session.arn)],
    expected: 'allowed',
  },
  {
    name: 'a boundary does not limit a grant to everyone',
    caller: 'session',
    boundary: [UNRELATED],
    resourcePolicy: [toEveryone()],
    expected: 'allowed',
  },
  {
    name: 'a session policy limits the identity policy',
    caller: 'session',
    identity: [ALLOW],
    session: [UNRELATED],
    expected: 'no-session-policy',
  },
  {
    name: 'a session policy that allows lets it stand',
    caller: 'session',
    identity: [ALLOW],
    session: [ALLOW],
    expected: 'allowed',
  },
  {
    name: 'a session policy allows nothing by itself',
    caller: 'session',
    session: [ALLOW],
    expected: 'no-identity-based-policy',
  },
  {
    name: 'an empty list of session policies is none',
    caller: 'session',
    identity: [ALLOW],
    asks: { policies: { identity: [policy(ALLOW)], session: [] } },
    expected: 'allowed',
  },
  {
    name: 'several session policies add up',
    caller: 'session',
    asks: { policies: { identity: [policy(ALLOW)], session: [policy(UNRELATED), policy(ALLOW)] } },
    expected: 'allowed',
  },
  {
    name: 'a session policy limits a grant to the role',
    caller: 'session',
    session: [UNRELATED],
    resourcePolicy: [to(roleArn)],
    expected: 'no-session-policy',
  },
  {
    name: 'a session policy does not limit a grant to the session',
    caller: 'session',
    session: [UNRELATED],
    resourcePolicy: [to(callers.session.arn)],
    expected: 'allowed',
  },
  {
    name: 'the boundary is named before the session policy',
    caller: 'session',
    identity: [ALLOW],
    boundary: [UNRELATED],
    session: [UNRELATED],
    expected: 'no-permissions-boundary',
  },
  {
    name: 'a service control policy that allows lets it stand',
    identity: [ALLOW],
    serviceControl: [[everyAction]],
    expected: 'allowed',
  },
  {
    name: 'every level of the organization must allow',
    identity: [ALLOW],
    serviceControl: [[everyAction], [UNRELATED], [everyAction]],
    expected: 'denied-by-service-control-policy',
  },
  {
    name: 'a level without a policy allows nothing',
    identity: [ALLOW],
    serviceControl: [[everyAction], []],
    expected: 'denied-by-service-control-policy',
  },
  {
    name: 'a service control policy allows nothing by itself',
    serviceControl: [[everyAction]],
    expected: 'no-identity-based-policy',
  },
  {
    name: 'service control policies bind root',
    caller: 'root',
    serviceControl: [[UNRELATED]],
    expected: 'denied-by-service-control-policy',
  },
  {
    name: 'service control policies limit a grant to the user',
    resourcePolicy: [to(callers.user.arn)],
    serviceControl: [[UNRELATED]],
    expected: 'denied-by-service-control-policy',
  },
  {
    name: 'service control policies do not bind service-linked roles',
    caller: 'linkedSession',
    identity: [ALLOW],
    serviceControl: [[DENY]],
    expected: 'allowed',
  },
  {
    name: 'service control policies do not bind services',
    caller: 'service',
    resourcePolicy: [toService('s3.amazonaws.com')],
    serviceControl: [[DENY]],
    expected: 'allowed',
  },
  {
    name: 'the policy of a VPC endpoint must allow',
    identity: [ALLOW],
    endpointPolicy: [toEveryone(UNRELATED)],
    expected: 'no-vpc-endpoint-policy',
  },
  {
    name: 'the policy of a VPC endpoint allows nothing by itself',
    endpointPolicy: [toEveryone()],
    expected: 'no-identity-based-policy',
  },
];

const trustAndKey: Case[] = [
  {
    name: 'sts:AssumeRole in the identity policy is not enough',
    identity: [mayAssume],
    resourcePolicy: [assume({ AWS: callers.otherUser.arn })],
    asks: assuming,
    expected: 'no-role-trust-policy',
  },
  {
    name: 'a trust policy that names the user is enough',
    resourcePolicy: [assume({ AWS: callers.user.arn })],
    asks: assuming,
    expected: 'allowed',
  },
  {
    name: 'a trust policy that names the account needs the identity policy',
    resourcePolicy: [assume({ AWS: OWN })],
    asks: assuming,
    expected: 'no-identity-based-policy',
  },
  {
    name: 'a trust policy that names the account, with the identity policy',
    identity: [mayAssume],
    resourcePolicy: [assume({ AWS: OWN })],
    asks: assuming,
    expected: 'allowed',
  },
  {
    name: 'a trust policy that names the role, within its boundary',
    caller: 'session',
    boundary: [UNRELATED],
    resourcePolicy: [assume({ AWS: roleArn })],
    asks: assuming,
    expected: 'no-permissions-boundary',
  },
  {
    name: 'a service takes on a role that trusts it',
    caller: 'service',
    resourcePolicy: [assume({ Service: 's3.amazonaws.com' })],
    asks: assuming,
    expected: 'allowed',
  },
  {
    name: 'a service takes on no role that trusts another',
    caller: 'service',
    resourcePolicy: [assume({ Service: 'lambda.amazonaws.com' })],
    asks: assuming,
    expected: 'no-role-trust-policy',
  },
  {
    name: 'a trust in everyone in AWS is no trust in services',
    caller: 'service',
    resourcePolicy: [assume({ AWS: '*' })],
    asks: assuming,
    expected: 'no-role-trust-policy',
  },
  {
    name: 'a wrong external id',
    caller: 'otherUser',
    identity: [mayAssume],
    resourcePolicy: [{ ...assume({ AWS: OTHER }), Condition: { StringEquals: { 'sts:ExternalId': 'x1' } } }],
    asks: { ...assuming, context: { 'sts:externalid': 'x2' } },
    expected: 'no-role-trust-policy',
  },
  {
    name: 'the right external id',
    caller: 'otherUser',
    identity: [mayAssume],
    resourcePolicy: [{ ...assume({ AWS: OTHER }), Condition: { StringEquals: { 'sts:ExternalId': 'x1' } } }],
    asks: { ...assuming, context: { 'sts:externalid': 'x1' } },
    expected: 'allowed',
  },
  {
    name: 'across accounts the trust policy alone is not enough',
    caller: 'otherUser',
    resourcePolicy: [assume({ AWS: callers.otherUser.arn })],
    asks: assuming,
    expected: 'no-identity-based-policy',
  },
  {
    name: 'a federated user takes on a role that trusts its provider',
    caller: 'anonymous',
    resourcePolicy: [
      { ...assume({ Federated: 'accounts.google.com' }), Action: 'sts:AssumeRoleWithWebIdentity' },
    ],
    asks: {
      ...assuming,
      action: 'sts:AssumeRoleWithWebIdentity',
      context: { 'aws:federatedprovider': 'accounts.google.com' },
    },
    expected: 'allowed',
  },
  {
    name: 'kms:Decrypt in the identity policy is not enough',
    identity: [decrypt],
    resourcePolicy: [to(callers.role.arn, decrypt)],
    asks: decrypting,
    expected: 'no-resource-based-policy',
  },
  {
    name: 'a key policy that names the user is enough',
    resourcePolicy: [to(callers.user.arn, decrypt)],
    asks: decrypting,
    expected: 'allowed',
  },
  {
    name: 'a key policy that names the account needs the identity policy',
    resourcePolicy: [to(OWN, decrypt)],
    asks: decrypting,
    expected: 'no-identity-based-policy',
  },
  {
    name: 'a key policy that names the account, with the identity policy',
    identity: [decrypt],
    resourcePolicy: [to(callers.root.arn, decrypt)],
    asks: decrypting,
    expected: 'allowed',
  },
  {
    name: 'root uses no key whose policy leaves the account out',
    caller: 'root',
    resourcePolicy: [to(callers.user.arn, decrypt)],
    asks: decrypting,
    expected: 'no-resource-based-policy',
  },
  {
    name: 'root uses a key whose policy names the account',
    caller: 'root',
    resourcePolicy: [to(OWN, decrypt)],
    asks: decrypting,
    expected: 'allowed',
  },
];

const crossAccount: Case[] = [
  {
    name: 'the identity policy alone is not enough',
    caller: 'otherUser',
    identity: [ALLOW],
    expected: 'no-resource-based-policy',
  },
  {
    name: 'the resource policy alone is not enough',
    caller: 'otherUser',
    resourcePolicy: [to(callers.otherUser.arn)],
    expected: 'no-identity-based-policy',
  },
  {
    name: 'both together, the user named',
    caller: 'otherUser',
    identity: [ALLOW],
    resourcePolicy: [to(callers.otherUser.arn)],
    expected: 'allowed',
  },
  {
    name: 'both together, the account named',
    caller: 'otherUser',
    identity: [ALLOW],
    resourcePolicy: [to(OTHER)],
    expected: 'allowed',
  },
  {
    name: 'both together, everyone named',
    caller: 'otherUser',
    identity: [ALLOW],
    resourcePolicy: [toEveryone()],
    expected: 'allowed',
  },
  {
    name: 'both together, the role named',
    caller: 'otherSession',
    identity: [ALLOW],
    resourcePolicy: [to(callers.otherSession.roleArn)],
    expected: 'allowed',
  },
  {
    name: 'even a grant to the session needs the identity policy',
    caller: 'otherSession',
    resourcePolicy: [to(callers.otherSession.arn)],
    expected: 'no-identity-based-policy',
  },
  {
    name: 'the boundary limits even a grant to the session',
    caller: 'otherSession',
    identity: [ALLOW],
    boundary: [UNRELATED],
    resourcePolicy: [to(callers.otherSession.arn)],
    expected: 'no-permissions-boundary',
  },
  {
    name: 'the session policy limits it as well',
    caller: 'otherSession',
    identity: [ALLOW],
    session: [UNRELATED],
    resourcePolicy: [to(OTHER)],
    expected: 'no-session-policy',
  },
  {
    name: 'service control policies of the caller bind it',
    caller: 'otherUser',
    identity: [ALLOW],
    resourcePolicy: [to(OTHER)],
    serviceControl: [[UNRELATED]],
    expected: 'denied-by-service-control-policy',
  },
  {
    name: 'root of the other account needs the resource policy',
    caller: 'otherRoot',
    expected: 'no-resource-based-policy',
  },
  {
    name: 'root of the other account needs nothing but it',
    caller: 'otherRoot',
    resourcePolicy: [to(OTHER)],
    expected: 'allowed',
  },
  {
    name: 'the key policy must name the caller',
    caller: 'otherUser',
    identity: [decrypt],
    resourcePolicy: [to(OWN, decrypt)],
    asks: decrypting,
    expected: 'no-resource-based-policy',
  },
  {
    name: 'the key policy and the identity policy together',
    caller: 'otherUser',
    identity: [decrypt],
    resourcePolicy: [to(OTHER, decrypt)],
    asks: decrypting,
    expected: 'allowed',
  },
];

const sourced = (account: string): object => ({
  ...toService('s3.amazonaws.com'),
  Condition: { StringEquals: { 'aws:SourceAccount': account } },
});

const servicesAndAnonymous: Case[] = [
  {
    name: 'a service needs a resource policy',
    caller: 'service',
    identity: [ALLOW],
    expected: 'no-resource-based-policy',
  },
  {
    name: 'a service named by a resource policy',
    caller: 'service',
    resourcePolicy: [toService('s3.amazonaws.com')],
    expected: 'allowed',
  },
  {
    name: 'another service named',
    caller: 'service',
    resourcePolicy: [toService('sns.amazonaws.com')],
    expected: 'no-resource-based-policy',
  },
  {
    name: 'a service is no principal of its account',
    caller: 'service',
    resourcePolicy: [to(OWN)],
    expected: 'no-resource-based-policy',
  },
  { name: 'everyone includes services', caller: 'service', resourcePolicy: [to('*')], expected: 'allowed' },
  {
    name: 'a service on behalf of the right account',
    caller: 'service',
    resourcePolicy: [sourced(OWN)],
    asks: { context: { 'aws:sourceaccount': OWN } },
    expected: 'allowed',
  },
  {
    name: 'a service on behalf of another account is a confused deputy',
    caller: 'service',
    resourcePolicy: [sourced(OWN)],
    asks: { context: { 'aws:sourceaccount': OTHER } },
    expected: 'no-resource-based-policy',
  },
  {
    name: 'a service named with its region',
    caller: 'service',
    resourcePolicy: [toService('s3.eu-west-1.amazonaws.com')],
    asks: { context: { 'aws:requestedregion': 'eu-west-1' } },
    expected: 'allowed',
  },
  {
    name: 'a service named with another region',
    caller: 'service',
    resourcePolicy: [toService('s3.eu-west-1.amazonaws.com')],
    asks: { context: { 'aws:requestedregion': 'eu-west-2' } },
    expected: 'no-resource-based-policy',
  },
  { name: 'a user is no service', resourcePolicy: [toService('*')], expected: 'no-identity-based-policy' },
  {
    name: 'an anonymous caller needs a resource policy',
    caller: 'anonymous',
    expected: 'no-resource-based-policy',
  },
  {
    name: 'an anonymous caller may what everyone may',
    caller: 'anonymous',
    resourcePolicy: [toEveryone()],
    expected: 'allowed',
  },
  {
    name: 'an anonymous caller is in no account',
    caller: 'anonymous',
    resourcePolicy: [to(OWN)],
    expected: 'no-resource-based-policy',
  },
];

/** Each rule of aws-behaviour.md 9.1 and 9.2 stands in one of these. */
export const groups: [string, Case[]][] = [
  ['elements of a statement', elements],
  ['an explicit Deny', explicitDenials],
  ['within one account', sameAccount],
  ['what limits', limits],
  ['trust and key policies', trustAndKey],
  ['across accounts', crossAccount],
  ['services and anonymous callers', servicesAndAnonymous],
];
