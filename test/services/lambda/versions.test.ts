import { allow, functionArn, functionCloud, refusal, zip, type FunctionCloud } from './function-cloud';

function published(cloud: FunctionCloud, ...sources: string[]): void {
  cloud.createProcessor();
  for (const source of sources) {
    cloud
      .ask('lambda')
      .updateFunctionCode({ FunctionName: 'Processor', ZipFile: zip(source), Publish: true });
    cloud.advance('5 seconds');
  }
}

const first = 'exports.handler = async () => "first";';
const second = 'exports.handler = async () => "second";';

test('a version is a numbered copy that no later update changes', () => {
  const cloud = functionCloud();
  const lambda = cloud.ask('lambda');
  cloud.createProcessor({ Code: { ZipFile: zip(first) }, Environment: { Variables: { MODE: '1' } } });
  const made = lambda.publishVersion({ FunctionName: 'Processor', Description: 'the first' });
  expect(made).toMatchObject({
    FunctionArn: `${functionArn}:1`,
    Version: '1',
    Description: 'the first',
    State: 'Active',
    LastUpdateStatus: 'Successful',
  });
  cloud.advance('5 seconds');
  lambda.updateFunctionCode({ FunctionName: 'Processor', ZipFile: zip(second) });
  cloud.advance('5 seconds');
  lambda.updateFunctionConfiguration({
    FunctionName: 'Processor',
    Environment: { Variables: { MODE: '2' } },
    Timeout: 7,
  });
  cloud.advance('5 seconds');
  const version = lambda.getFunctionConfiguration({ FunctionName: 'Processor', Qualifier: '1' });
  expect(version).toMatchObject({
    Version: '1',
    State: 'Active',
    Timeout: 3,
    Environment: { Variables: { MODE: '1' } },
    CodeSha256: made.CodeSha256,
  });
  const latest = lambda.getFunctionConfiguration({ FunctionName: 'Processor' });
  expect(latest).toMatchObject({ Version: '$LATEST', FunctionArn: functionArn, Timeout: 7 });
  expect(latest.CodeSha256).not.toBe(made.CodeSha256);
});

test('what has not changed gets no new version, and numbers are not used twice', () => {
  const cloud = functionCloud();
  const lambda = cloud.ask('lambda');
  cloud.createProcessor();
  const publish = (): string | undefined => lambda.publishVersion({ FunctionName: 'Processor' }).Version;
  expect([publish(), publish()]).toEqual(['1', '1']);
  cloud.advance('5 seconds');
  lambda.updateFunctionConfiguration({ FunctionName: 'Processor', Timeout: 9 });
  cloud.advance('5 seconds');
  expect(publish()).toBe('2');
  lambda.deleteFunction({ FunctionName: 'Processor', Qualifier: '2' });
  expect(publish()).toBe('3');
  expect(
    lambda
      .listVersionsByFunction({ FunctionName: 'Processor' })
      .Versions?.map(({ FunctionArn }) => FunctionArn),
  ).toEqual([`${functionArn}:$LATEST`, `${functionArn}:1`, `${functionArn}:3`]);
});

test('versions come page by page', () => {
  const cloud = functionCloud();
  published(cloud, first, second);
  const lambda = cloud.ask('lambda');
  const page = lambda.listVersionsByFunction({ FunctionName: 'Processor', MaxItems: 2 });
  expect(page.Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '1']);
  const rest = lambda.listVersionsByFunction({ FunctionName: 'Processor', Marker: page.NextMarker });
  expect(rest.Versions?.map(({ Version }) => Version)).toEqual(['2']);
  expect(lambda.listFunctions({ FunctionVersion: 'ALL' }).Functions).toHaveLength(3);
});

test('CreateFunction with Publish answers with version 1 under the ARN of the function', () => {
  const cloud = functionCloud();
  const answer = cloud.ask('lambda').createFunction({
    FunctionName: 'Processor',
    Role: 'arn:aws:iam::000000000000:role/ProcessorRole',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: zip() },
    Publish: true,
  });
  expect(answer).toMatchObject({ FunctionArn: functionArn, Version: '1' });
});

test('publishing may insist on code and revision', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const lambda = cloud.ask('lambda');
  const publish = (more: object) => () => lambda.publishVersion({ FunctionName: 'Processor', ...more });
  expect(refusal(publish({ CodeSha256: 'x' }))).toMatch(
    /^InvalidParameterValueException: CodeSHA256 \(x\) is different from current CodeSHA256 in \$LATEST \(\S+\)\. Please try again with the CodeSHA256 in \$LATEST\.$/,
  );
  expect(refusal(publish({ RevisionId: 'x' }))).toBe(
    'PreconditionFailedException: The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  );
  const { CodeSha256, RevisionId } = lambda.getFunctionConfiguration({ FunctionName: 'Processor' });
  expect(publish({ CodeSha256, RevisionId })()).toMatchObject({ Version: '1' });
});

test('each version runs its own code in environments of its own', () => {
  const cloud = functionCloud();
  published(cloud, first, second);
  const [one, two] = ['1', '2'].map((qualifier) => {
    const waiting = cloud.invokeAndWait('{}', {}, qualifier);
    cloud.returnLast(qualifier);
    return waiting;
  });
  expect([one, two]).toEqual([
    { status: 200, payload: '"1"', version: '1' },
    { status: 200, payload: '"2"', version: '2' },
  ]);
  const starts = cloud.environments.flatMap((effect) =>
    effect.kind === 'start' ? [effect.environment] : [],
  );
  expect(starts.map(({ variables }) => variables['AWS_LAMBDA_FUNCTION_VERSION'])).toEqual(['1', '2']);
  expect(starts[0]?.codeBlob).not.toBe(starts[1]?.codeBlob);
  cloud.invokeAndWait('{}', {}, '1');
  cloud.returnLast('again');
  cloud.invokeAndWait('{}');
  expect(cloud.started()).toEqual(['Processor/1', 'Processor/2', 'Processor/3']);
  const invoked = cloud.environments.flatMap((effect) =>
    effect.kind === 'invoke' ? [effect.invocation] : [],
  );
  expect(invoked.map(({ functionArn: arn, functionVersion }) => [arn, functionVersion])).toEqual([
    [`${functionArn}:1`, '1'],
    [`${functionArn}:2`, '2'],
    [`${functionArn}:1`, '1'],
    [functionArn, '$LATEST'],
  ]);
});

test('an alias names a version, and two by their weights', () => {
  const cloud = functionCloud();
  published(cloud, first, second);
  const lambda = cloud.ask('lambda');
  const alias = lambda.createAlias({ FunctionName: 'Processor', Name: 'live', FunctionVersion: '1' });
  expect(alias).toMatchObject({ AliasArn: `${functionArn}:live`, FunctionVersion: '1', Description: '' });
  const counts = (): Record<string, number> => {
    const seen: Record<string, number> = {};
    for (let i = 0; i < 200; i++) {
      const waiting = cloud.invokeAndWait('{}', {}, 'live');
      cloud.returnLast();
      seen[waiting.version ?? ''] = (seen[waiting.version ?? ''] ?? 0) + 1;
    }
    return seen;
  };
  expect(counts()).toEqual({ 1: 200 });
  lambda.updateAlias({
    FunctionName: 'Processor',
    Name: 'live',
    RoutingConfig: { AdditionalVersionWeights: { 2: 0.25 } },
  });
  const seen = counts();
  expect(seen['2']).toBeGreaterThan(30);
  expect(seen['2']).toBeLessThan(70);
  expect(counts()).not.toEqual(seen);
  lambda.updateAlias({
    FunctionName: 'Processor',
    Name: 'live',
    FunctionVersion: '2',
    RoutingConfig: { AdditionalVersionWeights: {} },
  });
  expect(lambda.getAlias({ FunctionName: 'Processor', Name: 'live' })).not.toHaveProperty('RoutingConfig');
  expect(counts()).toEqual({ 2: 200 });
});

test('the draw of an alias is the same for the same seed', () => {
  const versions = [1, 2].map(() => {
    const cloud = functionCloud();
    published(cloud, first, second);
    cloud.ask('lambda').createAlias({
      FunctionName: 'Processor',
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } },
    });
    return Array.from({ length: 40 }, () => {
      const waiting = cloud.invokeAndWait('{}', {}, 'live');
      cloud.returnLast();
      return waiting.version;
    });
  });
  expect(versions[0]).toEqual(versions[1]);
  expect(new Set(versions[0])).toEqual(new Set(['1', '2']));
});

test('aliases are refused in AWS words', () => {
  const cloud = functionCloud();
  published(cloud, first, second);
  const lambda = cloud.ask('lambda');
  const create = (more: object) =>
    refusal(() =>
      lambda.createAlias({ FunctionName: 'Processor', Name: 'live', FunctionVersion: '1', ...more }),
    );
  const weights = (AdditionalVersionWeights: Record<string, number>) => ({
    RoutingConfig: { AdditionalVersionWeights },
  });
  lambda.createAlias({ FunctionName: 'Processor', Name: 'there', FunctionVersion: '1' });
  expect([
    create({ Name: 'there' }),
    create({ FunctionVersion: '9' }),
    create(weights({ 1: 0.5 })),
    create(weights({ 2: 0.5, 3: 0.2 })),
    create({ FunctionVersion: '$LATEST', ...weights({ 2: 0.5 }) }),
    refusal(() => lambda.getAlias({ FunctionName: 'Processor', Name: 'gone' })),
    refusal(() => lambda.invoke({ FunctionName: 'Processor', Qualifier: 'gone' })),
    refusal(() => lambda.deleteFunction({ FunctionName: 'Processor', Qualifier: '1' })),
    refusal(() => lambda.deleteFunction({ FunctionName: 'Processor', Qualifier: '$LATEST' })),
    refusal(() => lambda.updateAlias({ FunctionName: 'Processor', Name: 'there', RevisionId: 'x' })),
  ]).toMatchInlineSnapshot(`
   [
     "ResourceConflictException: Alias already exists: arn:aws:lambda:us-east-1:000000000000:function:Processor:there",
     "ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:000000000000:function:Processor:9",
     "InvalidParameterValueException: Invalid function version 1. Function version 1 is already included in routing configuration.",
     "InvalidParameterValueException: Number of items in AdditionalVersionWeights cannot be greater than 1",
     "InvalidParameterValueException: $LATEST is not supported for an alias pointing to more than 1 version",
     "ResourceNotFoundException: Cannot find alias arn: arn:aws:lambda:us-east-1:000000000000:function:Processor:gone",
     "ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:000000000000:function:Processor:gone",
     "ResourceConflictException: Unable to delete version because the following aliases reference it: [there]",
     "InvalidParameterValueException: $LATEST version cannot be deleted without deleting the function.",
     "PreconditionFailedException: The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
   ]
  `);
  expect(lambda.deleteFunction({ FunctionName: 'Processor', Qualifier: '99' })).toEqual({ StatusCode: 204 });
});

test('aliases are listed, all or those of one version', () => {
  const cloud = functionCloud();
  published(cloud, first, second);
  const lambda = cloud.ask('lambda');
  for (const [Name, FunctionVersion] of [
    ['blue', '1'],
    ['green', '2'],
    ['tip', '$LATEST'],
  ]) {
    lambda.createAlias({ FunctionName: 'Processor', Name, FunctionVersion });
  }
  const list = (more: object = {}) => {
    const { Aliases = [], NextMarker } = lambda.listAliases({ FunctionName: 'Processor', ...more });
    return [...Aliases.map(({ Name }) => Name), ...(NextMarker === undefined ? [] : [`… ${NextMarker}`])];
  };
  expect(list()).toEqual(['blue', 'green', 'tip']);
  expect(list({ FunctionVersion: '2' })).toEqual(['green']);
  expect(list({ MaxItems: 2 })).toEqual(['blue', 'green', '… tip']);
  expect(list({ MaxItems: 2, Marker: 'tip' })).toEqual(['tip']);
  lambda.deleteAlias({ FunctionName: 'Processor', Name: 'blue' });
  lambda.deleteAlias({ FunctionName: 'Processor', Name: 'blue' });
  expect(list()).toEqual(['green', 'tip']);
});

test('a policy is attached to one name: the function, a version or an alias', () => {
  const cloud = functionCloud();
  published(cloud, first);
  const lambda = cloud.ask('lambda');
  lambda.createAlias({ FunctionName: 'Processor', Name: 'live', FunctionVersion: '1' });
  const permission = { StatementId: 's', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' };
  const onAlias = lambda.addPermission({ FunctionName: 'Processor', Qualifier: 'live', ...permission });
  expect(JSON.parse(onAlias.Statement ?? '')).toMatchObject({ Resource: `${functionArn}:live` });
  lambda.addPermission({ FunctionName: 'Processor', Qualifier: '1', ...permission });
  const invoke = (FunctionName: string) =>
    cloud
      .ask('lambda', {
        as: { kind: 'service', arn: 's3', accountId: '000000000000', service: 's3.amazonaws.com' },
      })
      .invoke({ FunctionName, InvocationType: 'Event' }).StatusCode;
  expect(invoke(`${functionArn}:live`)).toBe(202);
  expect(invoke(`${functionArn}:1`)).toBe(202);
  expect(() => invoke(functionArn)).toThrow(/not authorized to perform: lambda:InvokeFunction/);
  expect(refusal(() => lambda.getPolicy({ FunctionName: 'Processor' }))).toBe(
    'ResourceNotFoundException: The resource you requested does not exist.',
  );
  lambda.removePermission({ FunctionName: 'Processor', Qualifier: 'live', StatementId: 's' });
  expect(() => invoke(`${functionArn}:live`)).toThrow(/not authorized/);
});

test('a role that may invoke a function by its name may not do so by a version', () => {
  const cloud = functionCloud();
  published(cloud, first);
  const as = cloud.role('Caller', [allow('lambda:InvokeFunction', functionArn)]);
  const invoke = (Qualifier?: string) =>
    cloud.ask('lambda', { as }).invoke({ FunctionName: 'Processor', InvocationType: 'Event', Qualifier });
  expect(invoke()).toEqual({ StatusCode: 202 });
  expect(() => invoke('1')).toThrow(`on resource: ${functionArn}:1`);
});

test('an asynchronous event of an alias follows the configuration of the alias and runs its version', () => {
  const cloud = functionCloud();
  published(cloud, first);
  cloud.ask('sqs').createQueue({ QueueName: 'Done' });
  const lambda = cloud.ask('lambda');
  lambda.createAlias({ FunctionName: 'Processor', Name: 'live', FunctionVersion: '1' });
  lambda.putFunctionEventInvokeConfig({
    FunctionName: 'Processor',
    Qualifier: 'live',
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:000000000000:Done' } },
  });
  expect(
    lambda
      .listFunctionEventInvokeConfigs({ FunctionName: 'Processor' })
      .FunctionEventInvokeConfigs?.map(({ FunctionArn }) => FunctionArn),
  ).toEqual([`${functionArn}:live`]);
  cloud.invokeEvent({ n: 1 }, `${functionArn}:live`);
  cloud.throwLast();
  cloud.settle();
  const [record] = cloud.messages('Done');
  expect(JSON.parse(record?.body ?? '')).toMatchObject({
    requestContext: {
      functionArn: `${functionArn}:live`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 1,
    },
    responseContext: { executedVersion: '1' },
  });
});

test('concurrency is reserved for the function, not for a version', () => {
  const cloud = functionCloud();
  published(cloud, first);
  const reserve = () =>
    cloud.ask('lambda').putFunctionConcurrency({
      FunctionName: `${functionArn}:1`,
      ReservedConcurrentExecutions: 1,
    });
  expect(refusal(reserve)).toBe(
    'InvalidParameterValueException: This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  );
});

test('tags belong to the function alone', () => {
  const cloud = functionCloud();
  published(cloud, first);
  expect(
    refusal(() => cloud.ask('lambda').tagResource({ Resource: `${functionArn}:1`, Tags: { a: 'b' } })),
  ).toBe(
    'InvalidParameterValueException: Tags on function aliases and versions are not supported. Please specify a function ARN.',
  );
});

test('deleting the function takes its versions and aliases with it', () => {
  const cloud = functionCloud();
  published(cloud, first);
  const lambda = cloud.ask('lambda');
  lambda.createAlias({ FunctionName: 'Processor', Name: 'live', FunctionVersion: '1' });
  lambda.deleteFunction({ FunctionName: 'Processor' });
  cloud.createProcessor();
  expect(refusal(() => lambda.getFunction({ FunctionName: 'Processor', Qualifier: 'live' }))).toBe(
    `ResourceNotFoundException: Function not found: ${functionArn}:live`,
  );
  expect(lambda.publishVersion({ FunctionName: 'Processor' }).Version).toBe('1');
});
