import { StormError } from '../../../framework/kernel';
import { refusal, testTopic, topicArn } from './topic';

test('a topic is made once; asking again answers the same, unless it is asked for with other attributes or tags', () => {
  const { sns } = testTopic();
  expect(sns.createTopic({ Name: 'orders' }).TopicArn).toBe(topicArn);
  expect(refusal(() => sns.createTopic({ Name: 'orders', Attributes: { DisplayName: 'x' } }))).toBe(
    'InvalidParameter: Invalid parameter: Attributes Reason: Topic already exists with different attributes',
  );
  expect(refusal(() => sns.createTopic({ Name: 'orders', Tags: [{ Key: 'a', Value: 'b' }] }))).toBe(
    'InvalidParameter: Invalid parameter: Tags Reason: Topic already exists with different tags',
  );
});

test('names, attributes and ARNs are refused in the words of AWS', () => {
  const { sns } = testTopic();
  expect(refusal(() => sns.createTopic({ Name: 'no blanks' }))).toBe(
    'InvalidParameter: Invalid parameter: Topic Name',
  );
  const set = (AttributeName: string, AttributeValue: string) =>
    refusal(() => sns.setTopicAttributes({ TopicArn: topicArn, AttributeName, AttributeValue }));
  expect(set('Colour', 'red')).toBe('InvalidParameter: Invalid parameter: AttributeName');
  expect(set('Policy', '{')).toMatchInlineSnapshot(
    `"InvalidParameter: Invalid parameter: Policy Error: This policy contains invalid Json"`,
  );
  expect(refusal(() => sns.getTopicAttributes({ TopicArn: 'orders' }))).toBe(
    'InvalidParameter: Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1',
  );
  expect(refusal(() => sns.getTopicAttributes({ TopicArn: `${topicArn}2` }))).toBe(
    'NotFound: Topic does not exist',
  );
});

test('archives of FIFO topics are refused loudly', () => {
  const { sns } = testTopic();
  const Attributes = { FifoTopic: 'true', ArchivePolicy: '{"MessageRetentionPeriod":1}' };
  expect(() => sns.createTopic({ Name: 'orders.fifo', Attributes })).toThrow(StormError);
});

test('attributes tell the policy in force and how many have subscribed', () => {
  const topic = testTopic();
  topic.subscribe('one');
  topic.sns.subscribe({ TopicArn: topicArn, Protocol: 'email', Endpoint: 'a@example.com' });
  expect(topic.sns.getTopicAttributes({ TopicArn: topicArn }).Attributes).toMatchInlineSnapshot(`
   {
     "DisplayName": "",
     "EffectiveDeliveryPolicy": "{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"disableSubscriptionOverrides":false,"defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}}",
     "Owner": "000000000000",
     "Policy": "{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID","Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"arn:aws:sns:us-east-1:000000000000:orders","Condition":{"StringEquals":{"AWS:SourceOwner":"000000000000"}}}]}",
     "SubscriptionsConfirmed": "1",
     "SubscriptionsDeleted": "0",
     "SubscriptionsPending": "1",
     "TopicArn": "arn:aws:sns:us-east-1:000000000000:orders",
   }
  `);
});

test('permissions by label are statements of the policy', () => {
  const { sns } = testTopic();
  const give = () =>
    sns.addPermission({
      TopicArn: topicArn,
      Label: 'one',
      AWSAccountId: ['111111111111'],
      ActionName: ['Publish'],
    });
  give();
  expect(refusal(give)).toBe('InvalidParameter: Invalid parameter: Statement already exists');
  sns.removePermission({ TopicArn: topicArn, Label: 'one' });
  give();
});

test('another account publishes once the policy lets it', () => {
  const topic = testTopic();
  topic.subscribe('one', { RawMessageDelivery: 'true' });
  const other = topic.cloud.ask('sns', { accountId: '111111111111' });
  expect(refusal(() => other.publish({ TopicArn: topicArn, Message: 'm' }))).toBe(
    `AuthorizationError: User: arn:aws:iam::111111111111:root is not authorized to perform: sns:Publish on resource: ${topicArn} because no resource-based policy allows the sns:Publish action`,
  );
  topic.sns.addPermission({
    TopicArn: topicArn,
    Label: 'one',
    AWSAccountId: ['111111111111'],
    ActionName: ['Publish'],
  });
  other.publish({ TopicArn: topicArn, Message: 'm' });
  topic.cloud.settle();
  expect(topic.bodies('one')).toEqual(['m']);
});

test('a deleted topic takes its subscriptions with it, and deleting it again is no error', () => {
  const topic = testTopic();
  topic.subscribe('one');
  topic.sns.deleteTopic({ TopicArn: topicArn });
  topic.sns.deleteTopic({ TopicArn: topicArn });
  expect(topic.sns.listSubscriptions({}).Subscriptions).toEqual([]);
  expect(refusal(() => topic.publish('m'))).toBe('NotFound: Topic does not exist');
});

test('tags are kept by topic', () => {
  const { sns } = testTopic();
  sns.tagResource({
    ResourceArn: topicArn,
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  });
  sns.untagResource({ ResourceArn: topicArn, TagKeys: ['a'] });
  expect(sns.listTagsForResource({ ResourceArn: topicArn }).Tags).toEqual([{ Key: 'b', Value: '2' }]);
  expect(refusal(() => sns.listTagsForResource({ ResourceArn: `${topicArn}2` }))).toBe(
    'ResourceNotFound: Resource does not exist',
  );
});

test('topics are listed by hundreds', () => {
  const { sns } = testTopic();
  for (let index = 0; index < 120; index++) sns.createTopic({ Name: `t${String(index).padStart(3, '0')}` });
  const first = sns.listTopics({});
  const second = sns.listTopics({ NextToken: first.NextToken });
  expect([first.Topics?.length, second.Topics?.length, second.NextToken]).toEqual([100, 21, undefined]);
});
