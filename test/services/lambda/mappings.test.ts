import { Engine } from '../../../framework/cloud/engine';
import { rootPrincipal } from '../../../framework/cloud/identify';
import { arm, duplicate } from '../../../framework/faults';
import { services } from '../../../framework/services';
import { allow, functionArn, functionCloud, refusal, type FunctionCloud } from './function-cloud';

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:Orders';
const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/000000000000/Orders';
const polling = [allow('sqs:*'), allow('logs:*')];

interface Options {
  mapping?: object;
  queue?: Record<string, string>;
  statements?: object[];
  createInput?: object;
}

interface Mapped extends FunctionCloud {
  uuid: string;
  send(...bodies: string[]): void;
  /** Bodies handed to the function, batch by batch. */
  batches(): string[][];
  /** What is left in the queue: visible and in flight. */
  left(): string;
}

function mapped({ mapping = {}, queue = {}, statements = polling, createInput = {} }: Options = {}): Mapped {
  const cloud = functionCloud(statements);
  cloud.ask('sqs').createQueue({ QueueName: 'Orders', Attributes: queue });
  cloud.createProcessor({ Timeout: 25, ...createInput });
  const { UUID: uuid = '' } = cloud.ask('lambda').createEventSourceMapping({
    EventSourceArn: queueArn,
    FunctionName: 'Processor',
    ...mapping,
  });
  cloud.advance('10 seconds');
  return {
    ...cloud,
    uuid,
    send(...bodies) {
      for (const MessageBody of bodies) cloud.ask('sqs').sendMessage({ QueueUrl, MessageBody });
    },
    batches: () =>
      cloud.environments.flatMap((effect) => {
        if (effect.kind !== 'invoke') return [];
        const event: { Records: { body: string }[] } = JSON.parse(effect.invocation.event);
        return [event.Records.map(({ body }) => body)];
      }),
    left() {
      const { Attributes = {} } = cloud.ask('sqs').getQueueAttributes({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      });
      return `${Attributes['ApproximateNumberOfMessages']} + ${Attributes['ApproximateNumberOfMessagesNotVisible']}`;
    },
  };
}

test('a message goes to the function as soon as it is sent, and is deleted when that succeeds', () => {
  const cloud = mapped();
  cloud.send('one');
  cloud.advance('100 milliseconds');
  expect(cloud.batches()).toEqual([['one']]);
  expect(cloud.left()).toBe('0 + 1');
  cloud.returnLast();
  expect(cloud.left()).toBe('0 + 0');
  cloud.settle();
  expect(cloud.batches()).toHaveLength(1);
});

test('settle waits for what is in a queue that is polled', () => {
  const cloud = mapped({ queue: { MessageRetentionPeriod: '60' } });
  const before = cloud.world.nowMs;
  cloud.send('one');
  cloud.settle();
  expect(cloud.batches().length).toBeGreaterThan(1);
  expect(cloud.world.nowMs - before).toBeGreaterThan(30_000);
});

test('of a message without attributes the event has an empty digest of them', () => {
  const cloud = mapped();
  cloud.send('one');
  cloud.advance('100 milliseconds');
  const [event = '{}'] = cloud.environments.flatMap((effect) =>
    effect.kind === 'invoke' ? [effect.invocation.event] : [],
  );
  expect(JSON.parse(event)).toMatchObject({
    Records: [{ messageAttributes: {}, md5OfMessageAttributes: null }],
  });
});

test('the event has the form that AWS gives it', () => {
  const cloud = mapped();
  cloud.ask('sqs').sendMessage({
    QueueUrl,
    MessageBody: '{"n":1}',
    MessageAttributes: {
      Trace: { DataType: 'String', StringValue: 'x' },
      Raw: { DataType: 'Binary', BinaryValue: Buffer.from('bytes') },
    },
  });
  cloud.advance('100 milliseconds');
  const [invoke] = cloud.environments.flatMap((effect) =>
    effect.kind === 'invoke' ? [effect.invocation] : [],
  );
  const uuid = /^[0-9a-f-]{36}$/;
  expect(JSON.parse(invoke?.event ?? '')).toEqual({
    Records: [
      {
        messageId: expect.stringMatching(uuid),
        receiptHandle: expect.any(String),
        body: '{"n":1}',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: expect.stringMatching(/^\d{13}$/),
          SenderId: expect.any(String),
          ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        },
        messageAttributes: {
          Trace: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
          Raw: { binaryValue: 'Ynl0ZXM=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
        },
        md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
        md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
        eventSource: 'aws:sqs',
        eventSourceARN: queueArn,
        awsRegion: 'us-east-1',
      },
    ],
  });
  expect(invoke?.functionArn).toBe(functionArn);
});

test('a failed batch comes again when its messages are visible again, and goes to the dead-letter queue in the end', () => {
  const cloud = functionCloud(polling);
  const sqs = cloud.ask('sqs');
  sqs.createQueue({ QueueName: 'Dead' });
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:Dead',
    maxReceiveCount: 2,
  });
  sqs.createQueue({ QueueName: 'Orders', Attributes: { RedrivePolicy, VisibilityTimeout: '30' } });
  cloud.createProcessor();
  cloud.ask('lambda').createEventSourceMapping({ EventSourceArn: queueArn, FunctionName: 'Processor' });
  cloud.advance('10 seconds');
  sqs.sendMessage({ QueueUrl, MessageBody: 'poison' });
  cloud.advance('1 second');
  cloud.throwLast();
  cloud.advance('28 seconds');
  expect(cloud.invoked()).toHaveLength(1);
  cloud.advance('2 seconds');
  expect(cloud.invoked()).toHaveLength(2);
  cloud.throwLast();
  cloud.settle();
  expect(cloud.invoked()).toHaveLength(2);
  expect(cloud.messages('Dead').map(({ body }) => body)).toEqual(['poison']);
  expect(cloud.notes('batch returned to its queue').map(({ detail }) => detail)).toEqual([
    { messages: 1, reason: 'Error' },
    { messages: 1, reason: 'Error' },
  ]);
});

test('batches have at most their size, and run side by side', () => {
  const cloud = mapped({ mapping: { BatchSize: 2 } });
  cloud.send('1', '2', '3', '4', '5');
  cloud.advance('1 second');
  expect(cloud.batches()).toEqual([['1', '2'], ['3', '4'], ['5']]);
  expect(cloud.started()).toHaveLength(3);
});

test('a window gathers until it is over or the batch is full', () => {
  const cloud = mapped({ mapping: { BatchSize: 20, MaximumBatchingWindowInSeconds: 10 } });
  cloud.send('1', '2');
  cloud.advance('5 seconds');
  cloud.send('3');
  cloud.advance('4 seconds');
  expect(cloud.batches()).toEqual([]);
  cloud.advance('2 seconds');
  expect(cloud.batches()).toEqual([['1', '2', '3']]);
  const many = Array.from({ length: 20 }, (_, n) => `m${n}`);
  cloud.send(...many);
  cloud.advance('1 second');
  expect(cloud.batches()[1]).toEqual(many);
});

test('with a window the messages stay hidden for window, time-out and half a minute', () => {
  const cloud = mapped({
    mapping: { BatchSize: 20, MaximumBatchingWindowInSeconds: 60 },
    queue: { VisibilityTimeout: '30' },
  });
  cloud.send('1');
  cloud.advance('61 seconds');
  expect(cloud.batches()).toEqual([['1']]);
  cloud.reportLast({});
  cloud.advance('20 seconds');
  expect(cloud.left()).toBe('0 + 1');
  cloud.returnLast();
  expect(cloud.left()).toBe('0 + 0');
});

test.each([
  ['failures named', (ids: string[]) => ({ batchItemFailures: [{ itemIdentifier: ids[1] }] }), '0 + 1'],
  ['no failures', () => ({ batchItemFailures: [] }), '0 + 0'],
  ['a null list', () => ({ batchItemFailures: null }), '0 + 0'],
  ['an empty object', () => ({}), '0 + 0'],
  ['nothing', () => null, '0 + 0'],
  ['an empty identifier', () => ({ batchItemFailures: [{ itemIdentifier: '' }] }), '0 + 3'],
  ['no identifier', () => ({ batchItemFailures: [{ itemIdentifier: null }] }), '0 + 3'],
  ['a misspelt key', () => ({ batchItemFailures: [{ id: 'x' }] }), '0 + 3'],
  ['an identifier of nothing', () => ({ batchItemFailures: [{ itemIdentifier: 'x' }] }), '0 + 3'],
])('with ReportBatchItemFailures an answer with %s leaves what failed', (_, answer, left) => {
  const cloud = mapped({ mapping: { FunctionResponseTypes: ['ReportBatchItemFailures'] } });
  cloud.send('1', '2', '3');
  cloud.advance('1 second');
  const [invoke] = cloud.environments.flatMap((effect) =>
    effect.kind === 'invoke' ? [effect.invocation] : [],
  );
  const event: { Records: { messageId: string }[] } = JSON.parse(invoke?.event ?? '');
  cloud.returnLast(answer(event.Records.map(({ messageId }) => messageId)));
  expect(cloud.left()).toBe(left);
});

test('without ReportBatchItemFailures what the function says of failures is not heard', () => {
  const cloud = mapped();
  cloud.send('1');
  cloud.advance('1 second');
  cloud.returnLast({ batchItemFailures: [{ itemIdentifier: '' }] });
  expect(cloud.left()).toBe('0 + 0');
});

test('what no filter matches is deleted unseen', () => {
  const Pattern = JSON.stringify({ body: { kind: ['order'], total: [{ numeric: ['>', 10] }] } });
  const cloud = mapped({ mapping: { FilterCriteria: { Filters: [{ Pattern }] } } });
  cloud.send('{"kind":"order","total":11}', '{"kind":"order","total":9}', '{"kind":"note"}', 'no JSON');
  cloud.advance('1 second');
  expect(cloud.batches()).toEqual([['{"kind":"order","total":11}']]);
  expect(cloud.left()).toBe('0 + 1');
});

test('a maximum concurrency bounds the batches under way, the rest waits in the queue', () => {
  const cloud = mapped({ mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } } });
  cloud.send('1', '2', '3', '4');
  cloud.advance('5 seconds');
  expect(cloud.batches()).toEqual([['1'], ['2']]);
  expect(cloud.left()).toBe('2 + 2');
  cloud.returnLast();
  cloud.advance('1 second');
  expect(cloud.batches()).toEqual([['1'], ['2'], ['3']]);
});

test('a backlog begins with five batches and gets more pollers after a minute', () => {
  const cloud = mapped({
    mapping: { BatchSize: 1 },
    queue: { VisibilityTimeout: '900' },
    createInput: { Timeout: 300 },
  });
  cloud.send(...Array.from({ length: 12 }, (_, n) => String(n)));
  // Nobody answers for the environments, so initialisation is begun again: each body counts once.
  const seen = () => new Set(cloud.batches().flat()).size;
  cloud.advance('50 seconds');
  expect(seen()).toBe(5);
  cloud.advance('20 seconds');
  expect(seen()).toBe(12);
});

test('a throttled batch is tried again while its messages are hidden, then they are the queue’s again', () => {
  const cloud = mapped();
  cloud.ask('lambda').putFunctionConcurrency({ FunctionName: 'Processor', ReservedConcurrentExecutions: 0 });
  cloud.send('1');
  cloud.advance('20 seconds');
  expect(cloud.notes('retry scheduled').map(({ detail }) => detail['afterMs'])).toEqual([
    1000, 2000, 4000, 8000,
  ]);
  cloud.advance('15 seconds');
  expect(cloud.notes('batch returned to its queue').map(({ detail }) => detail)).toEqual([
    { messages: 1, reason: 'TooManyRequestsException' },
  ]);
  cloud.ask('lambda').deleteFunctionConcurrency({ FunctionName: 'Processor' });
  cloud.advance('5 seconds');
  expect(cloud.batches()).toEqual([['1']]);
});

test('a FIFO queue hands over a group in order, one batch at a time', () => {
  const cloud = functionCloud(polling);
  const sqs = cloud.ask('sqs');
  sqs.createQueue({
    QueueName: 'Orders.fifo',
    Attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' },
  });
  cloud.createProcessor();
  cloud.ask('lambda').createEventSourceMapping({
    EventSourceArn: `${queueArn}.fifo`,
    FunctionName: 'Processor',
    BatchSize: 2,
  });
  cloud.advance('10 seconds');
  for (const MessageBody of ['1', '2', '3']) {
    sqs.sendMessage({ QueueUrl: `${QueueUrl}.fifo`, MessageBody, MessageGroupId: 'a' });
  }
  cloud.advance('5 seconds');
  const bodies = () =>
    cloud.environments.flatMap((effect) => {
      if (effect.kind !== 'invoke') return [];
      const event: { Records: { body: string; attributes: Record<string, string> }[] } = JSON.parse(
        effect.invocation.event,
      );
      return [event.Records.map(({ body, attributes }) => `${attributes['MessageGroupId']}${body}`)];
    });
  expect(bodies()).toEqual([['a1', 'a2']]);
  cloud.returnLast();
  cloud.advance('1 second');
  expect(bodies()).toEqual([['a1', 'a2'], ['a3']]);
  cloud.returnLast();
  cloud.settle();
  expect(bodies()).toHaveLength(2);
});

test('a mapping is created, shown, disabled, enabled and deleted', () => {
  const cloud = mapped();
  const lambda = cloud.ask('lambda');
  const { uuid } = cloud;
  const get = () => lambda.getEventSourceMapping({ UUID: uuid });
  expect(get()).toEqual({
    UUID: uuid,
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 0,
    EventSourceArn: queueArn,
    EventSourceMappingArn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${uuid}`,
    FunctionArn: functionArn,
    LastModified: expect.any(Date),
    State: 'Enabled',
    StateTransitionReason: 'USER_INITIATED',
    FunctionResponseTypes: [],
  });
  expect(lambda.updateEventSourceMapping({ UUID: uuid, Enabled: false }).State).toBe('Disabling');
  expect(refusal(() => lambda.deleteEventSourceMapping({ UUID: uuid }))).toBe(
    'ResourceInUseException: Cannot delete the event source mapping because it is in use.',
  );
  cloud.advance('10 seconds');
  expect(get().State).toBe('Disabled');
  cloud.send('1');
  cloud.advance('1 minute');
  expect(cloud.batches()).toEqual([]);
  expect(lambda.updateEventSourceMapping({ UUID: uuid, Enabled: true, BatchSize: 3 }).State).toBe('Enabling');
  cloud.advance('11 seconds');
  expect(cloud.batches()).toEqual([['1']]);
  cloud.returnLast();
  expect(lambda.listEventSourceMappings({ FunctionName: 'Processor' }).EventSourceMappings).toMatchObject([
    { UUID: uuid, BatchSize: 3 },
  ]);
  expect(lambda.listEventSourceMappings({ FunctionName: 'Other' }).EventSourceMappings).toEqual([]);
  expect(lambda.deleteEventSourceMapping({ UUID: uuid }).State).toBe('Deleting');
  cloud.advance('10 seconds');
  expect(refusal(get)).toBe('ResourceNotFoundException: The resource you requested does not exist.');
  cloud.send('2');
  cloud.advance('1 minute');
  expect(cloud.batches()).toHaveLength(1);
});

test('a mapping runs the version or alias that it names', () => {
  const cloud = functionCloud(polling);
  cloud.ask('sqs').createQueue({ QueueName: 'Orders' });
  cloud.createProcessor({ Publish: true });
  cloud.ask('lambda').createAlias({ FunctionName: 'Processor', Name: 'live', FunctionVersion: '1' });
  cloud
    .ask('lambda')
    .createEventSourceMapping({ EventSourceArn: queueArn, FunctionName: `${functionArn}:live` });
  cloud.advance('10 seconds');
  cloud.ask('sqs').sendMessage({ QueueUrl, MessageBody: '1' });
  cloud.advance('1 second');
  const [invoke] = cloud.environments.flatMap((effect) =>
    effect.kind === 'invoke' ? [effect.invocation] : [],
  );
  expect([invoke?.functionArn, invoke?.functionVersion]).toEqual([`${functionArn}:live`, '1']);
});

test('mappings are refused in AWS words', () => {
  const create =
    (input: object, { statements = polling, queue = {}, createInput = {} }: Options = {}) =>
    () => {
      const cloud = functionCloud(statements);
      cloud.ask('sqs').createQueue({ QueueName: 'Orders', Attributes: queue });
      cloud.createProcessor(createInput);
      const all = { EventSourceArn: queueArn, FunctionName: 'Processor', ...input };
      cloud.ask('lambda').createEventSourceMapping(all);
      cloud.ask('lambda').createEventSourceMapping(all);
    };
  const missing = 'arn:aws:sqs:us-east-1:000000000000:Missing';
  const uuid = /[0-9a-f]{8}-[0-9a-f-]{27}/;
  const refusals = [
    create({}),
    create({ FunctionName: 'Missing' }),
    create({ EventSourceArn: missing }),
    create({ EventSourceArn: undefined }),
    create({}, { statements: [allow('sqs:DeleteMessage'), allow('sqs:GetQueueAttributes')] }),
    create({}, { statements: [allow('sqs:ReceiveMessage'), allow('sqs:GetQueueAttributes')] }),
    create({}, { createInput: { Timeout: 60 } }),
    create({ BatchSize: 11 }),
    create({ StartingPosition: 'LATEST' }),
    create({ FilterCriteria: { Filters: [{ Pattern: '{"body": "text"}' }] } }),
    create({ ScalingConfig: { MaximumConcurrency: 1 } }),
    create({ EventSourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/T/stream/x' }),
    create({ KMSKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/x' }),
  ].map((act) => refusal(act).replace(uuid, '<uuid>').split('\n')[0]);
  expect(refusals).toMatchInlineSnapshot(`
   [
     "ResourceConflictException: An event source mapping with SQS arn (" arn:aws:sqs:us-east-1:000000000000:Orders ") and function (" Processor ") already exists. Please update or delete the existing mapping with UUID <uuid>",
     "InvalidParameterValueException: Function does not exist",
     "InvalidParameterValueException: Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.",
     "InvalidParameterValueException: Unrecognized event source.",
     "InvalidParameterValueException: The provided execution role does not have permissions to call ReceiveMessage on SQS",
     "InvalidParameterValueException: The provided execution role does not have permissions to call DeleteMessage on SQS",
     "InvalidParameterValueException: Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds",
     "InvalidParameterValueException: Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
     "InvalidParameterValueException: Unsupported StartingPosition parameter for given event source mapping type.",
     "InvalidParameterValueException: Invalid filter pattern definition.",
     "ValidationException: 1 validation error detected: Value '1' at 'scalingConfig.maximumConcurrency' failed to satisfy constraint: Member must have value greater than or equal to 2",
     "STORM_NOT_EMULATED: STORM_NOT_EMULATED  lambda:CreateEventSourceMapping with an event source of the service dynamodb is not emulated.",
     "STORM_NOT_EMULATED: STORM_NOT_EMULATED  lambda:CreateEventSourceMapping with KMSKeyArn is not emulated.",
   ]
  `);
});

test('a role that loses its rights stops the polling, until it has them back', () => {
  const cloud = mapped();
  const iam = cloud.ask('iam');
  iam.deleteRolePolicy({ RoleName: 'ProcessorRole', PolicyName: 'test' });
  cloud.send('1');
  cloud.settle();
  expect(cloud.batches()).toEqual([]);
  expect(cloud.ask('lambda').getEventSourceMapping({ UUID: cloud.uuid }).LastProcessingResult).toMatch(
    /^PROBLEM: .*not authorized to perform: sqs:/,
  );
  expect(cloud.notes('queue not polled')).toHaveLength(1);
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: polling });
  iam.putRolePolicy({ RoleName: 'ProcessorRole', PolicyName: 'test', PolicyDocument });
  cloud.advance('1 minute');
  expect(cloud.batches()[0]).toEqual(['1']);
});

test('a mapping has tags of its own', () => {
  const cloud = mapped({ mapping: { Tags: { team: 'a' } } });
  const lambda = cloud.ask('lambda');
  const Resource = `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${cloud.uuid}`;
  lambda.tagResource({ Resource, Tags: { stage: 'test' } });
  lambda.untagResource({ Resource, TagKeys: ['team'] });
  expect(lambda.listTags({ Resource }).Tags).toEqual({ stage: 'test' });
});

test('SQS and Lambda deliver at least once: a batch may come twice', () => {
  const cloud = mapped();
  const fault = duplicate({ service: 'lambda', times: 1 });
  cloud.engine.inject(arm(fault, 'duplicate-1', cloud.world, () => false));
  cloud.send('1');
  cloud.advance('1 second');
  cloud.returnLast();
  cloud.settle();
  expect(cloud.batches()).toEqual([['1'], ['1']]);
  expect(cloud.left()).toBe('0 + 0');
});

test('a fork goes on polling where the world it came from stood', () => {
  const cloud = mapped();
  const copy = new Engine(cloud.world.fork({}), services);
  const root = rootPrincipal('000000000000', 'aws');
  const from = { task: 'test', cause: 0, accountId: '000000000000', region: 'us-east-1' };
  copy.ask(from, 'sqs', 'sendMessage', { QueueUrl, MessageBody: 'in the fork' }, { as: root });
  for (let steps = 0; steps < 100 && copy.functions.pending === 0; steps++) {
    if (!copy.step()) copy.jump();
  }
  const invoked = copy.functions.take().flatMap((effect) => (effect.kind === 'invoke' ? [effect] : []));
  expect(invoked.map(({ invocation }) => JSON.parse(invocation.event).Records[0].body)).toEqual([
    'in the fork',
  ]);
  cloud.settle();
  expect(cloud.batches()).toEqual([]);
});
