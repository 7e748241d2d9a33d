import { testTopic } from './topic';

const template = {
  Parameters: { Filter: { Type: 'String', Default: 'a' } },
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue' },
    Inline: { Type: 'AWS::SQS::Queue' },
    Topic: {
      Type: 'AWS::SNS::Topic',
      Properties: {
        DisplayName: 'Orders',
        Subscription: [{ Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': ['Inline', 'Arn'] } }],
      },
    },
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Topic' },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        RawMessageDelivery: true,
        FilterPolicy: { kind: [{ Ref: 'Filter' }] },
      },
    },
    Policy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'Topic' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 's3.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: { 'Fn::GetAtt': ['Topic', 'TopicArn'] },
            },
          ],
        },
      },
    },
  },
  Outputs: {
    Arn: { Value: { 'Fn::GetAtt': ['Topic', 'TopicArn'] } },
    Name: { Value: { 'Fn::GetAtt': ['Topic', 'TopicName'] } },
    Subscription: { Value: { Ref: 'Subscription' } },
  },
};

function deployed() {
  const { cloud } = testTopic();
  const cfn = cloud.ask('cloudformation');
  cfn.createStack({ StackName: 'shop', TemplateBody: JSON.stringify(template) });
  cloud.settle();
  const stack = () => cfn.describeStacks({ StackName: 'shop' }).Stacks?.[0];
  const output = (name: string) =>
    stack()?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? '';
  return { cloud, cfn, sns: cloud.ask('sns'), stack, output };
}

test('a stack makes a topic with its subscriptions and policy', () => {
  const { sns, stack, output } = deployed();
  expect(stack()?.StackStatus).toBe('CREATE_COMPLETE');
  const TopicArn = output('Arn');
  expect(TopicArn).toMatch(/^arn:aws:sns:us-east-1:000000000000:shop-Topic-/);
  expect(TopicArn.endsWith(`:${output('Name')}`)).toBe(true);
  const { Attributes = {} } = sns.getTopicAttributes({ TopicArn });
  expect(Attributes).toMatchObject({ DisplayName: 'Orders', SubscriptionsConfirmed: '2' });
  expect(JSON.parse(Attributes['Policy'] ?? '')).toMatchObject({
    Statement: [{ Principal: { Service: 's3.amazonaws.com' } }],
  });
  const SubscriptionArn = output('Subscription');
  expect(sns.getSubscriptionAttributes({ SubscriptionArn }).Attributes).toMatchObject({
    RawMessageDelivery: 'true',
    FilterPolicy: '{"kind":["a"]}',
  });
});

test('an update changes the subscription in place, and takes inline ones away', () => {
  const { cloud, cfn, sns, stack, output } = deployed();
  const { Subscription: _inline, ...Properties } = template.Resources.Topic.Properties;
  const { Policy: _policy, ...kept } = template.Resources;
  const Resources = { ...kept, Topic: { ...template.Resources.Topic, Properties } };
  cfn.updateStack({
    StackName: 'shop',
    TemplateBody: JSON.stringify({ ...template, Resources }),
    Parameters: [{ ParameterKey: 'Filter', ParameterValue: 'b' }],
  });
  cloud.settle();
  expect(stack()?.StackStatus).toBe('UPDATE_COMPLETE');
  const TopicArn = output('Arn');
  const { Attributes = {} } = sns.getTopicAttributes({ TopicArn });
  expect(Attributes).toMatchObject({ SubscriptionsConfirmed: '1' });
  expect(JSON.parse(Attributes['Policy'] ?? '')).toMatchObject({ Id: '__default_policy_ID' });
  const SubscriptionArn = output('Subscription');
  expect(sns.getSubscriptionAttributes({ SubscriptionArn }).Attributes).toMatchObject({
    FilterPolicy: '{"kind":["b"]}',
  });
});

test('a deleted stack leaves nothing', () => {
  const { cloud, cfn, sns } = deployed();
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(sns.listSubscriptions({}).Subscriptions).toEqual([]);
  expect(sns.listTopics({}).Topics).toHaveLength(1);
});
