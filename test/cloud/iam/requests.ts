import {
  parsePolicy,
  type AuthorizationRequest,
  type NamedPolicy,
  type Principal,
} from '../../../framework/cloud/iam';

/** Two accounts and those who call from them; the resource under test is the first account's. */
export const OWN = '111111111111';
export const OTHER = '222222222222';
export const BUCKET = 'arn:aws:s3:::reports';
export const OBJECT = 'arn:aws:s3:::reports/2026/may.csv';

export const callers = {
  root: { kind: 'root', arn: `arn:aws:iam::${OWN}:root`, accountId: OWN },
  otherRoot: { kind: 'root', arn: `arn:aws:iam::${OTHER}:root`, accountId: OTHER },
  user: {
    kind: 'user',
    arn: `arn:aws:iam::${OWN}:user/ops/ann`,
    accountId: OWN,
    userId: 'AIDAANN0000000000000',
  },
  otherUser: {
    kind: 'user',
    arn: `arn:aws:iam::${OTHER}:user/bob`,
    accountId: OTHER,
    userId: 'AIDABOB0000000000000',
  },
  role: {
    kind: 'role',
    arn: `arn:aws:iam::${OWN}:role/app/worker`,
    accountId: OWN,
    userId: 'AROAWRK0000000000000',
  },
  session: {
    kind: 'session',
    arn: `arn:aws:sts::${OWN}:assumed-role/worker/run-1`,
    roleArn: `arn:aws:iam::${OWN}:role/app/worker`,
    accountId: OWN,
    userId: 'AROAWRK0000000000000:run-1',
    tags: { Team: 'blue' },
  },
  otherSession: {
    kind: 'session',
    arn: `arn:aws:sts::${OTHER}:assumed-role/reader/run-2`,
    roleArn: `arn:aws:iam::${OTHER}:role/reader`,
    accountId: OTHER,
    userId: 'AROARDR0000000000000:run-2',
  },
  linkedSession: {
    kind: 'session',
    arn: `arn:aws:sts::${OWN}:assumed-role/AWSServiceRoleForX/x`,
    roleArn: `arn:aws:iam::${OWN}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`,
    accountId: OWN,
  },
  service: { kind: 'service', arn: 's3.amazonaws.com', service: 's3.amazonaws.com', accountId: OWN },
  anonymous: { kind: 'anonymous', arn: '', accountId: '' },
} satisfies Record<string, Principal>;

export type Caller = keyof typeof callers;

/** A policy of the current version out of one statement or several. */
export const policy = (...statements: object[]): NamedPolicy => ({
  name: 'policy',
  document: parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements })),
});

export const ALLOW = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
export const DENY = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
export const UNRELATED = { Effect: 'Allow', Action: 'sqs:*', Resource: '*' };

/** `ann` reads an object of her own account, nothing allows it; a case says what differs. */
export const request = (differs: Partial<AuthorizationRequest> = {}): AuthorizationRequest => ({
  principal: callers.user,
  policies: { identity: [] },
  action: 's3:GetObject',
  resource: OBJECT,
  resourceAccountId: OWN,
  context: {},
  ...differs,
});
