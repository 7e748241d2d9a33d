import type { Item } from '../../../../framework/services/dynamodb/items/attribute-value';
import { project } from '../../../../framework/services/dynamodb/expressions/projection';
import { requestExpressions } from '../../../../framework/services/dynamodb/expressions/request-expressions';

const ITEM: Item = {
  pk: { S: 'k' },
  a: { M: { b: { S: 'bb' }, c: { L: [{ M: { x: { N: '1' }, y: { N: '2' } } }] } } },
  l: { L: [{ S: 'l0' }, { S: 'l1' }, { S: 'l2' }] },
};

function projectionOf(expression: string) {
  return requestExpressions({ ProjectionExpression: expression }).projection ?? [];
}

test.each<[string, Item]>([
  ['pk, zz', { pk: { S: 'k' } }],
  ['a.b', { a: { M: { b: { S: 'bb' } } } }],
  ['a.c[0].y, a.b', { a: { M: { b: { S: 'bb' }, c: { L: [{ M: { y: { N: '2' } } }] } } } }],
  ['l[2], l[0]', { l: { L: [{ S: 'l0' }, { S: 'l2' }] } }],
  ['l[7], a.zz, pk.x', {}],
])('%s', (expression, parts) => {
  expect(project(projectionOf(expression), ITEM)).toEqual(parts);
});

test.each([
  ['', 'The expression can not be empty;'],
  ['!!', 'Syntax error; token: "!", near: "!!"'],
  ['l[a]', 'Syntax error; token: "a", near: "[a]"'],
  ['pk,', 'Syntax error; token: "<EOF>", near: ","'],
  ['pk, status', 'Attribute name is a reserved keyword; reserved keyword: status'],
  ['#x', 'An expression attribute name used in the document path is not defined; attribute name: #x'],
  [
    'a, a.b',
    'Two document paths overlap with each other; must remove or rewrite one of these paths; ' +
      'path one: [a], path two: [a, b]',
  ],
])('%s is refused', (expression, message) => {
  expect(() => projectionOf(expression)).toThrow(
    expect.objectContaining({ message: `Invalid ProjectionExpression: ${message}` }),
  );
});
