import type { ResourceRequest } from '../../../framework/cloud/service';
import { resources } from '../../../framework/services/sqs/resources';
import { testCloud, type TestCloud } from '../../test-cloud';

const types = { queue: resources['AWS::SQS::Queue'], policy: resources['AWS::SQS::QueuePolicy'] };

function request(cloud: TestCloud, given: Partial<ResourceRequest>): ResourceRequest {
  return {
    logicalId: 'Orders',
    type: 'AWS::SQS::Queue',
    stackName: 'shop',
    stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/shop/1',
    accountId: '000000000000',
    region: 'us-east-1',
    partition: 'aws',
    nowMs: cloud.world.nowMs,
    properties: {},
    tags: { 'aws:cloudformation:stack-name': 'shop' },
    aws: (service) => cloud.ask(service),
    generatedName: (lengthMax) => 'shop-Orders-ABCDEFGHIJKL'.slice(0, lengthMax),
    notEmulated(what) {
      throw new Error(`not emulated: ${what}`);
    },
    modelledOnly: () => undefined,
    ...given,
  };
}

const attributes = (cloud: TestCloud, QueueUrl: string) =>
  cloud.ask('sqs').getQueueAttributes({ QueueUrl, AttributeNames: ['All'] }).Attributes;

test('a queue is created with its properties, a generated name and the tags of the stack', () => {
  const cloud = testCloud();
  const properties = { VisibilityTimeout: 60, DelaySeconds: '5', Tags: [{ Key: 'team', Value: 'a' }] };
  const created = types.queue?.create(request(cloud, { properties }));
  const url = 'https://sqs.us-east-1.amazonaws.com/000000000000/shop-Orders-ABCDEFGHIJKL';
  expect(created).toEqual({
    done: true,
    physicalId: url,
    attributes: {
      Arn: 'arn:aws:sqs:us-east-1:000000000000:shop-Orders-ABCDEFGHIJKL',
      QueueName: 'shop-Orders-ABCDEFGHIJKL',
      QueueUrl: url,
    },
  });
  expect(attributes(cloud, url)).toMatchObject({ VisibilityTimeout: '60', DelaySeconds: '5' });
  expect(cloud.ask('sqs').listQueueTags({ QueueUrl: url }).Tags).toEqual({
    'aws:cloudformation:stack-name': 'shop',
    team: 'a',
  });
});

test('a FIFO queue gets the suffix of its type', () => {
  const cloud = testCloud();
  const properties = { FifoQueue: true, ContentBasedDeduplication: 'true' };
  const { physicalId = '' } = types.queue?.create(request(cloud, { properties })) ?? {};
  expect(attributes(cloud, physicalId)).toMatchObject({
    QueueArn: 'arn:aws:sqs:us-east-1:000000000000:shop-Orders-ABCDEFGHIJKL.fifo',
    ContentBasedDeduplication: 'true',
  });
});

test('a queue that exists already is not adopted', () => {
  const cloud = testCloud();
  cloud.ask('sqs').createQueue({ QueueName: 'taken' });
  expect(() => types.queue?.create(request(cloud, { properties: { QueueName: 'taken' } }))).toThrow(
    "Resource of type 'AWS::SQS::Queue' with identifier 'taken' already exists.",
  );
});

test('an update sets what changed, and takes back what is gone', () => {
  const cloud = testCloud();
  const dlq = cloud.ask('sqs').createQueue({ QueueName: 'dlq' });
  expect(dlq.QueueUrl).toContain('dlq');
  const RedrivePolicy = { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dlq', maxReceiveCount: 3 };
  const previous = { RedrivePolicy, DelaySeconds: 5, Tags: [{ Key: 'team', Value: 'a' }] };
  const { physicalId = '' } = types.queue?.create(request(cloud, { properties: previous })) ?? {};
  expect(attributes(cloud, physicalId)).toMatchObject({ RedrivePolicy: JSON.stringify(RedrivePolicy) });
  types.queue?.update?.(request(cloud, { physicalId, previous, properties: { VisibilityTimeout: 60 } }));
  const after = attributes(cloud, physicalId);
  expect(after).toMatchObject({ VisibilityTimeout: '60', DelaySeconds: '0' });
  expect(after?.RedrivePolicy).toBeUndefined();
  expect(cloud.ask('sqs').listQueueTags({ QueueUrl: physicalId }).Tags).toEqual({
    'aws:cloudformation:stack-name': 'shop',
  });
});

test('a queue that is gone already counts as deleted', () => {
  const cloud = testCloud();
  const { physicalId = '' } = types.queue?.create(request(cloud, {})) ?? {};
  expect(types.queue?.delete(request(cloud, { physicalId }))).toEqual({ done: true });
  expect(types.queue?.delete(request(cloud, { physicalId }))).toEqual({ done: true });
  expect(cloud.ask('sqs').listQueues({})).toEqual({});
});

test('a queue policy is set on its queues, follows them, and goes with the resource', () => {
  const cloud = testCloud();
  const urls = ['a', 'b'].map((QueueName) => cloud.ask('sqs').createQueue({ QueueName }).QueueUrl ?? '');
  const PolicyDocument = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
  };
  const policies = () => urls.map((url) => attributes(cloud, url)?.Policy);
  const text = JSON.stringify(PolicyDocument);
  const properties = { PolicyDocument, Queues: urls };
  const { physicalId = '' } = types.policy?.create(request(cloud, { properties })) ?? {};
  expect(policies()).toEqual([text, text]);
  const narrower = { PolicyDocument, Queues: urls.slice(0, 1) };
  types.policy?.update?.(request(cloud, { physicalId, previous: properties, properties: narrower }));
  expect(policies()).toEqual([text, undefined]);
  types.policy?.delete(request(cloud, { physicalId, properties: narrower }));
  expect(policies()).toEqual([undefined, undefined]);
});
