import { allow, functionCloud, refusal as lambdaRefusal } from '../lambda/function-cloud';
import { bytes, refusal as s3Refusal, testBucket } from '../s3/bucket';
import { letsIn, testTopic, topicArn, type TestTopic } from './topic';

const Bucket = 'uploads';

function openTo(topic: TestTopic, service: string, sourceArn: string): void {
  const AttributeValue = letsIn(service, 'sns:Publish', sourceArn);
  topic.sns.setTopicAttributes({ TopicArn: topicArn, AttributeName: 'Policy', AttributeValue });
}

const notify = {
  Bucket,
  NotificationConfiguration: {
    TopicConfigurations: [{ TopicArn: topicArn, Events: ['s3:ObjectCreated:*' as const] }],
  },
};

test('S3 tells a topic, which tells its queues', () => {
  const topic = testTopic();
  const { s3 } = testBucket({ cloud: topic.cloud });
  openTo(topic, 's3.amazonaws.com', 'arn:aws:s3:::uploads');
  topic.subscribe('one', { RawMessageDelivery: 'true' });
  s3.putBucketNotificationConfiguration(notify);
  topic.cloud.settle();
  expect(topic.bodies('one').map((body) => JSON.parse(body))).toMatchObject([{ Event: 's3:TestEvent' }]);
  s3.putObject({ Bucket, Key: 'a b.json', Body: bytes('{}') });
  topic.cloud.settle();
  const [body = ''] = topic.bodies('one');
  expect(JSON.parse(body)).toMatchObject({
    Records: [{ eventName: 'ObjectCreated:Put', s3: { object: { key: 'a+b.json', size: 2 } } }],
  });
});

test('S3 refuses a topic that is closed to it, and one that is not there', () => {
  const topic = testTopic();
  const { s3 } = testBucket({ cloud: topic.cloud });
  expect(s3Refusal(() => s3.putBucketNotificationConfiguration(notify))).toMatchInlineSnapshot(`
   {
     "ArgumentName1": "arn:aws:sns:us-east-1:000000000000:orders",
     "ArgumentValue1": "Permissions on the destination topic do not allow S3 to publish notifications from this bucket",
     "code": "InvalidArgument",
     "message": "Unable to validate the following destination configurations",
     "status": 400,
   }
  `);
  openTo(topic, 's3.amazonaws.com', 'arn:aws:s3:::other');
  expect(s3Refusal(() => s3.putBucketNotificationConfiguration(notify))).toMatchInlineSnapshot(`
   {
     "ArgumentName1": "arn:aws:sns:us-east-1:000000000000:orders",
     "ArgumentValue1": "Permissions on the destination topic do not allow S3 to publish notifications from this bucket",
     "code": "InvalidArgument",
     "message": "Unable to validate the following destination configurations",
     "status": 400,
   }
  `);
  topic.sns.deleteTopic({ TopicArn: topicArn });
  expect(s3Refusal(() => s3.putBucketNotificationConfiguration(notify))).toMatchInlineSnapshot(`
   {
     "ArgumentName1": "arn:aws:sns:us-east-1:000000000000:orders",
     "ArgumentValue1": "The destination topic does not exist",
     "code": "InvalidArgument",
     "message": "Unable to validate the following destination configurations",
     "status": 400,
   }
  `);
});

test('an asynchronous event that is given up goes to the dead-letter topic of its function', () => {
  const cloud = functionCloud([allow('sns:Publish'), allow('logs:*')]);
  const topic = testTopic(cloud);
  topic.subscribe('one');
  cloud.createProcessor({ DeadLetterConfig: { TargetArn: topicArn } });
  cloud.ask('lambda').putFunctionEventInvokeConfig({ FunctionName: 'Processor', MaximumRetryAttempts: 0 });
  cloud.invokeEvent({ order: 7 });
  cloud.throwLast('no such order');
  cloud.advance('1 second');
  const [body = ''] = topic.bodies('one');
  expect(JSON.parse(body)).toMatchObject({
    Message: '{"order":7}',
    MessageAttributes: {
      RequestID: { Type: 'String', Value: cloud.requestIds()[0] },
      ErrorCode: { Type: 'Number', Value: '200' },
      ErrorMessage: { Type: 'String', Value: 'no such order' },
    },
  });
});

test('a role that may not publish is no role for a function with a dead-letter topic', () => {
  const cloud = functionCloud([allow('logs:*')]);
  testTopic(cloud);
  const create = () => cloud.createProcessor({ DeadLetterConfig: { TargetArn: topicArn } });
  expect(lambdaRefusal(create)).toBe(
    'InvalidParameterValueException: The provided execution role does not have permissions to call Publish on SNS',
  );
});

test('records of results go to a topic that is a destination', () => {
  const cloud = functionCloud([allow('sns:Publish'), allow('logs:*')]);
  const topic = testTopic(cloud);
  topic.subscribe('one', { RawMessageDelivery: 'true' });
  cloud.createProcessor();
  cloud.ask('lambda').putFunctionEventInvokeConfig({
    FunctionName: 'Processor',
    DestinationConfig: { OnSuccess: { Destination: topicArn } },
  });
  cloud.invokeEvent({ order: 7 });
  cloud.returnLast({ stored: true });
  cloud.advance('1 second');
  const [body = ''] = topic.bodies('one');
  expect(JSON.parse(body)).toMatchObject({
    requestContext: { condition: 'Success' },
    requestPayload: { order: 7 },
    responsePayload: { stored: true },
  });
});
