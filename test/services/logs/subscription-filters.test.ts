import { gunzipSync } from 'node:zlib';
import { functionArn, functionCloud } from '../lambda/function-cloud';
import { refusal } from '../sns/topic';
import { at } from './group';

const filter = {
  logGroupName: 'app',
  filterName: 'errors',
  filterPattern: 'ERROR',
  destinationArn: functionArn,
};

/** A group 'app' with the stream 's', and the function 'Processor' that Logs may invoke. */
function subscribed() {
  const cloud = functionCloud();
  cloud.createProcessor();
  const logs = cloud.ask('logs');
  logs.createLogGroup({ logGroupName: 'app' });
  logs.createLogStream({ logGroupName: 'app', logStreamName: 's' });
  const letIn = () =>
    cloud.ask('lambda').addPermission({
      FunctionName: 'Processor',
      StatementId: 'logs',
      Action: 'lambda:InvokeFunction',
      Principal: 'logs.amazonaws.com',
      SourceArn: 'arn:aws:logs:us-east-1:000000000000:log-group:app:*',
    });
  const put = (...messages: string[]) =>
    logs.putLogEvents({
      logGroupName: 'app',
      logStreamName: 's',
      logEvents: messages.map((message) => ({ message, timestamp: at(1) })),
    });
  return { cloud, logs, letIn, put };
}

/** What the function was given, unpacked. */
function unpacked(invocation: string | undefined): unknown {
  const event: { awslogs: { data: string } } = JSON.parse((invocation ?? '').replace(/^\S+ /, ''));
  return JSON.parse(gunzipSync(Buffer.from(event.awslogs.data, 'base64')).toString('utf8'));
}

test('what matches is handed to the function, packed', () => {
  const { cloud, logs, letIn, put } = subscribed();
  letIn();
  put('ERROR before');
  logs.putSubscriptionFilter(filter);
  put('ERROR one', 'INFO two', 'ERROR three');
  cloud.advance('5 seconds');
  const invoked = cloud.invoked();
  expect(invoked).toHaveLength(1);
  expect(unpacked(invoked[0])).toEqual({
    messageType: 'DATA_MESSAGE',
    owner: '000000000000',
    logGroup: 'app',
    logStream: 's',
    subscriptionFilters: ['errors'],
    logEvents: [
      { id: expect.stringMatching(/^\d{56}$/), timestamp: at(1), message: 'ERROR one' },
      { id: expect.stringMatching(/^\d{56}$/), timestamp: at(1), message: 'ERROR three' },
    ],
  });
});

test('a function that does not let Logs in is refused', () => {
  const { logs, letIn } = subscribed();
  expect(refusal(() => logs.putSubscriptionFilter(filter))).toBe(
    'InvalidParameterException: Could not execute the lambda function. Make sure you have given CloudWatch Logs ' +
      'permission to execute your function.',
  );
  letIn();
  expect(refusal(() => logs.putSubscriptionFilter({ ...filter, roleArn: 'arn:aws:iam::0:role/r' }))).toBe(
    'InvalidParameterException: destinationArn for vendor lambda cannot be used with roleArn',
  );
  const toStream = { ...filter, destinationArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' };
  expect(refusal(() => logs.putSubscriptionFilter(toStream))).toBe(
    'InvalidParameterException: destinationArn for vendor kinesis cannot be used without roleArn',
  );
  expect(() => logs.putSubscriptionFilter({ ...toStream, roleArn: 'arn:aws:iam::0:role/r' })).toThrow(
    'logs: subscription filters to kinesis is not emulated',
  );
  const foreign = { ...filter, destinationArn: 'arn:aws:lambda:us-east-1:111111111111:function:f' };
  expect(refusal(() => logs.putSubscriptionFilter({ ...foreign, logGroupName: 'none' }))).toBe(
    'AccessDeniedException: Cross-account lambda invocation passing is not allowed. You must use ' +
      'DestinationPolicies to create cross account lambda triggers.',
  );
});

test('events are dropped, and said to be, once the function refuses', () => {
  const { cloud, logs, letIn, put } = subscribed();
  letIn();
  logs.putSubscriptionFilter(filter);
  cloud.ask('lambda').removePermission({ FunctionName: 'Processor', StatementId: 'logs' });
  put('ERROR');
  cloud.advance('5 seconds');
  expect(cloud.invoked()).toEqual([]);
  const dropped = cloud.world.trace.entries.filter(
    (entry) => entry.type === 'event' && entry.event === 'log events dropped',
  );
  expect(dropped).toHaveLength(1);
});

test('a group has two filters at most; they are described and deleted', () => {
  const { logs, letIn } = subscribed();
  letIn();
  logs.putSubscriptionFilter(filter);
  logs.putSubscriptionFilter({ ...filter, filterPattern: '' });
  logs.putSubscriptionFilter({ ...filter, filterName: 'other' });
  expect(refusal(() => logs.putSubscriptionFilter({ ...filter, filterName: 'third' }))).toBe(
    'LimitExceededException: Resource limit exceeded.',
  );
  const { subscriptionFilters } = logs.describeSubscriptionFilters({
    logGroupName: 'app',
    filterNamePrefix: 'err',
  });
  expect(subscriptionFilters).toEqual([
    {
      ...filter,
      filterPattern: '',
      distribution: 'ByLogStream',
      applyOnTransformedLogs: false,
      creationTime: expect.any(Number),
    },
  ]);
  const remove = () => logs.deleteSubscriptionFilter({ logGroupName: 'app', filterName: 'errors' });
  remove();
  expect(refusal(remove)).toBe(
    'ResourceNotFoundException: The specified subscription filter does not exist.',
  );
});
