import { testGroup } from './group';

test('a stream tells the times of its events and of their arrival', () => {
  const { cloud, put } = testGroup();
  cloud.advance('60 seconds');
  put({ a: 10, b: 20 });
  const { logStreams } = cloud
    .ask('logs')
    .describeLogStreams({ logGroupName: 'app', logStreamNamePrefix: 's' });
  expect(logStreams).toEqual([
    {
      logStreamName: 's',
      creationTime: 1_767_225_600_000,
      firstEventTimestamp: 1_767_225_610_000,
      lastEventTimestamp: 1_767_225_620_000,
      lastIngestionTime: 1_767_225_660_000,
      uploadSequenceToken: expect.stringMatching(/^\d{56}$/),
      arn: 'arn:aws:logs:us-east-1:000000000000:log-group:app:log-stream:s',
      storedBytes: 0,
    },
  ]);
});

test('streams are ordered by name or by their last event', () => {
  const { cloud, put } = testGroup();
  const logs = cloud.ask('logs');
  put({ late: 20 }, 's');
  put({ early: 10 }, 't');
  const names = (input: object) =>
    logs
      .describeLogStreams({ logGroupName: 'app', ...input })
      .logStreams?.map(({ logStreamName }) => logStreamName);
  expect(names({})).toEqual(['s', 't']);
  expect(names({ descending: true })).toEqual(['t', 's']);
  expect(names({ orderBy: 'LastEventTime' })).toEqual(['t', 's']);
  expect(names({ orderBy: 'LastEventTime', descending: true })).toEqual(['s', 't']);
  const { nextToken } = logs.describeLogStreams({ logGroupName: 'app', limit: 1 });
  expect(names({ limit: 1, nextToken })).toEqual(['t']);
});

test('a stream exists once, and is gone with its events when deleted', () => {
  const { cloud, put, messages } = testGroup();
  const logs = cloud.ask('logs');
  const stream = { logGroupName: 'app', logStreamName: 's' };
  put({ a: 0 });
  expect(() => logs.createLogStream(stream)).toThrow('The specified log stream already exists');
  logs.deleteLogStream(stream);
  expect(() => put({ b: 0 })).toThrow('The specified log stream does not exist.');
  logs.createLogStream(stream);
  expect(messages()).toEqual([]);
});

test('a group may be named by its ARN, but not twice', () => {
  const { cloud } = testGroup();
  const logs = cloud.ask('logs');
  const logGroupIdentifier = 'arn:aws:logs:us-east-1:000000000000:log-group:app';
  expect(logs.describeLogStreams({ logGroupIdentifier }).logStreams).toHaveLength(2);
  expect(() => logs.describeLogStreams({ logGroupIdentifier, logGroupName: 'app' })).toThrow(
    expect.objectContaining({
      code: 'ValidationException',
      message: 'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
    }),
  );
});
