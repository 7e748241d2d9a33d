import { arm, duplicate, error } from '../../../framework/faults';
import { retryAfterMs } from '../../../framework/services/sns/messages/deliver';
import { allow, functionArn, functionCloud } from '../lambda/function-cloud';
import { refusal, testTopic, topicArn, type TestTopic } from './topic';

const dlqArn = 'arn:aws:sqs:us-east-1:000000000000:dlq';

/** Messages of a queue with their attributes. */
function messages(
  { cloud }: TestTopic,
  name: string,
): { body: string; attributes: Record<string, string> }[] {
  const { Messages = [] } = cloud.ask('sqs').receiveMessage({
    QueueUrl: `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`,
    MessageAttributeNames: ['All'],
    MaxNumberOfMessages: 10,
  });
  return Messages.map(({ Body = '', MessageAttributes = {} }) => ({
    body: Body,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([key, value]) => [key, value.StringValue ?? '']),
    ),
  }));
}

test('a queue gets the message in an envelope, a little later', () => {
  const topic = testTopic();
  topic.subscribe('one');
  topic.publish('hello', {
    Subject: 'Greeting',
    MessageAttributes: { kind: { DataType: 'String', StringValue: 'warm' } },
  });
  expect(topic.bodies('one')).toEqual([]);
  topic.cloud.settle();
  expect(topic.bodies('one')[0]).toMatchInlineSnapshot(`
   "{
     "Type" : "Notification",
     "MessageId" : "600d7c8f-2573-46c8-8358-1f85ae3d6c43",
     "TopicArn" : "arn:aws:sns:us-east-1:000000000000:orders",
     "Subject" : "Greeting",
     "Message" : "hello",
     "Timestamp" : "2026-01-01T00:00:00.000Z",
     "SignatureVersion" : "1",
     "Signature" : "mk6CAw6yU/A6Qs9Y/iLrEGArTWtw0Np/fTUAVEXlq7sMGqYuw7gRXcJFVCcWBsdY2bAHYFur6HcDWiaWe+BvKBlPc5oWuURkoa7dAsJRcOdjCoLEvqFVKx4fTNHV8uULcex6dTcyUXHWcpE5VKfeBbWDqzoCnzPLQuOx6cAW2vwA5g/AObH7/BLPFjhDIrVkL6dxsGZTmYcRxog3+nSDtMGeuSkx1ioq1KYBh9JDvjU65kYlJZU4QSH3j6pMg/Y18Iq4jAleD/T08XiDUbjVZE8Lx5eQBbdzpVc8i0iCbAqpQFcUlxBKccRHvMXU6S1B26w4rtDKuLn35BKq6A46WQ==",
     "SigningCertURL" : "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-6209c161c6221fdf56ec1eb5c821d112.pem",
     "UnsubscribeURL" : "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:us-east-1:000000000000:orders:f294d09d-ea97-4ae5-9390-d9f766eb8e9f",
     "MessageAttributes" : {
       "kind" : {"Type":"String","Value":"warm"}
     }
   }"
  `);
});

test('raw delivery is the message itself, with its attributes as the queue knows them', () => {
  const topic = testTopic();
  topic.subscribe('one', { RawMessageDelivery: 'true' });
  topic.publish('hello', { MessageAttributes: { kind: { DataType: 'String', StringValue: 'warm' } } });
  topic.cloud.settle();
  expect(messages(topic, 'one')).toEqual([{ body: 'hello', attributes: { kind: 'warm' } }]);
});

test('with MessageStructure json each protocol gets its own text', () => {
  const topic = testTopic();
  topic.subscribe('one', { RawMessageDelivery: 'true' });
  const Message = JSON.stringify({ default: 'to all', sqs: 'to queues', email: 'to people' });
  topic.publish(Message, { MessageStructure: 'json' });
  topic.publish(JSON.stringify({ default: 'to all' }), { MessageStructure: 'json' });
  topic.cloud.settle();
  expect(topic.bodies('one').sort()).toEqual(['to all', 'to queues']);
});

test('a function gets an event of its own form, asynchronously', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const topic = testTopic(cloud);
  cloud.ask('lambda').addPermission({
    FunctionName: 'Processor',
    StatementId: 'sns',
    Action: 'lambda:InvokeFunction',
    Principal: 'sns.amazonaws.com',
    SourceArn: topicArn,
  });
  topic.sns.subscribe({ TopicArn: topicArn, Protocol: 'lambda', Endpoint: functionArn });
  topic.publish('hello');
  cloud.advance('1 second');
  const [invoked = ''] = cloud.invoked();
  expect(JSON.parse(invoked.slice(invoked.indexOf('{')))).toMatchInlineSnapshot(`
   {
     "Records": [
       {
         "EventSource": "aws:sns",
         "EventSubscriptionArn": "arn:aws:sns:us-east-1:000000000000:orders:f294d09d-ea97-4ae5-9390-d9f766eb8e9f",
         "EventVersion": "1.0",
         "Sns": {
           "Message": "hello",
           "MessageAttributes": {},
           "MessageId": "600d7c8f-2573-46c8-8358-1f85ae3d6c43",
           "Signature": "mk6CAw6yU/A6Qs9Y/iLrEGArTWtw0Np/fTUAVEXlq7sMGqYuw7gRXcJFVCcWBsdY2bAHYFur6HcDWiaWe+BvKBlPc5oWuURkoa7dAsJRcOdjCoLEvqFVKx4fTNHV8uULcex6dTcyUXHWcpE5VKfeBbWDqzoCnzPLQuOx6cAW2vwA5g/AObH7/BLPFjhDIrVkL6dxsGZTmYcRxog3+nSDtMGeuSkx1ioq1KYBh9JDvjU65kYlJZU4QSH3j6pMg/Y18Iq4jAleD/T08XiDUbjVZE8Lx5eQBbdzpVc8i0iCbAqpQFcUlxBKccRHvMXU6S1B26w4rtDKuLn35BKq6A46WQ==",
           "SignatureVersion": "1",
           "SigningCertUrl": "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-6209c161c6221fdf56ec1eb5c821d112.pem",
           "Subject": null,
           "Timestamp": "2026-01-01T00:00:05.000Z",
           "TopicArn": "arn:aws:sns:us-east-1:000000000000:orders",
           "Type": "Notification",
           "UnsubscribeUrl": "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:us-east-1:000000000000:orders:f294d09d-ea97-4ae5-9390-d9f766eb8e9f",
         },
       },
     ],
   }
  `);
});

test.each([
  [{ Message: '' }, 'InvalidParameter: Invalid parameter: Empty message'],
  [{ Message: 'x'.repeat(262_145) }, 'InvalidParameter: Invalid parameter: Message too long'],
  [{ Subject: 'two\nlines' }, 'InvalidParameter: Invalid parameter: Subject'],
  [{ Subject: 'x'.repeat(101) }, 'InvalidParameter: Invalid parameter: Subject'],
  [
    { MessageStructure: 'json', Message: '{}' },
    'InvalidParameter: Invalid parameter: Message Structure - No default entry in JSON message body',
  ],
  [
    { MessageStructure: 'json', Message: '{' },
    'InvalidParameter: Invalid parameter: Message Structure - JSON message body failed to parse',
  ],
  [
    { MessageDeduplicationId: 'x' },
    'InvalidParameter: Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
  ],
  [
    { MessageAttributes: { a: { DataType: 'String', StringValue: '' } } },
    "ParameterValueInvalid: The message attribute 'a' must contain non-empty message attribute value for message attribute type 'String'.",
  ],
  [
    { MessageAttributes: { a: { DataType: 'Date', StringValue: 'x' } } },
    "ParameterValueInvalid: The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
  ],
  [
    { MessageAttributes: { a: { DataType: 'Number', StringValue: 'x' } } },
    "ParameterValueInvalid: Could not cast message attribute 'a' value to number.",
  ],
])('publishing %.60j is refused', (more, message) => {
  const { sns } = testTopic();
  expect(refusal(() => sns.publish({ TopicArn: topicArn, Message: 'm', ...more }))).toBe(message);
});

test('a batch is taken whole or, for what is wrong with one entry, not at all', () => {
  const topic = testTopic();
  topic.subscribe('one', { RawMessageDelivery: 'true' });
  const publish = (...ids: string[]) =>
    topic.sns.publishBatch({
      TopicArn: topicArn,
      PublishBatchRequestEntries: ids.map((Id) => ({ Id, Message: Id === 'empty' ? '' : Id })),
    });
  const { Successful = [], Failed } = publish('a', 'b');
  expect(Successful.map(({ Id }) => Id)).toEqual(['a', 'b']);
  expect(Failed).toEqual([]);
  expect(refusal(() => publish('c', 'empty'))).toBe('InvalidParameter: Invalid parameter: Empty message');
  expect(refusal(() => publish('c', 'd'.repeat(81)))).toBe(
    "InvalidBatchEntryId: The Id of a batch entry in a batch request doesn't abide by the specification.",
  );
  expect(refusal(() => publish('a', 'a'))).toBe(
    'BatchEntryIdsNotDistinct: Two or more batch entries in the request have the same Id.',
  );
  expect(refusal(() => publish(...'a b c d e f g h i j k'.split(' ')))).toBe(
    'TooManyEntriesInBatchRequest: The batch request contains more entries than permissible.',
  );
  topic.cloud.settle();
  expect(topic.bodies('one').sort()).toEqual(['a', 'b']);
});

test('a queue that does not let the topic in costs the message, and the trace says so', () => {
  const topic = testTopic();
  const endpoint = topic.queue('closed', '');
  const { SubscriptionArn } = topic.sns.subscribe({
    TopicArn: topicArn,
    Protocol: 'sqs',
    Endpoint: endpoint,
  });
  const messageId = topic.publish('m');
  topic.cloud.settle();
  expect(topic.bodies('closed')).toEqual([]);
  expect(topic.notes('message dropped')).toMatchObject([
    { resource: SubscriptionArn, messageId, endpoint, code: 'AccessDenied' },
  ]);
});

test('what cannot be delivered goes to the dead-letter queue of its subscription, with the reason', () => {
  const topic = testTopic();
  topic.queue('dlq');
  topic.subscribe('gone', {
    RawMessageDelivery: 'true',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dlqArn }),
  });
  topic.cloud.ask('sqs').deleteQueue({ QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/gone' });
  topic.publish('m', { MessageAttributes: { kind: { DataType: 'String', StringValue: 'warm' } } });
  topic.cloud.settle();
  expect(messages(topic, 'dlq')).toEqual([
    {
      body: 'm',
      attributes: {
        kind: 'warm',
        RequestID: expect.any(String),
        ErrorCode: 'AccessDenied',
        ErrorMessage:
          'User: sns.amazonaws.com is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:us-east-1:000000000000:gone because no resource-based policy allows the sqs:SendMessage action',
      },
    },
  ]);
});

test('a dead-letter queue that is closed to the topic loses the message', () => {
  const topic = testTopic();
  topic.queue('dlq', '');
  const Endpoint = topic.queue('closed', '');
  const Attributes = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dlqArn }) };
  topic.sns.subscribe({ TopicArn: topicArn, Protocol: 'sqs', Endpoint, Attributes });
  topic.publish('m');
  topic.cloud.settle();
  expect(topic.notes('dead letter not delivered')).toMatchObject([{ queue: dlqArn, code: 'AccessDenied' }]);
});

test('an endpoint that fails is tried again: at once, then with growing waits', () => {
  const topic = testTopic();
  topic.subscribe('one', { RawMessageDelivery: 'true' });
  const fault = arm(
    error({ service: 'sqs', operation: 'SendMessage', times: 7 }),
    'error-1',
    topic.cloud.world,
    () => true,
  );
  topic.cloud.engine.inject(fault);
  topic.publish('m');
  topic.cloud.settle();
  expect(topic.bodies('one')).toEqual(['m']);
  const waits = topic.notes('delivery retry scheduled').map((note: { afterMs?: number }) => note.afterMs);
  expect(waits).toEqual([0, 0, 0, 1000, 1000, 1000, 1395]);
});

test('AWS gives up after 100,015 attempts', () => {
  const waits = [1, 3, 4, 5, 6, 15, 16, 100_014, 100_015].map(retryAfterMs);
  expect(waits).toEqual([0, 0, 1000, 1000, 1000, 20_000, 20_000, 20_000, undefined]);
});

test('a delivery may come twice', () => {
  const topic = testTopic();
  topic.subscribe('one', { RawMessageDelivery: 'true' });
  const fault = arm(duplicate({ to: 'one' }), 'duplicate-1', topic.cloud.world, () => true);
  topic.cloud.engine.inject(fault);
  topic.publish('m');
  topic.cloud.settle();
  expect(topic.bodies('one')).toEqual(['m', 'm']);
});

test('a topic whose policy leaves its own account out is closed to roles that have no permission of their own', () => {
  const topic = testTopic();
  const role = topic.cloud.role('publisher', [allow('sns:Publish', topicArn)]);
  const nobody = topic.cloud.role('nobody', []);
  topic.cloud.ask('sns', { as: role }).publish({ TopicArn: topicArn, Message: 'm' });
  expect(
    refusal(() => topic.cloud.ask('sns', { as: nobody }).publish({ TopicArn: topicArn, Message: 'm' })),
  ).toBe(
    `AuthorizationError: User: arn:aws:sts::000000000000:assumed-role/nobody/test is not authorized to perform: sns:Publish on resource: ${topicArn} because no identity-based policy allows the sns:Publish action`,
  );
});
