/**
 * Layers, versions, mappings and encrypted requests with real function code, deployed by CloudFormation.
 *
 * Goal: what the other tests of this folder prove with a host that they play themselves holds with the real one.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { Lambda } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { zipSync } from 'fflate';
import { Cloud, type Stack } from 'stormproof';
import { Embedded } from '../../../framework/backends/embedded/embedded';

const handler = `
const tools = require('tools');
let calls = 0;
exports.handler = async (event) => {
  calls++;
  for (const { body } of event.Records ?? []) {
    const text = await (await fetch(JSON.parse(body).url)).text();
    console.log({ text, tool: tools.shout(text), version: process.env.AWS_LAMBDA_FUNCTION_VERSION });
  }
  return { calls, init: process.env.AWS_LAMBDA_INITIALIZATION_TYPE };
};`;

const template = `
Resources:
  Orders: {Type: AWS::SQS::Queue}
  Tools:
    Type: AWS::Lambda::LayerVersion
    Properties: {LayerName: tools, Content: {S3Bucket: code, S3Key: tools.zip}, CompatibleRuntimes: [nodejs22.x]}
  Shared:
    Type: AWS::Lambda::LayerVersionPermission
    Properties: {Action: lambda:GetLayerVersion, LayerVersionArn: !Ref Tools, Principal: '111111111111'}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
      Policies:
        - PolicyName: run
          PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: ['logs:*', 'sqs:*'], Resource: '*'}]}
  Processor:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: Processor
      Runtime: nodejs22.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Layers: [!Ref Tools]
      LoggingConfig: {LogFormat: JSON, SystemLogLevel: WARN}
      Code: {ZipFile: ${JSON.stringify(handler)}}
  V1: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Processor, Description: first}}
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      FunctionName: !Ref Processor
      FunctionVersion: !GetAtt V1.Version
      Name: live
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Orders.Arn
      FunctionName: !Ref Live
      BatchSize: 5
      FunctionResponseTypes: [ReportBatchItemFailures]
Outputs:
  Version: {Value: !Ref V1}
  Alias: {Value: !Ref Live}
  Mapping: {Value: !Ref Mapping}
  Layer: {Value: !Ref Tools}
`;

const file = join(mkdtempSync(join(tmpdir(), 'stormproof-hosted-')), 'template.yaml');
writeFileSync(file, template);

async function deployed(cloud: Cloud): Promise<Stack> {
  const s3 = cloud.aws(S3);
  await s3.createBucket({ Bucket: 'code' });
  const layer = { 'nodejs/node_modules/tools/index.js': 'exports.shout = (text) => text.toUpperCase();' };
  const files = Object.fromEntries(Object.entries(layer).map(([name, text]) => [name, Buffer.from(text)]));
  await s3.putObject({
    Bucket: 'code',
    Key: 'tools.zip',
    Body: zipSync(files, { mtime: new Date(1980, 0, 1) }),
  });
  await s3.putObject({ Bucket: 'code', Key: 'greeting', Body: 'hello' });
  return cloud.deploy(file);
}

async function logged(cloud: Cloud): Promise<unknown[]> {
  const { events = [] } = await cloud.aws(CloudWatchLogs).filterLogEvents({
    logGroupName: '/aws/lambda/Processor',
  });
  return events.map(({ message = '' }): unknown => JSON.parse(message).message);
}

/** The whole of it, once; answers the hash of what happened. */
async function play(): Promise<string> {
  await using cloud = await Cloud.embedded({ seed: 3 });
  const stack = await deployed(cloud);
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:Processor';
  expect([stack.output('Version'), stack.output('Alias'), stack.output('Layer')]).toEqual([
    `${arn}:1`,
    `${arn}:live`,
    'arn:aws:lambda:us-east-1:000000000000:layer:tools:1',
  ]);
  const lambda = cloud.aws(Lambda);
  const { State } = await lambda.getEventSourceMapping({ UUID: stack.output('Mapping') });
  expect(State).toBe('Enabled');
  const url = await getSignedUrl(cloud.aws(S3), new GetObjectCommand({ Bucket: 'code', Key: 'greeting' }), {
    signingDate: cloud.now,
  });
  expect(url).toMatch(/^https:/);
  await cloud.aws(SQS).sendMessage({ QueueUrl: stack.ref('Orders'), MessageBody: JSON.stringify({ url }) });
  await cloud.settle();
  expect(await logged(cloud)).toEqual([{ text: 'hello', tool: 'HELLO', version: '1' }]);
  const { Payload, ExecutedVersion } = await lambda.invoke({ FunctionName: `${arn}:live` });
  expect([JSON.parse(Buffer.from(Payload ?? []).toString()), ExecutedVersion]).toEqual([
    { calls: 2, init: 'provisioned-concurrency' },
    '1',
  ]);
  if (!(cloud.backend instanceof Embedded)) throw new TypeError('not the embedded cloud');
  return cloud.backend.world.trace.hash();
}

test('a queue’s message reaches a version’s code with its layer, which reads an object over https', async () => {
  expect(await play()).toBe(await play());
}, 60_000);

test('a stack with versions, aliases, layers and mappings goes away without a trace', async () => {
  await using cloud = await Cloud.embedded({ seed: 3 });
  const stack = await deployed(cloud);
  await stack.delete();
  const lambda = cloud.aws(Lambda);
  const { LayerVersions } = await lambda.listLayerVersions({ LayerName: 'tools' });
  const { EventSourceMappings } = await lambda.listEventSourceMappings({});
  const { Functions } = await lambda.listFunctions({ FunctionVersion: 'ALL' });
  expect([LayerVersions, EventSourceMappings, Functions]).toEqual([[], [], []]);
}, 60_000);
