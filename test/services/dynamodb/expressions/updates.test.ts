import type { AttributeValue as WireAttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../../framework/services/dynamodb/items/attribute-value';
import {
  applyUpdate,
  updatedAttributes,
} from '../../../../framework/services/dynamodb/expressions/apply-update';
import { requestExpressions } from '../../../../framework/services/dynamodb/expressions/request-expressions';
import { refuseKeyUpdates } from '../../../../framework/services/dynamodb/expressions/update';

const VALUES: { [placeholder: string]: WireAttributeValue } = {
  ':one': { N: '1' },
  ':half': { N: '0.50' },
  ':s': { S: 'new' },
  ':more': { L: [{ S: 'x' }] },
  ':empty': { L: [] },
  ':ab': { SS: ['a', 'b'] },
  ':cd': { SS: ['c', 'd'] },
  ':all': { SS: ['c', 'b', 'a'] },
  ':ns': { NS: ['1'] },
  ':map': { M: {} },
};

const ITEM: Item = {
  pk: { S: 'k' },
  a: { N: '1' },
  b: { N: '2' },
  l: { L: [{ N: '0' }, { N: '1' }, { N: '2' }, { M: { x: { S: 'in' } } }] },
  m: { M: { a: { N: '5' }, l: { L: [] } } },
  letters: { SS: ['a', 'b', 'c'] },
};

function updateOf(expression: string) {
  const used = new Set(expression.match(/:\w+/g));
  const values = Object.entries(VALUES).filter(([placeholder]) => used.has(placeholder));
  const { update } = requestExpressions({
    UpdateExpression: expression,
    ExpressionAttributeValues: values.length > 0 ? Object.fromEntries(values) : undefined,
  });
  if (!update) throw new Error('no update');
  return update;
}

describe('an update changes the item', () => {
  test.each<[string, Item]>([
    ['SET c = :s', { c: { S: 'new' } }],
    ['SET a = b, b = a', { a: { N: '2' }, b: { N: '1' } }],
    ['SET a = a + :half', { a: { N: '1.5' } }],
    ['SET a = :half - b', { a: { N: '-1.5' } }],
    ['SET a = if_not_exists(zz, :one) + :one', { a: { N: '2' } }],
    ['SET c = if_not_exists(a, :s), d = if_not_exists(zz, :s)', { c: { N: '1' }, d: { S: 'new' } }],
    ['SET m.b = :s', { m: { M: { a: { N: '5' }, l: { L: [] }, b: { S: 'new' } } } }],
    ['SET m.l = list_append(m.l, :more)', { m: { M: { a: { N: '5' }, l: { L: [{ S: 'x' }] } } } }],
    ['SET c = list_append(if_not_exists(c, :empty), :more)', { c: { L: [{ S: 'x' }] } }],
    ['SET l[1] = :s', { l: { L: [{ N: '0' }, { S: 'new' }, { N: '2' }, { M: { x: { S: 'in' } } }] } }],
    ['SET l[3].x = :s', { l: { L: [{ N: '0' }, { N: '1' }, { N: '2' }, { M: { x: { S: 'new' } } }] } }],
    [
      'SET l[90] = a, l[9] = b',
      { l: { L: [{ N: '0' }, { N: '1' }, { N: '2' }, { M: { x: { S: 'in' } } }, { N: '2' }, { N: '1' }] } },
    ],
    ['REMOVE l[0], l[1], l[3]', { l: { L: [{ N: '2' }] } }],
    [
      'REMOVE l[0] SET l[2] = :s, l[3].x = :s',
      { l: { L: [{ N: '1' }, { S: 'new' }, { M: { x: { S: 'new' } } }] } },
    ],
    ['remove l[9], m.zz, zz', {}],
    ['REMOVE m.a', { m: { M: { l: { L: [] } } } }],
    ['ADD a :one, added :half', { a: { N: '2' }, added: { N: '0.5' } }],
    ['ADD m.a :one', { m: { M: { a: { N: '6' }, l: { L: [] } } } }],
    ['ADD letters :cd, fresh :ab', { letters: { SS: ['a', 'b', 'c', 'd'] }, fresh: { SS: ['a', 'b'] } }],
    ['DELETE letters :ab', { letters: { SS: ['c'] } }],
    ['DELETE zz :ab', {}],
    [
      'SET c = m, m.a = :one',
      { c: { M: { a: { N: '5' }, l: { L: [] } } }, m: { M: { a: { N: '1' }, l: { L: [] } } } },
    ],
  ])('%s', (expression, changes) => {
    const before = JSON.stringify(ITEM);
    expect(applyUpdate(updateOf(expression), ITEM).item).toEqual({ ...ITEM, ...changes });
    expect(JSON.stringify(ITEM)).toBe(before);
  });

  test('a removed attribute and an emptied set are gone', () => {
    const { item } = applyUpdate(updateOf('REMOVE a DELETE letters :all'), ITEM);
    expect(Object.keys(item)).toEqual(['pk', 'b', 'l', 'm']);
  });
});

function makes(expression: string): boolean {
  return applyUpdate(updateOf(expression), { pk: { S: 'k' } }).createsItem;
}

test('an update that only takes away does not make an item', () => {
  expect(makes('SET a = :one')).toBe(true);
  expect(makes('ADD a :one')).toBe(true);
  expect(makes('REMOVE a')).toBe(false);
  expect(makes('DELETE a :ab')).toBe(false);
});

test('what was updated is returned along its paths', () => {
  const update = updateOf('SET m.a = :one, l[3].x = :s, c = :s REMOVE b');
  const { item } = applyUpdate(update, ITEM);
  expect(updatedAttributes(update, ITEM)).toEqual({
    m: { M: { a: { N: '5' } } },
    l: { L: [{ M: { x: { S: 'in' } } }] },
    b: { N: '2' },
  });
  expect(updatedAttributes(update, item)).toEqual({
    m: { M: { a: { N: '1' } } },
    l: { L: [{ M: { x: { S: 'new' } } }] },
    c: { S: 'new' },
  });
});

describe('an update that does not fit the item is refused', () => {
  const PATH = 'The document path provided in the update expression is invalid for update';
  const OPERAND = 'An operand in the update expression has an incorrect data type';
  test.each([
    ['SET zz.a = :one', PATH],
    ['SET a.x = :one', PATH],
    ['SET m[0] = :one', PATH],
    ['REMOVE zz[1]', PATH],
    ['SET c = zz', 'The provided expression refers to an attribute that does not exist in the item'],
    ['SET c = m + :one', OPERAND],
    ['SET c = list_append(a, :more)', OPERAND],
    ['ADD m :one', OPERAND],
    ['ADD letters :ns', OPERAND],
    ['DELETE a :ab', OPERAND],
  ])('%s', (expression, message) => {
    expect(() => applyUpdate(updateOf(expression), ITEM)).toThrow(
      expect.objectContaining({ code: 'ValidationException', message }),
    );
  });

  test('the key stays', () => {
    expect(() => refuseKeyUpdates(updateOf('SET a = :one REMOVE pk'), ['pk'])).toThrow(
      'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    );
  });
});

describe('what is no update is refused in the words of AWS', () => {
  test.each([
    ['', 'The expression can not be empty;'],
    ['INVALID SYNTAX HERE', 'Syntax error; token: "INVALID", near: "INVALID SYNTAX"'],
    ['ADD hits : one', 'Syntax error; token: ":", near: "hits : one"'],
    ['SET', 'Syntax error; token: "<EOF>", near: "SET"'],
    ['SET a = :one,', 'Syntax error; token: "<EOF>", near: ","'],
    ['SET a = :one + :one + :one', 'Syntax error; token: "+", near: ":one + :one"'],
    ['SET a = :one b = :one', 'Syntax error; token: "b", near: ":one b ="'],
    ['ADD a b', 'Syntax error; token: "b", near: "a b"'],
    ['SET a = size(b)', 'Invalid function name; function: size'],
    ['SET name = :one', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['SET a = :one SET b = :one', 'The "SET" section can only be used once in an update expression;'],
    ['SET a = :zz', 'An expression attribute value used in expression is not defined; attribute value: :zz'],
    [
      'SET #z = :one',
      'An expression attribute name used in the document path is not defined; attribute name: #z',
    ],
    [
      'SET a = :one, a = :s',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; ' +
        'path one: [a], path two: [a]',
    ],
    [
      'SET a.b[1] = :one REMOVE a.b',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; ' +
        'path one: [a, b, [1]], path two: [a, b]',
    ],
    [
      'SET a.b = :one, a[1] = :one',
      'Two document paths conflict with each other; must remove or rewrite one of these paths; ' +
        'path one: [a, b], path two: [a, [1]]',
    ],
    ['ADD a :s', 'Incorrect operand type for operator or function; operator: ADD, operand type: STRING'],
    [
      'DELETE a :one',
      'Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER',
    ],
    ['ADD a :map', 'Incorrect operand type for operator or function; operator: ADD, operand type: MAP'],
    [
      'SET a = :s + :one',
      'Incorrect operand type for operator or function; operator or function: +, operand type: S',
    ],
    [
      'SET a = list_append(a, :s)',
      'Incorrect operand type for operator or function; operator or function: list_append, operand type: S',
    ],
    [
      'SET a = list_append(a)',
      'Incorrect number of operands for operator or function; ' +
        'operator or function: list_append, number of operands: 1',
    ],
    [
      'SET a = if_not_exists(:s, :one)',
      'Operator or function requires a document path; operator or function: if_not_exists',
    ],
  ])('%s', (expression, message) => {
    expect(() => updateOf(expression)).toThrow(
      expect.objectContaining({
        code: 'ValidationException',
        message: `Invalid UpdateExpression: ${message}`,
      }),
    );
  });
});
