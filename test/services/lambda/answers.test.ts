/** What Lambda answers to requests that are wrong or unusual, as AWS's own answers were recorded. */
import { functionArn, functionCloud, refusal, roleArn } from './function-cloud';

const here = 'arn:aws:lambda:us-east-1:000000000000:function';

function cloudWithVersion() {
  const cloud = functionCloud();
  cloud.createProcessor({ Publish: true });
  const lambda = cloud.ask('lambda');
  lambda.createAlias({ FunctionName: 'Processor', Name: 'live', FunctionVersion: '1' });
  return { cloud, lambda };
}

test('a qualifier in the name and another one beside it are refused', () => {
  const { lambda } = cloudWithVersion();
  const named = { FunctionName: 'Processor:live', Qualifier: '1' };
  const mismatch =
    'InvalidParameterValueException: The derived qualifier from the function name does not match the specified qualifier.';
  expect(refusal(() => lambda.getFunction(named))).toBe(mismatch);
  expect(refusal(() => lambda.deleteFunction(named))).toBe(mismatch);
  expect(lambda.getFunction({ ...named, Qualifier: 'live' }).Configuration?.FunctionArn).toBe(
    `${functionArn}:live`,
  );
});

test('each operation misses a function in words of its own', () => {
  const { lambda } = cloudWithVersion();
  const FunctionName = 'none';
  const put = { FunctionName, MaximumRetryAttempts: 1 };
  expect([
    refusal(() => lambda.createAlias({ FunctionName, Name: 'a', FunctionVersion: '1' })),
    refusal(() => lambda.updateAlias({ FunctionName: 'Processor', Name: 'a' })),
    refusal(() => lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 1 })),
    refusal(() => lambda.getFunctionConcurrency({ FunctionName })),
    refusal(() => lambda.getProvisionedConcurrencyConfig({ FunctionName, Qualifier: 'a' })),
    refusal(() => lambda.getProvisionedConcurrencyConfig({ FunctionName, Qualifier: '1' })),
    refusal(() => lambda.putFunctionEventInvokeConfig(put)),
    refusal(() => lambda.getFunctionEventInvokeConfig({ FunctionName })),
    refusal(() => lambda.putFunctionEventInvokeConfig({ FunctionName })),
    refusal(() => lambda.getFunctionUrlConfig({ FunctionName })),
    refusal(() => lambda.createFunctionUrlConfig({ FunctionName, AuthType: 'NONE' })),
    refusal(() => lambda.removePermission({ FunctionName, StatementId: 's' })),
    refusal(() => lambda.removePermission({ FunctionName: 'Processor', StatementId: 's' })),
    refusal(() => lambda.getPolicy({ FunctionName: 'Processor', Qualifier: '7' })),
  ]).toEqual([
    `ResourceNotFoundException: Function not found: ${here}:none:1`,
    `ResourceNotFoundException: Alias not found: ${functionArn}:a`,
    `ResourceNotFoundException: Function not found: ${here}:none:$LATEST`,
    `ResourceNotFoundException: Function not found: ${here}:none`,
    `ResourceNotFoundException: Cannot find alias arn: ${here}:none:a`,
    `ResourceNotFoundException: Function not found: ${here}:none:1`,
    "ResourceNotFoundException: The function doesn't exist.",
    `ResourceNotFoundException: The function ${here}:none:$LATEST doesn't have an EventInvokeConfig`,
    'InvalidParameterValueException: You must specify at least one of error handling or destination setting.',
    'ResourceNotFoundException: The resource you requested does not exist.',
    'ResourceNotFoundException: Function does not exist',
    `ResourceNotFoundException: No policy found for: ${here}:none`,
    'ResourceNotFoundException: No policy is associated with the given resource.',
    'ResourceNotFoundException: The resource you requested does not exist.',
  ]);
});

test('a permission for an alias that is not there misses an alias', () => {
  const { lambda } = cloudWithVersion();
  const add = (Qualifier: string) =>
    refusal(() =>
      lambda.addPermission({
        FunctionName: 'Processor',
        StatementId: 's3',
        Action: 'lambda:InvokeFunction',
        Principal: 's3.amazonaws.com',
        Qualifier,
      }),
    );
  expect([add('none'), add('42'), add('a-$-b')]).toEqual([
    `ResourceNotFoundException: Cannot find alias arn: ${functionArn}:none`,
    `ResourceNotFoundException: Function not found: ${functionArn}:42`,
    `ResourceNotFoundException: Function not found: ${functionArn}:a-$-b`,
  ]);
});

test('destinations must be of a service that takes results, and a function of this region must be there', () => {
  const { lambda } = cloudWithVersion();
  const put = (Destination: string) =>
    refusal(() =>
      lambda.putFunctionEventInvokeConfig({
        FunctionName: 'Processor',
        DestinationConfig: { OnSuccess: { Destination } },
      }),
    );
  expect([put(`${here}:none`), put('arn:aws:iam:us-east-1:000000000000:role')]).toEqual([
    `InvalidParameterValueException: The destination ARN ${here}:none is invalid.`,
    'InvalidParameterValueException: The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:iam:us-east-1:000000000000:role), onFailure=null) is invalid.',
  ]);
});

test('the revision changes with every change: activation, versions, tags, permissions', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const lambda = cloud.ask('lambda');
  const named = { FunctionName: 'Processor' };
  const revision = () => lambda.getFunctionConfiguration(named).RevisionId ?? '';
  const seen = [revision()];
  const after = (change: () => void) => {
    change();
    seen.push(revision());
  };
  after(() => void lambda.publishVersion(named));
  after(() => void lambda.tagResource({ Resource: functionArn, Tags: { a: 'b' } }));
  after(() => {
    lambda.addPermission({
      ...named,
      StatementId: 's3',
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
    });
  });
  expect(lambda.getPolicy(named).RevisionId).toBe(seen.at(-1));
  after(() => void lambda.removePermission({ ...named, StatementId: 's3' }));
  after(() => void lambda.updateFunctionConfiguration({ ...named, Timeout: 4 }));
  after(() => cloud.advance('5 seconds'));
  expect(new Set(seen).size).toBe(7);
});

test('lists say neither how far functions are nor the version of their runtime', () => {
  const { lambda } = cloudWithVersion();
  const [listed] = lambda.listFunctions({}).Functions ?? [];
  const whole = lambda.getFunctionConfiguration({ FunctionName: 'Processor' });
  expect(listed).not.toHaveProperty('State');
  expect(listed).not.toHaveProperty('RuntimeVersionConfig');
  expect(whole).toMatchObject({
    State: 'Active',
    LastUpdateStatus: 'Successful',
    RuntimeVersionConfig: {
      RuntimeVersionArn: expect.stringMatching(/^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/),
    },
  });
});

test('an unknown runtime is refused with those that AWS takes', () => {
  const { cloud } = cloudWithVersion();
  const answer: { status?: number; body?: string } = {};
  cloud.engine.post({
    origin: { task: 'scenario', call: 1, cause: 0 },
    wire: {
      method: 'PUT',
      host: 'lambda.us-east-1.amazonaws.com',
      path: '/2015-03-31/functions/Processor/configuration',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request',
        'content-type': 'application/json',
      },
      body: Buffer.from('{"Runtime":"cobol"}'),
    },
    onAnswer: ({ status, body }) => Object.assign(answer, { status, body: Buffer.from(body).toString() }),
  });
  cloud.advance('10 milliseconds');
  expect(answer.status).toBe(400);
  expect(answer.body).toMatch(
    /Value cobol at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: \[nodejs20\.x, .*\] or be a valid ARN/,
  );
});

test('the settings for recursive loops and runtime patches are kept', () => {
  const { lambda } = cloudWithVersion();
  const named = { FunctionName: 'Processor' };
  expect(lambda.getFunctionRecursionConfig(named)).toEqual({ RecursiveLoop: 'Terminate' });
  lambda.putFunctionRecursionConfig({ ...named, RecursiveLoop: 'Allow' });
  expect(lambda.getFunctionRecursionConfig(named)).toEqual({ RecursiveLoop: 'Allow' });
  const FunctionArn = `${functionArn}:$LATEST`;
  expect(lambda.getRuntimeManagementConfig(named)).toEqual({ UpdateRuntimeOn: 'Auto', FunctionArn });
  const put = { ...named, UpdateRuntimeOn: 'FunctionUpdate' as const };
  expect(lambda.putRuntimeManagementConfig(put)).toEqual({ UpdateRuntimeOn: 'FunctionUpdate', FunctionArn });
  expect(lambda.getRuntimeManagementConfig(named).UpdateRuntimeOn).toBe('FunctionUpdate');
  expect(refusal(() => lambda.putRuntimeManagementConfig({ ...named, UpdateRuntimeOn: 'Manual' }))).toBe(
    'InvalidParameterValueException: RuntimeVersionArn is required when UpdateRuntimeOn is Manual.',
  );
});

test('InvokeAsync queues an event', () => {
  const { cloud, lambda } = cloudWithVersion();
  const InvokeArgs = Buffer.from('{"n":1}');
  expect(lambda.invokeAsync({ FunctionName: 'Processor', InvokeArgs })).toEqual({ Status: 202 });
  cloud.advance('1 second');
  expect(cloud.invoked()).toEqual(['Processor/1 {"n":1}']);
});

test('a function of a container image shows what is run in it', () => {
  const { lambda } = cloudWithVersion();
  const ImageConfig = { Command: ['app.handler'], EntryPoint: ['/run'], WorkingDirectory: '/app' };
  const made = lambda.createFunction({
    FunctionName: 'Image',
    Role: roleArn,
    PackageType: 'Image',
    Code: { ImageUri: '000000000000.dkr.ecr.us-east-1.amazonaws.com/shop:1' },
    ImageConfig,
  });
  expect(made.ImageConfigResponse).toEqual({ ImageConfig });
  expect(made).not.toHaveProperty('RuntimeVersionConfig');
});

test('SnapStart is kept for runtimes that have it, and published versions show it', () => {
  const { cloud, lambda } = cloudWithVersion();
  const SnapStart = { ApplyOn: 'PublishedVersions' as const };
  const named = { FunctionName: 'Processor' };
  lambda.updateFunctionConfiguration({ ...named, Runtime: 'python3.13', SnapStart });
  cloud.advance('5 seconds');
  expect(lambda.publishVersion(named).SnapStart).toEqual({ ...SnapStart, OptimizationStatus: 'On' });
  expect(lambda.getFunctionConfiguration(named).SnapStart).toEqual({
    ...SnapStart,
    OptimizationStatus: 'Off',
  });
});
