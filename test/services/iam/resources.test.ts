/** CloudFormation's IAM types, asked as a stack asks them. */
import { resources } from '../../../framework/services/iam/resources';
import type { ResourceRequest } from '../../../framework/cloud/service';
import { testCloud, type TestCloud } from '../../test-cloud';
import { allow, policy, trust } from './policies';

type Properties = Record<string, unknown>;

const lambdaTrust: unknown = JSON.parse(trust({ Service: 'lambda.amazonaws.com' }));
const document = (...statements: object[]): unknown => JSON.parse(policy(...statements));
const basicArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

const refuse = (what: string): never => {
  throw new Error(what);
};

function request(cloud: TestCloud, type: string, rest: Partial<ResourceRequest>): ResourceRequest {
  return {
    logicalId: 'Thing',
    type,
    stackName: 'shop',
    stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/shop/1',
    accountId: '000000000000',
    region: 'us-east-1',
    partition: 'aws',
    nowMs: cloud.world.nowMs,
    properties: {},
    tags: { team: 'orders', 'aws:cloudformation:stack-name': 'shop' },
    aws: (service) => cloud.ask(service),
    generatedName: (lengthMax) => 'shop-Thing-ABCDEFGHIJKL'.slice(0, lengthMax),
    notEmulated: refuse,
    modelledOnly: refuse,
    ...rest,
  };
}

/** One resource through its life. */
function resource(cloud: TestCloud, type: string) {
  const found = resources[type];
  if (found === undefined) throw new Error(`${type} is missing.`);
  return {
    create: (properties: Properties) => found.create(request(cloud, type, { properties })),
    update: (physicalId: string, previous: Properties, properties: Properties) =>
      found.update?.(request(cloud, type, { physicalId, previous, properties })),
    remove: (physicalId: string, properties: Properties = {}) =>
      found.delete(request(cloud, type, { physicalId, properties })),
  };
}

test('a role is made with its policies and the tags of its stack', () => {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  const made = resource(cloud, 'AWS::IAM::Role').create({
    AssumeRolePolicyDocument: lambdaTrust,
    ManagedPolicyArns: [basicArn],
    Policies: [{ PolicyName: 'read', PolicyDocument: document(allow('s3:GetObject')) }],
    MaxSessionDuration: '7200',
    Tags: [{ Key: 'stage', Value: 'test' }],
  });
  const RoleName = 'shop-Thing-ABCDEFGHIJKL';
  const { Role } = iam.getRole({ RoleName });
  expect(made).toEqual({
    done: true,
    physicalId: RoleName,
    attributes: { Arn: `arn:aws:iam::000000000000:role/${RoleName}`, RoleId: Role?.RoleId },
  });
  expect(Role?.MaxSessionDuration).toBe(7200);
  expect(Role?.Tags).toEqual([
    { Key: 'team', Value: 'orders' },
    { Key: 'stage', Value: 'test' },
  ]);
  expect(iam.listRolePolicies({ RoleName }).PolicyNames).toEqual(['read']);
  expect(
    iam.listAttachedRolePolicies({ RoleName }).AttachedPolicies?.map(({ PolicyArn }) => PolicyArn),
  ).toEqual([basicArn]);
});

test('an update of a role takes away what its template no longer says, and leaves what others attached', () => {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  const role = resource(cloud, 'AWS::IAM::Role');
  const before = {
    AssumeRolePolicyDocument: lambdaTrust,
    Description: 'old',
    ManagedPolicyArns: [basicArn],
    Policies: [{ PolicyName: 'read', PolicyDocument: document(allow('s3:GetObject')) }],
    Tags: [{ Key: 'stage', Value: 'test' }],
  };
  const { physicalId: RoleName } = role.create(before);
  iam.putRolePolicy({ RoleName, PolicyName: 'others', PolicyDocument: policy(allow('sqs:*')) });
  const { Policy } = iam.createPolicy({ PolicyName: 'edge', PolicyDocument: policy(allow('s3:*')) });
  role.update(RoleName, before, {
    AssumeRolePolicyDocument: lambdaTrust,
    PermissionsBoundary: Policy?.Arn,
    Policies: [{ PolicyName: 'write', PolicyDocument: document(allow('s3:PutObject')) }],
  });
  const { Role } = iam.getRole({ RoleName });
  expect(Role?.Description).toBe('');
  expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(Policy?.Arn);
  expect(Role?.Tags).toEqual([{ Key: 'team', Value: 'orders' }]);
  expect(iam.listRolePolicies({ RoleName }).PolicyNames).toEqual(['others', 'write']);
  expect(iam.listAttachedRolePolicies({ RoleName }).AttachedPolicies).toEqual([]);
  role.remove(RoleName);
  role.remove(RoleName);
  expect(iam.listRoles({}).Roles).toEqual([]);
});

test('a policy hangs on its roles, moves with an update and goes with its stack', () => {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  for (const RoleName of ['a', 'b']) {
    iam.createRole({ RoleName, AssumeRolePolicyDocument: JSON.stringify(lambdaTrust) });
  }
  const inline = resource(cloud, 'AWS::IAM::Policy');
  const names = () => ['a', 'b'].map((RoleName) => iam.listRolePolicies({ RoleName }).PolicyNames);
  const before = { PolicyName: 'p', PolicyDocument: document(allow('s3:*')), Roles: ['a'] };
  const { physicalId } = inline.create(before);
  expect(names()).toEqual([['p'], []]);
  const after = { ...before, PolicyName: 'q', Roles: ['b'] };
  inline.update(physicalId, before, after);
  expect(names()).toEqual([[], ['q']]);
  inline.remove(physicalId, after);
  expect(names()).toEqual([[], []]);
  expect(() => inline.create({ ...before, Roles: [] })).toThrow(
    'At least one of [Groups,Roles,Users] must be non-empty.',
  );
});

test('a role policy is one inline policy of one role', () => {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  iam.createRole({ RoleName: 'a', AssumeRolePolicyDocument: JSON.stringify(lambdaTrust) });
  const rolePolicy = resource(cloud, 'AWS::IAM::RolePolicy');
  const properties = { PolicyName: 'p', RoleName: 'a', PolicyDocument: document(allow('s3:*')) };
  expect(rolePolicy.create(properties).physicalId).toBe('p|a');
  expect(iam.listRolePolicies({ RoleName: 'a' }).PolicyNames).toEqual(['p']);
  rolePolicy.remove('p|a', properties);
  expect(iam.listRolePolicies({ RoleName: 'a' }).PolicyNames).toEqual([]);
});

const version = (number: number) => ({
  ManagedPolicyName: 'storage',
  PolicyDocument: document(allow(`s3:Get${number}`)),
  Roles: ['a'],
});

test('a managed policy gets a new default version with each change, the oldest giving way', () => {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  iam.createRole({ RoleName: 'a', AssumeRolePolicyDocument: JSON.stringify(lambdaTrust) });
  const managed = resource(cloud, 'AWS::IAM::ManagedPolicy');
  const { physicalId: PolicyArn, attributes } = managed.create(version(1));
  expect(attributes).toMatchObject({ PolicyArn, AttachmentCount: 1, DefaultVersionId: 'v1' });
  for (let number = 2; number <= 7; number++) managed.update(PolicyArn, version(number - 1), version(number));
  const { Versions = [] } = iam.listPolicyVersions({ PolicyArn });
  expect(Versions.map(({ VersionId }) => VersionId)).toEqual(['v7', 'v6', 'v5', 'v4', 'v3']);
  expect(iam.getPolicy({ PolicyArn }).Policy?.DefaultVersionId).toBe('v7');
  managed.remove(PolicyArn, version(7));
  expect(iam.listPolicies({ Scope: 'Local' }).Policies).toEqual([]);
});

test('a user, its group and its key come and go together', () => {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  const group = resource(cloud, 'AWS::IAM::Group');
  const user = resource(cloud, 'AWS::IAM::User');
  const key = resource(cloud, 'AWS::IAM::AccessKey');
  group.create({ GroupName: 'engineers', ManagedPolicyArns: [basicArn] });
  expect(user.create({ UserName: 'ada', Groups: ['engineers'] }).attributes).toEqual({
    Arn: 'arn:aws:iam::000000000000:user/ada',
  });
  const made = key.create({ UserName: 'ada' });
  expect(made.attributes).toEqual({ SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/) });
  key.remove(made.physicalId, { UserName: 'ada' });
  user.remove('ada');
  group.remove('engineers');
  expect([iam.listUsers({}).Users, iam.listGroups({}).Groups]).toEqual([[], []]);
});

test('an instance profile passes its role on', () => {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  for (const RoleName of ['a', 'b']) {
    iam.createRole({ RoleName, AssumeRolePolicyDocument: JSON.stringify(lambdaTrust) });
  }
  const profile = resource(cloud, 'AWS::IAM::InstanceProfile');
  const { physicalId } = profile.create({ Roles: ['a'] });
  profile.update(physicalId, { Roles: ['a'] }, { Roles: ['b'] });
  const { InstanceProfile } = iam.getInstanceProfile({ InstanceProfileName: physicalId });
  expect(InstanceProfile?.Roles?.map(({ RoleName }) => RoleName)).toEqual(['b']);
  profile.remove(physicalId);
  expect(iam.listInstanceProfiles({}).InstanceProfiles).toEqual([]);
});
