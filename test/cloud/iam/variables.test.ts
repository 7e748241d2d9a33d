import { decide, parsePolicy, type ContextValue } from '../../../framework/cloud/iam';
import { callers, request, type Caller } from './requests';

interface Case {
  name: string;
  statement: object;
  resource?: string;
  caller?: Caller;
  context?: Record<string, ContextValue>;
  version?: string;
  allowed: boolean;
}

const home = { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::home/${aws:username}/*' };
const when = (condition: object): object => ({
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
  Condition: condition,
});

const cases: Case[] = [
  {
    name: 'a user name stands for the friendly name, without its path',
    statement: home,
    resource: 'arn:aws:s3:::home/ann/x',
    allowed: true,
  },
  {
    name: 'another name does not match',
    statement: home,
    resource: 'arn:aws:s3:::home/eve/x',
    allowed: false,
  },
  {
    name: 'a session has no user name',
    statement: home,
    caller: 'session',
    resource: 'arn:aws:s3:::home/ann/x',
    allowed: false,
  },
  {
    name: 'before 2012-10-17 a variable is plain text',
    statement: home,
    version: '2008-10-17',
    resource: 'arn:aws:s3:::home/ann/x',
    allowed: false,
  },
  {
    name: 'before 2012-10-17 the plain text matches itself',
    statement: home,
    version: '2008-10-17',
    resource: 'arn:aws:s3:::home/${aws:username}/x',
    allowed: true,
  },
  {
    name: 'a star in a value is no wildcard',
    statement: { ...home, Resource: 'arn:aws:s3:::${my:name}' },
    resource: 'arn:aws:s3:::anything',
    context: { 'my:name': '*' },
    allowed: false,
  },
  {
    name: 'a star in a value matches a star',
    statement: { ...home, Resource: 'arn:aws:s3:::${my:name}' },
    resource: 'arn:aws:s3:::*',
    context: { 'my:name': '*' },
    allowed: true,
  },
  {
    name: '${*} is a star and no wildcard',
    statement: { ...home, Resource: 'arn:aws:s3:::a${*}' },
    resource: 'arn:aws:s3:::ab',
    allowed: false,
  },
  {
    name: '${*} matches a star',
    statement: { ...home, Resource: 'arn:aws:s3:::a${*}' },
    resource: 'arn:aws:s3:::a*',
    allowed: true,
  },
  {
    name: '${?} and ${$} stand for themselves',
    statement: { ...home, Resource: 'arn:aws:s3:::${?}${$}{x}' },
    resource: 'arn:aws:s3:::?${x}',
    allowed: true,
  },
  {
    name: 'a default stands in for a missing value',
    statement: { ...home, Resource: "arn:aws:s3:::${my:name, 'no one'}" },
    resource: 'arn:aws:s3:::no one',
    allowed: true,
  },
  {
    name: 'a default steps back for a value',
    statement: { ...home, Resource: "arn:aws:s3:::${my:name, 'no one'}" },
    resource: 'arn:aws:s3:::no one',
    context: { 'my:name': 'ann' },
    allowed: false,
  },
  {
    name: 'a key of several values fills no variable',
    statement: { ...home, Resource: 'arn:aws:s3:::${my:name}' },
    resource: 'arn:aws:s3:::a',
    context: { 'my:name': ['a', 'b'] },
    allowed: false,
  },
  {
    name: 'a principal tag fills a variable, whatever the case of its key',
    statement: { ...home, Resource: 'arn:aws:s3:::${aws:PrincipalTag/team}' },
    caller: 'session',
    resource: 'arn:aws:s3:::blue',
    allowed: true,
  },
  {
    name: 'a variable without an end is plain text',
    statement: { ...home, Resource: 'arn:aws:s3:::${aws:username' },
    resource: 'arn:aws:s3:::${aws:username',
    allowed: true,
  },
  {
    name: 'one pattern without a value leaves the others standing',
    statement: { ...home, Resource: ['arn:aws:s3:::${my:x}', 'arn:aws:s3:::b'] },
    resource: 'arn:aws:s3:::b',
    allowed: true,
  },
  {
    name: 'NotResource with a missing value does not apply',
    statement: { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::${my:x}' },
    allowed: false,
  },
  {
    name: 'NotResource with a value applies to all else',
    statement: { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::${my:x}' },
    context: { 'my:x': 'b' },
    allowed: true,
  },
  {
    name: 'a string condition takes variables',
    statement: when({ StringLike: { 's3:prefix': 'home/${aws:username}/*' } }),
    context: { 's3:prefix': 'home/ann/a' },
    allowed: true,
  },
  {
    name: 'a value put into StringLike is literal',
    statement: when({ StringLike: { 's3:prefix': '${my:x}' } }),
    context: { 's3:prefix': 'abc', 'my:x': 'a*' },
    allowed: false,
  },
  {
    name: 'StringEquals reads ${*} as a star',
    statement: when({ StringEquals: { 'my:k': '${*}' } }),
    context: { 'my:k': '*' },
    allowed: true,
  },
  {
    name: 'a negated condition on a missing value does not hold',
    statement: when({ StringNotEquals: { 'my:k': '${my:x}' } }),
    context: { 'my:k': 'a' },
    allowed: false,
  },
  {
    name: 'an ARN condition takes variables',
    statement: when({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::${my:x}*' } }),
    context: { 'aws:sourcearn': 'arn:aws:s3:::ab', 'my:x': 'a' },
    allowed: true,
  },
  {
    name: 'aws:PrincipalAccount fills the account of an ARN condition',
    statement: when({ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:${aws:PrincipalAccount}:t' } }),
    context: { 'aws:sourcearn': 'arn:aws:sns:r:111111111111:t' },
    allowed: true,
  },
  {
    name: 'the principal of a session is its role',
    statement: when({ ArnEquals: { 'aws:PrincipalArn': callers.session.roleArn } }),
    caller: 'session',
    allowed: true,
  },
  {
    name: 'a user has a type',
    statement: when({ StringEquals: { 'aws:PrincipalType': 'User' } }),
    allowed: true,
  },
  {
    name: 'a session is an assumed role',
    statement: when({ StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }),
    caller: 'session',
    allowed: true,
  },
  {
    name: 'the user id of a session ends in its name',
    statement: when({ StringLike: { 'aws:userid': '*:run-1' } }),
    caller: 'session',
    allowed: true,
  },
  {
    name: 'a user is no service',
    statement: when({ Bool: { 'aws:PrincipalIsAWSService': 'false' } }),
    allowed: true,
  },
  {
    name: 'the account of the resource is known',
    statement: when({ StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } }),
    allowed: true,
  },
  {
    name: 'a value of the request goes before what follows from the principal',
    statement: when({ StringEquals: { 'aws:username': 'given' } }),
    context: { 'aws:username': 'given' },
    allowed: true,
  },
];

test.each(cases)(
  '$name',
  ({ statement, resource, caller = 'user', context = {}, version = '2012-10-17', allowed }) => {
    const document = parsePolicy(JSON.stringify({ Version: version, Statement: statement }));
    const asked = request({
      principal: callers[caller],
      policies: { identity: [{ name: 'p', document }] },
      context,
      ...(resource === undefined ? {} : { resource }),
    });
    expect(decide(asked).allowed).toBe(allowed);
  },
);
