import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../../framework/cloud/service';
import { type Item, n, refusal, s, testTable } from './table';

const TableName = 'things';
const put = (a: string, v: number, ConditionExpression?: string): TransactWriteItem => ({
  Put: { TableName, Item: { a: s(a), v: n(v) }, ConditionExpression },
});

test('a transaction does all that it says, at once', () => {
  const table = testTable();
  table.put({ a: s('x'), v: n(1) }, { a: s('y'), v: n(1) }, { a: s('z'), v: n(1) });
  table.db.transactWriteItems({
    TransactItems: [
      put('new', 1, 'attribute_not_exists(a)'),
      {
        Update: {
          TableName,
          Key: { a: s('x') },
          UpdateExpression: 'ADD v :v',
          ExpressionAttributeValues: { ':v': n(2) },
        },
      },
      { Delete: { TableName, Key: { a: s('y') } } },
      { ConditionCheck: { TableName, Key: { a: s('z') }, ConditionExpression: 'attribute_exists(a)' } },
    ],
  });
  expect(table.scanned()).toEqual(['a=new v=1', 'a=x v=3', 'a=z v=1']);
});

test('a transaction that is cancelled does nothing and gives a reason for every action', () => {
  const table = testTable();
  table.put({ a: s('x'), v: s('text') }, { a: s('y'), v: n(1) });
  const Update = {
    TableName,
    Key: { a: s('x') },
    UpdateExpression: 'SET v = v + :one',
    ExpressionAttributeValues: { ':one': n(1) },
  };
  const Delete = {
    TableName,
    Key: { a: s('y') },
    ConditionExpression: 'attribute_not_exists(a)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  const write = () => table.db.transactWriteItems({ TransactItems: [put('new', 1), { Delete }, { Update }] });
  expect(write).toThrow(
    expect.objectContaining({
      code: 'TransactionCanceledException',
      status: 400,
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
        '[None, ConditionalCheckFailed, ValidationError]',
      fields: {
        CancellationReasons: [
          { Code: 'None' },
          {
            Code: 'ConditionalCheckFailed',
            Message: 'The conditional request failed',
            Item: { a: s('y'), v: n(1) },
          },
          {
            Code: 'ValidationError',
            Message: 'An operand in the update expression has an incorrect data type',
          },
        ],
      },
    }),
  );
  expect(table.scanned()).toEqual(['a=x v=text', 'a=y v=1']);
});

test('a token makes a transaction happen once, for ten minutes', () => {
  const { cloud, db, scanned } = testTable();
  const add = (by: number) => () =>
    db.transactWriteItems({
      ClientRequestToken: 'once',
      TransactItems: [
        {
          Update: {
            TableName,
            Key: { a: s('x') },
            UpdateExpression: 'ADD v :v',
            ExpressionAttributeValues: { ':v': n(by) },
          },
        },
      ],
    });
  add(1)();
  cloud.advance('9 minutes');
  add(1)();
  expect(scanned()).toEqual(['a=x v=1']);
  expect(refusal(add(2))).toMatch(/^IdempotentParameterMismatchException: /);
  cloud.advance('1 minute');
  add(2)();
  expect(scanned()).toEqual(['a=x v=3']);
  const kept = cloud.world.table('dynamodb/000000000000/us-east-1/transactionTokenAges');
  expect(kept.size).toBe(1);
});

test('a transaction that was cancelled can be tried again with its token', () => {
  const table = testTable();
  const write = () =>
    table.db.transactWriteItems({
      ClientRequestToken: 'again',
      TransactItems: [
        put('x', 1),
        { ConditionCheck: { TableName, Key: { a: s('y') }, ConditionExpression: 'attribute_exists(a)' } },
      ],
    });
  expect(refusal(write)).toMatch(/^TransactionCanceledException/);
  table.put({ a: s('y') });
  write();
  expect(table.scanned()).toEqual(['a=x v=1', 'a=y']);
});

test('a transaction has one action for an item, and one kind in an action', () => {
  const { db } = testTable();
  expect(refusal(() => db.transactWriteItems({ TransactItems: [put('x', 1), put('x', 2)] }))).toBe(
    'ValidationException: Transaction request cannot include multiple operations on one item',
  );
  const both = { ...put('x', 1), Delete: { TableName, Key: { a: s('y') } } };
  expect(refusal(() => db.transactWriteItems({ TransactItems: [both] }))).toBe(
    'ValidationException: TransactItems can only contain one of Check, Put, Update or Delete',
  );
});

test('a transaction reads in the order of the request, at twice the cost', () => {
  const table = testTable();
  table.put({ a: s('x'), v: n(1) }, { a: s('y'), v: n(2) });
  const get = (a: string) => ({ Get: { TableName, Key: { a: s(a) }, ProjectionExpression: 'v' } });
  const answer = table.db.transactGetItems({
    TransactItems: [get('y'), get('none'), get('x')],
    ReturnConsumedCapacity: 'TOTAL',
  });
  expect(answer).toEqual({
    Responses: [{ Item: { v: n(2) } }, {}, { Item: { v: n(1) } }],
    ConsumedCapacity: [{ TableName, CapacityUnits: 6, ReadCapacityUnits: 6 }],
  });
});

test('a table that is not there refuses the whole transaction', () => {
  const { db, scanned } = testTable();
  const Delete = { TableName: 'others', Key: { a: s('x') } };
  expect(refusal(() => db.transactWriteItems({ TransactItems: [put('x', 1), { Delete }] }))).toBe(
    'ResourceNotFoundException: Requested resource not found',
  );
  expect(scanned()).toEqual([]);
});

test('a key that does not fit its table cancels a transaction before its conditions and repetitions are seen', () => {
  const { db } = testTable();
  const wrong = (Item: Item) => ({ Put: { TableName: 'things', Item } });
  const reasonsOf = (ask: () => unknown): unknown => {
    try {
      return ask();
    } catch (error) {
      return error instanceof AwsError ? [error.code, error.fields?.['CancellationReasons']] : error;
    }
  };
  const none = { Code: 'None' };
  expect(
    reasonsOf(() =>
      db.transactWriteItems({
        TransactItems: [
          {
            ConditionCheck: {
              TableName: 'things',
              Key: { a: s('9') },
              ConditionExpression: 'attribute_exists(a)',
            },
          },
          wrong({ a: s('1') }),
          wrong({ a: s('1') }),
          wrong({ a: n(5) }),
          wrong({ b: n(6) }),
        ],
      }),
    ),
  ).toEqual([
    'TransactionCanceledException',
    [
      none,
      none,
      none,
      {
        Code: 'ValidationError',
        Message: 'One or more parameter values were invalid: Type mismatch for key a expected: S actual: N',
      },
      none,
    ],
  ]);
  const mismatch = { Code: 'ValidationError', Message: 'The provided key element does not match the schema' };
  const Get = { TableName: 'things', Key: { a: n(1) } };
  expect(reasonsOf(() => db.transactGetItems({ TransactItems: [{ Get }] }))).toEqual([
    'TransactionCanceledException',
    [mismatch],
  ]);
  expect(
    refusal(() => db.transactWriteItems({ TransactItems: [wrong({ a: n(5) }), wrong({ a: s('') })] })),
  ).toBe(
    'ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot ' +
      'contain an empty string value. Key: a',
  );
  expect(
    refusal(() =>
      db.transactWriteItems({
        TransactItems: [wrong({ a: n(5) }), { Put: { TableName: 'others', Item: { a: s('1') } } }],
      }),
    ),
  ).toBe('ResourceNotFoundException: Requested resource not found');
});

test('a transaction brings four megabytes at most, whatever the items that it deletes come to', () => {
  const { db, put } = testTable({ WarmThroughput: { WriteUnitsPerSecond: 40_000 } });
  const TableName = 'things';
  const keys = Array.from({ length: 50 }, (_, at) => ({ a: s(String(at)) }));
  const large = keys.map((key) => ({ ...key, text: s('x'.repeat(100_000)) }));
  expect(
    refusal(() =>
      db.transactWriteItems({ TransactItems: large.map((Item) => ({ Put: { TableName, Item } })) }),
    ),
  ).toContain('cannot exceed 4 MB');
  put(...large);
  db.transactWriteItems({ TransactItems: keys.map((Key) => ({ Delete: { TableName, Key } })) });
  expect(db.scan({ TableName }).Count).toBe(0);
});
