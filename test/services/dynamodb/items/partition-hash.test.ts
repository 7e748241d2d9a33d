import { partitionHash } from '../../../../framework/services/dynamodb/items/partition-hash';
import { n, s, testTable } from '../table';

test('a scan meets partitions in the order of their hashes', () => {
  const { db, put } = testTable();
  const keys = ['E', 'D', 'C', 'B', 'A'];
  put(...keys.map((a) => ({ a: s(a) })));
  const byHash = keys.sort((a, b) => (partitionHash({ S: a }) < partitionHash({ S: b }) ? -1 : 1));
  expect(db.scan({ TableName: 'things' }).Items?.map(({ a }) => a?.S)).toEqual(byHash);
});

test('segments share a scan between them', () => {
  const { db, put } = testTable();
  for (let at = 0; at < 20; at++) put({ a: s(`k${at}`), v: n(at) });
  const all = db.scan({ TableName: 'things' }).Items?.map(({ a }) => a?.S);
  const shares = [0, 1, 2].flatMap(
    (Segment) =>
      db.scan({ TableName: 'things', Segment, TotalSegments: 3 }).Items?.map(({ a }) => a?.S) ?? [],
  );
  expect(shares).toEqual(all);
});

test.each([
  [{ S: 'A' }, '0cb5bbe4'],
  [{ S: 'B' }, '2a5fbc3c'],
  [{ B: Buffer.from('A').toString('base64') }, '0cb5bbe4'],
])('the key %j hashes to %s', (key, hash) => {
  expect(partitionHash(key)).toBe(hash);
});

test('equal numbers hash alike, and different ones apart', () => {
  const of = (N: string) => partitionHash({ N });
  expect(of('10')).toBe(of('1E1'));
  expect(new Set(['0', '1', '-1', '10', '100', '0.1', '-0.1', '12', '-12'].map(of)).size).toBe(9);
});
