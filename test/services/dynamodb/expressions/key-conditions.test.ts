import type { AttributeValue as WireAttributeValue } from '@aws-sdk/client-dynamodb';
import { keyConditionFor, keyRange } from '../../../../framework/services/dynamodb/expressions/key-condition';
import { requestExpressions } from '../../../../framework/services/dynamodb/expressions/request-expressions';
import { encodeCompositeKey } from '../../../../framework/services/dynamodb/items/key-encoding';
import type { KeySchema } from '../../../../framework/services/dynamodb/items/key-schema';

const schema: KeySchema = { partition: { name: 'pk', type: 'S' }, sort: { name: 'sk', type: 'S' } };
const partitionOnly: KeySchema = { partition: { name: 'pk', type: 'S' } };
const VALUES: { [placeholder: string]: WireAttributeValue } = {
  ':p': { S: 'p' },
  ':a': { S: 'a' },
  ':ab': { S: 'ab' },
  ':b': { S: 'b' },
  ':n': { N: '1' },
};

function keyConditionOf(expression: string, key: KeySchema = schema) {
  const used = Object.entries(VALUES).filter(([placeholder]) =>
    new RegExp(`${placeholder}\\b`).test(expression),
  );
  const { keyConditions = [] } = requestExpressions({
    KeyConditionExpression: expression,
    ExpressionAttributeValues: used.length > 0 ? Object.fromEntries(used) : undefined,
  });
  return keyConditionFor(keyConditions, key);
}

describe('a key condition selects a range of keys', () => {
  const sortKeys = ['', 'a', 'a\u0000', 'aa', 'ab', 'ab\u{1f600}', 'abc', 'b', 'ba', '\uffff'];
  test.each([
    ['pk = :p', sortKeys],
    ['pk = :p AND sk = :ab', ['ab']],
    ['sk = :ab AND pk = :p', ['ab']],
    [':p = pk AND :ab = sk', ['ab']],
    ['pk = :p AND sk < :ab', ['', 'a', 'a\u0000', 'aa']],
    ['pk = :p AND sk <= :ab', ['', 'a', 'a\u0000', 'aa', 'ab']],
    ['pk = :p AND :ab > sk', ['', 'a', 'a\u0000', 'aa']],
    ['pk = :p AND sk > :ab', ['ab\u{1f600}', 'abc', 'b', 'ba', '\uffff'].toSorted()],
    ['pk = :p AND :ab <= sk', ['ab', 'ab\u{1f600}', 'abc', 'b', 'ba', '\uffff'].toSorted()],
    ['pk = :p AND sk BETWEEN :a AND :ab', ['a', 'a\u0000', 'aa', 'ab']],
    ['pk = :p AND begins_with(sk, :ab)', ['ab', 'abc', 'ab\u{1f600}']],
    ['((pk = :p)) AND ((sk = :b))', ['b']],
  ])('%s', (expression, selected) => {
    const { from, to } = keyRange(keyConditionOf(expression));
    const inRange = (partition: string, sort: string, rest: string) => {
      const key = encodeCompositeKey([{ S: partition }, { S: sort }, { S: rest }]);
      return key >= from && key < to;
    };
    expect(sortKeys.filter((sort) => inRange('p', sort, 'x')).toSorted()).toEqual(selected.toSorted());
    expect(sortKeys.filter((sort) => inRange('p', sort, '\uffff')).toSorted()).toEqual(selected.toSorted());
    expect(sortKeys.filter((sort) => inRange('p2', sort, 'x') || inRange('o', sort, 'x'))).toEqual([]);
  });
});

describe('what is no key condition is refused in the words of AWS', () => {
  const INVALID = 'Invalid condition in KeyConditionExpression:';
  test.each<[string, string, KeySchema?]>([
    ['', 'Invalid KeyConditionExpression: The expression can not be empty;'],
    ['pk', 'Invalid KeyConditionExpression: Syntax error; token: "<EOF>", near: "pk"'],
    ['sk = :a', 'Query condition missed key schema element: pk'],
    ['elsewhere = :a', 'Query condition missed key schema element: pk'],
    ['pk = :p AND elsewhere = :a', 'Query condition missed key schema element: sk'],
    ['pk = :p AND sk = :a', 'Query key condition not supported', partitionOnly],
    ['pk > :p', 'Query key condition not supported'],
    [
      'pk = :n',
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ],
    [
      'pk = :p AND sk = :n',
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ],
    [
      'pk = :p AND pk = :a',
      'Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key',
    ],
    [
      'pk = :p AND sk = :a AND elsewhere = :b',
      'The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)',
    ],
    ['pk = :p OR sk = :a', 'Invalid operator used in KeyConditionExpression: OR'],
    ['NOT pk = :p', 'Invalid operator used in KeyConditionExpression: NOT'],
    ['pk IN (:p)', 'Invalid operator used in KeyConditionExpression: IN'],
    ['pk <> :p', 'Invalid operator used in KeyConditionExpression: <>'],
    ['pk = :p AND contains(sk, :a)', 'Invalid operator used in KeyConditionExpression: contains'],
    ['pk = :p AND attribute_exists(sk)', 'Invalid operator used in KeyConditionExpression: attribute_exists'],
    ['pk = :p AND size(sk) = :n', 'KeyConditionExpressions cannot contain nested operations'],
    ['pk = :p AND sk.a = :a', 'KeyConditionExpressions cannot have conditions on nested attributes'],
    ['pk = :p AND sk = elsewhere', `${INVALID} Multiple attribute names used in one condition`],
    ['pk = :p AND :a = :b', `${INVALID} No key attribute specified`],
    [
      'pk = :p AND :a BETWEEN sk AND sk',
      `${INVALID} BETWEEN operator must have the key attribute as its first operand`,
    ],
    [
      'pk = :p AND begins_with(:a, sk)',
      `${INVALID} begins_with operator must have the key attribute as its first operand`,
    ],
  ])('%s', (...[expression, message, key]) => {
    expect(() => keyConditionOf(expression, key)).toThrow(
      expect.objectContaining({ code: 'ValidationException', message }),
    );
  });
});
