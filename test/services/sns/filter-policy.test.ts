import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { refusal, testTopic } from './topic';

const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue });
const number = (StringValue: string): MessageAttributeValue => ({ DataType: 'Number', StringValue });
const array = (...values: unknown[]): MessageAttributeValue => ({
  DataType: 'String.Array',
  StringValue: JSON.stringify(values),
});

function passes(
  policy: object,
  what: { attributes?: Record<string, MessageAttributeValue>; body?: string },
): boolean {
  const topic = testTopic();
  const scope = what.body === undefined ? 'MessageAttributes' : 'MessageBody';
  topic.subscribe('one', { FilterPolicy: JSON.stringify(policy), FilterPolicyScope: scope });
  topic.publish(what.body ?? 'm', { MessageAttributes: what.attributes });
  topic.cloud.settle();
  return topic.bodies('one').length === 1;
}

test.each<[object, Record<string, MessageAttributeValue>, boolean]>([
  [{ kind: ['a', 'b'] }, { kind: text('b') }, true],
  [{ kind: ['a', 'b'] }, { kind: text('c') }, false],
  [{ kind: ['a'] }, {}, false],
  [{ kind: ['a'], price: [{ numeric: ['>', 1] }] }, { kind: text('a'), price: number('2') }, true],
  [{ kind: ['a'], price: [{ numeric: ['>', 1] }] }, { kind: text('a'), price: number('1') }, false],
  [{ price: [{ numeric: ['>=', 1, '<', 3] }] }, { price: number('1.0') }, true],
  [{ price: [{ numeric: ['>=', 1, '<', 3] }] }, { price: number('3') }, false],
  [{ price: [{ numeric: ['=', 301.5] }] }, { price: number('3.015e2') }, true],
  [{ price: [100] }, { price: number('100.0') }, true],
  [{ price: [100] }, { price: text('100') }, false],
  [{ kind: [{ prefix: 'ba' }] }, { kind: text('basket') }, true],
  [{ kind: [{ suffix: 'ball' }] }, { kind: text('football') }, true],
  [{ kind: [{ suffix: 'ball' }] }, { kind: text('rugby') }, false],
  [{ kind: [{ 'equals-ignore-case': 'Tennis' }] }, { kind: text('TENNIS') }, true],
  [{ kind: [{ wildcard: '*ball-*-x' }] }, { kind: text('football-2026-x') }, true],
  [{ kind: [{ wildcard: '*ball-*-x' }] }, { kind: text('football-x') }, false],
  [{ kind: [{ 'anything-but': ['rugby', 'tennis'] }] }, { kind: text('football') }, true],
  [{ kind: [{ 'anything-but': ['rugby', 'tennis'] }] }, { kind: text('rugby') }, false],
  [{ kind: [{ 'anything-but': ['rugby'] }] }, {}, false],
  [{ kind: [{ 'anything-but': ['rugby'] }] }, { kind: array('rugby', 'tennis') }, true],
  [{ kind: [{ 'anything-but': { prefix: 'order-' } }] }, { kind: text('data-1') }, true],
  [{ kind: [{ 'anything-but': { prefix: 'order-' } }] }, { kind: text('order-1') }, false],
  [{ price: [{ 'anything-but': [100, 500] }] }, { price: number('100') }, false],
  [{ kind: [{ exists: true }] }, { kind: text('x') }, true],
  [{ kind: [{ exists: true }] }, {}, false],
  [{ kind: [{ exists: false }] }, { other: text('x') }, true],
  [{ kind: [{ exists: false }] }, { kind: text('x') }, false],
  [{ address: [{ cidr: '10.0.0.0/24' }] }, { address: text('10.0.0.255') }, true],
  [{ address: [{ cidr: '10.0.0.0/24' }] }, { address: text('10.0.1.0') }, false],
  [{ address: [{ cidr: '2001:db8::/32' }] }, { address: text('2001:db8:1::2') }, true],
  [{ kind: ['b'] }, { kind: array('a', 'b') }, true],
  [{ kind: ['b'] }, { kind: { DataType: 'String.Array', StringValue: 'no array' } }, false],
  [{ kind: [true] }, { kind: array(true) }, true],
  [{ kind: [null] }, { kind: array(null) }, true],
  [{ kind: ['eA=='] }, { kind: { DataType: 'Binary', BinaryValue: new Uint8Array([120]) } }, false],
  [{ $or: [{ kind: ['a'] }, { price: [1] }] }, { price: number('1') }, true],
  [{ $or: [{ kind: ['a'] }, { price: [1] }] }, { price: number('2') }, false],
])('by attributes: %j lets %j through: %p', (policy, attributes, through) => {
  expect(passes(policy, { attributes })).toBe(through);
});

test.each<[object, unknown, boolean]>([
  [{ key: ['a'] }, { key: 'a' }, true],
  [{ key: ['a'] }, { key: ['b', 'a'] }, true],
  [{ key: ['a'] }, { key: { a: 'a' } }, false],
  [{ key: { inner: ['a'] } }, { key: { inner: 'a' } }, true],
  [{ key: { inner: ['a'] } }, { key: [{ inner: 'b' }, { inner: 'a' }] }, true],
  [{ key: { inner: ['a'], other: ['b'] } }, { key: [{ inner: 'a' }, { other: 'b' }] }, false],
  [{ key: { inner: [{ exists: false }] } }, { other: 1 }, true],
  [{ key: [null] }, { key: null }, true],
  [{ key: [true] }, { key: 'true' }, false],
  [{ key: [{ numeric: ['<', 0] }] }, { key: -0.5 }, true],
  [{ key: [{ numeric: ['<', 0] }] }, { key: '-0.5' }, false],
  [{ key: ['a'] }, ['a'], false],
  [{ 'object.nested': ['a'] }, { object: { nested: 'a' } }, true],
  [{ object: { nested: ['a'] } }, { 'object.nested': 'a' }, true],
  [{ 'object.nested.test': ['a'] }, { object: { 'nested.test': 'a' } }, true],
  [{ 'object.nested.test': ['a'] }, { object: { nested: { test: 'b' } } }, false],
  [{ key: { inner: ['a'], other: ['b'] } }, { key: [[{ inner: 'a', other: 'b' }]] }, true],
  [{ key: [100.123456789] }, { key: 100.1234567 }, true],
  [{ key: [100.12345] }, { key: 100.12346 }, false],
  [{ key: [{ wildcard: 'a\\*b' }] }, { key: 'a*b' }, true],
  [{ key: [{ wildcard: 'a\\*b' }] }, { key: 'axb' }, false],
])('by body: %j lets %j through: %p', (policy, body, through) => {
  expect(passes(policy, { body: JSON.stringify(body) })).toBe(through);
});

test('a body that is no JSON goes to nobody who filters by it, and the trace says why', () => {
  const topic = testTopic();
  const arn = topic.subscribe('one', { FilterPolicy: '{"key":["a"]}', FilterPolicyScope: 'MessageBody' });
  const messageId = topic.publish('plain');
  expect(topic.notes('message filtered out')).toEqual([
    { atSeconds: 0, resource: arn, messageId, reason: 'InvalidMessageBody' },
  ]);
});

/** Recorded on AWS, columns and all, where the value is one of AWS's tests; see the columns of the others. */
test.each([
  ['{"key":[["value"]]}', 'Match value must be String, number, true, false, or null', 10],
  ['{"key":[{"wrong-operator":true}]}', 'Unrecognized match type wrong-operator', 31],
  ['{"key":[{"suffix":"value","prefix":"value2"}]}', 'Only one key allowed in match expression', 37],
  ['{"key":[{"suffix":100}]}', 'suffix match pattern must be a string', 22],
  ['{"key":[{"suffix":null}]}', 'suffix match pattern must be a string', 23],
  ['{"key":[{"suffix":[]}]}', 'suffix match pattern must be a string', 20],
  ['{"key":{"suffix":"value"}}', '"suffix" must be an object or an array', 19],
  ['{"key":{"not-an-operator":"value"}}', '"not-an-operator" must be an object or an array', 28],
  ['{"key_a":"value_one"}', '"key_a" must be an object or an array', 11],
  ['{"key":[{"numeric":[]}]}', 'Invalid member in numeric match: ]', 22],
  ['{"key":[{"numeric":["operator"]}]}', 'Unrecognized numeric range operator: operator', 32],
  ['{"key":[{"numeric":[1,"<="]}]}', 'Invalid member in numeric match: 1', 22],
  ['{"key":[{"numeric":["=","000"]}]}', 'Value of equals must be numeric', 26],
  ['{"key":[{"numeric":[">="]}]}', 'Value of >= must be numeric', 26],
  ['{"key":[{"numeric":["<",100,">",10]}]}', 'Too many elements in numeric expression', 30],
  ['{"key":[{"numeric":[">=",1,">",2]}]}', 'Bad numeric range operator: >', 31],
  ['{"key":[{"numeric":[">",3,"<",1]}]}', 'Bottom must be less than top', 33],
  ['{"key":[{"numeric":[">",20,"<="]}]}', 'Value of <= must be numeric', 33],
  ['{"key":[{"numeric":[">",20,30]}]}', 'Bad value in numeric range: 30', 30],
  ['{"key":[{"numeric":[">",20,"test"]}]}', 'Bad numeric range operator: test', 34],
  ['{"key":[{"numeric":[">","20","<","30"]}]}', 'Value of > must be numeric', 26],
  ['{"key":[{"numeric":[">",20,"<","30"]}]}', 'Value of < must be numeric', 33],
  ['{"key":[{"numeric":[">",20,"<",30,"<",50]}]}', 'Too many terms in numeric range expression', 36],
  ['{"key":[{"exists":null}]}', 'exists match pattern must be either true or false.', 23],
  ['{"key":[{"exists":"no"}]}', 'exists match pattern must be either true or false.', 20],
  ['{"key":[{"anything-but":{"exists":false}}]}', 'Unsupported anything-but pattern: exists', 40],
  [
    '{"key":[{"anything-but":{"wrong-operator":null}}]}',
    'Unsupported anything-but pattern: wrong-operator',
    47,
  ],
  ['{"key":[{"anything-but":{"prefix":false}}]}', 'prefix match pattern must be a string', 40],
  ['{"key":[]}', 'Empty arrays are not allowed', 10],
  ['{"key":{}}', 'Empty objects are not allowed', 10],
  ['{"key":[{"numeric":5}]}', 'Value of numeric must be an array.', 21],
  ['{"key":[{"wildcard":"a**"}]}', 'Consecutive wildcard characters at pos 2', 26],
  [
    '{"key":[{"anything-but":["a",1]}]}',
    'Inside anything but list, either all values are number or string, mixed type is not supported',
    32,
  ],
  ['{"$or":[{"key":["a"]}]}', 'There must have at least 2 Objects in $or relationship.', 23],
  ['{"$or":{"key":["a"]}}', 'It must be an Array followed with $or.', 9],
  ['["a"]', 'Filter is not an object', 2],
  [
    '{invalidjson}',
    "failed to parse JSON. Unexpected character ('i' (code 105)): was expecting double-quote to start field name",
    3,
  ],
])('the policy %s is refused with its place', (FilterPolicy, why, column) => {
  const topic = testTopic();
  expect(refusal(() => topic.subscribe('one', { FilterPolicy }))).toBe(
    `InvalidParameter: Invalid parameter: Attributes Reason: FilterPolicy: ${why}\n` +
      ` at [Source: (String)"${FilterPolicy}"; line: 1, column: ${column}]`,
  );
});

test.each([
  ['{"key":[{"cidr":"10.0.0.0"}]}', "Malformed CIDR, one '/' required"],
  ['{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}', 'Filter policy can not have more than 5 keys'],
  [
    JSON.stringify({ a: Array.from({ length: 31 }, (_, i) => i), b: [1, 2, 3, 4, 5] }),
    'Filter policy is too complex',
  ],
])('the policy %s as a whole is refused', (FilterPolicy, why) => {
  const topic = testTopic();
  expect(refusal(() => topic.subscribe('one', { FilterPolicy }))).toBe(
    `InvalidParameter: Invalid parameter: Attributes Reason: FilterPolicy: ${why}`,
  );
});

test('by attributes nothing can be nested; a change of an existing subscription is refused in shorter words', () => {
  const topic = testTopic();
  const SubscriptionArn = topic.subscribe('one');
  const set = (AttributeValue: string) =>
    refusal(() =>
      topic.sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue }),
    );
  expect(set('{"key":{"inner":["a"]}}')).toBe(
    'InvalidParameter: Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy',
  );
  expect(set('{"key":[]}')).toBe(
    'InvalidParameter: Invalid parameter: FilterPolicy: Empty arrays are not allowed\n' +
      ' at [Source: (String)"{"key":[]}"; line: 1, column: 10]',
  );
});
