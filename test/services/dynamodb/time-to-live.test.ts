import { n, refusal, s, testTable } from './table';

const TableName = 'things';

function expiring() {
  const table = testTable();
  const set = (Enabled: boolean, AttributeName = 'until') =>
    table.db.updateTimeToLive({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } });
  const seconds = (afterSeconds: number) => n(Math.floor(table.cloud.world.nowMs / 1000) + afterSeconds);
  const status = () => table.db.describeTimeToLive({ TableName }).TimeToLiveDescription;
  return { ...table, set, seconds, status };
}

test('time to live takes up to an hour to come into force', () => {
  const { cloud, set, status } = expiring();
  expect(status()).toEqual({ TimeToLiveStatus: 'DISABLED' });
  set(true);
  expect(status()).toEqual({ AttributeName: 'until', TimeToLiveStatus: 'ENABLING' });
  expect(refusal(() => set(false))).toBe(
    'ValidationException: Time to live has been modified multiple times within a fixed interval',
  );
  cloud.advance('1 hour');
  expect(status()).toEqual({ AttributeName: 'until', TimeToLiveStatus: 'ENABLED' });
  expect(refusal(() => set(true))).toBe('ValidationException: TimeToLive is already enabled');
  set(false);
  cloud.advance('1 hour');
  expect(status()).toEqual({ TimeToLiveStatus: 'DISABLED' });
  expect(refusal(() => set(false))).toBe('ValidationException: TimeToLive is already disabled');
});

test('an expired item is there for a while and then gone, one without the attribute stays', () => {
  const { cloud, put, scanned, seconds, set } = expiring();
  put({ a: s('before'), until: seconds(2 * 3600) }, { a: s('stays') });
  set(true);
  cloud.advance('1 hour');
  put({ a: s('late'), until: seconds(10 * 86_400) }, { a: s('text'), until: s('soon') });
  cloud.advance('1 hour');
  expect(scanned()).toHaveLength(4);
  cloud.advance('6 hours');
  expect(scanned().map((text) => text.split(' ')[0])).toEqual(['a=late', 'a=stays', 'a=text']);
  cloud.advance('10 days');
  expect(scanned()).toEqual(['a=stays', 'a=text until=soon']);
});

test('an item whose time is put off is rescued', () => {
  const { cloud, put, scanned, seconds, set } = expiring();
  set(true);
  cloud.advance('1 hour');
  put({ a: s('x'), until: seconds(60) }, { a: s('y'), until: seconds(60) });
  cloud.advance('1 minute');
  put({ a: s('x'), until: seconds(86_400) });
  cloud.advance('7 hours');
  expect(scanned()).toHaveLength(1);
  cloud.advance('1 day');
  expect(scanned()).toEqual([]);
});

test('a time more than five years ago is taken for a mistake', () => {
  const { cloud, put, scanned, set } = expiring();
  set(true);
  cloud.advance('1 hour');
  put({ a: s('milliseconds?'), until: n(1_000_000) });
  cloud.advance('10 days');
  expect(scanned()).toEqual(['a=milliseconds? until=1000000']);
});

test('nothing waits for time to live', () => {
  const { cloud, put, seconds, set } = expiring();
  set(true);
  put({ a: s('x'), until: seconds(60) });
  const before = cloud.world.nowMs;
  cloud.settle();
  expect(cloud.world.nowMs).toBe(before);
});
