import { testCloud } from '../../test-cloud';
import { allow, policy, refusal, trust } from './policies';

const lambdaTrust = trust({ Service: 'lambda.amazonaws.com' });

function cloudWithRole() {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  iam.createRole({ RoleName: 'worker', AssumeRolePolicyDocument: lambdaTrust });
  return { cloud, iam };
}

test('a role is shown as it was made', () => {
  const iam = testCloud().ask('iam');
  const { Role } = iam.createRole({
    RoleName: 'worker',
    Path: '/jobs/',
    Description: 'Works.',
    MaxSessionDuration: 7200,
    AssumeRolePolicyDocument: lambdaTrust,
    Tags: [{ Key: 'team', Value: 'orders' }],
  });
  expect(Role).toMatchInlineSnapshot(`
   {
     "Arn": "arn:aws:iam::000000000000:role/jobs/worker",
     "AssumeRolePolicyDocument": "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D",
     "CreateDate": 2026-01-01T00:00:00.000Z,
     "Description": "Works.",
     "Path": "/jobs/",
     "RoleId": "AROAOHBU3DJSJGGBPZEOB",
     "RoleName": "worker",
     "Tags": [
       {
         "Key": "team",
         "Value": "orders",
       },
     ],
   }
  `);
  expect(iam.getRole({ RoleName: 'worker' }).Role).toEqual({
    ...Role,
    MaxSessionDuration: 7200,
    RoleLastUsed: {},
  });
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(lambdaTrust);
});

test('a role that exists, or does not, is refused in words of IAM', () => {
  const { iam } = cloudWithRole();
  expect(refusal(() => iam.createRole({ RoleName: 'Worker', AssumeRolePolicyDocument: lambdaTrust }))).toBe(
    '409 EntityAlreadyExists: Role with name Worker already exists.',
  );
  expect(refusal(() => iam.getRole({ RoleName: 'nobody' }))).toBe(
    '404 NoSuchEntity: The role with name nobody cannot be found.',
  );
});

test('a role with policies cannot be deleted', () => {
  const { iam } = cloudWithRole();
  const RoleName = 'worker';
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  iam.putRolePolicy({ RoleName, PolicyName: 'inline', PolicyDocument: policy(allow('s3:*')) });
  iam.attachRolePolicy({ RoleName, PolicyArn });
  expect(refusal(() => iam.deleteRole({ RoleName }))).toBe(
    '409 DeleteConflict: Cannot delete entity, must detach all policies first.',
  );
  iam.detachRolePolicy({ RoleName, PolicyArn });
  expect(refusal(() => iam.deleteRole({ RoleName }))).toBe(
    '409 DeleteConflict: Cannot delete entity, must delete policies first.',
  );
  iam.deleteRolePolicy({ RoleName, PolicyName: 'inline' });
  iam.deleteRole({ RoleName });
  expect(iam.listRoles({}).Roles).toEqual([]);
});

test('roles are listed by name, by path and in pages, each account its own', () => {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  for (const [RoleName, Path] of [
    ['c', '/x/'],
    ['a', '/'],
    ['b', '/x/y/'],
  ]) {
    iam.createRole({ RoleName, Path, AssumeRolePolicyDocument: lambdaTrust });
  }
  cloud
    .ask('iam', { accountId: '111111111111' })
    .createRole({ RoleName: 'elsewhere', AssumeRolePolicyDocument: lambdaTrust });
  const names = (PathPrefix?: string) => iam.listRoles({ PathPrefix }).Roles?.map(({ RoleName }) => RoleName);
  expect(names()).toEqual(['a', 'b', 'c']);
  expect(names('/x/')).toEqual(['b', 'c']);
  const first = iam.listRoles({ MaxItems: 2 });
  expect(first.IsTruncated).toBe(true);
  const second = iam.listRoles({ MaxItems: 2, Marker: first.Marker });
  expect(second.Roles?.map(({ RoleName }) => RoleName)).toEqual(['c']);
  expect(second.IsTruncated).toBe(false);
});

test('a trust policy that AWS would not store is refused', () => {
  const iam = testCloud().ask('iam');
  const create = (AssumeRolePolicyDocument: string) =>
    refusal(() => iam.createRole({ RoleName: 'worker', AssumeRolePolicyDocument }));
  expect(create('{')).toBe('400 MalformedPolicyDocument: This policy contains invalid Json');
  expect(create(policy({ ...allow('sts:AssumeRole'), Principal: '*' }))).toBe(
    '400 MalformedPolicyDocument: Has prohibited field Resource',
  );
  expect(create(trust({ AWS: 'arn:aws:iam::000000000000:role/nobody' }))).toBe(
    '400 MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::000000000000:role/nobody"',
  );
  const long = trust(
    { Service: 'lambda.amazonaws.com' },
    { StringEquals: { 'aws:SourceArn': 'x'.repeat(2048) } },
  );
  expect(create(long)).toBe('409 LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048');
});

test('a trust policy means the role that it named, not one made anew under the name', () => {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  const as = cloud.role('caller', []);
  const { Role } = iam.getRole({ RoleName: 'caller' });
  iam.createRole({ RoleName: 'target', AssumeRolePolicyDocument: trust({ AWS: Role?.Arn ?? '' }) });
  const assume = (principal: typeof as) =>
    refusal(() =>
      cloud
        .ask('sts', { as: principal })
        .assumeRole({ RoleArn: 'arn:aws:iam::000000000000:role/target', RoleSessionName: 'chained' }),
    );
  expect(assume(as)).toBe('not refused');
  iam.deleteRole({ RoleName: 'caller' });
  expect(assume(cloud.role('caller', [allow('sts:*')]))).toBe(
    '403 AccessDenied: User: arn:aws:sts::000000000000:assumed-role/caller/test is not authorized to perform: ' +
      'sts:AssumeRole on resource: arn:aws:iam::000000000000:role/target',
  );
  const shown = iam.getRole({ RoleName: 'target' }).Role?.AssumeRolePolicyDocument ?? '';
  expect(decodeURIComponent(shown)).toBe(trust({ AWS: Role?.RoleId ?? '' }));
});

test('tags are set over one another without regard to case and taken away', () => {
  const { iam } = cloudWithRole();
  const RoleName = 'worker';
  iam.tagRole({
    RoleName,
    Tags: [
      { Key: 'team', Value: 'a' },
      { Key: 'stage', Value: 'test' },
    ],
  });
  iam.tagRole({ RoleName, Tags: [{ Key: 'Team', Value: 'b' }] });
  expect(iam.listRoleTags({ RoleName }).Tags).toEqual([
    { Key: 'stage', Value: 'test' },
    { Key: 'Team', Value: 'b' },
  ]);
  iam.untagRole({ RoleName, TagKeys: ['team'] });
  expect(iam.listRoleTags({ RoleName }).Tags).toEqual([{ Key: 'stage', Value: 'test' }]);
});

test('inline policies are kept letter by letter and limited in size', () => {
  const { iam } = cloudWithRole();
  const RoleName = 'worker';
  const PolicyDocument = ` ${policy(allow('s3:GetObject'))}\n`;
  iam.putRolePolicy({ RoleName, PolicyName: 'read', PolicyDocument });
  const { PolicyDocument: kept = '' } = iam.getRolePolicy({ RoleName, PolicyName: 'read' });
  expect(decodeURIComponent(kept)).toBe(PolicyDocument);
  expect(iam.listRolePolicies({ RoleName }).PolicyNames).toEqual(['read']);
  const long = policy(allow('s3:GetObject', `arn:aws:s3:::${'x'.repeat(10_200)}`));
  expect(refusal(() => iam.putRolePolicy({ RoleName, PolicyName: 'long', PolicyDocument: long }))).toBe(
    '409 LimitExceeded: Maximum policy size of 10240 bytes exceeded for role worker',
  );
  expect(refusal(() => iam.deleteRolePolicy({ RoleName, PolicyName: 'none' }))).toBe(
    '404 NoSuchEntity: The role policy with name none cannot be found.',
  );
  expect(
    refusal(() => iam.putRolePolicy({ RoleName, PolicyName: 'bad', PolicyDocument: policy(allow('s3')) })),
  ).toBe(
    '400 MalformedPolicyDocument: Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  );
});

test('an instance profile holds one role', () => {
  const { iam } = cloudWithRole();
  const InstanceProfileName = 'profile';
  iam.createInstanceProfile({ InstanceProfileName });
  iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName: 'worker' });
  expect(refusal(() => iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName: 'worker' }))).toBe(
    '409 LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
  );
  expect(iam.listInstanceProfilesForRole({ RoleName: 'worker' }).InstanceProfiles?.[0]?.Arn).toBe(
    'arn:aws:iam::000000000000:instance-profile/profile',
  );
  expect(refusal(() => iam.deleteRole({ RoleName: 'worker' }))).toBe(
    '409 DeleteConflict: Cannot delete entity, must remove roles from instance profile first.',
  );
  iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName: 'worker' });
  iam.deleteInstanceProfile({ InstanceProfileName });
  expect(iam.listInstanceProfiles({}).InstanceProfiles).toEqual([]);
});
