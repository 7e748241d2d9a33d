import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { strToU8, zipSync } from 'fflate';
import { leftOverFolders, Project, repository } from './command';

jest.setTimeout(120_000);

/** A served cloud of its own process, on a free port. */
class Serving implements AsyncDisposable {
  private constructor(
    readonly child: ChildProcess,
    readonly line: string,
    readonly url: string,
  ) {}

  static async start(project: Project, args: readonly string[] = []): Promise<Serving> {
    const child = project.start(['serve', '--port', '0', ...args]);
    const lines = createInterface({ input: child.stdout });
    const [line]: unknown[] = await once(lines, 'line');
    const text = String(line);
    return new Serving(child, text, /http:\S+\d/.exec(text)?.[0] ?? '');
  }

  /** Ends it as a terminal would; answers its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<unknown> {
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    const [code]: unknown[] = await exited;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.stop();
  }
}

/** Runs a program against the cloud as anybody would: default clients, and where the cloud is in the environment. */
async function client(project: Project, url: string, program: string): Promise<string> {
  project.write('client.cjs', program);
  const environment = {
    PATH: process.env['PATH'] ?? '',
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: project.path('none'),
    AWS_SHARED_CREDENTIALS_FILE: project.path('none'),
  };
  const child = spawn(process.execPath, ['client.cjs'], { cwd: project.folder, env: environment });
  let out = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (out += String(chunk)));
  const [code]: unknown[] = await once(child, 'exit');
  return code === 0 ? out : `exit ${String(code)}\n${out}`;
}

const handler = `
const { DynamoDB } = require('@aws-sdk/client-dynamodb');
const table = new DynamoDB({});
exports.handler = async (event) => {
  for (const { s3 } of event.Records ?? []) {
    await table.putItem({ TableName: 'uploads', Item: { id: { S: s3.object.key } } });
  }
  console.log('handled');
  return { seen: event.name ?? null };
};`;

const uploads = `
const { S3 } = require('@aws-sdk/client-s3');
const { DynamoDB } = require('@aws-sdk/client-dynamodb');
const { Lambda } = require('@aws-sdk/client-lambda');
const { IAM } = require('@aws-sdk/client-iam');
const { SQS } = require('@aws-sdk/client-sqs');
const { KMS } = require('@aws-sdk/client-kms');
const { CloudWatchLogs } = require('@aws-sdk/client-cloudwatch-logs');
const { readFileSync } = require('node:fs');
const [s3, table, lambda, iam, sqs, kms, logs] = [S3, DynamoDB, Lambda, IAM, SQS, KMS, CloudWatchLogs].map((Client) => new Client());
(async () => {
  const statement = (Action, Resource) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  const { Role } = await iam.createRole({ RoleName: 'fn', AssumeRolePolicyDocument: JSON.stringify(trust) });
  await iam.putRolePolicy({ RoleName: 'fn', PolicyName: 'work', PolicyDocument: statement(['dynamodb:PutItem', 'logs:*'], '*') });
  await table.createTable({ TableName: 'uploads', BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }] });
  const { FunctionArn } = await lambda.createFunction({ FunctionName: 'fn', Role: Role.Arn, Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 30, Code: { ZipFile: readFileSync('fn.zip') } });
  const { Payload } = await lambda.invoke({ FunctionName: 'fn', Payload: JSON.stringify({ name: 'direct' }) });
  console.log('invoked', Buffer.from(Payload).toString());
  await s3.createBucket({ Bucket: 'uploads' });
  await lambda.addPermission({ FunctionName: 'fn', StatementId: 's3', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::uploads' });
  await s3.putBucketNotificationConfiguration({ Bucket: 'uploads', NotificationConfiguration: { LambdaFunctionConfigurations: [{ LambdaFunctionArn: FunctionArn, Events: ['s3:ObjectCreated:*'] }] } });
  await s3.putObject({ Bucket: 'uploads', Key: 'a.json', Body: '{}' });
  let item;
  for (let tries = 0; item === undefined && tries < 5000; tries++) {
    ({ Item: item } = await table.getItem({ TableName: 'uploads', Key: { id: { S: 'a.json' } }, ConsistentRead: true }));
  }
  console.log('recorded', JSON.stringify(item));
  const { events } = await logs.filterLogEvents({ logGroupName: '/aws/lambda/fn', filterPattern: 'handled' });
  console.log('logged', events.length > 0);
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'q' });
  await sqs.sendMessage({ QueueUrl, MessageBody: 'hello' });
  console.log('received', (await sqs.receiveMessage({ QueueUrl })).Messages[0].Body);
  const { KeyMetadata } = await kms.createKey({});
  const { CiphertextBlob } = await kms.encrypt({ KeyId: KeyMetadata.KeyId, Plaintext: Buffer.from('secret') });
  console.log('decrypted', Buffer.from((await kms.decrypt({ CiphertextBlob })).Plaintext).toString());
})();`;

test('default SDK clients need AWS_ENDPOINT_URL alone: buckets, functions, tables, queues, keys and logs', async () => {
  using project = new Project();
  project.writeBytes('fn.zip', zipSync({ 'index.js': strToU8(handler) }));
  await using serving = await Serving.start(project);
  expect(await client(project, serving.url, uploads)).toBe(
    [
      'invoked {"seen":"direct"}',
      'recorded {"id":{"S":"a.json"}}',
      'logged true',
      'received hello',
      'decrypted secret',
      '',
    ].join('\n'),
  );
  expect(await serving.stop('SIGINT')).toBe(0);
  expect(leftOverFolders()).toEqual([]);
});

const busy = `
const { Lambda } = require('@aws-sdk/client-lambda');
const { IAM } = require('@aws-sdk/client-iam');
const { SQS } = require('@aws-sdk/client-sqs');
const { readFileSync } = require('node:fs');
(async () => {
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  const { Role } = await new IAM().createRole({ RoleName: 'fn', AssumeRolePolicyDocument: JSON.stringify(trust) });
  const lambda = new Lambda();
  await lambda.createFunction({ FunctionName: 'busy', Role: Role.Arn, Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: readFileSync('fn.zip') } });
  const order = [];
  const invoked = lambda.invoke({ FunctionName: 'busy' }).then(({ FunctionError }) => order.push('invoked ' + FunctionError));
  const sqs = new SQS();
  for (let n = 0; n < 5; n++) {
    await sqs.listQueues({});
    order.push('listed');
  }
  await invoked;
  console.log(order.join(', '));
})();`;

test('a function that computes holds no other caller up', async () => {
  using project = new Project();
  const code = 'exports.handler = async () => { for (let n = 0; n < 3e9; n++); };';
  project.writeBytes('fn.zip', zipSync({ 'index.js': strToU8(code) }));
  await using serving = await Serving.start(project);
  expect(await client(project, serving.url, busy)).toBe(
    'listed, listed, listed, listed, listed, invoked undefined\n',
  );
});

test('the state file brings a cloud back as it was', async () => {
  using project = new Project();
  const file = project.path('state', 'world.json');
  const first = await Serving.start(project, ['--state', file]);
  await client(
    project,
    first.url,
    `const { S3 } = require('@aws-sdk/client-s3');
     const s3 = new S3();
     (async () => { await s3.createBucket({ Bucket: 'kept' }); await s3.putObject({ Bucket: 'kept', Key: 'k', Body: 'as it was' }); })();`,
  );
  const snapshot = await fetch(`${first.url}/_stormproof/snapshot`, { method: 'POST' });
  expect([snapshot.status, await snapshot.json()]).toEqual([200, { file }]);
  expect(await first.stop()).toBe(0);
  await using second = await Serving.start(project, ['--state', file]);
  const read = `const { S3 } = require('@aws-sdk/client-s3');
     new S3().getObject({ Bucket: 'kept', Key: 'k' }).then(({ Body }) => Body.transformToString()).then(console.log);`;
  expect(await client(project, second.url, read)).toBe('as it was\n');
});

test('a state file that is none is refused, and stays as it is', () => {
  using project = new Project();
  for (const text of ['{', '{"version":7}']) {
    writeFileSync(project.path('state.json'), text);
    const { code, stderr } = project.run(['serve', '--port', '0', '--state', 'state.json']);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^STORM_BAD_INPUT {2}(The state file 'state\.json' can't be read as a saved world\.|Expected a saved world of version 1, got 7\.)\n$/,
    );
    expect(readFileSync(project.path('state.json'), 'utf8')).toBe(text);
  }
  expect(existsSync(project.path('state.json.new'))).toBe(false);
});

test('a taken port is one line, with the way out', async () => {
  using project = new Project();
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { code, stdout, stderr } = project.run(['serve', '--port', String(port)]);
  other.close();
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toBe(
    `STORM_BAD_INPUT  Port ${port} of 127.0.0.1 is taken; choose another one with --port or --host.\n`,
  );
});

test('the guide’s program runs as it is written, and its addresses exist', async () => {
  const guide = readFileSync(`${repository}/docs/guides/serve.md`, 'utf8');
  using project = new Project();
  await using serving = await Serving.start(project, ['--state', project.path('cloud.json')]);
  const [, program = ''] = /^```js\n([^]*?)^```$/m.exec(guide) ?? [];
  const [, printed = ''] = /^```text\n([^]*?)^```$/m.exec(guide) ?? [];
  expect(await client(project, serving.url, program)).toBe(printed);
  const calls = [...guide.matchAll(/^curl -s(?: -X (\w+))? (?:localhost:4566)(\/\S+)(?: -d '(.*)')?$/gm)];
  expect(calls.length).toBeGreaterThan(8);
  for (const [line, method = 'GET', path = '', body] of calls) {
    const answer = await fetch(serving.url + path, { method, ...(body === undefined ? {} : { body }) });
    expect([line, answer.status]).toEqual([line, 200]);
  }
});
