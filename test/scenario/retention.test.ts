/**
 * Goal: what is promised to be kept is kept for as long and no longer, in virtual time that costs next to nothing.
 * Method: one stack with each kind of retention, a fork of it for each claim, the day before and the day after.
 */
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDB, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cloud, type Stack } from 'stormproof';
import { Embedded } from '../../framework/backends/embedded/embedded';

jest.setTimeout(60_000);

const template = `
Resources:
  Month:
    Type: AWS::S3::Bucket
    Properties:
      LifecycleConfiguration: { Rules: [{ Status: Enabled, ExpirationInDays: 30 }] }
  Year:
    Type: AWS::S3::Bucket
    Properties:
      LifecycleConfiguration: { Rules: [{ Status: Enabled, ExpirationInDays: 365 }] }
  Versions:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: { Status: Enabled }
      LifecycleConfiguration: { Rules: [{ Status: Enabled, NoncurrentVersionExpiration: { NoncurrentDays: 30 } }] }
  Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 30 } }
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      TimeToLiveSpecification: { AttributeName: expiresAt, Enabled: true }
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }
  FourDays: { Type: AWS::SQS::Queue }
  FourteenDays: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600 } }
  Source:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 1209600
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Letters.Arn, maxReceiveCount: 1 }
  Letters: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 432000 } }
`;

interface Fork {
  cloud: Cloud;
  stack: Stack;
}

/** What is there, asked again after each wait. */
type Story = (fork: Fork) => Promise<unknown[]>;

const times: [string, number][] = [];
let deployed: Fork;
const folder = mkdtempSync(join(tmpdir(), 'storm-test-'));

beforeAll(async () => {
  writeFileSync(join(folder, 'template.yaml'), template);
  const cloud = await Cloud.embedded({ seed: 1 });
  deployed = { cloud, stack: await cloud.deploy(join(folder, 'template.yaml'), { stackName: 'retention' }) };
  await cloud.settle();
});

afterAll(async () => {
  await deployed.cloud[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
  const lines = times.map(([name, ms]) => `  ${name.padEnd(45)} ${ms.toFixed(0).padStart(5)} ms\n`);
  process.stdout.write(`\nretention in virtual time, and what it took:\n${lines.join('')}`);
});

async function told(name: string, story: Story): Promise<unknown[]> {
  const { backend } = deployed.cloud;
  if (!(backend instanceof Embedded)) throw new TypeError('not the embedded cloud');
  const startMs = performance.now();
  const place = { accountId: '000000000000', region: 'us-east-1' };
  await using cloud = Cloud.on(backend.fork({ seed: 'a' }), place);
  const seen = await cloud.play(() => story({ cloud, stack: deployed.stack.in(cloud) }));
  times.push([name, performance.now() - startMs]);
  return seen;
}

async function keys({ cloud, stack }: Fork, bucket: string): Promise<number> {
  return (await cloud.aws(S3).listObjectsV2({ Bucket: stack.ref(bucket) })).KeyCount ?? 0;
}

test.each([
  ['objects of thirty days', 'Month', 30],
  ['objects of a year', 'Year', 365],
] as const)('%s are there on the last day, and gone with the midnight after it', async (_, bucket, days) => {
  const seen = await told(
    bucket === 'Year' ? 'objects of a year' : 'objects of thirty days',
    async (fork) => {
      await fork.cloud.aws(S3).putObject({ Bucket: fork.stack.ref(bucket), Key: 'a', Body: 'a' });
      await fork.cloud.advance(`${days} days`);
      const before = await keys(fork, bucket);
      await fork.cloud.advance('1 day');
      return [before, await keys(fork, bucket)];
    },
  );
  expect(seen).toEqual([1, 0]);
});

test('a former version is there thirty days after it was replaced, and gone the day after', async () => {
  const seen = await told('former versions', async ({ cloud, stack }) => {
    const s3 = cloud.aws(S3);
    const Bucket = stack.ref('Versions');
    const versions = async () => (await s3.listObjectVersions({ Bucket })).Versions?.length;
    await s3.putObject({ Bucket, Key: 'a', Body: '1' });
    await cloud.advance('10 days');
    await s3.putObject({ Bucket, Key: 'a', Body: '2' });
    await cloud.advance('30 days');
    const before = await versions();
    await cloud.advance('1 day');
    return [before, await versions()];
  });
  expect(seen).toEqual([2, 1]);
});

test('a log event is there for thirty days to the second', async () => {
  const seen = await told('log events of thirty days', async ({ cloud, stack }) => {
    const logs = cloud.aws(CloudWatchLogs);
    const logGroupName = stack.ref('Logs');
    await logs.createLogStream({ logGroupName, logStreamName: 's' });
    const logEvents = [{ timestamp: cloud.now.getTime(), message: 'hello' }];
    await logs.putLogEvents({ logGroupName, logStreamName: 's', logEvents });
    const events = async () => (await logs.filterLogEvents({ logGroupName })).events?.length;
    await cloud.advance('2591999 seconds');
    const before = await events();
    await cloud.advance('1 second');
    return [before, await events()];
  });
  expect(seen).toEqual([1, 0]);
});

test('an item is there at its time, and gone within two days after it', async () => {
  const seen = await told('items with a time to live', async ({ cloud, stack }) => {
    const dynamodb = cloud.aws(DynamoDB);
    const TableName = stack.ref('Table');
    const expiresAt = { N: String(Math.floor(cloud.now.getTime() / 1000) + 10 * 86_400) };
    await dynamodb.putItem({ TableName, Item: { id: { S: 'a' }, expiresAt } });
    const count = async () => (await dynamodb.scan({ TableName })).Count;
    await cloud.advance('10 days');
    const before = await count();
    await cloud.advance('2 days');
    return [before, await count()];
  });
  expect(seen).toEqual([1, 0]);
});

test.each([
  ['four', 'FourDays', 345_599],
  ['fourteen', 'FourteenDays', 1_209_599],
] as const)('a message is there for %s days to the second', async (name, queue, seconds) => {
  const seen = await told(`messages of ${name} days`, async ({ cloud, stack }) => {
    await cloud.aws(SQS).sendMessage({ QueueUrl: stack.ref(queue), MessageBody: 'a' });
    await cloud.advance(`${seconds} seconds`);
    const before = await stack.queue(queue).size();
    await cloud.advance('2 seconds');
    return [before, await stack.queue(queue).size()];
  });
  expect(seen).toEqual([1, 0]);
});

test('a dead letter is as old as when it was first sent: of five days, three are left', async () => {
  const seen = await told('dead letters by their first enqueueing', async ({ cloud, stack }) => {
    const sqs = cloud.aws(SQS);
    const QueueUrl = stack.ref('Source');
    await sqs.sendMessage({ QueueUrl, MessageBody: 'a' });
    await cloud.advance('2 days');
    await sqs.receiveMessage({ QueueUrl });
    await cloud.advance('1 minute');
    await sqs.receiveMessage({ QueueUrl });
    const moved = await stack.queue('Letters').size();
    await cloud.advance('71 hours');
    const before = await stack.queue('Letters').size();
    await cloud.advance('1 hour');
    return [moved, before, await stack.queue('Letters').size()];
  });
  expect(seen).toEqual([1, 1, 0]);
});

test('a table can be restored to any moment of the last thirty-five days', async () => {
  const seen = await told('point-in-time recovery of thirty-five days', async ({ cloud, stack }) => {
    const dynamodb = cloud.aws(DynamoDB);
    const TableName = stack.ref('Table');
    await dynamodb.putItem({ TableName, Item: { id: { S: 'a' } } });
    await cloud.advance('1 minute');
    const moment = cloud.now;
    await dynamodb.deleteItem({ TableName, Key: { id: { S: 'a' } } });
    await cloud.advance('34 days');
    const restore = (name: string) =>
      dynamodb.restoreTableToPointInTime({
        SourceTableName: TableName,
        TargetTableName: name,
        RestoreDateTime: moment,
      });
    await restore('restored');
    await waitUntilTableExists({ client: dynamodb, maxWaitTime: 3600 }, { TableName: 'restored' });
    const { Count } = await dynamodb.scan({ TableName: 'restored' });
    await cloud.advance('1 day');
    const refused = await restore('too-late').catch((error: Error) => error.name);
    return [Count, refused];
  });
  expect(seen).toEqual([1, 'InvalidRestoreTimeException']);
});

test('all of it together takes no more than two seconds', () => {
  expect(times).toHaveLength(9);
  expect(times.reduce((sum, [, ms]) => sum + ms, 0)).toBeLessThan(2000);
});
