import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import { Endpoint } from '../../../framework/backends/endpoint/endpoint';
import { captured } from '../../../framework/backends/proxy/capture';
import { FaultProxy, type Captured } from '../../../framework/backends/proxy/proxy';
import { faults } from '../../../framework';
import { Served } from '../serve/served';

/** A served cloud, a proxy in front of it, and a client of the proxy, as function code has one. */
async function proxied(
  body: (endpoint: Endpoint, s3: S3, proxy: FaultProxy, told: Captured[]) => Promise<void>,
  seed = '0',
) {
  await using served = await Served.start();
  const endpoint = await Endpoint.connect(served.url, { seed });
  const told: Captured[] = [];
  const proxy = await FaultProxy.listen(endpoint.way, {
    host: '127.0.0.1',
    captured: (one) => void told.push(one),
  });
  const s3 = new S3({ ...clientOf(proxy), forcePathStyle: true, maxAttempts: 1 });
  await s3.createBucket({ Bucket: 'orders' });
  await body(endpoint, s3, proxy, told);
  s3.destroy();
  await proxy.close();
  await endpoint.close();
}

function clientOf({ port }: FaultProxy) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials };
}

const any = () => false;

test('what passes is the same as without the proxy, and is traced as a function’s', () =>
  proxied(async ({ trace }, s3) => {
    await s3.putObject({ Bucket: 'orders', Key: 'a', Body: 'hello' });
    const { Body } = await s3.getObject({ Bucket: 'orders', Key: 'a' });
    expect(await Body?.transformToString()).toBe('hello');
    const calls = trace.entries.flatMap((entry) =>
      entry.type === 'call' ? [`${entry.task} ${entry.operation}`] : [],
    );
    expect(calls).toEqual(['function CreateBucket', 'function PutObject', 'function GetObject']);
  }));

test('an outage is answered in the service’s own words', () =>
  proxied(async ({ injector }, s3) => {
    injector.inject(faults.outage({ service: 's3' }), 'outage-1', any);
    await expect(s3.listBuckets({})).rejects.toMatchObject({
      name: 'ServiceUnavailable',
      message: 'Service is unable to handle request.',
      $metadata: { httpStatusCode: 503 },
    });
    injector.lift('outage-1');
    await expect(s3.listBuckets({})).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  }));

test('a connection that breaks after the request leaves the object there, one that breaks before does not', () =>
  proxied(async ({ injector }, s3) => {
    const lost = (applied: boolean) =>
      faults.lostResponse({ service: 's3', operation: 'PutObject', applied });
    injector.inject(lost(true), 'lostResponse-1', any);
    await expect(s3.putObject({ Bucket: 'orders', Key: 'applied', Body: '1' })).rejects.toThrow(
      'read ECONNRESET',
    );
    injector.lift('lostResponse-1');
    injector.inject(lost(false), 'lostResponse-2', any);
    await expect(s3.putObject({ Bucket: 'orders', Key: 'refused', Body: '1' })).rejects.toThrow(
      'read ECONNRESET',
    );
    injector.lift('lostResponse-2');
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'orders' });
    expect(Contents.map(({ Key }) => Key)).toEqual(['applied']);
  }));

test('an answer that is cut short is an error of the caller', () =>
  proxied(async ({ injector }, s3) => {
    await s3.putObject({ Bucket: 'orders', Key: 'a', Body: 'x'.repeat(10_000) });
    injector.inject(faults.corrupt({ service: 's3', operation: 'GetObject', how: 'cut' }), 'corrupt-1', any);
    const read = async () => (await s3.getObject({ Bucket: 'orders', Key: 'a' })).Body?.transformToString();
    await expect(read()).rejects.toThrow(/aborted|terminated|ECONNRESET|socket hang up|checksum/i);
  }));

test('a late answer comes late', () =>
  proxied(async ({ injector }, s3) => {
    injector.inject(faults.latency({ service: 's3', by: '200 milliseconds' }), 'latency-1', any);
    const startMs = performance.now();
    await s3.listBuckets({});
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(195);
  }));

/** Each fault that a way can have, with what a caller meets on it and how many objects an upload then leaves. */
const onTheWay = [
  ['partition', () => faults.partition({ service: 's3' }), /ETIMEDOUT|aborted|timeout/i, 0],
  ['partition', () => faults.partition({ service: 's3', how: 'reset' }), /ECONNRESET/, 0],
  ['lostResponse', () => faults.lostResponse({ service: 's3' }), /ECONNRESET/, 1],
  ['lostResponse', () => faults.lostResponse({ service: 's3', applied: false }), /ECONNRESET/, 0],
  ['timeout', () => faults.timeout({ service: 's3' }), /ETIMEDOUT|aborted|timeout/i, 1],
  ['throttle', () => faults.throttle({ service: 's3' }), /SlowDown|reduce your request rate/, 0],
  ['outage', () => faults.outage({ service: 's3' }), /unable to handle request/, 0],
  ['error', () => faults.error({ service: 's3', code: 'Gone', message: 'It is gone.' }), /It is gone\./, 0],
] as const;

test.each(onTheWay)('a %s hits what it selects, is counted, and is over when it is lifted (%#)', (...row) => {
  const [kind, fault, met, left] = row;
  return proxied(async ({ injector }, s3, proxy) => {
    const armed = injector.inject(fault(), `${kind}-1`, any);
    const sqs = new SQS({ ...clientOf(proxy), maxAttempts: 1 });
    const put = (Key: string) =>
      s3.putObject(
        { Bucket: 'orders', Key, Body: '1' },
        { requestTimeout: 500, abortSignal: AbortSignal.timeout(500) },
      );
    await expect(put('a')).rejects.toThrow(met);
    // Another service is not what it selects.
    await expect(sqs.listQueues({})).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
    expect(armed.fired).toBe(1);
    injector.lift(armed.id);
    await put('b');
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'orders', Prefix: 'a' });
    expect([Contents.length, armed.fired]).toEqual([left, 1]);
    sqs.destroy();
  });
});

test('a repeated request reaches the cloud twice, and its caller hears of one', () =>
  proxied(async ({ injector, trace }, _, proxy) => {
    const sqs = new SQS({ ...clientOf(proxy), useQueueUrlAsEndpoint: false });
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'q' });
    const send = () => sqs.sendMessage({ QueueUrl, MessageBody: 'once' });
    const armed = injector.inject(
      faults.repeat({ service: 'sqs', operation: 'SendMessage' }),
      'repeat-1',
      any,
    );
    await send();
    injector.lift(armed.id);
    await send();
    const { Attributes } = await sqs.getQueueAttributes({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages'],
    });
    expect([Attributes, armed.fired]).toEqual([{ ApproximateNumberOfMessages: '3' }, 1]);
    expect(trace.entries.flatMap((entry) => (entry.type === 'fault' ? [entry.fault] : []))).toEqual([
      'repeat-1',
    ]);
    sqs.destroy();
  }));

test('which requests are repeated, cut off or reset depends on the seed alone', async () => {
  const kinds = [
    faults.repeat({ operation: 'ListBuckets', chance: 0.5 }),
    faults.lostResponse({ operation: 'ListBuckets', chance: 0.3 }),
  ];
  const hits = async (seed: string) => {
    const met: string[] = [];
    await proxied(async ({ injector, trace }, s3) => {
      for (const fault of kinds) injector.inject(fault, fault.kind, any);
      for (let n = 0; n < 12; n++) await s3.listBuckets({}).catch(() => undefined);
      for (const entry of trace.entries)
        if (entry.type === 'fault') met.push(`${entry.fault} of ${entry.cause}`);
    }, seed);
    return met;
  };
  const [first, again, other] = [await hits('a'), await hits('a'), await hits('b')];
  expect(new Set(first.map((text) => text.split(' ')[0]))).toEqual(new Set(['repeat', 'lostResponse']));
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test('what function code tells of an invocation does not reach the cloud', () =>
  proxied(async ({ trace }, _, proxy, told) => {
    const before = trace.length;
    const one = { function: 'f', requestId: '1', event: { a: 1 }, phase: 'started' };
    await fetch(`http://127.0.0.1:${proxy.port}/_stormproof/captured`, {
      method: 'POST',
      body: JSON.stringify(one),
    });
    expect(told).toEqual([one]);
    expect(trace.length).toBe(before);
  }));

test('the package of a function gets one more file, and its own stay as they are', () => {
  const own = { path: 'index.mjs', bytes: Buffer.from('export const handler = () => 1') };
  expect(captured([own]).map(({ path }) => path)).toEqual(['index.mjs', 'stormproof_capture.mjs']);
  expect(captured([own])[0]).toBe(own);
});
