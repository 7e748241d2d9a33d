import type { ResourceRequest } from '../../../framework/cloud/service';
import { resources } from '../../../framework/services/sns/resources';
import type { TestCloud } from '../../test-cloud';
import { testTopic } from './topic';

const template = {
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
        FilterPolicy: { kind: ['a'] },
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

/** What CloudFormation hands to a type when a resource changes. */
function request(cloud: TestCloud, given: Partial<ResourceRequest>): ResourceRequest {
  return {
    logicalId: 'Topic',
    type: 'AWS::SNS::Topic',
    stackName: 'shop',
    stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/shop/1',
    accountId: '000000000000',
    region: 'us-east-1',
    partition: 'aws',
    nowMs: cloud.world.nowMs,
    properties: {},
    tags: {},
    aws: (service) => cloud.ask(service),
    generatedName: () => 'shop-Topic',
    notEmulated(what) {
      throw new Error(`not emulated: ${what}`);
    },
    modelledOnly: () => undefined,
    ...given,
  };
}

test('an update of a topic takes inline subscriptions away and sets defaults again', () => {
  const { cloud, sns, output } = deployed();
  const [Inline] = (sns.listSubscriptions({}).Subscriptions ?? []).filter(
    ({ SubscriptionArn }) => SubscriptionArn !== output('Subscription'),
  );
  const previous = {
    DisplayName: 'Orders',
    Subscription: [{ Protocol: 'sqs', Endpoint: Inline?.Endpoint }],
  };
  const physicalId = output('Arn');
  resources['AWS::SNS::Topic']?.update?.(request(cloud, { physicalId, previous, properties: {} }));
  expect(sns.getTopicAttributes({ TopicArn: physicalId }).Attributes).toMatchObject({
    DisplayName: '',
    SubscriptionsConfirmed: '1',
  });
});

test('an update of a subscription changes its filter in place', () => {
  const { cloud, sns, output } = deployed();
  const physicalId = output('Subscription');
  const previous = { FilterPolicy: { kind: ['a'] }, RawMessageDelivery: true };
  const properties = { FilterPolicy: { kind: ['b'] } };
  resources['AWS::SNS::Subscription']?.update?.(request(cloud, { physicalId, previous, properties }));
  expect(sns.getSubscriptionAttributes({ SubscriptionArn: physicalId }).Attributes).toMatchObject({
    FilterPolicy: '{"kind":["b"]}',
    RawMessageDelivery: 'false',
  });
});

test('a policy that goes gives its topic the default one back', () => {
  const { cloud, sns, output } = deployed();
  const properties = { Topics: [output('Arn')], PolicyDocument: {} };
  resources['AWS::SNS::TopicPolicy']?.delete(request(cloud, { properties, physicalId: 'p' }));
  const { Attributes = {} } = sns.getTopicAttributes({ TopicArn: output('Arn') });
  expect(JSON.parse(Attributes['Policy'] ?? '')).toMatchObject({ Id: '__default_policy_ID' });
});

test('a deleted stack leaves nothing', () => {
  const { cloud, cfn, sns } = deployed();
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(sns.listSubscriptions({}).Subscriptions).toEqual([]);
  expect(sns.listTopics({}).Topics).toHaveLength(1);
});
