import { connect } from 'node:net';
import { SQS } from '@aws-sdk/client-sqs';
import { Random } from '../../../framework/kernel';
import { Served } from './served';

let served: Served;
beforeAll(async () => {
  served = await Served.start();
});
afterAll(() => served[Symbol.asyncDispose]());

const signed = (service: string) =>
  `Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=1`;

const request = (line: string, headers: readonly string[], body: string) =>
  [
    line,
    'Host: localhost',
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(body, 'latin1')}`,
    ...headers,
    '',
    body,
  ].join('\r\n');

/** Sound requests, which the fuzzer then spoils. */
const seeds = [
  request(
    'POST / HTTP/1.1',
    ['X-Amz-Target: DynamoDB_20120810.PutItem', signed('dynamodb')],
    '{"TableName":"t","Item":{"id":{"S":"1"}}}',
  ),
  request(
    'POST / HTTP/1.1',
    ['X-Amz-Target: AmazonSQS.SendMessageBatch', signed('sqs')],
    '{"QueueUrl":"http://x/000000000000/q","Entries":[{"Id":"1","MessageBody":"b"}]}',
  ),
  request(
    'POST / HTTP/1.1',
    ['Content-Type: application/x-www-form-urlencoded', signed('iam')],
    'Action=CreateRole&Version=2010-05-08&RoleName=r&AssumeRolePolicyDocument=%7B%7D&Tags.member.1.Key=k',
  ),
  request(
    'PUT /bucket?tagging HTTP/1.1',
    [signed('s3')],
    '<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>',
  ),
  request(
    'PUT /bucket/key HTTP/1.1',
    [
      signed('s3'),
      'Content-Encoding: aws-chunked',
      'X-Amz-Content-SHA256: STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'X-Amz-Decoded-Content-Length: 3',
    ],
    '3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n',
  ),
  request(
    'GET /bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=t%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=0 HTTP/1.1',
    ['Range: bytes=0-1'],
    '',
  ),
  request(
    'POST /service/GraniteServiceVersion20100801/operation/PutMetricData HTTP/1.1',
    [signed('monitoring'), 'Smithy-Protocol: rpc-v2-cbor', 'Content-Type: application/cbor'],
    '\xa2iNamespaceana\x6aMetricData\x81\xa1jMetricNameam',
  ),
  request(
    'POST /2015-03-31/functions HTTP/1.1',
    [signed('lambda')],
    '{"FunctionName":"f","Role":"arn:aws:iam::000000000000:role/r","Code":{"ZipFile":"UEsFBg=="}}',
  ),
  request('POST /_localstack/chaos/faults HTTP/1.1', [], '[{"service":"none","probability":0.5}]'),
  request('POST /_stormproof/clock HTTP/1.1', [], '{"advance":"1 second"}'),
  'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
];

function spoiled(random: Random): Buffer {
  const bytes = Buffer.from(seeds[random.below(seeds.length)] ?? '', 'latin1');
  const at = random.below(bytes.length);
  switch (random.below(6)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.alloc(random.between(1, 200), random.below(256)),
        bytes.subarray(at),
      ]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.between(1, 20))]);
    case 3:
      return Buffer.from(Array.from({ length: random.between(1, 400) }, () => random.below(256)));
    case 4:
      return Buffer.from(
        bytes.toString('latin1').replace(/[{}<>"=&:]/g, (sign) => (random.below(4) === 0 ? '%00' : sign)),
        'latin1',
      );
    default: {
      const copy = Buffer.from(bytes);
      for (let flips = random.between(1, 10); flips > 0; flips--)
        copy[random.below(copy.length)] = random.below(256);
      return copy;
    }
  }
}

/** What came back for bytes that the client writes and then ends. */
test('600 spoiled requests get an answer or the end of their connection, and the server lives', async () => {
  const random = Random.from('garbage', '1');
  const statuses = new Map<string, number>();
  for (let n = 0; n < 600; n++) {
    const bytes = spoiled(random);
    const answer = await served.raw(bytes);
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 'ended';
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    // A defect of ours would show as 500, and be told.
    if (status === '500')
      throw new Error(`${bytes.toString('latin1')}\n${answer}\n${served.said.join('\n')}`);
  }
  expect([...statuses.keys()].filter((status) => !/^(ended|2..|4..|501)$/.test(status))).toEqual([]);
  expect(statuses.get('400')).toBeGreaterThan(50);
  expect(served.said.filter((line) => line.startsWith('STORM_INTERNAL'))).toEqual([]);
  expect((await served.aws(SQS).listQueues({})).$metadata.httpStatusCode).toBe(200);
}, 60_000);

test('headers beyond any measure are 431, and a request without a host 400', async () => {
  const huge = await served.raw(
    `GET / HTTP/1.1\r\nHost: localhost\r\nX-Huge: ${'x'.repeat(100_000)}\r\n\r\n`,
  );
  expect(huge).toMatch(/^HTTP\/1\.1 431 /);
  expect(await served.raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await served.raw('CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 405 /,
  );
});

test('connections that say nothing or stop half-way hold nobody up', async () => {
  const sockets = Array.from({ length: 50 }, (_, n) => {
    const socket = connect(served.port, '127.0.0.1');
    socket.on('error', () => undefined);
    if (n % 2 === 0)
      socket.write('PUT /bucket/key HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf');
    return socket;
  });
  expect((await served.aws(SQS).listQueues({})).$metadata.httpStatusCode).toBe(200);
  for (const socket of sockets) socket.destroy();
});

test.each([
  [
    'JSON',
    'dynamodb',
    ['X-Amz-Target: DynamoDB_20120810.GetItem'],
    '{"TableName":',
    /400 [\s\S]*#SerializationException/,
  ],
  ['XML', 's3', [], '<Tagging><TagSet>', /400 [\s\S]*<Code>MalformedXML<\/Code>/],
  [
    'CBOR',
    'monitoring',
    ['Smithy-Protocol: rpc-v2-cbor'],
    '\xbf\xbf\xbf',
    /400 [\s\S]*SerializationException/,
  ],
] as const)('%s that breaks off is the client’s mistake', async (_, service, headers, body, expected) => {
  const line =
    service === 's3'
      ? 'PUT /bucket?tagging HTTP/1.1'
      : service === 'monitoring'
        ? 'POST /service/GraniteServiceVersion20100801/operation/PutMetricData HTTP/1.1'
        : 'POST / HTTP/1.1';
  expect(await served.raw(Buffer.from(request(line, [signed(service), ...headers], body), 'latin1'))).toMatch(
    expected,
  );
});

test('XML and JSON nested beyond any use are refused, not followed', async () => {
  const xml = '<Tagging>' + '<a>'.repeat(50_000);
  expect(await served.raw(request('PUT /bucket?tagging HTTP/1.1', [signed('s3')], xml))).toMatch(
    /^HTTP\/1\.1 400 /,
  );
  const json = `{"TableName":"t","Key":{"id":${'{"L":['.repeat(20_000)}${']}'.repeat(20_000)}}}`;
  const target = ['X-Amz-Target: DynamoDB_20120810.GetItem', signed('dynamodb')];
  expect(await served.raw(request('POST / HTTP/1.1', target, json))).toMatch(/^HTTP\/1\.1 400 /);
  const cbor = Buffer.from(
    request(
      'POST /service/GraniteServiceVersion20100801/operation/PutMetricData HTTP/1.1',
      [signed('monitoring'), 'Smithy-Protocol: rpc-v2-cbor'],
      '\x81'.repeat(100_000),
    ),
    'latin1',
  );
  expect(await served.raw(cbor)).toMatch(/^HTTP\/1\.1 400 /);
  const counted = Buffer.from(
    request(
      'POST /service/GraniteServiceVersion20100801/operation/PutMetricData HTTP/1.1',
      [signed('monitoring'), 'Smithy-Protocol: rpc-v2-cbor'],
      '\x9a\xff\xff\xff\xff',
    ),
    'latin1',
  );
  expect(await served.raw(counted)).toMatch(/^HTTP\/1\.1 400 /);
});
