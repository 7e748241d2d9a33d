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

test.each([
  ['{', 'failed to parse JSON.'],
  ['{"key":"a"}', '"key" must be an object or an array'],
  ['{"key":[]}', 'Empty arrays are not allowed'],
  ['{"key":[["a"]]}', 'Match value must be String, number, true, false, or null'],
  ['{"key":[{"sounds-like":"a"}]}', 'Unrecognized match type sounds-like'],
  ['{"key":[{"prefix":"a","suffix":"b"}]}', 'Only one key allowed in match expression'],
  ['{"key":[{"prefix":1}]}', 'prefix match pattern must be a string'],
  ['{"key":[{"exists":"yes"}]}', 'exists match pattern must be either true or false.'],
  ['{"key":[{"numeric":5}]}', 'Value of numeric must be an array.'],
  ['{"key":[{"numeric":["<","x"]}]}', 'Value of < must be numeric'],
  ['{"key":[{"numeric":[">",1,"test",3]}]}', 'Bad numeric range operator: test'],
  ['{"key":[{"numeric":[">",5,"<",3]}]}', 'Bottom must be less than top'],
  ['{"key":[{"cidr":"10.0.0.0"}]}', "Malformed CIDR, one '/' required"],
  ['{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}', 'Filter policy can not have more than 5 keys'],
  [
    JSON.stringify({ a: Array.from({ length: 31 }, (_, i) => i), b: [1, 2, 3, 4, 5] }),
    'Filter policy is too complex',
  ],
])('the policy %s is refused', (FilterPolicy, why) => {
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
    'InvalidParameter: Invalid parameter: FilterPolicy: Empty arrays are not allowed',
  );
});
