import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import { STS } from '@aws-sdk/client-sts';
import type { WorldData } from '../../../framework/kernel';
import { Served } from './served';

test('health names every service as running', async () => {
  await using served = await Served.start();
  const { status, json } = await served.json('GET', '/_localstack/health');
  expect(status).toBe(200);
  expect(json).toMatchObject({
    edition: 'stormproof',
    services: {
      s3: 'running',
      sqs: 'running',
      lambda: 'running',
      dynamodb: 'running',
      cloudformation: 'running',
    },
  });
  expect((await served.send('HEAD', '/_localstack/health')).body).toHaveLength(0);
  expect((await served.json('GET', '/_localstack/info')).json).toMatchObject({ edition: 'stormproof' });
});

test('what is not there is 404, and a wrong method 405 with the right ones', async () => {
  await using served = await Served.start();
  expect(await served.json('GET', '/_localstack/nothing')).toEqual({
    status: 404,
    json: { message: 'There is nothing at /_localstack/nothing.' },
  });
  const answer = await served.send('PUT', '/_stormproof/clock');
  expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, POST']);
});

test('the clock shows the machine’s date, and goes forward only', async () => {
  await using served = await Served.start();
  const { json } = await served.json('GET', '/_stormproof/clock');
  expect(Math.abs(nowOf(json) - Date.now())).toBeLessThan(60_000);
  const advanced = await served.json('POST', '/_stormproof/clock', { advance: '30 days' });
  expect(nowOf(advanced.json) - nowOf(json)).toBeGreaterThanOrEqual(30 * 86_400_000);
  const set = await served.json('POST', '/_stormproof/clock', { set: '2042-01-01T00:00:00Z' });
  expect(new Date(nowOf(set.json)).getUTCFullYear()).toBe(2042);
  const refusals = [];
  for (const body of [
    { set: '2020-01-01T00:00:00Z' },
    { advance: 'a while' },
    {},
    { set: 'soon' },
    { set: '+275000-01-01T00:00:00Z' },
  ])
    refusals.push((await served.json('POST', '/_stormproof/clock', body)).json);
  refusals.push((await served.send('POST', '/_stormproof/clock', { body: '{' })).body.toString());
  expect(refusals).toMatchInlineSnapshot(`
   [
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Time goes forward only.",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected a duration such as '5 minutes', got 'a while'.

     fix        write a number, a blank and one of: milliseconds, seconds, minutes, hours, days",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected { "advance": "5 minutes" } or { "set": "2030-01-01T00:00:00Z" }.",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected { "advance": "5 minutes" } or { "set": "2030-01-01T00:00:00Z" }.",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  The year 9999 is the last.",
     },
     "{"code":"STORM_BAD_INPUT","message":"STORM_BAD_INPUT  The body is no JSON."}
   ",
   ]
  `);
});

function nowOf(json: unknown): number {
  if (typeof json === 'object' && json !== null && 'nowMs' in json && typeof json.nowMs === 'number')
    return json.nowMs;
  throw new TypeError('no clock');
}

test('what becomes due while the clock is moved happens at its own time', async () => {
  await using served = await Served.start();
  const sqs = served.aws(SQS);
  const { QueueUrl } = await sqs.createQueue({
    QueueName: 'short',
    Attributes: { MessageRetentionPeriod: '60' },
  });
  await sqs.sendMessage({ QueueUrl, MessageBody: 'gone after a minute' });
  await served.json('POST', '/_stormproof/clock', { advance: '61 seconds' });
  expect((await sqs.receiveMessage({ QueueUrl })).Messages).toBeUndefined();
});

test('a reset empties the world and lifts all faults', async () => {
  await using served = await Served.start();
  const s3 = served.aws(S3, { forcePathStyle: true });
  await s3.createBucket({ Bucket: 'before' });
  await served.json('POST', '/_localstack/chaos/faults', [{ service: 'sqs' }]);
  expect((await served.send('POST', '/_localstack/state/reset')).status).toBe(200);
  expect((await s3.listBuckets({})).Buckets).toEqual([]);
  expect((await served.json('GET', '/_localstack/chaos/faults')).json).toEqual([]);
});

test('the trace is newline-delimited JSON, led by its version', async () => {
  await using served = await Served.start();
  await served.aws(SQS).createQueue({ QueueName: 'traced' });
  const { headers, body } = await served.send('GET', '/_stormproof/trace');
  expect(headers['content-type']).toBe('application/x-ndjson');
  const lines: unknown[] = body
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0]).toEqual({ type: 'trace', version: 1 });
  expect(lines).toContainEqual(
    expect.objectContaining({ type: 'call', task: 'client', service: 'sqs', operation: 'CreateQueue' }),
  );
});

test('a snapshot goes on where it was taken, the clock too', async () => {
  const kept: WorldData[] = [];
  await using served = await Served.start({
    keep: (data) => {
      kept.push(data);
      return 'kept.json';
    },
  });
  const s3 = served.aws(S3, { forcePathStyle: true });
  await s3.createBucket({ Bucket: 'kept' });
  await s3.putObject({ Bucket: 'kept', Key: 'k', Body: 'still here' });
  await served.json('POST', '/_stormproof/clock', { advance: '40 days' });
  expect(await served.json('POST', '/_stormproof/snapshot')).toEqual({
    status: 200,
    json: { file: 'kept.json' },
  });
  const [data] = kept;
  if (data === undefined) throw new TypeError('nothing was kept');
  const loaded: WorldData = JSON.parse(JSON.stringify(data));
  await using again = await Served.start({ data: loaded });
  const body = await again.aws(S3, { forcePathStyle: true }).getObject({ Bucket: 'kept', Key: 'k' });
  expect(await body.Body?.transformToString()).toBe('still here');
  expect(nowOf((await again.json('GET', '/_stormproof/clock')).json) - Date.now()).toBeGreaterThan(
    39 * 86_400_000,
  );
});

test('without a place for it there is no snapshot; nor while a long poll is under way', async () => {
  await using served = await Served.start();
  expect(await served.json('POST', '/_stormproof/snapshot')).toEqual({
    status: 400,
    json: {
      code: 'STORM_BAD_INPUT',
      message: 'STORM_BAD_INPUT  There is no place for a snapshot: start the server with --state FILE.',
    },
  });
  await using keeping = await Served.start({ keep: () => 'never' });
  const sqs = keeping.aws(SQS);
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'polled' });
  const poll = sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 });
  await sqs.listQueues({});
  while (!keeping.server.world.isBusy) await sqs.listQueues({});
  expect(await keeping.json('POST', '/_stormproof/snapshot')).toMatchObject({
    status: 409,
    json: { code: 'STORM_WORLD_BUSY' },
  });
  await sqs.sendMessage({ QueueUrl, MessageBody: 'wakes the poll' });
  expect((await poll).Messages?.[0]?.Body).toBe('wakes the poll');
});

test('the permission ledger lists what a role may and never did', async () => {
  await using served = await Served.start();
  const iam = served.aws(IAM);
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' }],
  };
  const { Role } = await iam.createRole({
    RoleName: 'worker',
    Path: '/team/',
    AssumeRolePolicyDocument: JSON.stringify(trust),
  });
  const policy = {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Queues', Effect: 'Allow', Action: ['sqs:ListQueues', 'sqs:PurgeQueue'], Resource: '*' },
      { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::secrets/*' },
      { Effect: 'Deny', Action: 'iam:*', Resource: '*' },
    ],
  };
  await iam.putRolePolicy({ RoleName: 'worker', PolicyName: 'work', PolicyDocument: JSON.stringify(policy) });
  const { Credentials } = await served.aws(STS).assumeRole({ RoleArn: Role?.Arn, RoleSessionName: 'one' });
  await served
    .aws(SQS, {
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    })
    .listQueues({});
  expect((await served.json('GET', '/_stormproof/unused')).json).toEqual({
    since: expect.any(String),
    unused: [
      {
        principal: 'arn:aws:iam::000000000000:role/team/worker',
        policy: 'work',
        statement: 'Queues',
        actions: ['sqs:PurgeQueue'],
        resources: [],
      },
      {
        principal: 'arn:aws:iam::000000000000:role/team/worker',
        policy: 'work',
        statement: '#2',
        actions: ['s3:*'],
        resources: ['arn:aws:s3:::secrets/*'],
      },
    ],
  });
});
