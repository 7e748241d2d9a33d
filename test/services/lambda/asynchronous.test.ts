import { allow, dlqArn, functionArn, functionCloud, roleArn, type FunctionCloud } from './function-cloud';

function withDlq(): FunctionCloud {
  const cloud = functionCloud();
  cloud.ask('sqs').createQueue({ QueueName: 'Dlq' });
  cloud.createProcessor({ DeadLetterConfig: { TargetArn: dlqArn } });
  return cloud;
}

const timeline = ['invocation started', 'retry scheduled', 'event dropped', 'dead letter sent'];

test('an event that always fails runs three times, after one and then two minutes, and ends in the dead-letter queue', () => {
  const cloud = withDlq();
  cloud.invokeEvent({ order: 7 });
  const [requestId = ''] = cloud.requestIds();
  cloud.throwLast();
  cloud.advance('1 minute');
  cloud.throwLast();
  cloud.advance('2 minutes');
  cloud.throwLast('no such order');

  const [first = 0, second = 0, third = 0] = cloud.notes('invocation started').map(({ atMs }) => atMs);
  // The test answers a little after each start, so the waits are that much longer between starts.
  expect(Math.floor((second - first) / 1000)).toBe(60);
  expect(Math.floor((third - second) / 1000)).toBe(120);
  expect(cloud.requestIds()).toEqual([requestId, requestId, requestId]);
  expect(cloud.invoked()).toEqual([
    'Processor/1 {"order":7}',
    'Processor/1 {"order":7}',
    'Processor/1 {"order":7}',
  ]);
  expect(cloud.messages('Dlq')).toEqual([
    {
      body: '{"order":7}',
      attributes: { RequestID: requestId, ErrorCode: '200', ErrorMessage: 'no such order' },
    },
  ]);
  expect(cloud.notes('invocation ended').map(({ detail }) => [detail['attempt'], detail['outcome']])).toEqual(
    [
      [1, 'error'],
      [2, 'error'],
      [3, 'error'],
    ],
  );
});

test('a retry that succeeds ends the event', () => {
  const cloud = withDlq();
  cloud.invokeEvent();
  cloud.throwLast();
  cloud.advance('1 minute');
  cloud.returnLast();
  cloud.advance('1 hour');
  expect(cloud.invoked()).toHaveLength(2);
  expect(cloud.notes('event dropped')).toEqual([]);
  expect(cloud.messages('Dlq')).toEqual([]);
});

test('an event without a place to go is dropped, and a note says so', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  cloud.ask('lambda').putFunctionEventInvokeConfig({ FunctionName: 'Processor', MaximumRetryAttempts: 0 });
  cloud.invokeEvent();
  cloud.throwLast();
  expect(
    cloud.notes('no dead-letter queue or destination').map(({ resource, detail }) => [resource, detail]),
  ).toEqual([[functionArn, { requestId: cloud.requestIds()[0], attempts: 1, reason: 'RetriesExhausted' }]]);
});

test('an event is given up when its next attempt would come after its maximum age', () => {
  const cloud = withDlq();
  cloud
    .ask('lambda')
    .putFunctionEventInvokeConfig({ FunctionName: 'Processor', MaximumEventAgeInSeconds: 100 });
  cloud.invokeEvent();
  cloud.throwLast();
  cloud.advance('1 minute');
  cloud.throwLast();
  expect(cloud.invoked()).toHaveLength(2);
  expect(cloud.notes('event dropped').map(({ detail }) => detail['reason'])).toEqual(['EventAgeExceeded']);
  expect(cloud.messages('Dlq')).toHaveLength(1);
});

test('a function whose concurrency is taken puts events back with growing waits, using up no attempt', () => {
  const cloud = withDlq();
  cloud.ask('lambda').putFunctionConcurrency({ FunctionName: 'Processor', ReservedConcurrentExecutions: 1 });
  cloud.ask('lambda').updateFunctionConfiguration({ FunctionName: 'Processor', Timeout: 900 });
  cloud.advance('5 seconds');
  cloud.invokeEvent({ n: 1 });
  cloud.reportLast({});
  cloud.invokeEvent({ n: 2 });
  cloud.advance('20 seconds');
  expect(cloud.invoked()).toEqual(['Processor/1 {"n":1}']);
  expect(
    cloud
      .notes('retry scheduled')
      .map(({ detail }) => [detail['afterMs'], detail['reason'], detail['attempt']]),
  ).toEqual([
    [1000, 'TooManyRequestsException', 1],
    [2000, 'TooManyRequestsException', 1],
    [4000, 'TooManyRequestsException', 1],
    [8000, 'TooManyRequestsException', 1],
    [16000, 'TooManyRequestsException', 1],
  ]);
  cloud.returnLast();
  cloud.advance('20 seconds');
  expect(cloud.invoked()).toEqual(['Processor/1 {"n":1}', 'Processor/1 {"n":2}']);
});

test('an event that is throttled for all its life ends in the dead-letter queue as throttled', () => {
  const cloud = withDlq();
  const lambda = cloud.ask('lambda');
  lambda.putFunctionConcurrency({ FunctionName: 'Processor', ReservedConcurrentExecutions: 1 });
  lambda.putFunctionEventInvokeConfig({ FunctionName: 'Processor', MaximumEventAgeInSeconds: 60 });
  lambda.updateFunctionConfiguration({ FunctionName: 'Processor', Timeout: 900 });
  cloud.advance('5 seconds');
  cloud.invokeEvent({ n: 1 });
  cloud.reportLast({});
  cloud.invokeEvent({ n: 2 });
  cloud.advance('2 minutes');
  const [dropped] = cloud.notes('event dropped');
  const requestId = String(dropped?.detail['requestId']);
  expect(dropped?.detail['reason']).toBe('EventAgeExceeded');
  expect(cloud.messages('Dlq')).toEqual([
    {
      body: '{"n":2}',
      attributes: {
        RequestID: requestId,
        ErrorCode: '429',
        ErrorMessage: 'Rate Exceeded.',
      },
    },
  ]);
});

test('with a reserved concurrency of 0 events go to the dead-letter queue without being tried', () => {
  const cloud = withDlq();
  cloud.ask('lambda').putFunctionConcurrency({ FunctionName: 'Processor', ReservedConcurrentExecutions: 0 });
  cloud.invokeEvent({ n: 1 });
  expect(cloud.invoked()).toEqual([]);
  expect(cloud.messages('Dlq').map(({ body }) => body)).toEqual(['{"n":1}']);
  expect(cloud.events(timeline).map((line) => line.slice(line.indexOf(' ') + 1))).toEqual([
    'event dropped',
    'dead letter sent',
  ]);
  expect(cloud.notes('event dropped')[0]?.detail).toMatchObject({ reason: 'ZeroReservedConcurrency' });
});

test('a delivery made twice is two events with one request id, each with attempts of its own', () => {
  const cloud = withDlq();
  const effects: string[] = [];
  cloud.engine.inject({
    id: 'duplicate-1',
    title: 'duplicate',
    tookEffect: (effect) => void effects.push(effect),
    delivery: ({ to, subject }) =>
      to === functionArn && subject === 'a b.json' ? { copiesAfterMs: [500] } : undefined,
  });
  cloud.invokeEvent({ Records: [{ s3: { object: { key: 'a+b.json' } } }] });
  cloud.returnLast();
  cloud.advance('1 second');
  const [requestId] = cloud.requestIds();
  expect(cloud.requestIds()).toEqual([requestId, requestId]);
  expect(effects).toContain('copy');
  cloud.throwLast();
  cloud.advance('1 minute');
  cloud.throwLast();
  cloud.advance('2 minutes');
  cloud.throwLast();
  expect(cloud.requestIds()).toEqual([requestId, requestId, requestId, requestId]);
  expect(cloud.messages('Dlq')).toHaveLength(1);
});

test('a dead letter that the role may not send any more is lost, and a note says why', () => {
  const cloud = withDlq();
  cloud.ask('iam').deleteRolePolicy({ RoleName: 'ProcessorRole', PolicyName: 'test' });
  cloud.ask('lambda').putFunctionEventInvokeConfig({ FunctionName: 'Processor', MaximumRetryAttempts: 0 });
  cloud.invokeEvent();
  cloud.throwLast();
  const [note] = cloud.notes('dead letter not delivered');
  expect(note?.detail['queue']).toBe(dlqArn);
  expect(String(note?.detail['code'])).toMatch(/AccessDenied/);
  expect(cloud.messages('Dlq')).toEqual([]);
});

test('a failure goes to the on-failure destination with request, response and number of attempts', () => {
  const cloud = withDlq();
  cloud.ask('sqs').createQueue({ QueueName: 'Failed' });
  cloud.ask('lambda').putFunctionEventInvokeConfig({
    FunctionName: 'Processor',
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:000000000000:Failed' } },
  });
  cloud.invokeEvent({ order: 7 });
  cloud.throwLast('no such order');
  const [requestId] = cloud.requestIds();
  const [message] = cloud.messages('Failed');
  expect(JSON.parse(message?.body ?? '')).toEqual({
    version: '1.0',
    timestamp: new Date(cloud.world.nowMs).toISOString(),
    requestContext: {
      requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 1,
    },
    requestPayload: { order: 7 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: 'no such order', trace: [] },
  });
  expect(cloud.messages('Dlq')).toHaveLength(1);
});

test('a success goes to the on-success destination, which may be a function', () => {
  const cloud = functionCloud([allow('lambda:InvokeFunction'), allow('logs:*')]);
  cloud.createProcessor();
  cloud.createProcessor({ FunctionName: 'Next', Role: roleArn });
  cloud.ask('lambda').putFunctionEventInvokeConfig({
    FunctionName: 'Processor',
    DestinationConfig: { OnSuccess: { Destination: functionArn.replace('Processor', 'Next') } },
  });
  cloud.invokeEvent({ order: 7 });
  cloud.returnLast({ stored: true });
  cloud.advance('1 second');
  const [, next = ''] = cloud.invoked();
  expect(next.startsWith('Next/1 ')).toBe(true);
  expect(JSON.parse(next.slice('Next/1 '.length))).toMatchObject({
    requestContext: { condition: 'Success', approximateInvokeCount: 1 },
    requestPayload: { order: 7 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST' },
    responsePayload: { stored: true },
  });
});

test('an event whose function is deleted meanwhile is dropped', () => {
  const cloud = withDlq();
  cloud.invokeEvent();
  cloud.throwLast();
  cloud.ask('lambda').deleteFunction({ FunctionName: 'Processor' });
  cloud.advance('10 minutes');
  expect(cloud.invoked()).toHaveLength(1);
  expect(cloud.notes('event dropped').map(({ detail }) => detail['reason'])).toEqual(['FunctionDeleted']);
});
