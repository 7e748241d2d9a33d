import { at, testGroup } from './group';

const hour = 3600;
const day = 24 * hour;

test('events come back in order of time, the latest page first', () => {
  const { cloud, put, messages } = testGroup();
  put({ b: 20, c: 30 });
  put({ a: 10 });
  expect(messages()).toEqual(['a', 'b', 'c']);
  const page = cloud.ask('logs').getLogEvents({ logGroupName: 'app', logStreamName: 's', limit: 2 });
  expect(page.events).toEqual([
    { message: 'b', timestamp: at(20), ingestionTime: at(0) },
    { message: 'c', timestamp: at(30), ingestionTime: at(0) },
  ]);
});

test('tokens lead forward and backward, and stand still at the ends', () => {
  const { cloud, put } = testGroup();
  put({ a: 1, b: 2, c: 3 });
  const get = (input: object) => {
    const logStream = { logGroupName: 'app', logStreamName: 's', limit: 2 };
    const answer = cloud.ask('logs').getLogEvents({ ...logStream, ...input });
    return { ...answer, messages: answer.events?.map(({ message }) => message) };
  };
  const first = get({ startFromHead: true });
  expect(first.messages).toEqual(['a', 'b']);
  const second = get({ nextToken: first.nextForwardToken });
  expect(second.messages).toEqual(['c']);
  const end = get({ nextToken: second.nextForwardToken });
  expect(end.messages).toEqual([]);
  expect(end.nextForwardToken).toBe(second.nextForwardToken);
  put({ d: 4 });
  expect(get({ nextToken: end.nextForwardToken }).messages).toEqual(['d']);
  expect(get({ nextToken: second.nextBackwardToken }).messages).toEqual(['a', 'b']);
  expect(() => get({ nextToken: 'x' })).toThrow('The specified nextToken is invalid.');
});

test('a start time is included, an end time is not', () => {
  const { cloud, put } = testGroup();
  put({ a: 1, b: 2, c: 3 });
  const { events } = cloud
    .ask('logs')
    .getLogEvents({ logGroupName: 'app', logStreamName: 's', startTime: at(2), endTime: at(3) });
  expect(events?.map(({ message }) => message)).toEqual(['b']);
});

test('events too old, expired or too new are named and not stored', () => {
  const { cloud, put, messages } = testGroup();
  cloud.advance('15 days');
  expect(put({ old: 12 * hour, young: day })).toMatchObject({
    rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 },
  });
  expect(put({ now: 15 * day, soon: 15 * day + 2 * hour, later: 15 * day + 2 * hour + 1 })).toMatchObject({
    rejectedLogEventsInfo: { tooNewLogEventStartIndex: 2 },
  });
  cloud.ask('logs').putRetentionPolicy({ logGroupName: 'app', retentionInDays: 1 });
  expect(put({ expired: 14 * day, kept: 14 * day + 1 })).toMatchObject({
    rejectedLogEventsInfo: { expiredLogEventEndIndex: 1 },
  });
  expect(messages()).toEqual(['kept', 'now', 'soon']);
});

test('a batch must be in order, within a day and below its size', () => {
  const { put } = testGroup();
  expect(() => put({ b: 2, a: 1 })).toThrow(
    'Log events in a single PutLogEvents request must be in chronological order.',
  );
  expect(() => put({ a: 0, b: day + 1 })).toThrow(
    'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
  );
  const half = 'x'.repeat(524_288);
  expect(() => put({ [half]: 1, [`${half}y`]: 2 })).toThrow(
    'Upload too large: 1048629 bytes exceeds limit of 1048576',
  );
});

test('filtering finds events of all streams in order of time, page by page', () => {
  const { cloud, put } = testGroup();
  put({ 'ERROR one': 1, 'ERROR three': 3 }, 's');
  put({ 'ERROR two': 2, fine: 4 }, 't');
  const filter = (input: object) =>
    cloud.ask('logs').filterLogEvents({ logGroupName: 'app', filterPattern: 'ERROR', limit: 2, ...input });
  const first = filter({});
  expect(first.events).toMatchObject([
    { logStreamName: 's', message: 'ERROR one', timestamp: at(1), ingestionTime: at(0) },
    { logStreamName: 't', message: 'ERROR two', timestamp: at(2), ingestionTime: at(0) },
  ]);
  const second = filter({ nextToken: first.nextToken });
  expect(second.events?.map(({ message }) => message)).toEqual(['ERROR three']);
  expect(second.nextToken).toBeUndefined();
  const found = (input: object) => filter(input).events?.map(({ message }) => message);
  expect(found({ logStreamNames: ['t'] })).toEqual(['ERROR two']);
  expect(found({ logStreamNamePrefix: 't', filterPattern: '' })).toEqual(['ERROR two', 'fine']);
  expect(found({ startTime: at(2), endTime: at(3) })).toEqual(['ERROR two', 'ERROR three']);
  expect(() => filter({ nextToken: 'x' })).toThrow('The specified nextToken is invalid.');
});
