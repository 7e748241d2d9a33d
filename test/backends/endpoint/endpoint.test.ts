import { createServer } from 'node:http';
import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import { Cloud } from '../../../framework/backends/cloud';
import { Endpoint } from '../../../framework/backends/endpoint/endpoint';
import { productOf } from '../../../framework/backends/endpoint/products';
import { untilQuiet } from '../../../framework/backends/endpoint/quiet';
import { asksForToken } from '../../../framework/backends/endpoint/ready';
import { faults } from '../../../framework';
import { startForeign } from '../serve/foreign';
import { Served } from '../serve/served';

const fast = { quietMs: 0, settleMaxMs: 2000 };

test('a cloud at an address deploys, answers, comes to rest and tells what it can do', async () => {
  await using served = await Served.start();
  await using cloud = await Cloud.endpoint(served.url, fast);
  expect(cloud.can).toMatchObject({
    virtualTime: true,
    permissions: true,
    faults: true,
    trace: true,
    fork: false,
    replay: false,
  });
  const stack = await cloud.deploy('templates/patterns/upload-queue.yaml', { stackName: 'one' });
  await cloud.aws(S3).putObject({ Bucket: stack.ref('Uploads'), Key: 'invoices/1', Body: '{}' });
  await cloud.settle();
  const bodies = (await stack.queue('Events').messages()).map(({ Body = '' }) => Body);
  expect(bodies.filter((body) => body.includes('invoices/1'))).toHaveLength(1);
});

test('the clock of a served cloud can be moved', async () => {
  await using served = await Served.start();
  await using cloud = await Cloud.endpoint(served.url, fast);
  const { QueueUrl } = await cloud
    .aws(SQS)
    .createQueue({ QueueName: 'later', Attributes: { DelaySeconds: '900' } });
  await cloud.aws(SQS).sendMessage({ QueueUrl, MessageBody: 'x' });
  expect((await cloud.aws(SQS).receiveMessage({ QueueUrl })).Messages).toBeUndefined();
  await cloud.advance('15 minutes');
  expect((await cloud.aws(SQS).receiveMessage({ QueueUrl })).Messages).toHaveLength(1);
});

test('a clock that is not ours is refused with the reason', async () => {
  await using other = await fake((path) =>
    path === '/_localstack/health' ? '{"services":{},"edition":"community","version":"4.14.0"}' : account,
  );
  await using cloud = await Cloud.endpoint(other.url, { name: 'theirs' });
  expect(cloud.can).toMatchObject({ virtualTime: false, permissions: false, updateRollback: false });
  await expect(cloud.advance('1 day')).rejects.toThrow(
    "STORM_CLOUD_LACKS  The clock of theirs can't be moved: it has no virtual time.",
  );
});

test('faults hit what the scenario asks of another cloud, and are drawn by the seed', async () => {
  await using foreign = await startForeign();
  const hits = async (seed: string) => {
    const endpoint = await Endpoint.connect(foreign.url, { seed });
    await using cloud = Cloud.on(endpoint, endpoint);
    endpoint.injector.inject(
      faults.error({ service: 'sqs', from: 'scenario', chance: 0.4, code: 'AccessDenied', status: 403 }),
      'error-1',
      () => false,
    );
    for (let n = 0; n < 12; n++)
      await cloud
        .aws(SQS)
        .listQueues({})
        .catch(() => undefined);
    return endpoint.trace.entries.flatMap((entry) => (entry.type === 'answer' ? [entry.status] : []));
  };
  const [first, second, other] = [await hits('a'), await hits('a'), await hits('b')];
  expect(first).toContain(403);
  expect(first).toContain(200);
  expect(second).toEqual(first);
  expect(other).not.toEqual(first);
});

test('a lost answer was given: the SDK asks again, and the message is there twice', async () => {
  await using foreign = await startForeign();
  const endpoint = await Endpoint.connect(foreign.url);
  await using cloud = Cloud.on(endpoint, endpoint);
  const sqs = cloud.aws(SQS);
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'q' });
  const fault = faults.lostResponse({ service: 'sqs', operation: 'SendMessage', from: 'scenario', times: 1 });
  const armed = endpoint.injector.inject(fault, 'lostResponse-1', () => false);
  await sqs.sendMessage({ QueueUrl, MessageBody: 'once' });
  expect(armed.fired).toBe(1);
  const { Attributes } = await sqs.getQueueAttributes({
    QueueUrl,
    AttributeNames: ['ApproximateNumberOfMessages'],
  });
  expect(Attributes).toEqual({ ApproximateNumberOfMessages: '2' });
});

test('a fault that needs the inside of a cloud is refused with the reason', async () => {
  await using foreign = await startForeign();
  const endpoint = await Endpoint.connect(foreign.url);
  expect(() => endpoint.injector.inject(faults.crash({ service: 's3' }), 'crash-1', () => false)).toThrow(
    `STORM_CLOUD_LACKS  The fault "crash after s3" can't be had here: execution environments of this cloud can’t be killed from outside.`,
  );
  await endpoint.close();
});

test('an address where nobody listens is told with what to do', async () => {
  await expect(Cloud.endpoint('http://127.0.0.1:9', { name: 'nobody', readyWithinMs: 0 })).rejects.toThrow(
    /^STORM_CLOUD_UNREACHABLE {2}nobody at http:\/\/127\.0\.0\.1:9 did not answer within 0 s \(.*ECONNREFUSED.*\)\.\n\n {2}fix/,
  );
  await expect(Cloud.endpoint('localhost')).rejects.toThrow(
    "STORM_BAD_INPUT  'localhost' is no address of a cloud.",
  );
});

test('something that listens and is no cloud is told apart', async () => {
  await using page = await fake(() => 'hello');
  await expect(Cloud.endpoint(page.url, { name: 'page' })).rejects.toThrow(
    /^STORM_CLOUD_UNREACHABLE {2}page answers on .*, but not as AWS does/,
  );
});

test('a cloud that is not ready yet is waited for', async () => {
  let asked = 0;
  await using slow = await fake((path) =>
    path === '/_localstack/health' ? (++asked < 3 ? 503 : '{}') : account,
  );
  await using cloud = await Cloud.endpoint(slow.url);
  expect(asked).toBe(3);
  expect(cloud.accountId).toBe('123456789012');
});

test('a cloud that wants a token is recognised by its words', () => {
  expect(
    asksForToken('License activation failed! Reason: No credentials were found in the environment.'),
  ).toBe(true);
  expect(asksForToken('Ready.')).toBe(false);
});

test.each([
  [{ edition: 'stormproof', version: '1' }, '', 'stormproof'],
  [{ edition: 'community', version: '4.14.0' }, '', 'localstack'],
  [{ services: {}, edition: 'light', version: '1.5.33' }, '', 'ministack'],
  [{ services: {}, version: 'ministack 1.5' }, '', 'ministack'],
  [{}, 'Werkzeug/3.1 Python/3.11', 'moto'],
  [{}, '', 'unknown'],
] as const)('the health page %j of %s is one of %s', (health, server, product) => {
  expect(productOf(health, server)).toBe(product);
});

test('a cloud that never comes to rest is waited for up to the bound', async () => {
  let looks = 0;
  const look = () => Promise.resolve({ seen: String(looks++) });
  const options = { look, quietMs: 200, withinMs: 300, say: () => undefined, cloud: 'busy' };
  expect(await untilQuiet(options)).toBe(false);
  expect(await untilQuiet({ ...options, look: () => Promise.resolve({ seen: '' }) })).toBe(true);
});

const account =
  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

/** A server that answers by path: with a text, or a status alone. */
async function fake(answer: (path: string) => string | number): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((request, response) => {
    const given = answer(request.url ?? '');
    response.writeHead(typeof given === 'number' ? given : 200, { 'content-type': 'text/xml' });
    response.end(typeof given === 'string' ? given : '');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
