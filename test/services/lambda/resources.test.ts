import type { ResourceProgress, ResourceRequest, ResourceType } from '../../../framework/cloud/service';
import { unzipSync } from 'fflate';
import { resources } from '../../../framework/services/lambda/resources';
import { dlqArn, functionCloud, refusal, roleArn, type FunctionCloud } from './function-cloud';

type Properties = Record<string, unknown>;

function resourceType(name: string): ResourceType {
  const found = resources[name];
  if (found === undefined) throw new Error(`No resource type ${name}.`);
  return found;
}

/** What CloudFormation hands over, as the root of the account. */
function request(
  cloud: FunctionCloud,
  properties: Properties,
  more: Partial<ResourceRequest> = {},
): ResourceRequest {
  return {
    logicalId: 'Processor',
    type: 'AWS::Lambda::Function',
    stackName: 'orders',
    stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/orders/1',
    accountId: '000000000000',
    region: 'us-east-1',
    partition: 'aws',
    nowMs: cloud.world.nowMs,
    properties,
    tags: { 'aws:cloudformation:stack-name': 'orders' },
    aws: (service) => cloud.ask(service),
    generatedName: () => 'orders-Processor-ABC',
    notEmulated: (what) => {
      throw new Error(`not emulated: ${what}`);
    },
    modelledOnly: () => undefined,
    ...more,
  };
}

const properties: Properties = {
  Role: roleArn,
  Runtime: 'nodejs22.x',
  Handler: 'index.handler',
  Timeout: '30',
  Code: { ZipFile: 'exports.handler = async () => 1;' },
  Environment: { Variables: { LIMIT: 5 } },
  Tags: [{ Key: 'team', Value: 'orders' }],
};

/** Asks until the resource is ready, as CloudFormation does. */
function ready(cloud: FunctionCloud, first: ResourceProgress, properties: Properties): ResourceProgress {
  let progress = first;
  for (let checks = 0; !progress.done && checks < 20; checks++) {
    cloud.advance(`${progress.waitMs ?? 0} milliseconds`);
    const { physicalId, memo } = progress;
    const again = request(cloud, properties, { physicalId, ...(memo === undefined ? {} : { memo }) });
    progress = resourceType('AWS::Lambda::Function').check?.(again) ?? progress;
  }
  return progress;
}

test('a function resource is done when the function is active', () => {
  const cloud = functionCloud();
  const type = resourceType('AWS::Lambda::Function');
  const first = type.create(request(cloud, properties));
  expect(first.done).toBe(false);
  expect(ready(cloud, first, properties)).toEqual({
    done: true,
    physicalId: 'orders-Processor-ABC',
    attributes: { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:orders-Processor-ABC' },
  });
  const { Configuration, Tags } = cloud.ask('lambda').getFunction({ FunctionName: 'orders-Processor-ABC' });
  expect([Configuration?.Timeout, Configuration?.Environment?.Variables]).toEqual([30, { LIMIT: '5' }]);
  expect(Tags).toEqual({ 'aws:cloudformation:stack-name': 'orders', team: 'orders' });
});

test('inline code becomes index.js', () => {
  const cloud = functionCloud();
  ready(cloud, resourceType('AWS::Lambda::Function').create(request(cloud, properties)), properties);
  cloud.invokeEvent({}, 'orders-Processor-ABC');
  const [start] = cloud.environments;
  const blob = start?.kind === 'start' ? start.environment.codeBlob : '';
  const files = unzipSync(cloud.world.blobs.get(blob));
  expect(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString()])).toEqual([
    ['index.js', 'exports.handler = async () => 1;'],
  ]);
});

test('an update sets code and configuration, and what the template leaves out goes back to its default', () => {
  const cloud = functionCloud();
  const type = resourceType('AWS::Lambda::Function');
  cloud.ask('sqs').createQueue({ QueueName: 'Dlq' });
  const before = {
    ...properties,
    MemorySize: 256,
    ReservedConcurrentExecutions: 5,
    DeadLetterConfig: { TargetArn: dlqArn },
  };
  ready(cloud, type.create(request(cloud, before)), before);
  const lambda = cloud.ask('lambda');
  const old = lambda.getFunctionConfiguration({ FunctionName: 'orders-Processor-ABC' });
  expect(old.DeadLetterConfig).toEqual({ TargetArn: dlqArn });
  const after = { ...properties, Code: { ZipFile: 'exports.handler = async () => 2;' } };
  const physicalId = 'orders-Processor-ABC';
  const first = type.update?.(request(cloud, after, { physicalId, previous: before }));
  expect(ready(cloud, first ?? { done: false, physicalId }, after).done).toBe(true);
  const now = lambda.getFunctionConfiguration({ FunctionName: physicalId });
  expect(now.CodeSha256).not.toBe(old.CodeSha256);
  expect([now.MemorySize, now.DeadLetterConfig, now.Timeout]).toEqual([128, undefined, 30]);
  expect(lambda.getFunctionConcurrency({ FunctionName: physicalId })).toEqual({});
});

test('a function is deleted, and one that is gone already counts as deleted', () => {
  const cloud = functionCloud();
  const type = resourceType('AWS::Lambda::Function');
  ready(cloud, type.create(request(cloud, properties)), properties);
  const gone = request(cloud, properties, { physicalId: 'orders-Processor-ABC' });
  expect(type.delete(gone)).toEqual({ done: true });
  expect(cloud.ask('lambda').listFunctions({}).Functions).toEqual([]);
  expect(type.delete(gone)).toEqual({ done: true });
});

test('a runtime that does not exist fails the resource by its schema', () => {
  const cloud = functionCloud();
  const create = () =>
    resourceType('AWS::Lambda::Function').create(request(cloud, { ...properties, Runtime: 'nodejs99.x' }));
  expect(refusal(create)).toBe(
    'InvalidRequest: Model validation failed (#/Runtime: failed validation constraint for keyword [enum])',
  );
});

test('a permission is a statement of the policy of the function', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const type = resourceType('AWS::Lambda::Permission');
  const given = request(cloud, {
    FunctionName: 'Processor',
    Action: 'lambda:InvokeFunction',
    Principal: 's3.amazonaws.com',
    SourceAccount: '000000000000',
  });
  expect(type.create(given)).toEqual({
    done: true,
    physicalId: 'orders-Processor-ABC',
    attributes: { Id: 'orders-Processor-ABC' },
  });
  const { Policy = '' } = cloud.ask('lambda').getPolicy({ FunctionName: 'Processor' });
  expect(JSON.parse(Policy)).toMatchObject({ Statement: [{ Sid: 'orders-Processor-ABC' }] });
  const gone = { ...given, physicalId: 'orders-Processor-ABC' };
  expect([type.delete(gone), type.delete(gone)]).toEqual([{ done: true }, { done: true }]);
});

test('an event invoke configuration is put, changed and taken away', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  cloud.ask('sqs').createQueue({ QueueName: 'Failed' });
  const type = resourceType('AWS::Lambda::EventInvokeConfig');
  const Destination = 'arn:aws:sqs:us-east-1:000000000000:Failed';
  const named = { FunctionName: 'Processor', Qualifier: '$LATEST' };
  const before = { ...named, MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination } } };
  expect(type.create(request(cloud, before))).toEqual({ done: true, physicalId: 'Processor|$LATEST' });
  const shown = () => cloud.ask('lambda').getFunctionEventInvokeConfig({ FunctionName: 'Processor' });
  expect([shown().MaximumRetryAttempts, shown().DestinationConfig?.OnFailure]).toEqual([0, { Destination }]);
  const after = { ...named, MaximumEventAgeInSeconds: 60 };
  type.update?.(request(cloud, after, { physicalId: 'Processor|$LATEST', previous: before }));
  expect([shown().MaximumRetryAttempts, shown().MaximumEventAgeInSeconds]).toEqual([2, 60]);
  expect(shown().DestinationConfig?.OnFailure).toEqual({});
  type.delete(request(cloud, after, { physicalId: 'Processor|$LATEST' }));
  expect(refusal(shown)).toMatch(/doesn't have an EventInvokeConfig$/);
});
