/** Policies of topics and subscriptions that are kept and given back (as recorded on AWS). */
import { refusal, testTopic, topicArn } from './topic';

const defaults = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: 'linear',
};
const plain = { headerContentType: 'text/plain; charset=UTF-8' };
const parsed = (text: string | undefined): unknown => JSON.parse(text ?? 'null');

test('a delivery policy of a topic is written back whole, and says what it amounts to', () => {
  const { sns } = testTopic();
  const set = (AttributeValue: string) =>
    sns.setTopicAttributes({ TopicArn: topicArn, AttributeName: 'DeliveryPolicy', AttributeValue });
  const get = () => sns.getTopicAttributes({ TopicArn: topicArn }).Attributes ?? {};
  const retries = { minDelayTarget: 5, maxDelayTarget: 6, numRetries: 1 };
  set(JSON.stringify({ http: { defaultHealthyRetryPolicy: retries } }));
  expect(parsed(get()['DeliveryPolicy'])).toEqual({
    http: { defaultHealthyRetryPolicy: retries, disableSubscriptionOverrides: false },
  });
  expect(parsed(get()['EffectiveDeliveryPolicy'])).toEqual({
    http: {
      defaultHealthyRetryPolicy: { ...defaults, ...retries },
      disableSubscriptionOverrides: false,
      defaultRequestPolicy: plain,
    },
  });
  set('{"http":{}}');
  expect(get()['DeliveryPolicy']).toBe('{"http":{"disableSubscriptionOverrides":false}}');
  set('');
  expect(get()['DeliveryPolicy']).toBeUndefined();
});

test('a delivery policy of an HTTP subscription names all its parts; the topic fills what it leaves out', () => {
  const { sns } = testTopic();
  const requestPolicy = { headerContentType: 'text/csv' };
  const { SubscriptionArn } = sns.subscribe({
    TopicArn: topicArn,
    Protocol: 'http',
    Endpoint: 'http://example.com',
    Attributes: { DeliveryPolicy: JSON.stringify({ requestPolicy }) },
    ReturnSubscriptionArn: true,
  });
  const { Attributes = {} } = sns.getSubscriptionAttributes({ SubscriptionArn });
  const nothing = { sicklyRetryPolicy: null, throttlePolicy: null, guaranteed: false };
  expect(parsed(Attributes['DeliveryPolicy'])).toEqual({
    ...nothing,
    healthyRetryPolicy: null,
    requestPolicy,
  });
  expect(parsed(Attributes['EffectiveDeliveryPolicy'])).toEqual({
    ...nothing,
    healthyRetryPolicy: defaults,
    requestPolicy,
  });
});

test('a filter policy scope without a policy is not told', () => {
  const topic = testTopic();
  const { sns } = topic;
  const SubscriptionArn = topic.subscribe('one');
  const set = (AttributeName: string, AttributeValue: string) =>
    sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName, AttributeValue });
  const scope = () => sns.getSubscriptionAttributes({ SubscriptionArn }).Attributes?.['FilterPolicyScope'];
  set('FilterPolicyScope', 'MessageBody');
  expect(scope()).toBeUndefined();
  set('FilterPolicy', '{"attr":["match-this"]}');
  expect(scope()).toBe('MessageBody');
});

test('a data protection policy is given back until it is taken away', () => {
  const { sns, cloud } = testTopic();
  const policy = JSON.stringify({ Name: 'p', Version: '2021-06-01', Statement: [] });
  const get = () => sns.getDataProtectionPolicy({ ResourceArn: topicArn }).DataProtectionPolicy;
  expect(get()).toBe('');
  sns.putDataProtectionPolicy({ ResourceArn: topicArn, DataProtectionPolicy: policy });
  expect(get()).toBe(policy);
  sns.putDataProtectionPolicy({ ResourceArn: topicArn, DataProtectionPolicy: '' });
  expect(get()).toBe('');
  expect([...cloud.engine.modelledOnly]).toEqual(['sns: DataProtectionPolicy of a topic']);
});

test('an envelope says the version of signatures that its topic asks for', () => {
  const topic = testTopic();
  const { sns, cloud } = topic;
  topic.subscribe('one');
  sns.setTopicAttributes({ TopicArn: topicArn, AttributeName: 'SignatureVersion', AttributeValue: '2' });
  topic.publish('m');
  cloud.settle();
  expect(topic.bodies('one').map((body) => JSON.parse(body))).toMatchObject([{ SignatureVersion: '2' }]);
});

test.each([
  [
    'a string in bytes',
    { DataType: 'String', BinaryValue: new Uint8Array([1]) },
    "'String' must use field 'String'",
  ],
  [
    'a number in bytes',
    { DataType: 'Number', BinaryValue: new Uint8Array([1]) },
    "'Number' must use field 'String'",
  ],
  ['bytes in a string', { DataType: 'Binary', StringValue: 'x' }, "'Binary' must use field 'Binary'"],
])('%s is refused by its field', (_, attr1, why) => {
  const topic = testTopic();
  expect(refusal(() => topic.publish('m', { MessageAttributes: { attr1 } }))).toBe(
    `ParameterValueInvalid: The message attribute 'attr1' with type ${why}.`,
  );
});

test('tags with the same key twice are refused', () => {
  const { sns } = testTopic();
  const Tags = [
    { Key: 'a', Value: '1' },
    { Key: 'a', Value: '2' },
  ];
  const why = 'InvalidParameter: Invalid parameter: Duplicated keys are not allowed.';
  expect(refusal(() => sns.tagResource({ ResourceArn: topicArn, Tags }))).toBe(why);
  expect(refusal(() => sns.createTopic({ Name: 'tagged', Tags }))).toBe(why);
});

test.each([
  ['random', 'SubscriptionArn Reason: An ARN must have at least 6 elements, not 1'],
  ['arn:aws:sns:us-east-1:random', 'SubscriptionArn Reason: An ARN must have at least 6 elements, not 5'],
  ['arn:aws:sns:us-east-1:000000000000:random', 'SubscriptionId'],
])('unsubscribing %s is refused', (SubscriptionArn, why) => {
  const { sns } = testTopic();
  expect(refusal(() => sns.unsubscribe({ SubscriptionArn }))).toBe(
    `InvalidParameter: Invalid parameter: ${why}`,
  );
});
