import { n, refusal, s, testTable } from '../table';

const mustNameKey = (operation: string) =>
  `Select statements within ${operation} must specify the primary key in the where clause.`;

test('each statement of a batch answers for itself', () => {
  const { db, put } = testTable();
  put({ a: s('x'), v: s('one') }, { a: s('y'), v: s('two') });
  const statements = [
    `SELECT v FROM things WHERE a = 'x'`,
    `SELECT * FROM things WHERE a = 'none'`,
    `SELECT * FROM things WHERE v = 'one'`,
    `SELECT * FROM things WHERE a = 'x' AND attribute_exists(v)`,
    `SELECT * FROM nowhere WHERE a = 'x'`,
    `SLECT * FROM things`,
    `UPDATE things SET v = 'new' WHERE a = 'x' AND v = 'wrong'`,
    `INSERT INTO things VALUE {'a': 'x'}`,
    `DELETE FROM things WHERE a = 'y' RETURNING ALL OLD *`,
    `UPDATE things REMOVE v WHERE a = 'x' RETURNING MODIFIED NEW *`,
  ];
  const { Responses } = db.batchExecuteStatement({
    Statements: statements.map((Statement) => ({
      Statement,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })),
  });
  const error = (Code: string, Message: string) => ({ Error: { Code, Message } });
  expect(Responses).toEqual([
    { TableName: 'things', Item: { v: s('one') } },
    { TableName: 'things' },
    error('ValidationError', mustNameKey('BatchExecuteStatement')),
    error('ValidationError', mustNameKey('BatchExecuteStatement')),
    error('ResourceNotFound', 'Requested resource not found'),
    error('ValidationError', "Statement wasn't well formed, can't be processed: Expected data manipulation"),
    { ...error('ConditionalCheckFailed', 'The conditional request failed'), TableName: 'things' },
    { ...error('DuplicateItem', 'Duplicate primary key exists in table'), TableName: 'things' },
    { TableName: 'things', Item: { a: s('y'), v: s('two') } },
    { TableName: 'things' },
  ]);
});

test('each read of a batch is as consistent as it asks to be', () => {
  const { db, put } = testTable();
  put({ a: s('x') });
  const Statement = `SELECT * FROM things WHERE a = 'x'`;
  const { ConsumedCapacity } = db.batchExecuteStatement({
    Statements: [{ Statement }, { Statement, ConsistentRead: true }],
    ReturnConsumedCapacity: 'TOTAL',
  });
  expect(ConsumedCapacity).toEqual([{ TableName: 'things', CapacityUnits: 1.5 }]);
});

test('a transaction writes all or nothing', () => {
  const { db, put, scanned } = testTable();
  put({ a: s('x'), v: n(1) });
  const statements = (...texts: string[]) => ({
    TransactStatements: texts.map((Statement) => ({ Statement })),
  });
  const failing = statements(`INSERT INTO things VALUE {'a': 'y'}`, `INSERT INTO things VALUE {'a': 'x'}`);
  expect(() => db.executeTransaction(failing)).toThrow(
    expect.objectContaining({
      code: 'TransactionCanceledException',
      fields: {
        CancellationReasons: [
          { Code: 'None' },
          { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' },
        ],
      },
    }),
  );
  expect(scanned()).toEqual(['a=x v=1']);
  const done = db.executeTransaction(
    statements(`INSERT INTO things VALUE {'a': 'y'}`, `EXISTS(SELECT * FROM things WHERE a = 'x' AND v = 1)`),
  );
  expect(done.Responses).toEqual([]);
  expect(scanned()).toEqual(['a=x v=1', 'a=y']);
});

test('a transaction under the same token is carried out once', () => {
  const { db, put, scanned } = testTable();
  put({ a: s('x'), v: n(0) });
  const ask = () =>
    db.executeTransaction({
      ClientRequestToken: 'once',
      ReturnConsumedCapacity: 'TOTAL',
      TransactStatements: [{ Statement: `UPDATE things SET v = v + 1 WHERE a = 'x'` }],
    }).ConsumedCapacity;
  expect(ask()).toMatchObject([{ WriteCapacityUnits: 2 }]);
  expect(ask()).toMatchObject([{ ReadCapacityUnits: 2 }]);
  expect(scanned()).toEqual(['a=x v=1']);
});

test('a transaction reads single items', () => {
  const { db, put } = testTable();
  put({ a: s('x'), v: n(1) });
  const { Responses } = db.executeTransaction({
    TransactStatements: [
      { Statement: 'SELECT v FROM things WHERE a = ?', Parameters: [s('x')] },
      { Statement: `SELECT * FROM things WHERE a = 'none'` },
    ],
  });
  expect(Responses).toEqual([{ Item: { v: n(1) } }, {}]);
});

const mixed = 'ExecuteTransaction API does not support both read and write operations in the same request.';
const first = 'Validation failed in TransactStatements[0]: ';

test.each([
  [
    [`UPDATE things SET v = 'v' WHERE a = 'x' RETURNING ALL NEW *`],
    `${first}RETURNING clause is not supported in ExecuteTransaction.`,
  ],
  [
    [`SELECT * FROM things.byV WHERE a = 'x'`],
    `${first}Reads on indices are not supported within transactions.`,
  ],
  [[`SELECT * FROM things`], first + mustNameKey('ExecuteTransaction')],
  [
    [`EXISTS(SELECT * FROM things WHERE a = 'x')`, `DELETE FROM things WHERE a = 'y'`],
    `${first}EXISTS() must contain a single item read with additional condition`,
  ],
  [
    [`SELECT * FROM things WHERE`],
    `${first}Statement wasn't well formed, can't be processed: Unexpected term`,
  ],
  [[`SELECT * FROM things WHERE a = 'x'`, `DELETE FROM things WHERE a = 'y'`], mixed],
  [
    [`DELETE FROM things WHERE a = 'y'`, `DELETE FROM things WHERE a = 'y'`],
    'Transaction request cannot include multiple operations on one item',
  ],
])('the transaction of %j is refused: %s', (texts, message) => {
  const { db } = testTable();
  const TransactStatements = texts.map((Statement) => ({ Statement }));
  expect(refusal(() => db.executeTransaction({ TransactStatements }))).toBe(
    `ValidationException: ${message}`,
  );
});
