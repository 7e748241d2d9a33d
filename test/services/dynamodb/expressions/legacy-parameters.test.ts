import type { AttributeValueUpdate, Condition, ExpectedAttributeValue } from '@aws-sdk/client-dynamodb';
import { applyUpdate } from '../../../../framework/services/dynamodb/expressions/apply-update';
import {
  legacyExpected,
  legacyFilter,
} from '../../../../framework/services/dynamodb/expressions/legacy-conditions';
import {
  legacyProjection,
  legacyUpdate,
} from '../../../../framework/services/dynamodb/expressions/legacy-updates';
import { matches } from '../../../../framework/services/dynamodb/expressions/matches';
import type { Item } from '../../../../framework/services/dynamodb/items/attribute-value';

const INVALID = 'One or more parameter values were invalid: ';
const ITEM: Item = {
  n: { N: '2' },
  s: { S: 'abc' },
  l: { L: [{ S: 'x' }] },
  set: { SS: ['a', 'b'] },
};

describe('Expected', () => {
  test.each<[{ [name: string]: ExpectedAttributeValue }, boolean, ('AND' | 'OR')?]>([
    [{ n: { Value: { N: '2.0' } } }, true],
    [{ n: { Value: { N: '3' } } }, false],
    [{ n: { Exists: true, Value: { N: '3' } } }, false],
    [{ zz: { Exists: false } }, true],
    [{ n: { Exists: false } }, false],
    [{ n: { ComparisonOperator: 'NE', AttributeValueList: [{ N: '3' }] } }, true],
    [{ n: { ComparisonOperator: 'BETWEEN', AttributeValueList: [{ N: '1' }, { N: '2' }] } }, true],
    [{ n: { ComparisonOperator: 'IN', AttributeValueList: [{ N: '1' }, { N: '2' }] } }, true],
    [{ s: { ComparisonOperator: 'BEGINS_WITH', Value: { S: 'ab' } } }, true],
    [{ s: { ComparisonOperator: 'CONTAINS', Value: { S: 'bc' } } }, true],
    [{ zz: { ComparisonOperator: 'NOT_CONTAINS', Value: { S: 'bc' } } }, true],
    [{ zz: { ComparisonOperator: 'NULL' }, n: { ComparisonOperator: 'NOT_NULL' } }, true],
    [{ n: { ComparisonOperator: 'GT', Value: { N: '2' } }, s: { Value: { S: 'abc' } } }, false, 'AND'],
    [{ n: { ComparisonOperator: 'GT', Value: { N: '2' } }, s: { Value: { S: 'abc' } } }, true, 'OR'],
    [{ n: { ComparisonOperator: 'LT', Value: { N: '2' } }, s: { Value: { S: 'b' } } }, false, 'OR'],
    [
      {
        n: { ComparisonOperator: 'LE', Value: { N: '2' } },
        s: { ComparisonOperator: 'GE', Value: { S: 'abc' } },
      },
      true,
    ],
  ])('%j: %s', (...[expected, result, operator]) => {
    const condition = legacyExpected(expected, operator);
    expect(condition && matches(condition, ITEM)).toBe(result);
  });

  test.each<[{ [name: string]: ExpectedAttributeValue }, string, ('AND' | 'OR')?]>([
    [{ a: {} }, `${INVALID}Value must be provided when Exists is null for Attribute: a`],
    [{ a: { Exists: true } }, `${INVALID}Value must be provided when Exists is true for Attribute: a`],
    [
      { a: { Exists: false, Value: { S: 'a' } } },
      `${INVALID}Value cannot be used when Exists is false for Attribute: a`,
    ],
    [
      { a: { AttributeValueList: [{ S: 'a' }] } },
      `${INVALID}AttributeValueList can only be used with a ComparisonOperator for Attribute: a`,
    ],
    [
      { a: { AttributeValueList: [], Value: { S: 'a' } } },
      `${INVALID}Value and AttributeValueList cannot be used together for Attribute: a`,
    ],
    [
      { a: { ComparisonOperator: 'EQ', Exists: true } },
      `${INVALID}Exists and ComparisonOperator cannot be used together for Attribute: a`,
    ],
    [
      { a: { ComparisonOperator: 'EQ' } },
      `${INVALID}Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a`,
    ],
    [
      { a: { ComparisonOperator: 'BETWEEN', Value: { S: 'a' } } },
      `${INVALID}Invalid number of argument(s) for the BETWEEN ComparisonOperator`,
    ],
    [{}, 'ConditionalOperator cannot be used without Filter or Expected', 'OR'],
    [
      { a: { Exists: false } },
      'ConditionalOperator can only be used when Filter or Expected has two or more elements',
      'AND',
    ],
  ])('%j is refused', (...[expected, message, operator]) => {
    expect(() => legacyExpected(expected, operator)).toThrow(expect.objectContaining({ message }));
  });
});

test.each<[{ [name: string]: Condition }, string]>([
  [
    { a: { ComparisonOperator: 'EQ', AttributeValueList: [] } },
    `${INVALID}Invalid number of argument(s) for the EQ ComparisonOperator`,
  ],
  [
    { a: { ComparisonOperator: 'IN', AttributeValueList: [{ S: 'a' }, { N: '1' }] } },
    `${INVALID}AttributeValues inside AttributeValueList must be of same type`,
  ],
  [
    { a: { ComparisonOperator: 'LT', AttributeValueList: [{ BOOL: true }] } },
    `${INVALID}ComparisonOperator LT is not valid for BOOL AttributeValue type`,
  ],
  [
    { a: { ComparisonOperator: 'BETWEEN', AttributeValueList: [{ N: '2' }, { N: '1' }] } },
    'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
  ],
])('the filter %j is refused', (filter, message) => {
  expect(() => legacyFilter(filter, undefined)).toThrow(expect.objectContaining({ message }));
});

describe('AttributeUpdates', () => {
  test.each<[{ [name: string]: AttributeValueUpdate }, Item]>([
    [{ n: { Value: { S: 'x' } } }, { n: { S: 'x' } }],
    [{ n: { Action: 'ADD', Value: { N: '9' } } }, { n: { N: '11' } }],
    [{ l: { Action: 'ADD', Value: { L: [{ S: 'y' }] } } }, { l: { L: [{ S: 'x' }, { S: 'y' }] } }],
    [{ set: { Action: 'DELETE', Value: { SS: ['a'] } } }, { set: { SS: ['b'] } }],
  ])('%j', (updates, changes) => {
    expect(applyUpdate(legacyUpdate(updates), ITEM).item).toEqual({ ...ITEM, ...changes });
  });

  test('DELETE without a value removes the attribute', () => {
    expect(
      applyUpdate(legacyUpdate({ n: { Action: 'DELETE' } }), { n: { N: '1' }, s: { S: '' } }).item,
    ).toEqual({
      s: { S: '' },
    });
  });

  test.each<[AttributeValueUpdate, string]>([
    [{}, `${INVALID}Only DELETE action is allowed when no attribute value is specified`],
    [
      { Action: 'DELETE', Value: { S: '1' } },
      `${INVALID}DELETE action with value is not supported for the type S`,
    ],
    [{ Action: 'ADD', Value: { BOOL: true } }, `${INVALID}ADD action is not supported for the type BOOL`],
    [{ Action: 'ADD', Value: { SS: ['a'] } }, 'Type mismatch for attribute to update'],
  ])('%j is refused', (update, message) => {
    expect(() => applyUpdate(legacyUpdate({ n: update }), ITEM)).toThrow(
      expect.objectContaining({ message }),
    );
  });
});

test('AttributesToGet names each attribute once', () => {
  expect(legacyProjection(['a.b', 'c'])).toEqual([['a.b'], ['c']]);
  expect(() => legacyProjection(['a', 'b', 'a'])).toThrow(`${INVALID}Duplicate value in attribute name: a`);
});
