import type { Minute } from '../../../framework/services/cloudwatch/state';
import { arm, error, throttle } from '../../../framework/faults';
import { testCloud, type TestCloud } from '../../test-cloud';
import { functionCloud } from '../lambda/function-cloud';
import { refusal, testTopic } from '../sns/topic';
import { testAlarm } from './alarm';

/** 'name {dimensions}: sum of n' of all metrics of a namespace so far, one dimension at most. */
function metrics(cloud: TestCloud, namespace: string): string[] {
  const minutes: [string, Minute][] = JSON.parse(
    JSON.stringify(cloud.world.table('cloudwatch/000000000000/us-east-1/minutes').save()),
  );
  const sums = new Map<string, { sum: number; count: number }>();
  for (const [key, { sum, count }] of minutes) {
    const [space = '', name = '', dimensions = ''] = key.split('\u0000');
    const parts = dimensions.split('\u0001').filter((part) => part !== '');
    if (space !== namespace) continue;
    const label = `${name} {${parts.join(' ')}}`;
    const former = sums.get(label) ?? { sum: 0, count: 0 };
    sums.set(label, { sum: former.sum + sum, count: former.count + count });
  }
  return [...sums].map(([label, { sum, count }]) => `${label}: ${sum} of ${count}`);
}

test('a queue counts what is sent, received, deleted, and looked for in vain', () => {
  const cloud = testCloud();
  const sqs = cloud.ask('sqs');
  const { QueueUrl } = sqs.createQueue({ QueueName: 'orders' });
  sqs.sendMessage({ QueueUrl, MessageBody: '12345' });
  sqs.sendMessage({ QueueUrl, MessageBody: '12345' });
  const { Messages = [] } = sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
  for (const { ReceiptHandle } of Messages) sqs.deleteMessage({ QueueUrl, ReceiptHandle });
  sqs.receiveMessage({ QueueUrl });
  expect(metrics(cloud, 'AWS/SQS')).toMatchInlineSnapshot(`
   [
     "NumberOfEmptyReceives {QueueName orders}: 1 of 1",
     "NumberOfMessagesDeleted {QueueName orders}: 2 of 2",
     "NumberOfMessagesReceived {QueueName orders}: 2 of 1",
     "NumberOfMessagesSent {QueueName orders}: 2 of 2",
     "SentMessageSize {QueueName orders}: 10 of 2",
   ]
  `);
});

test('what is told of a metric leaves no entry in the trace', () => {
  const cloud = testCloud();
  const sqs = cloud.ask('sqs');
  const { QueueUrl } = sqs.createQueue({ QueueName: 'orders' });
  const before = cloud.world.trace.length;
  sqs.sendMessage({ QueueUrl, MessageBody: 'm' });
  expect(cloud.world.trace.entries.slice(before).map(({ type }) => type)).toEqual(['call', 'answer']);
});

test('an alarm on the age of the oldest message rings while nobody receives it', () => {
  const alarm = testAlarm();
  const sqs = alarm.cloud.ask('sqs');
  const { QueueUrl } = sqs.createQueue({ QueueName: 'orders' });
  alarm.put({
    AlarmName: 'stuck',
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: 'orders' }],
    Statistic: 'Maximum',
    Threshold: 180,
  });
  sqs.sendMessage({ QueueUrl, MessageBody: 'm' });
  alarm.cloud.advance('5 minutes');
  expect(alarm.state('stuck')).toBe('ALARM');
  const { Messages = [] } = sqs.receiveMessage({ QueueUrl });
  sqs.deleteMessage({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle });
  alarm.cloud.advance('2 minutes');
  expect(alarm.changes()).toMatchInlineSnapshot(`
   [
     "00:01:00 INSUFFICIENT_DATA -> OK: Threshold Crossed: 1 out of the last 1 datapoints [60.0 (01/01/26 00:00:00)] was not greater than or equal to the threshold (180.0) (minimum 1 datapoint for ALARM -> OK transition).",
     "00:03:00 OK -> ALARM: Threshold Crossed: 1 out of the last 1 datapoints [180.0 (01/01/26 00:02:00)] was greater than or equal to the threshold (180.0) (minimum 1 datapoint for OK -> ALARM transition).",
     "00:06:00 ALARM -> OK: Threshold Crossed: 1 out of the last 1 datapoints [0.0 (01/01/26 00:05:00)] was not greater than or equal to the threshold (180.0) (minimum 1 datapoint for ALARM -> OK transition).",
   ]
  `);
  alarm.cloud.advance('7 hours');
  const pending = alarm.cloud.world.timers.list().filter(({ kind }) => kind === 'evaluate');
  expect([alarm.state('stuck'), pending]).toEqual(['INSUFFICIENT_DATA', []]);
});

test('a function counts its invocations, errors and throttles, those of events too', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  cloud.ask('lambda').putFunctionEventInvokeConfig({ FunctionName: 'Processor', MaximumRetryAttempts: 0 });
  cloud.invokeEvent();
  cloud.returnLast();
  cloud.invokeEvent();
  cloud.throwLast();
  cloud.engine.inject(arm(throttle({ service: 'lambda', times: 1 }), 'throttle-1', cloud.world, () => true));
  refusal(() => cloud.ask('lambda').invoke({ FunctionName: 'Processor' }));
  expect(metrics(cloud, 'AWS/Lambda').filter((row) => row.includes('{FunctionName Processor}')))
    .toMatchInlineSnapshot(`
   [
     "AsyncEventAge {FunctionName Processor}: 77 of 2",
     "AsyncEventsDropped {FunctionName Processor}: 1 of 1",
     "AsyncEventsReceived {FunctionName Processor}: 2 of 2",
     "ConcurrentExecutions {FunctionName Processor}: 2 of 2",
     "Duration {FunctionName Processor}: 61 of 2",
     "Errors {FunctionName Processor}: 1 of 2",
     "Invocations {FunctionName Processor}: 2 of 2",
     "Throttles {FunctionName Processor}: 1 of 1",
   ]
  `);
});

test('an alarm on the errors of a function rings', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const alarm = testAlarm(cloud);
  alarm.put({
    Namespace: 'AWS/Lambda',
    Dimensions: [{ Name: 'FunctionName', Value: 'Processor' }],
    TreatMissingData: 'notBreaching',
  });
  cloud.invokeEvent();
  cloud.throwLast();
  cloud.advance('1 minute');
  cloud.returnLast();
  cloud.advance('10 minutes');
  expect(alarm.changes()).toMatchInlineSnapshot(`
   [
     "00:01:00 INSUFFICIENT_DATA -> ALARM: Threshold Crossed: 1 out of the last 1 datapoints [1.0 (01/01/26 00:00:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).",
     "00:02:00 ALARM -> OK: Threshold Crossed: 1 out of the last 1 datapoints [0.0 (01/01/26 00:01:00)] was not greater than or equal to the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition).",
   ]
  `);
});

test('a table counts failed conditions, wrong requests, throttles and failures', () => {
  const cloud = testCloud();
  const dynamodb = cloud.ask('dynamodb');
  dynamodb.createTable({
    TableName: 'orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  cloud.settle();
  const put = (Item: Record<string, { S: string }>) => () =>
    dynamodb.putItem({ TableName: 'orders', Item, ConditionExpression: 'attribute_exists(id)' });
  refusal(put({ id: { S: '1' } }));
  refusal(put({}));
  cloud.engine.inject(
    arm(throttle({ service: 'dynamodb', times: 1 }), 'throttle-1', cloud.world, () => true),
  );
  refusal(put({ id: { S: '1' } }));
  cloud.engine.inject(arm(error({ service: 'dynamodb', times: 1 }), 'error-1', cloud.world, () => true));
  refusal(put({ id: { S: '1' } }));
  expect(metrics(cloud, 'AWS/DynamoDB')).toMatchInlineSnapshot(`
   [
     "ConditionalCheckFailedRequests {TableName orders}: 1 of 1",
     "ConsumedWriteCapacityUnits {TableName orders}: 1 of 1",
     "SystemErrors {Operation PutItem TableName orders}: 1 of 1",
     "ThrottledRequests {Operation PutItem TableName orders}: 1 of 1",
     "UserErrors {}: 1 of 1",
     "WriteThrottleEvents {TableName orders}: 1 of 1",
   ]
  `);
});

test('a topic counts what is published, delivered and filtered out', () => {
  const topic = testTopic();
  topic.subscribe('one');
  topic.subscribe('two', { FilterPolicy: '{"kind":["a"]}' });
  topic.publish('m');
  topic.cloud.settle();
  expect(metrics(topic.cloud, 'AWS/SNS')).toMatchInlineSnapshot(`
   [
     "NumberOfMessagesPublished {TopicName orders}: 1 of 1",
     "NumberOfNotificationsDelivered {TopicName orders}: 1 of 1",
     "NumberOfNotificationsFilteredOut {TopicName orders}: 1 of 1",
     "NumberOfNotificationsFilteredOut-NoMessageAttributes {TopicName orders}: 1 of 1",
     "PublishSize {TopicName orders}: 1 of 1",
   ]
  `);
});

test('metrics belong to the account that owns the queue', () => {
  const topic = testTopic();
  const { cloud } = topic;
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
  });
  const { QueueUrl } = cloud.ask('sqs').createQueue({ QueueName: 'orders', Attributes: { Policy } });
  cloud.ask('sqs', { accountId: '111111111111' }).sendMessage({ QueueUrl, MessageBody: 'm' });
  expect(metrics(cloud, 'AWS/SQS')).toContain('NumberOfMessagesSent {QueueName orders}: 1 of 1');
});
