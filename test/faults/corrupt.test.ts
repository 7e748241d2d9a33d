import { GetObjectCommand, S3 } from '@aws-sdk/client-s3';
import { Cloud } from 'stormproof';
import { Embedded } from '../../framework/backends/embedded/embedded';
import { arm, corrupt, type Armed, type CorruptOptions } from '../../framework/faults';

const body = 'a'.repeat(1000);

/** A bucket with an object, read by the scenario with and without the SDK's check of its checksum. */
async function reading(options: CorruptOptions, seed = 1) {
  const cloud = await Cloud.embedded({ seed });
  const { backend } = cloud;
  if (!(backend instanceof Embedded)) throw new TypeError('not the embedded cloud');
  const s3 = cloud.aws(S3);
  await s3.createBucket({ Bucket: 'uploads' });
  await s3.putObject({ Bucket: 'uploads', Key: 'a', Body: body });
  const armed: Armed = arm(
    corrupt({ from: 'scenario', ...options }),
    'corrupt-1',
    backend.world,
    () => false,
  );
  backend.engine.inject(armed);
  async function read(): Promise<string> {
    const command = new GetObjectCommand({ Bucket: 'uploads', Key: 'a' });
    try {
      const { Body } = await s3.send(command);
      return (await Body?.transformToString()) ?? '';
    } catch (error) {
      return error instanceof Error ? error.message.replace(/".*/, '…') : '';
    }
  }
  return { cloud, armed, read, lift: () => backend.engine.lift('corrupt-1') };
}

test.each(['cut', 'changed'] as const)(
  'an answer that is %s is noticed by the checksum that the SDK asks for',
  async (how) => {
    const { cloud, armed, read, lift } = await reading({ service: 's3', operation: 'GetObject', how });
    expect(await read()).toMatch(/^Checksum mismatch: expected …$/);
    expect([armed.fired, armed.title]).toEqual([1, `${how} answer of s3:GetObject from scenario`]);
    lift();
    expect(await read()).toBe(body);
    await cloud[Symbol.asyncDispose]();
  },
);

test('the damage is a part of the object, at a place that the seed decides', async () => {
  const lengths = [];
  for (const seed of [1, 1, 2, 3]) {
    const { cloud } = await reading({ service: 's3', operation: 'ListBuckets' }, seed);
    const { backend } = cloud;
    if (!(backend instanceof Embedded)) throw new TypeError('not the embedded cloud');
    await cloud
      .aws(S3)
      .listBuckets({})
      .catch(() => undefined);
    lengths.push(Object.values(backend.world.decisions.record().draws)[0]);
    await cloud[Symbol.asyncDispose]();
  }
  expect(lengths[0]).toBe(lengths[1]);
  expect(new Set(lengths).size).toBe(3);
});

test('what is not selected arrives whole', async () => {
  const { cloud, armed, read } = await reading({ service: 's3', operation: 'PutObject' });
  expect([await read(), armed.fired]).toEqual([body, 0]);
  await cloud[Symbol.asyncDispose]();
});
