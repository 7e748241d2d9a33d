import type { AttributeValue as WireAttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../../framework/services/dynamodb/items/attribute-value';
import { matches } from '../../../../framework/services/dynamodb/expressions/matches';
import { requestExpressions } from '../../../../framework/services/dynamodb/expressions/request-expressions';

const VALUES: { [placeholder: string]: WireAttributeValue } = {
  ':one': { N: '1.0' },
  ':two': { N: '2' },
  ':ten': { N: '10' },
  ':a': { S: 'a' },
  ':ab': { S: 'ab' },
  ':b': { S: 'b' },
  ':typeS': { S: 'S' },
  ':typeSS': { S: 'SS' },
  ':X': { S: 'X' },
  ':yes': { BOOL: true },
  ':bin': { B: new Uint8Array([1, 2]) },
  ':tags': { SS: ['y', 'x'] },
  ':list': { L: [{ N: '1' }, { S: 'a' }] },
};
const NAMES: { [placeholder: string]: string } = {
  '#s': 'status',
  '#n': 'n',
  '#dot': 'a.b',
  '#proto': '__proto__',
};

const ITEM: Item = {
  pk: { S: 'k' },
  n: { N: '2' },
  m: { M: { x: { N: '1' }, deep: { L: [{ S: 'zero' }, { M: { y: { S: 'found' } } }] } } },
  status: { S: 'abc' },
  tags: { SS: ['x', 'y'] },
  numbers: { NS: ['1', '10'] },
  bytes: { B: Buffer.from([1, 2, 3]).toString('base64') },
  flag: { BOOL: true },
  nothing: { NULL: true },
  pair: { L: [{ N: '1' }, { S: 'a' }] },
  emoji: { S: '\u{1f600}é' },
  'a.b': { S: 'dotted' },
};

/** Only the names and values that an expression uses: AWS refuses the others. */
function used<T>(
  expression: string,
  all: { [placeholder: string]: T },
): { [placeholder: string]: T } | undefined {
  const tokens = new Set(expression.match(/[#:]\w+/g));
  const entries = Object.entries(all).filter(([placeholder]) => tokens.has(placeholder));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function conditionOf(expression: string) {
  const { condition } = requestExpressions({
    ConditionExpression: expression,
    ExpressionAttributeNames: used(expression, NAMES),
    ExpressionAttributeValues: used(expression, VALUES),
  });
  if (!condition) throw new Error('no condition');
  return condition;
}

describe('conditions that hold', () => {
  test.each([
    'n = :two',
    '#n = :two',
    'n <> :one',
    ':one < n',
    'n BETWEEN :one AND :ten',
    'n between :two and :two',
    'n IN (:one, :two)',
    'n > :one AND n < :ten',
    'n < :ten', // by value: as text it would not be
    'absent <> :one',
    'absent <> alsoAbsent',
    'NOT absent = :one',
    'NOT absent < :one',
    'm.x = :one',
    'm.deep[1].y > :a',
    'attribute_exists(m.deep[1].y)',
    'attribute_not_exists(m.deep[2])',
    'attribute_not_exists(n.x)',
    'attribute_not_exists(#proto)',
    'attribute_not_exists(hasOwnProperty)',
    'attribute_exists(nothing)',
    '#dot > :a',
    'tags = :tags',
    'pair = :list',
    'attribute_type(#s, :typeS)',
    'attribute_type(tags, :typeSS)',
    'begins_with(#s, :ab)',
    'begins_with(bytes, :bin)',
    'contains(#s, :b)',
    'contains(bytes, :bin)',
    'contains(pair, :one)',
    'contains(numbers, :ten)',
    'size(tags) = :two',
    'size(m) = :two',
    'size(pair) BETWEEN :one AND :two',
    'size(m.deep[0]) > :two',
    'size(bytes) > :two',
    'size(emoji) > :two AND size(emoji) < :ten',
    'flag = :yes',
    'n = :one OR n = :two AND flag = :yes',
    '(n = :one OR n = :two) AND flag = :yes',
    'NOT n = :one AND flag = :yes',
    '((n) = :two AND (flag = :yes))',
    'NOT (n = :one OR n = :ten)',
  ])('%s', (expression) => {
    expect(matches(conditionOf(expression), ITEM)).toBe(true);
  });
});

describe('conditions that do not hold', () => {
  test.each([
    'n = :one',
    'n = :a',
    'n < :a', // values of different types are in no order
    'absent = :one',
    'absent = alsoAbsent',
    'absent < :one',
    'absent IN (:one)',
    'absent BETWEEN :one AND :two',
    'NOT absent <> :one',
    'attribute_exists(absent)',
    'attribute_not_exists(n)',
    'attribute_exists(constructorless)',
    'attribute_type(n, :typeS)',
    'begins_with(n, :a)',
    'begins_with(#s, :b)',
    'contains(tags, :one)',
    'contains(n, :one)',
    'size(n) = :one',
    'size(absent) = :one',
    'n = :one AND flag = :yes OR n = :ten',
    'NOT (n = :two)',
  ])('%s', (expression) => {
    expect(matches(conditionOf(expression), ITEM)).toBe(false);
  });
});

test('a string is above another by its UTF-8 bytes', () => {
  const { condition } = requestExpressions({
    ConditionExpression: 's > :fffd',
    ExpressionAttributeValues: { ':fffd': { S: '\ufffd' } },
  });
  expect(condition && matches(condition, { s: { S: '\u{1f600}' } })).toBe(true);
});

function many(count: number, text: string, separator: string): string {
  return Array.from({ length: count }, () => text).join(separator);
}

describe('what is no condition is refused in the words of AWS', () => {
  test.each([
    ['', 'The expression can not be empty;'],
    ['foo', 'Syntax error; token: "<EOF>", near: "foo"'],
    ['attribute_not_exists(', 'Syntax error; token: "<EOF>", near: "("'],
    ['attribute_exists()', 'Syntax error; token: ")", near: "()"'],
    ['a == :one', 'Syntax error; token: "=", near: "== :one"'],
    ['a b :one', 'Syntax error; token: "b", near: "a b :one"'],
    ['a = :one AND', 'Syntax error; token: "<EOF>", near: "AND"'],
    ['(a = :one', 'Syntax error; token: "<EOF>", near: ":one"'],
    ['a[b] = :one', 'Syntax error; token: "b", near: "[b]"'],
    ['a = 5', 'Syntax error; token: "5", near: "= 5"'],
    ['(a) AND flag = :yes', 'Syntax error; token: "AND", near: ") AND flag"'],
    ['_hidden = :one', 'Syntax error; token: "_", near: "_hidden"'],
    ['((a = :one))', 'The expression has redundant parentheses;'],
    ['a = ((:one))', 'The expression has redundant parentheses;'],
    [many(2000, '(', ''), 'The expression has redundant parentheses;'],
    ['foo(a)', 'Invalid function name; function: foo'],
    ['Size(a) = :one', 'Invalid function name; function: Size'],
    ['size(a)', 'The function is not allowed to be used this way in an expression; function: size'],
    [
      'begins_with(a, :a) = :yes',
      'The function is not allowed to be used this way in an expression; function: begins_with',
    ],
    ['Status = :one', 'Attribute name is a reserved keyword; reserved keyword: Status'],
    ['a.name = :one', 'Attribute name is a reserved keyword; reserved keyword: name'],
    [
      '#missing = :one',
      'An expression attribute name used in the document path is not defined; attribute name: #missing',
    ],
    [
      'a = :missing',
      'An expression attribute value used in expression is not defined; attribute value: :missing',
    ],
    [
      'contains(a)',
      'Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1',
    ],
    [
      'contains(#s, #s)',
      'The first operand must be distinct from the remaining operands for this operator or function; ' +
        'operator: contains, first operand: [status]',
    ],
    [
      'a[1].b = a[1].b',
      'The first operand must be distinct from the remaining operands for this operator or function; ' +
        'operator: =, first operand: [a, [1], b]',
    ],
    [
      'attribute_exists(:a)',
      'Operator or function requires a document path; operator or function: attribute_exists',
    ],
    [
      'begins_with(a, :one)',
      'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ],
    [
      'size(:one) = :one',
      'Incorrect operand type for operator or function; operator or function: size, operand type: N',
    ],
    [
      'a < :yes',
      'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
    ],
    [
      'attribute_type(a, b)',
      'Incorrect operand type for operator or function; operator or function: attribute_type, ' +
        'operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}',
    ],
    [
      'attribute_type(a, :X)',
      'Invalid attribute type name found; type: X, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
    ],
    [
      'a BETWEEN :two AND :one',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ' +
        'lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}',
    ],
    [
      'a BETWEEN :one AND :a',
      'The BETWEEN operator requires same data type for lower and upper bounds; ' +
        'lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}',
    ],
    [
      `a IN (${many(101, ':one', ',')})`,
      'The IN operator is provided with too many operands; number of operands: 101',
    ],
    [many(301, 'a<b', ' OR '), 'The expression contains too many operators; operator count: 301'],
    [
      many(900, 'a=b', ' OR '),
      'Expression size has exceeded the maximum allowed size; expression size: 6296',
    ],
  ])('%s', (expression, message) => {
    expect(() => conditionOf(expression)).toThrow(
      expect.objectContaining({
        code: 'ValidationException',
        message: `Invalid ConditionExpression: ${message}`,
      }),
    );
  });

  test('what names and values stand for does not change what an expression means the next time', () => {
    const expression = '#x = :v';
    const first = requestExpressions({
      ConditionExpression: expression,
      ExpressionAttributeNames: { '#x': 'n' },
      ExpressionAttributeValues: { ':v': { N: '2' } },
    });
    const second = requestExpressions({
      ConditionExpression: expression,
      ExpressionAttributeNames: { '#x': 'status' },
      ExpressionAttributeValues: { ':v': { S: 'abc' } },
    });
    expect(first.condition && matches(first.condition, ITEM)).toBe(true);
    expect(second.condition && matches(second.condition, ITEM)).toBe(true);
    expect(first.condition).not.toEqual(second.condition);
  });
});
