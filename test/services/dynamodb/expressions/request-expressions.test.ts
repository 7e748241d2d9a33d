import {
  type ExpressionParameters,
  refuseMixedParameters,
  requestExpressions,
} from '../../../../framework/services/dynamodb/expressions/request-expressions';
import { RESERVED_WORDS } from '../../../../framework/services/dynamodb/expressions/syntax/reserved-words';

describe('names and values are checked across all expressions of a request', () => {
  test.each<[ExpressionParameters, string]>([
    [{ ExpressionAttributeNames: {} }, 'ExpressionAttributeNames must not be empty'],
    [{ ExpressionAttributeValues: {} }, 'ExpressionAttributeValues must not be empty'],
    [
      { ExpressionAttributeNames: { a: 'a' } },
      'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"',
    ],
    [
      { ExpressionAttributeValues: { b: { S: 'a' } } },
      'ExpressionAttributeValues contains invalid key: Syntax error; key: "b"',
    ],
    [
      { ExpressionAttributeValues: { ':b': { N: 'x' } } },
      'ExpressionAttributeValues contains invalid value: ' +
        'The parameter cannot be converted to a numeric value: x for key :b',
    ],
    [
      { FilterExpression: 'a = b', ExpressionAttributeNames: { '#x': 'x', '#y': 'y' } },
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#x, #y}',
    ],
    [
      {
        FilterExpression: '#x = :v',
        ProjectionExpression: '#y',
        ExpressionAttributeNames: { '#x': 'x', '#y': 'y' },
        ExpressionAttributeValues: { ':v': { S: '' }, ':w': { S: '' } },
      },
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}',
    ],
    [
      { UpdateExpression: 'SET a', ConditionExpression: '' },
      'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "a"',
    ],
  ])('case %#: %s', (parameters, message) => {
    expect(() => requestExpressions(parameters)).toThrow(expect.objectContaining({ message }));
  });
});

describe('expressions do not go with what they replace', () => {
  test.each([
    [
      { UpdateExpression: '', AttributeUpdates: {}, Expected: {} },
      'Can not use both expression and non-expression parameters in the same request: ' +
        'Non-expression parameters: {AttributeUpdates, Expected} Expression parameters: {UpdateExpression}',
    ],
    [
      { Expected: {}, ExpressionAttributeNames: {} },
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    [
      { ExpressionAttributeValues: {} },
      'ExpressionAttributeValues can only be specified when using expressions: ' +
        'UpdateExpression and ConditionExpression are null',
    ],
  ])('%j is refused', (parameters, message) => {
    expect(() =>
      refuseMixedParameters(
        parameters,
        ['UpdateExpression', 'ConditionExpression'],
        ['AttributeUpdates', 'Expected'],
      ),
    ).toThrow(expect.objectContaining({ message }));
  });

  test.each([
    [{ UpdateExpression: '' }],
    [{ AttributeUpdates: {}, Expected: {} }],
    [{ KeyConditions: {}, UpdateExpression: 'SET a = b' }],
  ])('%j is fine', (parameters) => {
    expect(() =>
      refuseMixedParameters(
        parameters,
        ['UpdateExpression'],
        ['AttributeUpdates', 'Expected', 'KeyConditions'],
      ),
    ).not.toThrow();
  });

  test('KeyConditions do not go with a KeyConditionExpression', () => {
    expect(() =>
      refuseMixedParameters(
        { KeyConditions: {}, KeyConditionExpression: 'a = b' },
        ['KeyConditionExpression'],
        ['KeyConditions'],
      ),
    ).toThrow('Non-expression parameters: {KeyConditions} Expression parameters: {KeyConditionExpression}');
  });
});

test('AWS reserves 573 words', () => {
  expect(RESERVED_WORDS.size).toBe(573);
});
