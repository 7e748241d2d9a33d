import { functionArn, functionCloud, refusal, roleArn, zip } from './function-cloud';

const profile = 'arn:aws:signer:us-east-1:000000000000:/signing-profiles/shop/1234567890';
const missing = 'arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdefg';

function withConfig(UntrustedArtifactOnDeployment: 'Warn' | 'Enforce') {
  const cloud = functionCloud();
  cloud.createProcessor();
  const lambda = cloud.ask('lambda');
  const { CodeSigningConfig } = lambda.createCodeSigningConfig({
    AllowedPublishers: { SigningProfileVersionArns: [profile] },
    CodeSigningPolicies: { UntrustedArtifactOnDeployment },
    Description: 'shop',
  });
  return { cloud, lambda, arn: CodeSigningConfig?.CodeSigningConfigArn ?? '' };
}

test('a code signing configuration is made, changed, listed, given to a function and taken away', () => {
  const { lambda, arn } = withConfig('Warn');
  expect(arn).toMatch(/^arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-[a-z0-9]{17}$/);
  lambda.updateCodeSigningConfig({ CodeSigningConfigArn: arn, Description: 'changed' });
  expect(lambda.getCodeSigningConfig({ CodeSigningConfigArn: arn }).CodeSigningConfig).toMatchObject({
    CodeSigningConfigArn: arn,
    Description: 'changed',
    AllowedPublishers: { SigningProfileVersionArns: [profile] },
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Warn' },
  });
  expect(lambda.listCodeSigningConfigs({}).CodeSigningConfigs).toHaveLength(1);
  const named = { FunctionName: 'Processor' };
  expect(lambda.getFunctionCodeSigningConfig(named)).toEqual({});
  const put = lambda.putFunctionCodeSigningConfig({ ...named, CodeSigningConfigArn: arn });
  expect(put).toEqual({ CodeSigningConfigArn: arn, FunctionName: 'Processor' });
  expect(lambda.getFunctionCodeSigningConfig(named)).toEqual(put);
  expect(lambda.listFunctionsByCodeSigningConfig({ CodeSigningConfigArn: arn })).toEqual({
    FunctionArns: [functionArn],
  });
  expect(refusal(() => lambda.deleteCodeSigningConfig({ CodeSigningConfigArn: arn }))).toMatch(
    /^ResourceConflictException: /,
  );
  lambda.deleteFunctionCodeSigningConfig(named);
  lambda.deleteCodeSigningConfig({ CodeSigningConfigArn: arn });
  expect(lambda.listCodeSigningConfigs({}).CodeSigningConfigs).toEqual([]);
});

test('a code signing configuration that is not there is missed in two ways', () => {
  const { lambda } = withConfig('Warn');
  const named = { FunctionName: 'Processor', CodeSigningConfigArn: missing };
  expect([
    refusal(() => lambda.getCodeSigningConfig({ CodeSigningConfigArn: missing })),
    refusal(() => lambda.putFunctionCodeSigningConfig(named)),
  ]).toEqual([
    `ResourceNotFoundException: The Lambda code signing configuration ${missing} can not be found.`,
    `CodeSigningConfigNotFoundException: The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${missing}.`,
  ]);
});

test('where signatures are enforced nothing is deployed, since nothing is signed', () => {
  const { lambda, arn } = withConfig('Enforce');
  const blocked = /^CodeVerificationFailedException: .* Lambda blocks the deployment\.$/;
  lambda.putFunctionCodeSigningConfig({ FunctionName: 'Processor', CodeSigningConfigArn: arn });
  const update = () => lambda.updateFunctionCode({ FunctionName: 'Processor', ZipFile: zip() });
  expect(refusal(update)).toMatch(blocked);
  const create = () =>
    lambda.createFunction({
      FunctionName: 'Signed',
      Role: roleArn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: zip() },
      CodeSigningConfigArn: arn,
    });
  expect(refusal(create)).toMatch(blocked);
  lambda.deleteFunctionCodeSigningConfig({ FunctionName: 'Processor' });
  expect(update().LastUpdateStatus).toBe('InProgress');
});
