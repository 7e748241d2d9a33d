import { iam as iamService } from '../../../framework/services/iam';
import { testCloud, type TestCloud } from '../../test-cloud';
import type { Principal } from '../../../framework/cloud/service';
import { allow, policy, refusal } from './policies';
import { callerOf } from '../sts/wire';

function user(cloud: TestCloud, UserName = 'ada'): { as: Principal; AccessKeyId: string } {
  const iam = cloud.ask('iam');
  const { User } = iam.createUser({ UserName });
  const { AccessKey } = iam.createAccessKey({ UserName });
  return {
    AccessKeyId: AccessKey?.AccessKeyId ?? '',
    as: { kind: 'user', arn: User?.Arn ?? '', accountId: '000000000000', userId: User?.UserId ?? '' },
  };
}

test('a user may do what its own policies and those of its groups allow', () => {
  const cloud = testCloud();
  const { as } = user(cloud);
  const iam = cloud.ask('iam');
  const create = () => cloud.ask('sqs', { as }).createQueue({ QueueName: 'orders' });
  expect(refusal(create)).toBe(
    '403 AccessDenied: User: arn:aws:iam::000000000000:user/ada is not authorized to perform: sqs:CreateQueue ' +
      'on resource: arn:aws:sqs:us-east-1:000000000000:orders ' +
      'because no identity-based policy allows the sqs:CreateQueue action',
  );
  iam.createGroup({ GroupName: 'engineers' });
  iam.putGroupPolicy({
    GroupName: 'engineers',
    PolicyName: 'queues',
    PolicyDocument: policy(allow('sqs:*')),
  });
  iam.addUserToGroup({ GroupName: 'engineers', UserName: 'ada' });
  expect(refusal(create)).toBe('not refused');
  iam.removeUserFromGroup({ GroupName: 'engineers', UserName: 'ada' });
  expect(refusal(create)).toContain('403 AccessDenied');
  iam.putUserPolicy({ UserName: 'ada', PolicyName: 'queues', PolicyDocument: policy(allow('sqs:*')) });
  expect(refusal(create)).toBe('not refused');
});

test('an access key stands for its user until it is inactive', () => {
  const cloud = testCloud();
  const { AccessKeyId } = user(cloud);
  expect(AccessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
  expect(callerOf(cloud, AccessKeyId)).toBe('200 arn:aws:iam::000000000000:user/ada');
  cloud.ask('iam').updateAccessKey({ UserName: 'ada', AccessKeyId, Status: 'Inactive' });
  expect(callerOf(cloud, AccessKeyId)).toBe(
    '403 InvalidClientTokenId: The security token included in the request is invalid.',
  );
});

test('a user has two access keys at most, and none when it is deleted', () => {
  const cloud = testCloud();
  const { AccessKeyId } = user(cloud);
  const iam = cloud.ask('iam');
  const second = iam.createAccessKey({ UserName: 'ada' }).AccessKey?.AccessKeyId;
  expect(refusal(() => iam.createAccessKey({ UserName: 'ada' }))).toBe(
    '409 LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2',
  );
  expect(refusal(() => iam.deleteUser({ UserName: 'ada' }))).toBe(
    '409 DeleteConflict: Cannot delete entity, must delete access keys first.',
  );
  for (const id of [AccessKeyId, second]) iam.deleteAccessKey({ UserName: 'ada', AccessKeyId: id });
  expect(refusal(() => iam.deleteAccessKey({ UserName: 'ada', AccessKeyId }))).toBe(
    `404 NoSuchEntity: The Access Key with id ${AccessKeyId} cannot be found.`,
  );
  iam.deleteUser({ UserName: 'ada' });
  expect(refusal(() => iam.getUser({ UserName: 'ada' }))).toBe(
    '404 NoSuchEntity: The user with name ada cannot be found.',
  );
});

test('who names no user means itself', () => {
  const cloud = testCloud();
  const { as } = user(cloud);
  cloud.ask('iam').putUserPolicy({
    UserName: 'ada',
    PolicyName: 'self',
    PolicyDocument: policy(allow('iam:*', 'arn:aws:iam::000000000000:user/${aws:username}')),
  });
  expect(cloud.ask('iam', { as }).getUser({}).User?.UserName).toBe('ada');
  user(cloud, 'bob');
  expect(refusal(() => cloud.ask('iam', { as }).getUser({ UserName: 'bob' }))).toContain('403 AccessDenied');
});

test('every operation that has permissions exists', () => {
  const operations = Object.keys(iamService.operations).toSorted();
  const open = [
    'generateCredentialReport',
    'getAccountAuthorizationDetails',
    'getContextKeysForCustomPolicy',
    'getCredentialReport',
    'getServiceLinkedRoleDeletionStatus',
    'listPolicies',
    'simulateCustomPolicy',
  ];
  expect(operations.filter((name) => !(name in iamService.permissions)).toSorted()).toEqual(open.toSorted());
  expect(Object.keys(iamService.permissions).filter((name) => !operations.includes(name))).toEqual([]);
});
