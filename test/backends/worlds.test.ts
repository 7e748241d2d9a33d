import { S3 } from '@aws-sdk/client-s3';
import { Cloud } from 'stormproof';
import { pipeline } from '../../framework/cloud/pipeline';
import { Embedded } from '../../framework/backends/embedded/embedded';
import type { WorldData } from '../../framework/kernel';

const template = 'templates/s3-processor/template.yaml';

function embeddedOf(cloud: Cloud): Embedded {
  if (cloud.backend instanceof Embedded) return cloud.backend;
  throw new TypeError('not the embedded cloud');
}

async function uploads(cloud: Cloud, bucket: string): Promise<void> {
  await cloud.play(async () => {
    const s3 = cloud.aws(S3);
    await Promise.all(
      [1, 2, 3].map((n) => s3.putObject({ Bucket: bucket, Key: `object-${n}`, Body: `{"total":${n}}` })),
    );
    await cloud.settle();
  });
}

async function deployed(): Promise<{ cloud: Cloud; bucket: string }> {
  const cloud = await Cloud.embedded({ seed: 3 });
  const stack = await cloud.deploy(template, { parameters: { Stage: 'test' } });
  return { cloud, bucket: stack.ref('Uploads') };
}

test('a saved and loaded world goes on with the same trace', async () => {
  const { cloud, bucket } = await deployed();
  const text = JSON.stringify(embeddedOf(cloud).save());
  await uploads(cloud, bucket);
  const saved: WorldData = JSON.parse(text);
  const loaded = await Cloud.load(saved);
  await uploads(loaded, bucket);
  expect(embeddedOf(loaded).world.trace.hash()).toBe(embeddedOf(cloud).world.trace.hash());
  expect(embeddedOf(loaded).world.trace.length).toBeGreaterThan(100);
  await cloud[Symbol.asyncDispose]();
  await loaded[Symbol.asyncDispose]();
});

test('a fork goes on by itself, and as the world it came from would', async () => {
  const { cloud, bucket } = await deployed();
  const original = embeddedOf(cloud);
  const fork = Cloud.on(original.fork(), cloud);
  await uploads(fork, bucket);
  const before = original.world.trace.length;
  expect((await cloud.aws(S3).listObjectsV2({ Bucket: bucket })).KeyCount).toBe(0);
  expect(original.world.trace.length).toBe(before + 2);
  await cloud[Symbol.asyncDispose]();
  await fork[Symbol.asyncDispose]();
});

test('a world with a request under way can be neither forked nor saved', async () => {
  await using cloud = await Cloud.embedded({ seed: 3 });
  const embedded = embeddedOf(cloud);
  embedded.engine.post({
    origin: { task: 'scenario', call: 1, cause: 0 },
    wire: { method: 'GET', host: 's3.amazonaws.com', path: '/', headers: {}, body: new Uint8Array() },
    onAnswer: () => undefined,
  });
  const underWay = 'while 1 requests or invocations are under way';
  expect(() => embedded.save()).toThrow(`STORM_WORLD_BUSY  A world can't be saved ${underWay}`);
  expect(() => embedded.fork()).toThrow(`STORM_WORLD_BUSY  A world can't be forked ${underWay}`);
  embedded.engine.withdraw('scenario');
  expect(embedded.fork().save()).toEqual(embedded.save());
});

test('every pass through the pipeline is in the trace, with its answer', async () => {
  const [first] = pipeline;
  if (first === undefined) throw new Error('the pipeline is empty');
  const passes = jest.spyOn(first, 'run');
  const { cloud, bucket } = await deployed();
  await uploads(cloud, bucket);
  const entries = embeddedOf(cloud).world.trace.entries;
  const calls = entries.filter(({ type }) => type === 'call');
  const answered = new Set(entries.flatMap((entry) => (entry.type === 'answer' ? [entry.cause] : [])));
  expect(passes.mock.calls.length).toBeGreaterThan(50);
  expect(calls).toHaveLength(passes.mock.calls.length);
  expect(calls.every(({ n }) => answered.has(n))).toBe(true);
  passes.mockRestore();
  await cloud[Symbol.asyncDispose]();
});
