import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3 } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { STS } from '@aws-sdk/client-sts';
import { Served } from './served';

let served: Served;
beforeEach(async () => {
  served = await Served.start();
});
afterEach(() => served[Symbol.asyncDispose]());

const keyOf = (accountId: string) => ({ credentials: { accessKeyId: accountId, secretAccessKey: 'x' } });

test('an object goes up and comes down, in either style of naming its bucket', async () => {
  const s3 = served.aws(S3, { forcePathStyle: true });
  await s3.createBucket({ Bucket: 'reports' });
  await s3.putObject({ Bucket: 'reports', Key: 'a b/ü.txt', Body: 'hello' });
  const path = '/a%20b/%C3%BC.txt';
  const query = '?AWSAccessKeyId=test&Signature=x&Expires=9999999999';
  const hosts = [
    'reports.localhost',
    `reports.localhost:${served.port}`,
    'reports.s3.localhost.localstack.cloud:4566',
  ];
  for (const host of hosts) {
    const answer = await served.send('GET', path + query, { headers: { host } });
    expect([answer.status, answer.body.toString()]).toEqual([200, 'hello']);
  }
  const inPath = await served.send('GET', `/reports${path}${query}`);
  expect([inPath.status, inPath.body.toString()]).toEqual([200, 'hello']);
});

test('a stream of unknown length goes up in signed chunks with a trailing checksum', async () => {
  const s3 = served.aws(S3, { forcePathStyle: true });
  await s3.createBucket({ Bucket: 'streams' });
  const bytes = Buffer.alloc(300_000, 'storm');
  const body = Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]);
  await s3.putObject({
    Bucket: 'streams',
    Key: 'k',
    Body: body,
    ContentLength: bytes.length,
    ChecksumAlgorithm: 'SHA256',
  });
  const { Body, ChecksumSHA256 } = await s3.getObject({
    Bucket: 'streams',
    Key: 'k',
    ChecksumMode: 'ENABLED',
  });
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
  expect(ChecksumSHA256).toBe('mUp8R9Wg3UpngTTDa94QI0MCF/Xjavg0HpcWeuU0UHc=');
});

test('HEAD tells the length without a body, a range answers 206, and the connection goes on', async () => {
  const s3 = served.aws(S3, { forcePathStyle: true });
  await s3.createBucket({ Bucket: 'ranges' });
  await s3.putObject({ Bucket: 'ranges', Key: 'k', Body: '0123456789' });
  expect((await s3.headObject({ Bucket: 'ranges', Key: 'k' })).ContentLength).toBe(10);
  const { Body, ContentRange, $metadata } = await s3.getObject({
    Bucket: 'ranges',
    Key: 'k',
    Range: 'bytes=2-4',
  });
  expect([$metadata.httpStatusCode, ContentRange, await Body?.transformToString()]).toEqual([
    206,
    'bytes 2-4/10',
    '234',
  ]);
  const head = await served.raw(
    'HEAD /ranges/k?AWSAccessKeyId=test&Signature=x&Expires=9999999999 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  );
  expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(head).toMatch(/\r\nContent-Length: 10\r\n/i);
  expect(head.endsWith('\r\n\r\n')).toBe(true);
});

test('a client that waits for 100 Continue gets it', async () => {
  const s3 = served.aws(S3, { forcePathStyle: true });
  await s3.createBucket({ Bucket: 'waits' });
  const answer = await served.raw(
    'PUT /waits/k?AWSAccessKeyId=test&Signature=x&Expires=9999999999 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  expect(await (await s3.getObject({ Bucket: 'waits', Key: 'k' })).Body?.transformToString()).toBe('abc');
});

test('a presigned URL works until its time is over, by the clock of the cloud', async () => {
  const s3 = served.aws(S3, { forcePathStyle: true });
  await s3.createBucket({ Bucket: 'signed' });
  const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket: 'signed', Key: 'k' }), { expiresIn: 60 });
  expect((await fetch(put, { method: 'PUT', body: 'by URL' })).status).toBe(200);
  const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'signed', Key: 'k' }), { expiresIn: 60 });
  expect(await (await fetch(get)).text()).toBe('by URL');
  await served.json('POST', '/_stormproof/clock', { advance: '2 minutes' });
  const late = await fetch(get);
  expect(late.status).toBe(403);
  expect(await late.text()).toMatch(
    /<Code>AccessDenied<\/Code><Message>Request has expired<\/Message><X-Amz-Expires>60<\/X-Amz-Expires><Expires>[^<]+<\/Expires><ServerTime>[^<]+<\/ServerTime>/,
  );
});

test('what a signer moved into a presigned URL counts as a header', async () => {
  const s3 = served.aws(S3, { forcePathStyle: true });
  await s3.createBucket({ Bucket: 'hoisted' });
  const put = new PutObjectCommand({ Bucket: 'hoisted', Key: 'k', Metadata: { color: 'blue' } });
  const url = await getSignedUrl(s3, put, { expiresIn: 60 });
  expect(url).toContain('x-amz-meta-color=blue');
  expect((await fetch(url, { method: 'PUT', body: 'by URL' })).status).toBe(200);
  expect((await s3.headObject({ Bucket: 'hoisted', Key: 'k' })).Metadata).toEqual({ color: 'blue' });
});

test('presigned URLs that are incomplete or last too long are refused in S3’s words', async () => {
  const base =
    '/bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test%2F20260101%2Fus-east-1%2Fs3%2Faws4_request';
  const messages = [];
  for (const rest of [
    '',
    '&X-Amz-Date=20260101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=1&X-Amz-Expires=604801',
    '&X-Amz-Date=20260101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=1&X-Amz-Expires=-1',
    '&X-Amz-Date=20260101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=1&X-Amz-Expires=soon',
    '&X-Amz-Date=yesterday&X-Amz-SignedHeaders=host&X-Amz-Signature=1&X-Amz-Expires=60',
  ]) {
    const { status, body } = await served.send('GET', base + rest);
    messages.push([
      status,
      /<Code>(.*)<\/Code><Message>(.*)<\/Message>/.exec(body.toString())?.slice(1).join(': '),
    ]);
  }
  expect(messages).toMatchInlineSnapshot(`
   [
     [
       400,
       "AuthorizationQueryParametersError: Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
     ],
     [
       400,
       "AuthorizationQueryParametersError: X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
     ],
     [
       400,
       "AuthorizationQueryParametersError: X-Amz-Expires must be non-negative",
     ],
     [
       400,
       "AuthorizationQueryParametersError: X-Amz-Expires should be a number",
     ],
     [
       400,
       "AuthorizationQueryParametersError: X-Amz-Date must be in the ISO8601 Long Format &quot;yyyyMMdd'T'HHmmss'Z'&quot;",
     ],
   ]
  `);
});

test('a header of signature version 2 is refused with the way out', async () => {
  const { status, body } = await served.send('GET', '/bucket/key', {
    headers: { authorization: 'AWS test:c2ln' },
  });
  expect(status).toBe(400);
  expect(body.toString()).toContain(
    '<Code>InvalidRequest</Code><Message>The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.</Message>',
  );
});

test('a request that nobody signed is anonymous: S3 asks the bucket’s policy', async () => {
  const s3 = served.aws(S3, { forcePathStyle: true });
  await s3.createBucket({ Bucket: 'open' });
  await s3.putObject({ Bucket: 'open', Key: 'k', Body: 'public' });
  expect((await served.send('GET', '/open/k')).status).toBe(403);
  await s3.deletePublicAccessBlock({ Bucket: 'open' });
  await s3.putBucketPolicy({
    Bucket: 'open',
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::open/*' },
      ],
    }),
  });
  expect((await served.send('GET', '/open/k')).body.toString()).toBe('public');
});

test('a twelve-digit access key is that account; accounts and regions have queues of their own', async () => {
  const here = served.aws(SQS, keyOf('111111111111'));
  await here.createQueue({ QueueName: 'orders' });
  const identity = await served.aws(STS, keyOf('111111111111')).getCallerIdentity({});
  expect(identity.Arn).toBe('arn:aws:iam::111111111111:root');
  expect((await here.listQueues({})).QueueUrls).toEqual([`${served.url}/111111111111/orders`]);
  const elsewhere = [
    served.aws(SQS, keyOf('222222222222')),
    served.aws(SQS, { ...keyOf('111111111111'), region: 'eu-west-1' }),
  ];
  for (const sqs of elsewhere) expect((await sqs.listQueues({})).QueueUrls).toBeUndefined();
});

test('a queue’s URL leads back to where the caller came from, also out of a stack', async () => {
  const template = {
    Resources: { Q: { Type: 'AWS::SQS::Queue' } },
    Outputs: { Url: { Value: { Ref: 'Q' } } },
  };
  const cloudFormation = served.aws(CloudFormation);
  await cloudFormation.createStack({ StackName: 'queues', TemplateBody: JSON.stringify(template) });
  await served.json('POST', '/_stormproof/clock', { advance: '10 minutes' });
  const { Stacks = [] } = await cloudFormation.describeStacks({ StackName: 'queues' });
  const url = Stacks[0]?.Outputs?.[0]?.OutputValue ?? '';
  expect(url.startsWith(`${served.url}/000000000000/queues-Q-`)).toBe(true);
  const { endpoint: _, ...config } = served.config;
  const sqs = new SQS(config);
  const { MessageId } = await sqs.sendMessage({ QueueUrl: url, MessageBody: 'through the URL alone' });
  expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
  const asked = await served.send('POST', '/', {
    headers: {
      host: 'cloud.example:8080',
      'x-amz-target': 'AmazonSQS.GetQueueUrl',
      'content-type': 'application/x-amz-json-1.0',
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=1',
    },
    body: JSON.stringify({ QueueName: url.split('/').at(-1) }),
  });
  expect(JSON.parse(asked.body.toString())).toEqual({
    QueueUrl: url.replace(served.url, 'http://cloud.example:8080'),
  });
});

test('what a message says is never rewritten', async () => {
  const sqs = served.aws(SQS);
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'verbatim' });
  const text = 'https://sqs.us-east-1.amazonaws.com/000000000000/verbatim';
  await sqs.sendMessage({ QueueUrl, MessageBody: text });
  expect((await sqs.receiveMessage({ QueueUrl })).Messages?.[0]?.Body).toBe(text);
});

test('errors carry AWS’s headers, and DynamoDB’s answers their checksum', async () => {
  const missing = await served.send('GET', '/nowhere?AWSAccessKeyId=test&Signature=x&Expires=9999999999');
  expect(missing.status).toBe(404);
  expect(missing.headers['x-amz-request-id']).toMatch(/\S/);
  expect(missing.headers['x-amz-id-2']).toMatch(/\S/);
  const refused = await served.send('POST', '/', {
    headers: { 'x-amz-target': 'DynamoDB_20120810.DescribeTable', ...signedFor('dynamodb') },
    body: '{"TableName":"nowhere"}',
  });
  expect(refused.status).toBe(400);
  expect(refused.headers['x-amzn-requestid']).toMatch(/\S/);
  expect(refused.headers['x-amz-crc32']).toBe(String(crc32(refused.body)));
  expect(refused.body.toString()).toBe(
    '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found: Table: nowhere not found"}',
  );
});

const signedFor = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=1`,
});

test('AWS’s own work takes its time where it is told to, and goes on as the clock is moved', async () => {
  await using slow = await Served.start({ delays: 'aws' });
  const cloudFormation = slow.aws(CloudFormation);
  const template = { Resources: { Q: { Type: 'AWS::SQS::Queue' } } };
  await cloudFormation.createStack({ StackName: 'slow', TemplateBody: JSON.stringify(template) });
  const statusOf = async () =>
    (await cloudFormation.describeStacks({ StackName: 'slow' })).Stacks?.[0]?.StackStatus;
  expect(await statusOf()).toBe('CREATE_IN_PROGRESS');
  await slow.json('POST', '/_stormproof/clock', { advance: '10 minutes' });
  expect(await statusOf()).toBe('CREATE_COMPLETE');
});

test('a topic’s message is in the queue before its publisher hears of it', async () => {
  const [sns, sqs] = [served.aws(SNS), served.aws(SQS)];
  const { TopicArn = '' } = await sns.createTopic({ Name: 'news' });
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'news' });
  const queueArn = 'arn:aws:sqs:us-east-1:000000000000:news';
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
      },
    ],
  });
  await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } });
  await sns.subscribe({
    TopicArn,
    Protocol: 'sqs',
    Endpoint: queueArn,
    Attributes: { RawMessageDelivery: 'true' },
  });
  await sns.publish({ TopicArn, Message: 'at once' });
  expect((await sqs.receiveMessage({ QueueUrl })).Messages?.[0]?.Body).toBe('at once');
});

test('timers fire as time passes, faster by the speed', async () => {
  await using fast = await Served.start({ speed: 1000 });
  const sqs = fast.aws(SQS);
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'delayed', Attributes: { DelaySeconds: '60' } });
  await sqs.sendMessage({ QueueUrl, MessageBody: 'after a minute' });
  expect((await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 0 })).Messages).toBeUndefined();
  let messages;
  for (let polls = 0; messages === undefined && polls < 60; polls++) {
    ({ Messages: messages } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 }));
  }
  expect(messages?.[0]?.Body).toBe('after a minute');
});

test('what is not emulated is refused with 501, and said to whoever runs the server', async () => {
  const s3 = served.aws(S3, { forcePathStyle: true });
  await expect(s3.getBucketAbac({ Bucket: 'any' })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 501 },
  });
  await expect(s3.getBucketAbac({ Bucket: 'any' })).rejects.toThrow('s3:GetBucketAbac is not emulated.');
  expect(served.said).toEqual(['STORM_NOT_EMULATED  s3:GetBucketAbac is not emulated.']);
});

test('an upload by HTML form is an object', async () => {
  const s3 = served.aws(S3, { forcePathStyle: true });
  await s3.createBucket({ Bucket: 'forms' });
  const signature = {
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': '000000000000/20260101/us-east-1/s3/aws4_request',
    'x-amz-date': '20260101T000000Z',
  };
  const fields = { key: 'a.txt', ...signature, 'x-amz-signature': 'any' };
  const policy = {
    expiration: '2100-01-01T00:00:00Z',
    conditions: [{ bucket: 'forms' }, ['starts-with', '$key', '']],
  };
  for (const name of Object.keys(signature)) policy.conditions.push(['starts-with', `$${name}`, '']);
  const form = Object.entries({
    ...fields,
    policy: Buffer.from(JSON.stringify(policy)).toString('base64'),
  }).map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  const file =
    '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello\r\n--b--\r\n';
  const { status } = await served.send('POST', '/forms', {
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: form.join('') + file,
  });
  expect(status).toBe(204);
  const { Body } = await s3.getObject({ Bucket: 'forms', Key: 'a.txt' });
  expect(await Body?.transformToString()).toBe('hello');
});

test('a table is active and a stack complete as soon as they were made', async () => {
  const [dynamoDb, cloudFormation] = [served.aws(DynamoDB), served.aws(CloudFormation)];
  await dynamoDb.createTable({
    TableName: 'prompt',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  expect((await dynamoDb.describeTable({ TableName: 'prompt' })).Table?.TableStatus).toBe('ACTIVE');
  const TemplateBody = JSON.stringify({ Resources: { Q: { Type: 'AWS::SQS::Queue' } } });
  await cloudFormation.createStack({ StackName: 'prompt', TemplateBody });
  const { Stacks } = await cloudFormation.describeStacks({ StackName: 'prompt' });
  expect(Stacks?.[0]?.StackStatus).toBe('CREATE_COMPLETE');
});

test('a body above the limit is refused before it is read', async () => {
  const answer = await served.raw(
    `PUT /big/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${5 * 2 ** 30}\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 413 Payload Too Large\r\n/);
  expect(answer).toContain('<Code>EntityTooLarge</Code>');
});

test('a taken port is said in one line', async () => {
  await expect(Served.start({ port: served.port })).rejects.toThrow(
    `STORM_BAD_INPUT  Port ${served.port} of 127.0.0.1 is taken; choose another one with --port or --host.`,
  );
});

test('tables work through the wire’s own JSON', async () => {
  const dynamoDb = served.aws(DynamoDB);
  await dynamoDb.createTable({
    TableName: 'orders',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await dynamoDb.putItem({ TableName: 'orders', Item: { id: { S: '1' }, raw: { B: Buffer.from('bytes') } } });
  const { Item } = await dynamoDb.getItem({ TableName: 'orders', Key: { id: { S: '1' } } });
  expect(Buffer.from(Item?.['raw']?.B ?? []).toString()).toBe('bytes');
});
