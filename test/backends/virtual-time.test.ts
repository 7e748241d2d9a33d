import { createReadStream } from 'node:fs';
import { CloudFormation, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import { Cloud } from 'stormproof';
import { arm, throttle } from '../../framework/faults';
import { Embedded } from '../../framework/backends/embedded/embedded';

const realNow = Date.now;

/** Virtual seconds that `body` took, played twice: they must be the same, and real time well under a second each. */
async function virtualSeconds(body: (cloud: Cloud) => Promise<void>): Promise<number> {
  const spans: number[] = [];
  const hashes = new Set<string>();
  for (let round = 0; round < 2; round++) {
    await using cloud = await Cloud.embedded({ seed: 7 });
    const startMs = cloud.now.getTime();
    await cloud.play(() => body(cloud));
    spans.push((cloud.now.getTime() - startMs) / 1000);
    hashes.add(embeddedOf(cloud).world.trace.hash());
  }
  expect(spans[0]).toBe(spans[1]);
  expect(hashes.size).toBe(1);
  return spans[0] ?? Number.NaN;
}

function embeddedOf(cloud: Cloud): Embedded {
  if (cloud.backend instanceof Embedded) return cloud.backend;
  throw new TypeError('not the embedded cloud');
}

const template = JSON.stringify({
  Resources: { A: { Type: 'AWS::SQS::Queue' }, B: { Type: 'AWS::SQS::Queue', DependsOn: 'A' } },
});

test('an SDK waiter sees a stack become complete, in virtual time', async () => {
  const seconds = await virtualSeconds(async (cloud) => {
    const client = cloud.aws(CloudFormation);
    await client.createStack({ StackName: 'waited', TemplateBody: template });
    const { state } = await waitUntilStackCreateComplete(
      { client, maxWaitTime: 600 },
      { StackName: 'waited' },
    );
    expect(state).toBe('SUCCESS');
  });
  expect(seconds).toBeGreaterThanOrEqual(1);
});

test('the SDK retries injected throttles with its own back-off, in virtual time', async () => {
  await virtualSeconds(async (cloud) => {
    const { engine, world } = embeddedOf(cloud);
    const fault = arm(
      throttle({ service: 'sqs', from: 'scenario', times: 2 }),
      'throttle-1',
      world,
      () => false,
    );
    engine.inject(fault);
    const startMs = Date.now();
    const { $metadata } = await cloud.aws(SQS).createQueue({ QueueName: 'throttled' });
    expect($metadata.attempts).toBe(3);
    expect(fault.fired).toBe(2);
    expect(Date.now() - startMs).toBeGreaterThanOrEqual($metadata.totalRetryDelay ?? Number.NaN);
  });
});

test('fifty mixed puts at once all arrive', async () => {
  await virtualSeconds(async (cloud) => {
    const s3 = cloud.aws(S3);
    await s3.createBucket({ Bucket: 'mixed' });
    const bodies = [
      () => 'text',
      () => Buffer.alloc(200_000, 1),
      () => new Uint8Array([1, 2, 3]),
      () => createReadStream(__filename),
    ];
    const puts = Array.from({ length: 50 }, (_, n) =>
      s3.putObject({ Bucket: 'mixed', Key: `key-${n}`, Body: bodies[n % 4]?.() ?? '' }),
    );
    await Promise.all(puts);
    const { KeyCount } = await s3.listObjectsV2({ Bucket: 'mixed' });
    expect(KeyCount).toBe(50);
  });
});

test('sleeping for twenty days costs no real time', async () => {
  const startMs = realNow();
  const days = 20;
  const seconds = await virtualSeconds(async () => {
    const before = Date.now();
    await new Promise((resolve) => setTimeout(resolve, days * 86_400_000));
    expect(Date.now() - before).toBe(days * 86_400_000);
  });
  expect(seconds).toBe(days * 86_400);
  expect(realNow() - startMs).toBeLessThan(1000);
});

test('a sleep that is longer than Node can hold overflows here too', async () => {
  const seconds = await virtualSeconds(async () => {
    await new Promise((resolve) => setTimeout(resolve, 30 * 86_400_000));
  });
  expect(seconds).toBe(0.001);
});

test('a scenario that waits for what never comes is told so', async () => {
  await using cloud = await Cloud.embedded();
  await expect(cloud.play(() => new Promise(() => undefined))).rejects.toThrow('STORM_DEADLOCK');
});

test('fake timers inside of a play are refused', async () => {
  await using cloud = await Cloud.embedded();
  const played = cloud.play(async () => {
    jest.useFakeTimers();
    await cloud.aws(S3).listBuckets({});
  });
  await expect(played).rejects.toThrow('STORM_TWO_CLOCKS');
  jest.useRealTimers();
});

test('the realm has its own time and chance back after a play', async () => {
  await using cloud = await Cloud.embedded();
  const globals = () => [
    globalThis.setTimeout,
    globalThis.Date,
    Object.getOwnPropertyDescriptor(Math, 'random'),
    Object.getOwnPropertyDescriptor(crypto, 'randomUUID'),
  ];
  const before = globals();
  await cloud.play(async () => {
    expect(Date.now()).toBe(Date.UTC(2026, 0, 1));
  });
  expect(globals()).toEqual(before);
});

test('settling gives up after the virtual time that it is allowed, and names the work that is left', async () => {
  await using cloud = await Cloud.embedded();
  const settled = cloud.play(async () => {
    const again = (): void => void setTimeout(again, 60_000);
    again();
    await cloud.settle('1 hour');
  });
  await expect(settled).rejects.toThrow(
    /^STORM_NEVER_SETTLES {2}Work was left after 1 virtual hours; the oldest is scenario\.timer#\d+, due at 2026-01-01T01:0/,
  );
});

test('a request that its caller gives up ends at once for the caller, in virtual time', async () => {
  const seconds = await virtualSeconds(async (cloud) => {
    const sqs = cloud.aws(SQS);
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'empty' });
    const abortSignal = AbortSignal.timeout(5000);
    const polled = sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 }, { abortSignal });
    await expect(polled).rejects.toThrow('Request aborted');
  });
  expect(seconds).toBeCloseTo(5, 0);
});
