import { testCloud } from '../../test-cloud';
import { testGroup } from './group';

test('a log group is described as AWS does', () => {
  const cloud = testCloud();
  const logs = cloud.ask('logs');
  logs.createLogGroup({ logGroupName: '/aws/lambda/f', tags: { env: 'test' } });
  expect(logs.describeLogGroups({})).toEqual({
    logGroups: [
      {
        logGroupName: '/aws/lambda/f',
        creationTime: 1_767_225_600_000,
        metricFilterCount: 0,
        arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/f:*',
        logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/f',
        storedBytes: 0,
        logGroupClass: 'STANDARD',
        deletionProtectionEnabled: false,
      },
    ],
  });
  expect(() => logs.createLogGroup({ logGroupName: '/aws/lambda/f' })).toThrow(
    expect.objectContaining({
      code: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
    }),
  );
});

test('groups are found by prefix, by pattern and page by page', () => {
  const logs = testCloud().ask('logs');
  for (const logGroupName of ['b-app', 'a-app', 'a-web']) logs.createLogGroup({ logGroupName });
  const names = (input: object) =>
    logs.describeLogGroups(input).logGroups?.map(({ logGroupName }) => logGroupName);
  expect(names({ logGroupNamePrefix: 'a-' })).toEqual(['a-app', 'a-web']);
  expect(names({ logGroupNamePattern: 'app' })).toEqual(['a-app', 'b-app']);
  const first = logs.describeLogGroups({ limit: 2 });
  expect(first.logGroups).toHaveLength(2);
  expect(names({ limit: 2, nextToken: first.nextToken })).toEqual(['b-app']);
  expect(() => names({ logGroupNamePrefix: 'a', logGroupNamePattern: 'a' })).toThrow(
    'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
  );
});

test('a deleted group takes its streams and events with it', () => {
  const { cloud, put } = testGroup();
  const logs = cloud.ask('logs');
  put({ a: 0 });
  logs.deleteLogGroup({ logGroupName: 'app' });
  expect(() => put({ b: 0 })).toThrow(
    expect.objectContaining({
      code: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    }),
  );
  logs.createLogGroup({ logGroupName: 'app' });
  expect(logs.describeLogStreams({ logGroupName: 'app' }).logStreams).toEqual([]);
  logs.createLogStream({ logGroupName: 'app', logStreamName: 's' });
  expect(logs.getLogEvents({ logGroupName: 'app', logStreamName: 's' }).events).toEqual([]);
});

test('events are gone when the retention days are over, not a second before', () => {
  const { cloud, put, messages } = testGroup();
  const logs = cloud.ask('logs');
  logs.putRetentionPolicy({ logGroupName: 'app', retentionInDays: 1 });
  put({ first: 0, second: 10 });
  cloud.advance('86399 seconds');
  expect(messages()).toEqual(['first', 'second']);
  cloud.advance('1 second');
  expect(messages()).toEqual(['second']);
  logs.deleteRetentionPolicy({ logGroupName: 'app' });
  cloud.advance('30 days');
  expect(messages()).toEqual(['second']);
  expect(() => logs.putRetentionPolicy({ logGroupName: 'app', retentionInDays: 2 })).toThrow(
    expect.objectContaining({ code: 'InvalidParameterException' }),
  );
});

test('tags are the same by either family of calls', () => {
  const { cloud } = testGroup();
  const logs = cloud.ask('logs');
  const resourceArn = 'arn:aws:logs:us-east-1:000000000000:log-group:app';
  logs.tagLogGroup({ logGroupName: 'app', tags: { a: '1', b: '2' } });
  logs.tagResource({ resourceArn, tags: { b: '3', c: '4' } });
  expect(logs.listTagsLogGroup({ logGroupName: 'app' })).toEqual({ tags: { a: '1', b: '3', c: '4' } });
  logs.untagLogGroup({ logGroupName: 'app', tags: ['a'] });
  logs.untagResource({ resourceArn, tagKeys: ['b'] });
  expect(logs.listTagsForResource({ resourceArn })).toEqual({ tags: { c: '4' } });
});

test('what is not emulated is refused loudly', () => {
  const logs = testCloud().ask('logs');
  expect(() => logs.createLogGroup({ logGroupName: 'a', logGroupClass: 'INFREQUENT_ACCESS' })).toThrow(
    'logs:CreateLogGroup with logGroupClass INFREQUENT_ACCESS is not emulated.',
  );
});
