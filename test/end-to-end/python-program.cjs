// Has a function in Python answer once. When its input ends it does so too, in the way it is told, with the environment
// still warm.
// node python-program.cjs <dist/index.js> <end: exit|throw|...>
const [program, end] = process.argv.slice(2);
const { Cloud } = require(program);
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { Lambda } = require('@aws-sdk/client-lambda');

const template = `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
  Hello:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: { ZipFile: "def handler(event, context): return 'Hello from Python'" }
`;

void (async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'storm-python-'));
  writeFileSync(path.join(folder, 'template.yaml'), template);
  const cloud = await Cloud.embedded({ seed: 1 });
  const stack = await cloud.deploy(path.join(folder, 'template.yaml'), { capabilities: ['CAPABILITY_IAM'] });
  rmSync(folder, { recursive: true });
  const { Payload } = await cloud.aws(Lambda).invoke({ FunctionName: stack.ref('Hello') });
  process.stdout.write(`${JSON.parse(Buffer.from(Payload).toString())}\n`);
  process.stdin.resume().on('end', () => {
    if (end === 'exit') process.exit(0);
    if (end === 'throw') throw new Error('the program breaks');
  });
})();
