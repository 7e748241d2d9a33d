import { testCloud } from '../../test-cloud';
import { refusal } from '../iam/policies';
import { answerOf, callerOf } from './wire';

test('GetCallerIdentity needs no permission', () => {
  const cloud = testCloud();
  const as = cloud.role('worker', []);
  expect(cloud.ask('sts', { as }).getCallerIdentity({})).toEqual({
    Account: '000000000000',
    Arn: 'arn:aws:sts::000000000000:assumed-role/worker/test',
    UserId: as.userId,
  });
  expect(cloud.ask('sts').getCallerIdentity({})).toEqual({
    Account: '000000000000',
    Arn: 'arn:aws:iam::000000000000:root',
    UserId: '000000000000',
  });
});

test('a key that nobody issued is refused', () => {
  expect(callerOf(testCloud(), 'AKIAQQQQQQQQQQQQQQQQ')).toBe(
    '403 InvalidClientTokenId: The security token included in the request is invalid.',
  );
});

test('an access key tells its account', () => {
  const cloud = testCloud();
  const iam = cloud.ask('iam', { accountId: '123456789012' });
  iam.createUser({ UserName: 'ada' });
  const AccessKeyId = iam.createAccessKey({ UserName: 'ada' }).AccessKey?.AccessKeyId;
  expect(cloud.ask('sts').getAccessKeyInfo({ AccessKeyId })).toEqual({ Account: '123456789012' });
});

test('a session token stands for the user who asked for it, and cannot ask for another', () => {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  iam.createUser({ UserName: 'ada' });
  const key = iam.createAccessKey({ UserName: 'ada' }).AccessKey?.AccessKeyId ?? '';
  const getToken = (accessKeyId: string) =>
    answerOf(cloud, accessKeyId, 'Action=GetSessionToken&Version=2011-06-15', 'sts', 'AccessKeyId');
  const [status, session = ''] = getToken(key).split(' ');
  expect(status).toBe('200');
  expect(callerOf(cloud, session)).toBe('200 arn:aws:iam::000000000000:user/ada');
  expect(getToken(session)).toBe('403 AccessDenied: Cannot call GetSessionToken with session credentials');
  cloud.advance('12 hours');
  expect(callerOf(cloud, session)).toContain('403 ExpiredToken');
});

test('a role session cannot ask for a session token', () => {
  const cloud = testCloud();
  const as = cloud.role('worker', []);
  expect(refusal(() => cloud.ask('sts', { as }).getSessionToken({}))).toBe(
    '403 AccessDenied: Cannot call GetSessionToken with session credentials',
  );
});
