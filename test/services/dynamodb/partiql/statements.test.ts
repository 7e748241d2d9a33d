import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { itemText, n, refusal, s, testTable, type TestTable } from '../table';

const rows = ({ db }: TestTable, Statement: string, ...Parameters: AttributeValue[]) =>
  (db.executeStatement({ Statement, ...(Parameters.length > 0 ? { Parameters } : {}) }).Items ?? []).map(
    itemText,
  );

function filled(): TestTable {
  const table = testTable({ sort: true });
  table.put(
    { a: s('x'), n: n(1), v: s('one') },
    { a: s('x'), n: n(2), v: s('two'), w: n(7) },
    { a: s('x'), n: n(3), nul: { NULL: true }, flag: { BOOL: true } },
    { a: s('y'), n: n(1), v: s('why'), m: { M: { k: s('deep') } } },
  );
  return table;
}

test.each([
  [`SELECT n FROM things WHERE a = 'x'`, ['n=1', 'n=2', 'n=3']],
  [`SELECT n FROM things WHERE a = 'x' ORDER BY n DESC`, ['n=3', 'n=2', 'n=1']],
  [`SELECT n FROM things WHERE a = 'x' AND n > 1`, ['n=2', 'n=3']],
  [`SELECT n FROM things WHERE a = 'x' AND 2 <= n`, ['n=2', 'n=3']],
  [`SELECT n FROM things WHERE a = 'x' AND n BETWEEN 2 AND 3 AND v = 'two'`, ['n=2']],
  [`SELECT n FROM things WHERE a IN ['x', 'y'] AND n = 1`, ['n=1', 'n=1']],
  [`SELECT n FROM things WHERE a = 'x' AND n = 1 OR a = 'y' AND n = 1`, ['n=1', 'n=1']],
  [`SELECT n FROM things WHERE a = 'x' AND NOT n = 1 OR a = 'x' AND n = 2`, ['n=2', 'n=3']],
  [`SELECT n FROM things WHERE a = 'x' OR a = 'x' AND NOT n = 1`, ['n=1', 'n=2', 'n=3']],
  [`SELECT m.k FROM things WHERE a = 'y'`, ['k=deep']],
  [`SELECT v FROM things WHERE a = 'x' AND n = 3`, ['']],
  [`SELECT v FROM things WHERE begins_with(v, 'w')`, ['v=why']],
  [`SELECT v FROM things WHERE contains("v", 'w') AND NOT begins_with(v, 'w')`, ['v=two']],
  [`SELECT n FROM things WHERE a = 'x' AND v IS MISSING`, ['n=3']],
  [`SELECT n FROM things WHERE a = 'x' AND v IS NOT MISSING`, ['n=1', 'n=2']],
  [`SELECT n FROM things WHERE nul IS NULL AND flag IS BOOL`, ['n=3']],
  [`SELECT n FROM things WHERE ATTRIBUTE_EXISTS(w) = true`, ['n=2']],
  [`SELECT n FROM things WHERE a = 'x' AND attribute_exists(w) = false`, ['n=1', 'n=3']],
  [`SELECT n FROM things WHERE size(v) = 3 AND attribute_type(w, 'N')`, ['n=2']],
  [`-- first\nselect n /* these */ from "things" where w = 7e0 -- last`, ['n=2']],
  [`SELECT n FROM things WHERE w = .7e1;`, ['n=2']],
])('%s', (statement, expected) => {
  expect(rows(filled(), statement)).toEqual(expected);
});

test('a statement with parameters reads as one with values', () => {
  expect(rows(filled(), 'SELECT n FROM things WHERE a = ? AND n < ?', s('x'), n(3))).toEqual(['n=1', 'n=2']);
});

test('a SELECT goes on where its token says, over all its partitions', () => {
  const { db } = filled();
  const Statement = `SELECT a, n FROM things WHERE a IN ['x', 'y']`;
  const seen: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = db.executeStatement({ Statement, Limit: 2, NextToken });
    seen.push((page.Items ?? []).map(itemText).join(', '));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  // As of a Query, a page that ends with the last item says that there may be more.
  expect(seen).toEqual(['a=x n=1, a=x n=2', 'a=x n=3, a=y n=1', '']);
});

test('a token belongs to its statement', () => {
  const { db } = filled();
  const { NextToken } = db.executeStatement({ Statement: `SELECT * FROM things WHERE a = 'x'`, Limit: 1 });
  const other = { Statement: `SELECT * FROM things WHERE a = 'y'`, NextToken };
  expect(refusal(() => db.executeStatement(other))).toBe(
    'ValidationException: NextToken does not match request',
  );
  expect(refusal(() => db.executeStatement({ ...other, NextToken: 'x' }))).toBe(
    'ValidationException: Invalid NextToken',
  );
});

test('INSERT adds an item and is no upsert', () => {
  const table = testTable();
  const Statement = `INSERT INTO things VALUE {'a': 'x', 'm': {'l': [1, true, null]}, 'ss': <<'p', 'q'>>, 'v': ?}`;
  const inserted = table.db.executeStatement({ Statement, Parameters: [{ B: Uint8Array.of(1) }] });
  expect(inserted.Items).toEqual([]);
  expect(table.db.getItem({ TableName: 'things', Key: { a: s('x') } }).Item).toEqual({
    a: s('x'),
    m: { M: { l: { L: [n(1), { BOOL: true }, { NULL: true }] } } },
    ss: { SS: ['p', 'q'] },
    v: { B: Buffer.of(1) },
  });
  expect(refusal(() => table.db.executeStatement({ Statement: `INSERT INTO things VALUE {'a': 'x'}` }))).toBe(
    'DuplicateItemException: Duplicate primary key exists in table',
  );
});

test.each([
  ['ALL OLD *', 'a=x n=1 v=one'],
  ['MODIFIED OLD *', 'v=one'],
  ['ALL NEW *', 'a=x n=1 v=new w=9'],
  ['MODIFIED NEW *', 'v=new w=9'],
])('UPDATE returns %s', (returning, expected) => {
  const statement = `UPDATE things SET v = 'new' SET w = 4 + 5 WHERE a = 'x' AND n = 1 RETURNING ${returning}`;
  expect(rows(filled(), statement)).toEqual([expected]);
});

test('UPDATE returns no row where nothing is left to show', () => {
  const statement = `UPDATE things REMOVE v WHERE a = 'x' AND n = 1 RETURNING MODIFIED NEW *`;
  expect(rows(filled(), statement)).toEqual([]);
});

test('UPDATE may begin with FROM, count, append and change sets', () => {
  const table = filled();
  rows(table, `FROM things WHERE a = 'x' AND n = 2 SET w = w + 1 SET l = ? REMOVE v`, { L: [n(1)] });
  rows(
    table,
    `UPDATE things SET l = list_append(l, [2]) SET ss = set_add(ss, <<'p', 'q'>>) WHERE a = 'x' AND n = 2`,
  );
  rows(table, `UPDATE things SET ss = set_delete(ss, <<'p'>>) WHERE a = 'x' AND n = 2`);
  expect(table.db.getItem({ TableName: 'things', Key: { a: s('x'), n: n(2) } }).Item).toEqual({
    a: s('x'),
    n: n(2),
    w: n(8),
    l: { L: [n(1), n(2)] },
    ss: { SS: ['q'] },
  });
});

test('an UPDATE of a missing item fails its condition, a DELETE of one does nothing', () => {
  const table = filled();
  const failed = 'ConditionalCheckFailedException: The conditional request failed';
  expect(refusal(() => rows(table, `UPDATE things SET v = 1 WHERE a = 'z' AND n = 1`))).toBe(failed);
  expect(
    refusal(() => rows(table, `UPDATE things SET v = 1 WHERE a = 'z' AND n = 1 AND attribute_not_exists(a)`)),
  ).toBe(failed);
  expect(rows(table, `DELETE FROM things WHERE a = 'z' AND n = 1 AND v = 'x' RETURNING ALL OLD *`)).toEqual(
    [],
  );
});

test('the rest of a WHERE is the condition of a write', () => {
  const table = filled();
  expect(refusal(() => rows(table, `DELETE FROM things WHERE a = 'x' AND n = 1 AND v = 'two'`))).toBe(
    'ConditionalCheckFailedException: The conditional request failed',
  );
  expect(rows(table, `DELETE FROM things WHERE a = 'x' AND n = 1 AND v = 'one' RETURNING ALL OLD *`)).toEqual(
    ['a=x n=1 v=one'],
  );
  expect(rows(table, `SELECT n FROM things WHERE a = 'x'`)).toEqual(['n=2', 'n=3']);
});

test('a condition that fails hands back the item where that was asked for', () => {
  const { db } = filled();
  const ask = () =>
    db.executeStatement({
      Statement: `UPDATE things SET v = 1 WHERE a = 'x' AND n = 1 AND v = 'two'`,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  expect(ask).toThrow(expect.objectContaining({ fields: { Item: { a: s('x'), n: n(1), v: s('one') } } }));
});

test('reads and writes consume what queries and single writes do', () => {
  const { db } = filled();
  const used = (Statement: string, ConsistentRead?: boolean) =>
    db.executeStatement({ Statement, ConsistentRead, ReturnConsumedCapacity: 'TOTAL' }).ConsumedCapacity;
  expect(used(`SELECT * FROM things WHERE a = 'x'`)).toEqual({ TableName: 'things', CapacityUnits: 0.5 });
  expect(used(`SELECT * FROM things WHERE a = 'x'`, true)).toEqual({ TableName: 'things', CapacityUnits: 1 });
  expect(used(`INSERT INTO things VALUE {'a': 'z', 'n': 1}`)).toEqual({
    TableName: 'things',
    CapacityUnits: 1,
  });
});

test('a statement takes the action of its kind on its table', () => {
  const { cloud } = filled();
  const Resource = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';
  const reader = cloud.role('reader', [{ Effect: 'Allow', Action: 'dynamodb:PartiQLSelect', Resource }]);
  const db = cloud.ask('dynamodb', { as: reader });
  expect(db.executeStatement({ Statement: `SELECT * FROM things WHERE a = 'y'` }).Items).toHaveLength(1);
  expect(
    refusal(() => db.executeStatement({ Statement: `DELETE FROM things WHERE a = 'x' AND n = 1` })),
  ).toContain(`is not authorized to perform: dynamodb:PartiQLDelete on resource: ${Resource}`);
});
