// Deploys and deletes stacks of several sizes, and has a template of one megabyte parsed and validated.
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { CloudFormation } = require('@aws-sdk/client-cloudformation');
const { S3 } = require('@aws-sdk/client-s3');
const { Cloud } = require('../dist/index.js');

const sizes = [10, 100, 500];
const rounds = Number(process.argv[2] ?? 3);
const megabyte = 1_000_000;

/** Five linked resources each: a queue that hears a topic, and what it takes. */
function template(count) {
  const lines = ['Resources:'];
  for (let n = 0; n < count / 5; n++) {
    lines.push(
      `  Queue${n}: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 1}}`,
      `  Topic${n}: {Type: AWS::SNS::Topic}`,
      `  Heard${n}: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref Topic${n}, Protocol: sqs, Endpoint: !GetAtt Queue${n}.Arn}}`,
      `  Policy${n}: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref Queue${n}], PolicyDocument: {Statement: {Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: sqs:SendMessage, Resource: !GetAtt Queue${n}.Arn}}}}`,
      `  Log${n}: {Type: AWS::Logs::LogGroup, DependsOn: Topic${n}, Properties: {LogGroupName: !Sub '/\${Topic${n}.TopicName}', RetentionInDays: 7}}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** As large as CloudFormation takes, with what makes parsing slow: many resources, long texts, functions. */
function large() {
  const lines = ['Resources:'];
  for (let n = 0; n < 500; n++) {
    const text = `${n} of a long text, `.repeat(90);
    lines.push(
      `  Topic${n}:`,
      '    Type: AWS::SNS::Topic',
      '    Properties:',
      `      DisplayName: !Sub '\${AWS::StackName}-${n}'`,
      '    Metadata:',
      ...Array.from({ length: 8 }, (_, i) => `      Note${i}: { Of: !Ref AWS::Region, Names: [a, b, c] }`),
    );
    const room = megabyte / 500 - 600;
    lines.push(`      Long: ${text.slice(0, Math.max(0, room))}`);
  }
  return `${lines.join('\n')}\n`;
}

void (async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'stormproof-bench-'));
  const lifeMs = Object.fromEntries(sizes.map((size) => [size, []]));
  for (const size of sizes) writeFileSync(path.join(folder, `${size}.yaml`), template(size));
  for (let round = 0; round < rounds + 1; round++) {
    for (const size of sizes) {
      const cloud = await Cloud.embedded({ seed: round });
      const start = performance.now();
      const stack = await cloud.deploy(path.join(folder, `${size}.yaml`));
      const { status } = await stack.delete();
      // The first round pays for loading and compiling.
      if (round > 0) lifeMs[size].push(performance.now() - start);
      if (status !== 'DELETE_COMPLETE') throw new Error(`the stack of ${size} resources ended in ${status}`);
      await cloud[Symbol.asyncDispose]();
    }
  }
  const cloud = await Cloud.embedded();
  const body = large();
  await cloud.aws(S3).createBucket({ Bucket: 'templates' });
  await cloud.aws(S3).putObject({ Bucket: 'templates', Key: 'large.yaml', Body: body });
  const validateMs = [];
  for (let round = 0; round < rounds + 1; round++) {
    const start = performance.now();
    await cloud
      .aws(CloudFormation)
      .validateTemplate({ TemplateURL: 'https://templates.s3.us-east-1.amazonaws.com/large.yaml' });
    if (round > 0) validateMs.push(performance.now() - start);
  }
  await cloud[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
  process.stdout.write(JSON.stringify({ lifeMs, validateMs, bytes: body.length }));
})();
