import { testCloud } from '../../test-cloud';
import { allow, policy, refusal } from './policies';

test('an account has one alias, which no other account may have', () => {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  iam.createAccountAlias({ AccountAlias: 'shop' });
  iam.createAccountAlias({ AccountAlias: 'store' });
  expect(iam.listAccountAliases({}).AccountAliases).toEqual(['store']);
  expect(refusal(() => iam.createAccountAlias({ AccountAlias: 'store' }))).toBe(
    '409 EntityAlreadyExists: The account alias store already exists.',
  );
  expect(refusal(() => iam.deleteAccountAlias({ AccountAlias: 'shop' }))).toBe(
    '404 NoSuchEntity: The Account Alias shop cannot be found.',
  );
  iam.deleteAccountAlias({ AccountAlias: 'store' });
  expect(iam.listAccountAliases({}).AccountAliases).toEqual([]);
});

test('a password policy falls back to its defaults where nothing is said', () => {
  const iam = testCloud().ask('iam');
  expect(refusal(() => iam.getAccountPasswordPolicy({}))).toBe(
    '404 NoSuchEntity: The Password Policy with domain name 000000000000 cannot be found.',
  );
  iam.updateAccountPasswordPolicy({ MinimumPasswordLength: 12, RequireSymbols: true, MaxPasswordAge: 90 });
  iam.updateAccountPasswordPolicy({ MaxPasswordAge: 60 });
  expect(iam.getAccountPasswordPolicy({}).PasswordPolicy).toEqual({
    MinimumPasswordLength: 6,
    RequireSymbols: false,
    RequireNumbers: false,
    RequireUppercaseCharacters: false,
    RequireLowercaseCharacters: false,
    AllowUsersToChangePassword: false,
    ExpirePasswords: true,
    MaxPasswordAge: 60,
  });
  iam.deleteAccountPasswordPolicy({});
  expect(refusal(() => iam.deleteAccountPasswordPolicy({}))).toBe(
    '404 NoSuchEntity: The account policy with name PasswordPolicy cannot be found.',
  );
});

test('the summary counts what the account has', () => {
  const iam = testCloud().ask('iam');
  iam.createUser({ UserName: 'ada' });
  iam.createGroup({ GroupName: 'engineers' });
  iam.createOpenIDConnectProvider({ Url: 'https://example.com' });
  expect(iam.getAccountSummary({}).SummaryMap).toMatchObject({
    Users: 1,
    Groups: 1,
    Roles: 0,
    Providers: 1,
    UsersQuota: 5000,
  });
});

test('a login profile is kept by user, and keeps its user from being deleted', () => {
  const iam = testCloud().ask('iam');
  iam.createUser({ UserName: 'ada' });
  const missing = '404 NoSuchEntity: Login Profile for User ada cannot be found.';
  expect(refusal(() => iam.getLoginProfile({ UserName: 'ada' }))).toBe(missing);
  iam.createLoginProfile({ UserName: 'ada', Password: 'correct horse', PasswordResetRequired: true });
  expect(iam.getLoginProfile({ UserName: 'ada' }).LoginProfile).toMatchObject({
    UserName: 'ada',
    PasswordResetRequired: true,
  });
  iam.updateLoginProfile({ UserName: 'ada', PasswordResetRequired: false });
  expect(iam.getLoginProfile({ UserName: 'ada' }).LoginProfile?.PasswordResetRequired).toBe(false);
  expect(refusal(() => iam.createLoginProfile({ UserName: 'ada', Password: 'x' }))).toBe(
    '409 EntityAlreadyExists: Login Profile for user ada already exists.',
  );
  expect(refusal(() => iam.deleteUser({ UserName: 'ada' }))).toBe(
    '409 DeleteConflict: Cannot delete entity, must delete login profile first.',
  );
  iam.deleteLoginProfile({ UserName: 'ada' });
  iam.deleteUser({ UserName: 'ada' });
});

test('a renamed user keeps its id, keys, groups and policies', () => {
  const iam = testCloud().ask('iam');
  const before = iam.createUser({ UserName: 'ada' }).User;
  iam.createGroup({ GroupName: 'engineers' });
  iam.addUserToGroup({ GroupName: 'engineers', UserName: 'ada' });
  iam.putUserPolicy({ UserName: 'ada', PolicyName: 'queues', PolicyDocument: policy(allow('sqs:*')) });
  iam.createAccessKey({ UserName: 'ada' });
  iam.createUser({ UserName: 'bob' });
  expect(refusal(() => iam.updateUser({ UserName: 'ada', NewUserName: 'bob' }))).toBe(
    '409 EntityAlreadyExists: User with name bob already exists.',
  );
  iam.updateUser({ UserName: 'ada', NewUserName: 'lovelace', NewPath: '/math/' });
  expect(iam.getUser({ UserName: 'lovelace' }).User).toMatchObject({
    UserId: before?.UserId,
    Arn: 'arn:aws:iam::000000000000:user/math/lovelace',
  });
  expect(iam.listAccessKeys({ UserName: 'lovelace' }).AccessKeyMetadata).toHaveLength(1);
  expect(iam.listUserPolicies({ UserName: 'lovelace' }).PolicyNames).toEqual(['queues']);
  iam.updateGroup({ GroupName: 'engineers', NewGroupName: 'scientists' });
  expect(iam.getGroup({ GroupName: 'scientists' }).Users?.map(({ UserName }) => UserName)).toEqual([
    'lovelace',
  ]);
});
