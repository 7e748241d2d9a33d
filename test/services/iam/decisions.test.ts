/** Roles and policies as other services meet them. */
import { testCloud, type TestCloud } from '../../test-cloud';
import type { Principal } from '../../../framework/cloud/service';
import { allow, deny, policy, refusal } from './policies';

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:orders';

const send = (cloud: TestCloud, as: Principal) => () =>
  cloud
    .ask('sqs', { as })
    .sendMessage({ QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/orders', MessageBody: '1' });

function cloudWithQueue(): TestCloud {
  const cloud = testCloud();
  cloud.ask('sqs').createQueue({ QueueName: 'orders' });
  return cloud;
}

test('a role without policies is told the action, the resource and that no policy allows it', () => {
  const cloud = cloudWithQueue();
  const as = cloud.role('worker', []);
  expect(refusal(send(cloud, as))).toBe(
    '403 AccessDenied: User: arn:aws:sts::000000000000:assumed-role/worker/test is not authorized to perform: ' +
      `sqs:SendMessage on resource: ${queueArn} because no identity-based policy allows the sqs:SendMessage action`,
  );
});

test('a policy reaches sessions that were there before it, and so does its removal', () => {
  const cloud = cloudWithQueue();
  const as = cloud.role('worker', []);
  const iam = cloud.ask('iam');
  iam.putRolePolicy({
    RoleName: 'worker',
    PolicyName: 'send',
    PolicyDocument: policy(allow('sqs:SendMessage', queueArn)),
  });
  expect(refusal(send(cloud, as))).toBe('not refused');
  iam.deleteRolePolicy({ RoleName: 'worker', PolicyName: 'send' });
  expect(refusal(send(cloud, as))).toContain('because no identity-based policy allows');
});

test('an explicit deny wins over an allow', () => {
  const cloud = cloudWithQueue();
  const as = cloud.role('worker', [allow('sqs:*'), deny('sqs:SendMessage', queueArn)]);
  expect(refusal(send(cloud, as))).toBe(
    '403 AccessDenied: User: arn:aws:sts::000000000000:assumed-role/worker/test is not authorized to perform: ' +
      `sqs:SendMessage on resource: ${queueArn} with an explicit deny in an identity-based policy`,
  );
});

test('a managed policy allows what its default version says', () => {
  const cloud = cloudWithQueue();
  const as = cloud.role('worker', []);
  const iam = cloud.ask('iam');
  const { Policy } = iam.createPolicy({ PolicyName: 'queues', PolicyDocument: policy(allow('sqs:*')) });
  const PolicyArn = Policy?.Arn;
  iam.attachRolePolicy({ RoleName: 'worker', PolicyArn });
  expect(refusal(send(cloud, as))).toBe('not refused');
  iam.createPolicyVersion({ PolicyArn, PolicyDocument: policy(allow('s3:*')), SetAsDefault: true });
  expect(refusal(send(cloud, as))).toContain('because no identity-based policy allows');
  iam.setDefaultPolicyVersion({ PolicyArn, VersionId: 'v1' });
  expect(refusal(send(cloud, as))).toBe('not refused');
});

test('a permissions boundary narrows what the policies of a role allow', () => {
  const cloud = cloudWithQueue();
  const as = cloud.role('worker', [allow('sqs:*')]);
  const iam = cloud.ask('iam');
  const { Policy } = iam.createPolicy({ PolicyName: 'edge', PolicyDocument: policy(allow('s3:*')) });
  iam.putRolePermissionsBoundary({ RoleName: 'worker', PermissionsBoundary: Policy?.Arn });
  expect(refusal(send(cloud, as))).toBe(
    '403 AccessDenied: User: arn:aws:sts::000000000000:assumed-role/worker/test is not authorized to perform: ' +
      `sqs:SendMessage on resource: ${queueArn} because no permissions boundary allows the sqs:SendMessage action`,
  );
  iam.deleteRolePermissionsBoundary({ RoleName: 'worker' });
  expect(refusal(send(cloud, as))).toBe('not refused');
});

test('a session of a deleted role is refused, even after a role of that name was made anew', () => {
  const cloud = cloudWithQueue();
  const as = cloud.role('worker', []);
  cloud.ask('iam').deleteRole({ RoleName: 'worker' });
  const gone = '403 InvalidClientTokenId: The security token included in the request is invalid.';
  expect(refusal(send(cloud, as))).toBe(gone);
  const again = cloud.role('worker', [allow('sqs:*')]);
  expect(refusal(send(cloud, as))).toBe(gone);
  expect(refusal(send(cloud, again))).toBe('not refused');
});

test('managing a role takes permission on the role, whatever its trust policy says', () => {
  const cloud = testCloud();
  const as = cloud.role('admin', [allow('iam:GetRole', 'arn:aws:iam::000000000000:role/admin')]);
  cloud.role('worker', []);
  const iam = cloud.ask('iam', { as });
  expect(iam.getRole({ RoleName: 'admin' }).Role?.RoleName).toBe('admin');
  expect(refusal(() => iam.getRole({ RoleName: 'worker' }))).toBe(
    '403 AccessDenied: User: arn:aws:sts::000000000000:assumed-role/admin/test is not authorized to perform: ' +
      'iam:GetRole on resource: arn:aws:iam::000000000000:role/worker ' +
      'because no identity-based policy allows the iam:GetRole action',
  );
});
