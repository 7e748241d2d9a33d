import { testCloud } from '../../test-cloud';
import { allow, policy, refusal, trust } from './policies';

const PolicyDocument = policy(allow('s3:*'));
const PolicyArn = 'arn:aws:iam::000000000000:policy/storage';

function cloudWithPolicy() {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  iam.createRole({
    RoleName: 'worker',
    AssumeRolePolicyDocument: trust({ Service: 'lambda.amazonaws.com' }),
  });
  iam.createPolicy({ PolicyName: 'storage', PolicyDocument });
  return { cloud, iam };
}

test('a policy is shown as it was made', () => {
  const { iam } = cloudWithPolicy();
  expect(iam.getPolicy({ PolicyArn }).Policy).toMatchInlineSnapshot(`
   {
     "Arn": "arn:aws:iam::000000000000:policy/storage",
     "AttachmentCount": 0,
     "CreateDate": 2026-01-01T00:00:00.000Z,
     "DefaultVersionId": "v1",
     "IsAttachable": true,
     "Path": "/",
     "PermissionsBoundaryUsageCount": 0,
     "PolicyId": "ANPAY5JRKYVSYHAHC3A4S",
     "PolicyName": "storage",
     "Tags": [],
     "UpdateDate": 2026-01-01T00:00:00.000Z,
   }
  `);
  expect(refusal(() => iam.createPolicy({ PolicyName: 'storage', PolicyDocument }))).toBe(
    '409 EntityAlreadyExists: A policy called storage already exists. Duplicate names are not allowed.',
  );
});

test('tags of a policy are sorted, short keys first, and their keys count case', () => {
  const { iam } = cloudWithPolicy();
  iam.tagPolicy({
    PolicyArn,
    Tags: [
      { Key: 'abc', Value: '0' },
      { Key: 'a', Value: '1' },
      { Key: 'A', Value: '2' },
    ],
  });
  iam.tagPolicy({ PolicyArn, Tags: [{ Key: 'a', Value: '3' }] });
  expect(iam.listPolicyTags({ PolicyArn }).Tags).toEqual([
    { Key: 'A', Value: '2' },
    { Key: 'a', Value: '3' },
    { Key: 'abc', Value: '0' },
  ]);
  const twice = { Key: 'a', Value: '4' };
  expect(refusal(() => iam.tagPolicy({ PolicyArn, Tags: [twice, twice] }))).toBe(
    '400 InvalidInput: Duplicate tag keys found.',
  );
  iam.untagPolicy({ PolicyArn, TagKeys: ['A', 'abc'] });
  expect(iam.getPolicy({ PolicyArn }).Policy?.Tags).toEqual([{ Key: 'a', Value: '3' }]);
});

test('a version of a policy that is not there is missed as a version', () => {
  const { iam } = cloudWithPolicy();
  const missing = 'arn:aws:iam::000000000000:policy/missing';
  const text = `404 NoSuchEntity: Policy ${missing} version v1 does not exist or is not attachable.`;
  expect(refusal(() => iam.getPolicyVersion({ PolicyArn: missing, VersionId: 'v1' }))).toBe(text);
  expect(refusal(() => iam.setDefaultPolicyVersion({ PolicyArn: missing, VersionId: 'v1' }))).toBe(text);
});

test('a policy has five versions at most, whose numbers are not used again', () => {
  const { iam } = cloudWithPolicy();
  for (let version = 2; version <= 5; version++) iam.createPolicyVersion({ PolicyArn, PolicyDocument });
  expect(refusal(() => iam.createPolicyVersion({ PolicyArn, PolicyDocument }))).toBe(
    '409 LimitExceeded: A managed policy can have up to 5 versions. Before you create a new version, ' +
      'you must delete an existing version.',
  );
  expect(refusal(() => iam.deletePolicyVersion({ PolicyArn, VersionId: 'v1' }))).toBe(
    '409 DeleteConflict: Cannot delete the default version of a policy.',
  );
  iam.deletePolicyVersion({ PolicyArn, VersionId: 'v5' });
  expect(iam.createPolicyVersion({ PolicyArn, PolicyDocument }).PolicyVersion?.VersionId).toBe('v6');
  const { Versions = [] } = iam.listPolicyVersions({ PolicyArn });
  expect(Versions.map(({ VersionId }) => VersionId)).toEqual(['v6', 'v4', 'v3', 'v2', 'v1']);
  expect(refusal(() => iam.deletePolicy({ PolicyArn }))).toBe(
    '409 DeleteConflict: This policy has more than one version. Before you delete a policy, you must delete ' +
      "the policy's versions. The default version is deleted with the policy.",
  );
});

test('a policy that is attached cannot be deleted, and says where it hangs', () => {
  const { iam } = cloudWithPolicy();
  iam.attachRolePolicy({ RoleName: 'worker', PolicyArn });
  iam.attachRolePolicy({ RoleName: 'worker', PolicyArn });
  expect(iam.listAttachedRolePolicies({ RoleName: 'worker' }).AttachedPolicies).toEqual([
    { PolicyName: 'storage', PolicyArn },
  ]);
  expect(iam.listEntitiesForPolicy({ PolicyArn }).PolicyRoles?.map(({ RoleName }) => RoleName)).toEqual([
    'worker',
  ]);
  expect(refusal(() => iam.deletePolicy({ PolicyArn }))).toBe(
    '409 DeleteConflict: Cannot delete a policy attached to entities.',
  );
  iam.detachRolePolicy({ RoleName: 'worker', PolicyArn });
  expect(refusal(() => iam.detachRolePolicy({ RoleName: 'worker', PolicyArn }))).toBe(
    `404 NoSuchEntity: Policy ${PolicyArn} was not found.`,
  );
  iam.deletePolicy({ PolicyArn });
  expect(refusal(() => iam.attachRolePolicy({ RoleName: 'worker', PolicyArn }))).toBe(
    `404 NoSuchEntity: Policy ${PolicyArn} does not exist or is not attachable.`,
  );
});

test('a role has ten managed policies at most', () => {
  const { iam } = cloudWithPolicy();
  for (let number = 1; number <= 10; number++) {
    const { Policy } = iam.createPolicy({ PolicyName: `p${number}`, PolicyDocument });
    iam.attachRolePolicy({ RoleName: 'worker', PolicyArn: Policy?.Arn });
  }
  expect(refusal(() => iam.attachRolePolicy({ RoleName: 'worker', PolicyArn }))).toBe(
    '409 LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10',
  );
});

test('the policies that AWS manages for Lambda can be attached and read, and not be changed', () => {
  const { iam } = cloudWithPolicy();
  const arn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  iam.attachRolePolicy({ RoleName: 'worker', PolicyArn: arn });
  const { PolicyVersion } = iam.getPolicyVersion({ PolicyArn: arn, VersionId: 'v1' });
  expect(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''))).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: '*',
      },
    ],
  });
  expect(refusal(() => iam.createPolicyVersion({ PolicyArn: arn, PolicyDocument }))).toContain(
    '403 AccessDenied: User: arn:aws:iam::000000000000:root is not authorized to perform: ' +
      `iam:CreatePolicyVersion on resource: ${arn}`,
  );
});

test('a policy that AWS manages and nobody knows here can be attached and allows nothing, which is reported', () => {
  const { cloud, iam } = cloudWithPolicy();
  const PolicyArn = 'arn:aws:iam::aws:policy/NobodyKnowsThisOne';
  iam.attachRolePolicy({ RoleName: 'worker', PolicyArn });
  expect([...cloud.engine.modelledOnly]).toEqual([
    `the AWS-managed policy ${PolicyArn}: what it allows is not known here, so it allows nothing`,
  ]);
  const { PolicyVersion } = iam.getPolicyVersion({ PolicyArn, VersionId: 'v1' });
  expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"*","Resource":"*"}]}',
  );
});

test('a known policy under a wrong path does not exist', () => {
  const { iam } = cloudWithPolicy();
  const PolicyArn = 'arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole';
  expect(refusal(() => iam.attachRolePolicy({ RoleName: 'worker', PolicyArn }))).toBe(
    `404 NoSuchEntity: Policy ${PolicyArn} does not exist or is not attachable.`,
  );
});
