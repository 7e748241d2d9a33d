import { parsePolicy, PolicyError, type PolicyKind } from '../../../framework/cloud/iam';

const BASE = { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b' };
const of = (statement: unknown, more: object = {}): object => ({
  Version: '2012-10-17',
  Statement: statement,
  ...more,
});
const SYNTAX = 'Syntax errors in policy.';
const LEGACY = 'The policy failed legacy parsing';

type Case = [kind: PolicyKind, document: unknown, message: string];

const identity: [document: unknown, message: string][] = [
  ['This is not json', SYNTAX],
  ['[]', SYNTAX],
  [{ Statement: BASE }, 'Policy document must be version 2012-10-17 or greater.'],
  [{ Statement: { ...BASE, Effect: 'denY' } }, 'Policy document must be version 2012-10-17 or greater.'],
  [of(BASE, { Version: '2008-10-17' }), 'Policy document must be version 2012-10-17 or greater.'],
  [of(BASE, { Version: '2013-10-17' }), SYNTAX],
  [{ Version: '2012-10-17' }, SYNTAX],
  [of([]), SYNTAX],
  [of(['afd']), SYNTAX],
  [of(BASE, { Extra: 1 }), SYNTAX],
  [of({ ...BASE, Extra: 1 }), SYNTAX],
  [of(BASE, { Id: ['x'] }), SYNTAX],
  [of({ ...BASE, Sid: 1 }), SYNTAX],
  [of({ ...BASE, Effect: 'invalid' }), SYNTAX],
  [of({ ...BASE, Effect: 'allow' }), LEGACY],
  [of({ Action: 's3:*', Resource: '*' }), SYNTAX],
  [of({ ...BASE, Action: {} }), SYNTAX],
  [of({ ...BASE, Action: [[]] }), SYNTAX],
  [of({ ...BASE, NotAction: [] }), SYNTAX],
  [of({ ...BASE, NotResource: [] }), SYNTAX],
  [of({ ...BASE, Resource: { a: 'b' } }), SYNTAX],
  [of({ ...BASE, Condition: [] }), SYNTAX],
  [of({ ...BASE, Condition: { StringEquals: 'b' } }), SYNTAX],
  [of({ ...BASE, Condition: { StringEquals: { a: {} } } }), SYNTAX],
  [of({ ...BASE, Condition: { StringMatches: { a: 'b' } } }), SYNTAX],
  [of({ ...BASE, Condition: { DateGreaterThan: { a: 'b' } } }), LEGACY],
  // IAM counts 31 days in every month.
  [of({ ...BASE, Condition: { DateGreaterThan: { a: '2026-02-32' } } }), LEGACY],
  [of({ ...BASE, Condition: { DateGreaterThan: { a: '2016-12-13t2:00:00.5+1' } } }), LEGACY],
  [of({ ...BASE, Condition: { DateGreaterThan: { a: '2016-12-13t2:00:00.1999999999+10:59' } } }), LEGACY],
  [of({ ...BASE, Condition: { DateGreaterThan: { a: '9223372036854775808' } } }), LEGACY],
  [of({ ...BASE, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/33' } } }), LEGACY],
  [of({ ...BASE, Condition: { IpAddress: { 'aws:SourceIp': '1::2::3' } } }), LEGACY],
  [of({ ...BASE, Condition: { NumericEquals: { a: 'ten' } } }), LEGACY],
  [of({ ...BASE, Principal: '*' }), 'Policy document should not specify a principal.'],
  [
    of([
      { ...BASE, Sid: 'a' },
      { ...BASE, Sid: 'a' },
    ]),
    'Statement IDs (SID) in a single policy must be unique.',
  ],
  [
    of({ ...BASE, Sid: 'a b' }),
    'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  ],
  [of({ Effect: 'Allow' }), 'Policy statement must contain actions.'],
  [of({ ...BASE, Action: [] }), 'Policy statement must contain actions.'],
  [of({ Effect: 'Allow', Action: 's3:*' }), 'Policy statement must contain resources.'],
  [of({ ...BASE, Resource: [] }), 'Policy statement must contain resources.'],
  [
    of({ ...BASE, Action: 'invalid' }),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  [
    of({ Effect: 'Allow', Action: 'invalid' }),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  [of({ ...BASE, Action: 'a a:ListBucket' }), 'Vendor a a is not valid'],
  [of({ ...BASE, Action: 's3:List:Bucket' }), 'Actions/Condition can contain only one colon.'],
  [of({ ...BASE, Resource: 'invalid resource' }), 'Resource invalid resource must be in ARN format or "*".'],
  [of({ ...BASE, Resource: '' }), 'Resource  must be in ARN format or "*".'],
  [of({ ...BASE, Resource: 'nra:aws:s3:::b' }), 'Resource nra:aws:s3:::b must be in ARN format or "*".'],
  [
    of({ ...BASE, Resource: 'a:b:cadfsdf' }),
    'Partition "b" is not valid for resource "arn:b:cadfsdf:*:*:*".',
  ],
  [
    of({ ...BASE, Resource: 'a:b:c:d:e:f:g:h' }),
    'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".',
  ],
  [
    of({ ...BASE, Resource: 'aws:s3:::example_bucket' }),
    'Partition "s3" is not valid for resource "arn:s3:::example_bucket:*".',
  ],
  [
    of({ ...BASE, Resource: 'arn:aws' }),
    'Resource vendor must be fully qualified and cannot contain regexes.',
  ],
  [
    of({ ...BASE, Resource: 'arn:aws:*:*:*:x' }),
    'Resource vendor must be fully qualified and cannot contain regexes.',
  ],
  [of({ ...BASE, Resource: 'arn:aws:s3::example_bucket' }), LEGACY],
  [of({ ...BASE, Resource: 'arn:aws::::example_bucket' }), LEGACY],
  [
    of({ ...BASE, Resource: 'arn:aws:s3:us-east-1::b' }),
    'Resource arn:aws:s3:us-east-1::b can not contain region information.',
  ],
  [
    of({ ...BASE, Resource: 'arn:aws:iam:us-east-1:1:role/x' }),
    'IAM resource arn:aws:iam:us-east-1:1:role/x cannot contain region information.',
  ],
  [
    of({ ...BASE, Resource: 'arn:aws:iam:::example_bucket' }),
    'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
  ],
];

const TRUST = { Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sts:AssumeRole' };
const trust: [document: unknown, message: string][] = [
  ['{', 'This policy contains invalid Json'],
  [of([]), 'Could not parse the policy: Statement is empty!'],
  [of(TRUST, { Version: '2013' }), 'The policy must contain a valid version string'],
  [of(TRUST, { Extra: 1 }), 'Unknown field Extra'],
  [of({ ...TRUST, Effect: undefined }), 'Missing required field Effect'],
  [of({ ...TRUST, Effect: 'Maybe' }), 'Invalid effect: Maybe'],
  [of({ ...TRUST, Principal: undefined }), 'Missing required field Principal'],
  [of({ ...TRUST, Principal: {} }), 'Missing required field Principal cannot be empty!'],
  [of({ ...TRUST, Principal: 'ann' }), 'Principal must be a JSON object.'],
  [
    of({ ...TRUST, Principal: { AWS: 'arn:aws:iam::111111111111:user/*' } }),
    'Invalid principal in policy: "AWS":"arn:aws:iam::111111111111:user/*"',
  ],
  [of({ ...TRUST, Principal: { AWS: ['*', '1'] } }), 'Invalid principal in policy: "AWS":"1"'],
  [of({ ...TRUST, Principal: { Service: 'lambda' } }), 'Invalid principal in policy: "SERVICE":"lambda"'],
  [of({ ...TRUST, Principal: { Group: 'ops' } }), 'Invalid principal in policy: "GROUP":"ops"'],
  [
    of({ ...TRUST, Principal: undefined, NotPrincipal: { AWS: '*' } }),
    'Allow with NotPrincipal is not allowed.',
  ],
  [
    of({ ...TRUST, Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: '*' } }),
    'AssumeRole policy must not contain NotPrincipal field.',
  ],
  [of({ ...TRUST, Action: undefined }), 'Missing required field Action'],
  [of({ ...TRUST, Action: 's3:*' }), 'AssumeRole policy may only specify STS AssumeRole actions.'],
  [of({ ...TRUST, Resource: '*' }), 'Has prohibited field Resource'],
  [of({ ...TRUST, NotResource: '*' }), 'AssumeRole policy must not contain resources.'],
  [
    of([
      { ...TRUST, Sid: 'a' },
      { ...TRUST, Sid: 'a' },
    ]),
    'The Statement Ids in the policy are not unique',
  ],
  [of({ ...TRUST, Condition: { Foo: { a: 'b' } } }), 'Invalid Condition type : Foo'],
];

const resource: [document: unknown, message: string][] = [
  [of(BASE), 'Missing required field Principal'],
  [of({ ...BASE, Principal: '*', Action: [] }), 'Missing required field Action'],
  [of({ ...BASE, Principal: '*', Resource: undefined }), 'Missing required field Resource'],
  [of({ ...BASE, NotPrincipal: { AWS: '*' } }), 'Allow with NotPrincipal is not allowed.'],
  [
    of({ ...BASE, Principal: { CanonicalUser: 'ann' } }),
    'Invalid principal in policy: "CANONICALUSER":"ann"',
  ],
];

const withKind = (kind: PolicyKind, cases: [unknown, string][]): Case[] =>
  cases.map(([document, message]) => [kind, document, message]);

test.each([
  ...withKind('identity', identity),
  ...withKind('trust', trust),
  ...withKind('resource', resource),
])('a policy (%s) %j is refused: %s', (kind, document, message) => {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const refusal = (): unknown => parsePolicy(text, kind);
  expect(refusal).toThrow(PolicyError);
  expect(refusal).toThrow(expect.objectContaining({ code: 'MalformedPolicyDocument', message }));
});

const accepted: Case[] = [
  ['any', of({ Effect: 'Allow' }), ''],
  [
    'identity',
    of({
      ...BASE,
      Resource: ['*', 'arn:aws-cn:s3:::b', 'arn:*:s3:::b/${aws:username}', 'arn:aws:lambda:eu-west-1:*'],
    }),
    '',
  ],
  ['identity', of({ ...BASE, Action: '*', Resource: 'arn:aws:s3:eu-west-1:111111111111:accesspoint/x' }), ''],
  [
    'identity',
    of([
      { ...BASE, Sid: '' },
      { ...BASE, Sid: '' },
    ]),
    '',
  ],
  ['trust', of({ ...TRUST, Principal: '*', Action: ['sts:AssumeRole', 'sts:TagSession'] }), ''],
  [
    'trust',
    of({
      ...TRUST,
      Principal: { Federated: 'arn:aws:iam::111111111111:saml-provider/p' },
      Action: 'sts:AssumeRoleWithSAML',
    }),
    '',
  ],
  [
    'resource',
    { Version: '2008-10-17', Id: 'old', Statement: { ...BASE, Principal: { Service: 'sns.amazonaws.com' } } },
    '',
  ],
  [
    'resource',
    of({ ...BASE, Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' } }),
    '',
  ],
];

test.each(accepted)('a policy (%s) %j is accepted', (kind, document) => {
  expect(parsePolicy(JSON.stringify(document), kind).Statement.length).toBeGreaterThan(0);
});

test('one statement becomes a list, one value an array, a number and a boolean become texts', () => {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Id: 'x',
    Statement: {
      Sid: 'One',
      Effect: 'Deny',
      Principal: { AWS: '111111111111' },
      Action: 's3:*',
      NotResource: '*',
      Condition: { Bool: { a: true }, NumericEquals: { b: [1, '2'] } },
    },
  });
  expect(parsePolicy(text)).toEqual({
    Version: '2012-10-17',
    Id: 'x',
    Statement: [
      {
        Sid: 'One',
        Effect: 'Deny',
        Principal: { AWS: ['111111111111'] },
        Action: ['s3:*'],
        NotResource: ['*'],
        Condition: { Bool: { a: ['true'] }, NumericEquals: { b: ['1', '2'] } },
      },
    ],
  });
});

test('a condition key called __proto__ is kept', () => {
  const text = '{"Statement":{"Effect":"Allow","Action":"*","Condition":{"StringEquals":{"__proto__":"x"}}}}';
  const [statement] = parsePolicy(text).Statement;
  expect(JSON.stringify(statement?.Condition)).toBe('{"StringEquals":{"__proto__":["x"]}}');
});

test('an inline policy may leave out its version, or have the old one', () => {
  for (const document of [{ Statement: BASE }, of(BASE, { Version: '2008-10-17' })])
    expect(parsePolicy(JSON.stringify(document), 'inline').Statement).toHaveLength(1);
});
