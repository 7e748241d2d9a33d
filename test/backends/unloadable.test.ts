import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cloud } from 'stormproof';

const template = `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
  Maker:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: maker
      Runtime: nodejs22.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: |
          const { Nothing } = require('@aws-sdk/client-nothing');
          exports.handler = async () => new Nothing();
  Made:
    Type: Custom::Thing
    Properties: { ServiceToken: !GetAtt Maker.Arn }
`;

test('a custom resource whose function does not load fails with what kept it from loading', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unloadable-'));
  try {
    const file = join(folder, 'template.yaml');
    writeFileSync(file, template);
    await using cloud = await Cloud.embedded({ seed: 1 });
    const refusal = await cloud.deploy(file).catch((error: unknown) => String(error));
    expect(refusal).toContain('did not receive a response from your Custom Resource');
    expect(refusal).toContain(
      "maker  its handler can't be loaded: Runtime.ImportModuleError: Error: Cannot find module '@aws-sdk/client-nothing'",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
