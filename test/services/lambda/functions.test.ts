import { servicePrincipal } from '../../../framework/cloud/service';
import {
  allow,
  dlqArn,
  functionArn,
  functionCloud,
  refusal,
  roleArn,
  zip,
  type CreateInput,
} from './function-cloud';

test('a new function is pending and becomes active a little later', () => {
  const cloud = functionCloud();
  const lambda = cloud.ask('lambda');
  const created = lambda.createFunction({
    FunctionName: 'Processor',
    Role: roleArn,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: zip() },
  });
  expect({ ...created, CodeSha256: '', RevisionId: '' }).toMatchInlineSnapshot(`
   {
     "Architectures": [
       "x86_64",
     ],
     "CodeSha256": "",
     "CodeSize": 148,
     "Description": "",
     "EphemeralStorage": {
       "Size": 512,
     },
     "FunctionArn": "arn:aws:lambda:us-east-1:000000000000:function:Processor",
     "FunctionName": "Processor",
     "Handler": "index.handler",
     "LastModified": "2026-01-01T00:00:00.000+0000",
     "LoggingConfig": {
       "LogFormat": "Text",
       "LogGroup": "/aws/lambda/Processor",
     },
     "MemorySize": 128,
     "PackageType": "Zip",
     "RevisionId": "",
     "Role": "arn:aws:iam::000000000000:role/ProcessorRole",
     "Runtime": "nodejs22.x",
     "RuntimeVersionConfig": {
       "RuntimeVersionArn": "arn:aws:lambda:us-east-1::runtime:7ad2204137a58e1f61496a08d32e0e9ecd3364677fc39ba47428b78ecbda3cdf",
     },
     "SnapStart": {
       "ApplyOn": "None",
       "OptimizationStatus": "Off",
     },
     "State": "Pending",
     "StateReason": "The function is being created.",
     "StateReasonCode": "Creating",
     "Timeout": 3,
     "TracingConfig": {
       "Mode": "PassThrough",
     },
     "Version": "$LATEST",
   }
  `);
  expect(refusal(() => lambda.invoke({ FunctionName: 'Processor', InvocationType: 'Event' }))).toBe(
    'ResourceConflictException: The operation cannot be performed at this time. The function is currently in the following state: Pending',
  );
  cloud.settle();
  const { Configuration } = lambda.getFunction({ FunctionName: 'Processor' });
  expect([Configuration?.State, Configuration?.LastUpdateStatus]).toEqual(['Active', 'Successful']);
});

test('CodeSha256 is the SHA-256 of the zip in base64', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ Code: { ZipFile: zip('1') } });
  const { CodeSha256, CodeSize } = cloud
    .ask('lambda')
    .getFunctionConfiguration({ FunctionName: 'Processor' });
  expect(CodeSize).toBe(zip('1').length);
  expect(Buffer.from(CodeSha256 ?? '', 'base64').toString('hex')).toBe(cloud.world.blobs.put(zip('1')));
});

test('a name is taken once', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  expect(refusal(() => cloud.createProcessor())).toBe(
    'ResourceConflictException: Function already exist: Processor',
  );
});

test('a role must be one of this account that trusts Lambda', () => {
  const cloud = functionCloud();
  cloud.role('Stranger', [], 'states.amazonaws.com');
  const withRole = (Role: string) => () => cloud.createProcessor({ Role });
  const text =
    'InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda.';
  expect(refusal(withRole('arn:aws:iam::000000000000:role/Missing'))).toBe(text);
  expect(refusal(withRole('arn:aws:iam::000000000000:role/Stranger'))).toBe(text);
  expect(refusal(withRole('arn:aws:iam::111111111111:role/ProcessorRole'))).toBe(
    'AccessDeniedException: Cross-account pass role is not allowed.',
  );
});

test('whoever creates a function needs iam:PassRole for its role', () => {
  const cloud = functionCloud();
  const developer = cloud.role('Developer', [allow('lambda:*')], 'ec2.amazonaws.com');
  const create = () =>
    cloud.ask('lambda', { as: developer }).createFunction({
      FunctionName: 'Processor',
      Role: roleArn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: zip() },
    });
  expect(refusal(create)).toBe(
    `AccessDeniedException: User: ${developer.arn} is not authorized to perform: iam:PassRole on resource: ${roleArn} because no identity-based policy allows the iam:PassRole action`,
  );
});

test('a dead-letter queue needs a role that may send to it, and nothing is sent to find out', () => {
  const cloud = functionCloud([allow('logs:*')]);
  cloud.ask('sqs').createQueue({ QueueName: 'Dlq' });
  const create = () => cloud.createProcessor({ DeadLetterConfig: { TargetArn: dlqArn } });
  expect(refusal(create)).toBe(
    'InvalidParameterValueException: The provided execution role does not have permissions to call SendMessage on SQS',
  );
  cloud.ask('iam').putRolePolicy({
    RoleName: 'ProcessorRole',
    PolicyName: 'send',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [allow('sqs:SendMessage', dlqArn)],
    }),
  });
  create();
  expect(cloud.messages('Dlq')).toEqual([]);
  const { DeadLetterConfig } = cloud.ask('lambda').getFunctionConfiguration({ FunctionName: 'Processor' });
  expect(DeadLetterConfig).toEqual({ TargetArn: dlqArn });
});

test.each<[Partial<CreateInput>, RegExp]>([
  [
    { Runtime: 'nodejs14.x' },
    /^InvalidParameterValueException: The runtime parameter of nodejs14\.x is no longer supported/,
  ],
  [{ PackageType: 'Image' }, /^InvalidParameterValueException: Please provide ImageUri/],
  [{ Code: { ImageUri: 'x' } }, /^InvalidParameterValueException: Please do not provide ImageUri/],
  [
    { SnapStart: { ApplyOn: 'PublishedVersions' } },
    /^InvalidParameterValueException: nodejs22\.x is not supported for SnapStart enabled functions\.$/,
  ],
  [
    { Tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v'])) },
    /^InvalidParameterValueException: Number of tags exceeds resource tag limit\.$/,
  ],
  [
    { FunctionName: 'n'.repeat(65) },
    /^InvalidParameterValueException: 1 validation error detected: Value 'n+' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64$/,
  ],
  [
    { FunctionName: 'arn:aws:lambda:eu-west-1:000000000000:function:f' },
    /^ResourceNotFoundException: Functions from 'eu-west-1' are not reachable in this region \('us-east-1'\)$/,
  ],
  [
    {
      CodeSigningConfigArn: 'arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdefg',
    },
    /^CodeSigningConfigNotFoundException: The code signing configuration cannot be found\./,
  ],
  [
    { Timeout: 901 },
    /Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900/,
  ],
  [
    { MemorySize: 10_241 },
    /at 'memorySize' failed to satisfy constraint: Member must have value less than or equal to 10240/,
  ],
  [{ MemorySize: 64 }, /greater than or equal to 128/],
  [{ EphemeralStorage: { Size: 511 } }, /greater than or equal to 512/],
  [
    { Code: { ZipFile: Buffer.from('no zip') } },
    /^InvalidParameterValueException: Could not unzip uploaded file\./,
  ],
  [{ Environment: { Variables: { AWS_REGION: 'x' } } }, /Reserved keys used in this request: AWS_REGION$/],
  [
    { Environment: { Variables: { BIG: 'x'.repeat(4096) } } },
    /exceeded the 4KB limit\. String measured: \{"BIG":"x+"\}$/,
  ],
])('creation with %j is refused', (more, message) => {
  const cloud = functionCloud();
  expect(refusal(() => cloud.createProcessor(more))).toMatch(message);
});

test('a function of a runtime that is not run here is made and shown; calling it is refused loudly', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ Runtime: 'ruby3.4' });
  const lambda = cloud.ask('lambda');
  expect(lambda.getFunctionConfiguration({ FunctionName: 'Processor' }).Runtime).toBe('ruby3.4');
  cloud.advance('1 minute');
  expect(refusal(() => void lambda.invoke({ FunctionName: 'Processor' }))).toMatch(
    /^STORM_NOT_EMULATED: .*lambda: running code of the runtime ruby3\.4 is not emulated/s,
  );
});

test('a function of a container image is shown with it and without a runtime; calling it is refused loudly', () => {
  const cloud = functionCloud();
  const lambda = cloud.ask('lambda');
  const ImageUri = '000000000000.dkr.ecr.us-east-1.amazonaws.com/app:1';
  lambda.createFunction({
    FunctionName: 'Contained',
    Role: roleArn,
    PackageType: 'Image',
    Code: { ImageUri },
  });
  cloud.advance('1 minute');
  const { Configuration, Code } = lambda.getFunction({ FunctionName: 'Contained' });
  expect([Configuration?.PackageType, Configuration?.Runtime, Configuration?.Handler]).toEqual([
    'Image',
    undefined,
    undefined,
  ]);
  expect(Code?.ImageUri).toBe(ImageUri);
  expect(Code?.ResolvedImageUri).toMatch(/\/app@sha256:[0-9a-f]{64}$/);
  expect(
    refusal(() => void lambda.updateFunctionCode({ FunctionName: 'Contained', ZipFile: zip() })),
  ).toMatch(/Please provide ImageUri when updating a function with packageType Image\.$/);
  expect(refusal(() => void lambda.invoke({ FunctionName: 'Contained' }))).toMatch(
    /^STORM_NOT_EMULATED: .*lambda: running code of a container image is not emulated/s,
  );
});

test('code is read from S3 as the caller', () => {
  const cloud = functionCloud();
  const s3 = cloud.ask('s3');
  s3.createBucket({ Bucket: 'artifacts' });
  s3.putObject({ Bucket: 'artifacts', Key: 'code.zip', Body: zip('7') });
  const fromS3 = (S3Key: string) => cloud.createProcessor({ Code: { S3Bucket: 'artifacts', S3Key } });
  expect(refusal(() => fromS3('missing.zip'))).toBe(
    'InvalidParameterValueException: Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
  );
  fromS3('code.zip');
  const { CodeSize } = cloud.ask('lambda').getFunctionConfiguration({ FunctionName: 'Processor' });
  expect(CodeSize).toBe(zip('7').length);
});

test('an archive that would unpack to more than 250 MB is refused by its directory', () => {
  const cloud = functionCloud();
  const archive = Buffer.from(zip());
  const directory = archive.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  archive.writeUInt32LE(262_144_000, directory + 24);
  expect(refusal(() => cloud.createProcessor({ Code: { ZipFile: archive } }))).toBe(
    'InvalidParameterValueException: Unzipped size must be smaller than 262144000 bytes',
  );
});

test('an update is in progress, refuses another one, and then succeeds', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const lambda = cloud.ask('lambda');
  const before = lambda.getFunctionConfiguration({ FunctionName: 'Processor' });
  const updated = lambda.updateFunctionConfiguration({ FunctionName: 'Processor', Timeout: 30 });
  expect([updated.Timeout, updated.LastUpdateStatus, updated.LastUpdateStatusReason]).toEqual([
    30,
    'InProgress',
    'The function is being created.',
  ]);
  expect(updated.RevisionId).not.toBe(before.RevisionId);
  expect(refusal(() => lambda.updateFunctionCode({ FunctionName: 'Processor', ZipFile: zip('2') }))).toBe(
    `ResourceConflictException: The operation cannot be performed at this time. An update is in progress for resource: ${functionArn}`,
  );
  cloud.settle();
  expect(lambda.getFunctionConfiguration({ FunctionName: 'Processor' }).LastUpdateStatus).toBe('Successful');
  expect(
    refusal(() =>
      lambda.updateFunctionConfiguration({
        FunctionName: 'Processor',
        Timeout: 5,
        RevisionId: before.RevisionId,
      }),
    ),
  ).toMatch(/^PreconditionFailedException: The Revision Id provided does not match the latest Revision Id\./);
});

test('functions are listed by name and in pages', () => {
  const cloud = functionCloud();
  for (const FunctionName of ['C', 'A', 'B']) cloud.createProcessor({ FunctionName: `${FunctionName}-fn` });
  const lambda = cloud.ask('lambda');
  const first = lambda.listFunctions({ MaxItems: 2 });
  const second = lambda.listFunctions({ Marker: first.NextMarker });
  expect([first, second].map(({ Functions = [] }) => Functions.map((fn) => fn.FunctionName))).toEqual([
    ['A-fn', 'B-fn'],
    ['C-fn'],
  ]);
  expect(second.NextMarker).toBeUndefined();
});

test('tags are set, taken away and shown', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ Tags: { team: 'orders', stage: 'test' } });
  const lambda = cloud.ask('lambda');
  lambda.tagResource({ Resource: functionArn, Tags: { stage: 'prod' } });
  lambda.untagResource({ Resource: functionArn, TagKeys: ['team'] });
  expect(lambda.listTags({ Resource: functionArn }).Tags).toEqual({ stage: 'prod' });
});

test('reserved concurrency leaves 100 of the account unreserved and throttles what goes beyond it', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const lambda = cloud.ask('lambda');
  const reserve = (ReservedConcurrentExecutions: number) =>
    lambda.putFunctionConcurrency({ FunctionName: 'Processor', ReservedConcurrentExecutions });
  expect(refusal(() => reserve(901))).toBe(
    "InvalidParameterValueException: Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
  );
  reserve(1);
  expect(lambda.getFunctionConcurrency({ FunctionName: 'Processor' })).toEqual({
    ReservedConcurrentExecutions: 1,
  });
  cloud.invokeAndWait();
  const second = cloud.invokeAndWait();
  expect([second.status, JSON.parse(second.payload ?? '')]).toEqual([
    429,
    {
      Type: 'User',
      message: 'Rate Exceeded.',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    },
  ]);
  lambda.deleteFunctionConcurrency({ FunctionName: 'Processor' });
  expect(lambda.getFunctionConcurrency({ FunctionName: 'Processor' })).toEqual({});
});

test('a service may invoke only what the policy of the function lets it', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const bucketArn = 'arn:aws:s3:::uploads';
  const invokeAsS3 = (sourceArn: string) => () =>
    cloud
      .ask('lambda', { as: servicePrincipal('s3', '000000000000'), sourceArn, sourceAccount: '000000000000' })
      .invoke({ FunctionName: functionArn, InvocationType: 'Event' });
  const denied = `AccessDeniedException: User: s3.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn} because no resource-based policy allows the lambda:InvokeFunction action`;
  expect(refusal(invokeAsS3(bucketArn))).toBe(denied);
  const { Statement } = cloud.ask('lambda').addPermission({
    FunctionName: 'Processor',
    StatementId: 's1',
    Action: 'lambda:InvokeFunction',
    Principal: 's3.amazonaws.com',
    SourceArn: bucketArn,
    SourceAccount: '000000000000',
  });
  expect(JSON.parse(Statement ?? '')).toEqual({
    Sid: 's1',
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: functionArn,
    Condition: {
      StringEquals: { 'AWS:SourceAccount': '000000000000' },
      ArnLike: { 'AWS:SourceArn': bucketArn },
    },
  });
  expect(invokeAsS3(bucketArn)()).toEqual({ StatusCode: 202 });
  expect(refusal(invokeAsS3('arn:aws:s3:::others'))).toBe(denied);
  cloud.ask('lambda').removePermission({ FunctionName: 'Processor', StatementId: 's1' });
  expect(refusal(invokeAsS3(bucketArn))).toBe(denied);
  expect(refusal(() => cloud.ask('lambda').getPolicy({ FunctionName: 'Processor' }))).toBe(
    'ResourceNotFoundException: The resource you requested does not exist.',
  );
});

test('statement ids are used once, and principals are checked', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const add = (Principal: string) => () =>
    cloud.ask('lambda').addPermission({
      FunctionName: 'Processor',
      StatementId: 's1',
      Action: 'lambda:InvokeFunction',
      Principal,
    });
  expect(refusal(add('nobody'))).toBe(
    'InvalidParameterValueException: The provided principal was invalid. Please check the principal and try again.',
  );
  add('sns.amazonaws.com')();
  expect(refusal(add('sns.amazonaws.com'))).toBe(
    'ResourceConflictException: The statement id (s1) provided already exists. Please provide a new statement id, or remove the existing statement.',
  );
});

test('the configuration of asynchronous invocation is put, merged, shown and taken away', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const lambda = cloud.ask('lambda');
  const named = { FunctionName: 'Processor' };
  expect(refusal(() => lambda.getFunctionEventInvokeConfig(named))).toBe(
    `ResourceNotFoundException: The function ${functionArn}:$LATEST doesn't have an EventInvokeConfig`,
  );
  expect(refusal(() => lambda.putFunctionEventInvokeConfig(named))).toBe(
    'InvalidParameterValueException: You must specify at least one of error handling or destination setting.',
  );
  expect(
    refusal(() =>
      lambda.putFunctionEventInvokeConfig({
        ...named,
        DestinationConfig: { OnFailure: { Destination: functionArn } },
      }),
    ),
  ).toBe("InvalidParameterValueException: You can't specify the function as a destination for itself.");
  lambda.putFunctionEventInvokeConfig({ ...named, MaximumRetryAttempts: 1 });
  lambda.updateFunctionEventInvokeConfig({ ...named, MaximumEventAgeInSeconds: 60 });
  expect(lambda.getFunctionEventInvokeConfig(named)).toMatchObject({
    FunctionArn: `${functionArn}:$LATEST`,
    MaximumRetryAttempts: 1,
    MaximumEventAgeInSeconds: 60,
  });
  lambda.putFunctionEventInvokeConfig({ ...named, MaximumRetryAttempts: 0 });
  expect(lambda.getFunctionEventInvokeConfig(named).MaximumEventAgeInSeconds).toBeUndefined();
  lambda.deleteFunctionEventInvokeConfig(named);
  expect(lambda.listFunctionEventInvokeConfigs(named).FunctionEventInvokeConfigs).toEqual([]);
});
