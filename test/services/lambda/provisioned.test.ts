import { functionCloud, refusal, zip, type FunctionCloud } from './function-cloud';

function withVersion(): FunctionCloud {
  const cloud = functionCloud();
  cloud.createProcessor({ Publish: true, Code: { ZipFile: zip() } });
  cloud.ask('lambda').createAlias({ FunctionName: 'Processor', Name: 'live', FunctionVersion: '1' });
  return cloud;
}

const named = { FunctionName: 'Processor', Qualifier: 'live' };

function ready(cloud: FunctionCloud): void {
  const waiting = cloud.environments.flatMap((effect) =>
    effect.kind === 'initialise' ? [effect.environmentId] : [],
  );
  for (const environmentId of waiting) cloud.report({ environmentId, initialised: true, logs: [] });
}

test('environments are made ready ahead and their first invocation is warm', () => {
  const cloud = withVersion();
  const lambda = cloud.ask('lambda');
  const put = lambda.putProvisionedConcurrencyConfig({ ...named, ProvisionedConcurrentExecutions: 2 });
  expect(put).toMatchObject({
    RequestedProvisionedConcurrentExecutions: 2,
    AvailableProvisionedConcurrentExecutions: 0,
    AllocatedProvisionedConcurrentExecutions: 0,
    Status: 'IN_PROGRESS',
  });
  cloud.advance('3 minutes');
  expect(cloud.started()).toEqual(['Processor/1', 'Processor/2']);
  expect(lambda.getProvisionedConcurrencyConfig(named)).toMatchObject({ Status: 'IN_PROGRESS' });
  ready(cloud);
  expect(lambda.getProvisionedConcurrencyConfig(named)).toMatchObject({
    Status: 'READY',
    AvailableProvisionedConcurrentExecutions: 2,
    AllocatedProvisionedConcurrentExecutions: 2,
  });
  cloud.invokeAndWait('{}', {}, 'live');
  expect(cloud.notes('invocation started').map(({ detail }) => detail['cold'])).toEqual([false]);
  expect(lambda.getProvisionedConcurrencyConfig(named)).toMatchObject({
    AvailableProvisionedConcurrentExecutions: 1,
  });
  const [start] = cloud.environments.flatMap((effect) =>
    effect.kind === 'start' ? [effect.environment] : [],
  );
  expect(start?.variables['AWS_LAMBDA_INITIALIZATION_TYPE']).toBe('provisioned-concurrency');
});

test('what is more than provisioned runs like any other invocation', () => {
  const cloud = withVersion();
  cloud.ask('lambda').putProvisionedConcurrencyConfig({ ...named, ProvisionedConcurrentExecutions: 1 });
  cloud.advance('3 minutes');
  ready(cloud);
  cloud.invokeAndWait('{}', {}, 'live');
  cloud.invokeAndWait('{}', {}, 'live');
  expect(
    cloud.notes('invocation started').map(({ detail }) => [detail['environment'], detail['cold']]),
  ).toEqual([
    ['Processor/1', false],
    ['Processor/2', true],
  ]);
  const sum = (MetricName: string) =>
    cloud.ask('cloudwatch').getMetricStatistics({
      Namespace: 'AWS/Lambda',
      MetricName,
      Dimensions: [
        { Name: 'FunctionName', Value: 'Processor' },
        { Name: 'Resource', Value: 'Processor:live' },
      ],
      StartTime: new Date(cloud.world.nowMs - 3_600_000),
      EndTime: new Date(cloud.world.nowMs + 60_000),
      Period: 3600,
      Statistics: ['Sum'],
    }).Datapoints?.[0]?.Sum;
  expect(sum('ProvisionedConcurrencyInvocations')).toBe(1);
  expect(sum('ProvisionedConcurrencySpilloverInvocations')).toBe(1);
});

test('environments of a provisioned concurrency are not reclaimed and serve their alias alone', () => {
  const cloud = withVersion();
  cloud.ask('lambda').putProvisionedConcurrencyConfig({ ...named, ProvisionedConcurrentExecutions: 1 });
  cloud.advance('3 minutes');
  ready(cloud);
  cloud.invokeAndWait('{}', {}, 'live');
  cloud.returnLast();
  cloud.advance('30 minutes');
  cloud.invokeAndWait('{}', {}, '1');
  cloud.returnLast();
  cloud.invokeAndWait('{}', {}, 'live');
  expect(cloud.notes('invocation started').map(({ detail }) => detail['environment'])).toEqual([
    'Processor/1',
    'Processor/2',
    'Processor/1',
  ]);
});

test('an environment that ends is replaced', () => {
  const cloud = withVersion();
  cloud.ask('lambda').putProvisionedConcurrencyConfig({ ...named, ProvisionedConcurrentExecutions: 1 });
  cloud.advance('3 minutes');
  ready(cloud);
  cloud.invokeAndWait('{}', {}, 'live');
  cloud.reportLast({ exit: { reason: 'exit', code: 1 } });
  expect(cloud.started()).toEqual(['Processor/1', 'Processor/2']);
  expect(cloud.environments.at(-1)).toMatchObject({ kind: 'initialise', environmentId: 'Processor/2' });
});

test('a function that fails to initialise fails the allocation', () => {
  const cloud = withVersion();
  const lambda = cloud.ask('lambda');
  lambda.putProvisionedConcurrencyConfig({ ...named, ProvisionedConcurrentExecutions: 1 });
  cloud.advance('3 minutes');
  const exit = { reason: 'crash', code: 129 } as const;
  cloud.report({ environmentId: 'Processor/1', initialised: false, logs: [], exit });
  expect(lambda.getProvisionedConcurrencyConfig(named)).toMatchObject({
    Status: 'FAILED',
    StatusReason: 'FUNCTION_ERROR_INIT_FAILURE',
  });
});

test('an alias that names another version gets environments of that one', () => {
  const cloud = withVersion();
  const lambda = cloud.ask('lambda');
  lambda.putProvisionedConcurrencyConfig({ ...named, ProvisionedConcurrentExecutions: 1 });
  cloud.advance('3 minutes');
  ready(cloud);
  lambda.updateFunctionCode({
    FunctionName: 'Processor',
    ZipFile: zip('exports.handler = 2'),
    Publish: true,
  });
  cloud.advance('5 seconds');
  lambda.updateAlias({ FunctionName: 'Processor', Name: 'live', FunctionVersion: '2' });
  expect(cloud.environments.at(-1)).toMatchObject({ kind: 'stop', environmentId: 'Processor/1' });
  expect(lambda.getProvisionedConcurrencyConfig(named)).toMatchObject({ Status: 'IN_PROGRESS' });
  cloud.advance('3 minutes');
  expect(cloud.started()).toEqual(['Processor/1', 'Processor/2']);
});

test('provisioned concurrency is bounded by what is reserved, and the rest is what $LATEST has', () => {
  const cloud = withVersion();
  const lambda = cloud.ask('lambda');
  const put = (more: object = {}) =>
    lambda.putProvisionedConcurrencyConfig({ ...named, ProvisionedConcurrentExecutions: 2, ...more });
  lambda.putFunctionConcurrency({ FunctionName: 'Processor', ReservedConcurrentExecutions: 1 });
  const refusals = [refusal(() => put()), refusal(() => put({ Qualifier: '$LATEST' }))];
  lambda.putFunctionConcurrency({ FunctionName: 'Processor', ReservedConcurrentExecutions: 2 });
  put();
  refusals.push(
    refusal(() =>
      lambda.putFunctionConcurrency({ FunctionName: 'Processor', ReservedConcurrentExecutions: 1 }),
    ),
    refusal(() => put({ Qualifier: '1' })),
    refusal(() => put({ Qualifier: 'gone' })),
    refusal(() => lambda.getProvisionedConcurrencyConfig({ FunctionName: 'Processor', Qualifier: '1' })),
  );
  expect(refusals).toMatchInlineSnapshot(`
   [
     "InvalidParameterValueException: Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
     "InvalidParameterValueException: Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
     "InvalidParameterValueException:  ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [2].",
     "InvalidParameterValueException: Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
     "ResourceNotFoundException: Cannot find alias arn: arn:aws:lambda:us-east-1:000000000000:function:Processor:gone",
     "ProvisionedConcurrencyConfigNotFoundException: No Provisioned Concurrency Config found for this function",
   ]
  `);
  expect(cloud.invokeAndWait('{}')).toMatchObject({ status: 429 });
  lambda.deleteProvisionedConcurrencyConfig(named);
  expect(cloud.invokeAndWait('{}').status).toBeUndefined();
});

test('what no function has for itself stays at a hundred', () => {
  const cloud = withVersion();
  expect(
    refusal(() =>
      cloud.ask('lambda').putProvisionedConcurrencyConfig({ ...named, ProvisionedConcurrentExecutions: 901 }),
    ),
  ).toBe(
    "InvalidParameterValueException: Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
  );
  cloud.ask('lambda').putProvisionedConcurrencyConfig({ ...named, ProvisionedConcurrentExecutions: 900 });
  expect(cloud.ask('lambda').getAccountSettings({}).AccountLimit?.UnreservedConcurrentExecutions).toBe(100);
});

test('more than this machine hosts is allocated all the same, the rest begins at its first use', () => {
  const cloud = withVersion();
  const lambda = cloud.ask('lambda');
  lambda.putProvisionedConcurrencyConfig({ ...named, ProvisionedConcurrentExecutions: 40 });
  cloud.advance('3 minutes');
  ready(cloud);
  expect(cloud.started()).toHaveLength(16);
  expect(lambda.getProvisionedConcurrencyConfig(named)).toMatchObject({
    Status: 'READY',
    AllocatedProvisionedConcurrentExecutions: 40,
  });
});
