import { SQS } from '@aws-sdk/client-sqs';
import { S3 } from '@aws-sdk/client-s3';
import { Cloud } from 'stormproof';
import { Embedded } from '../../framework/backends/embedded/embedded';
import { arm, clockSkew, type Armed, type Fault } from '../../framework/faults';
import { StormError } from '../../framework/kernel';
import { environment, ordersCloud, service } from './orders';

async function skewed(fault: Fault): Promise<{ cloud: Cloud; armed: Armed; codes: () => string[] }> {
  const cloud = await Cloud.embedded({ seed: 1 });
  const { backend } = cloud;
  if (!(backend instanceof Embedded)) throw new TypeError('not the embedded cloud');
  const { engine, world } = backend;
  const armed = arm(fault, 'clockSkew-1', world, () => false);
  engine.inject(armed);
  const codes = () =>
    world.trace.entries.flatMap((entry) =>
      entry.type === 'answer' && entry.code !== undefined ? [`${entry.code}: ${entry.message ?? ''}`] : [],
    );
  return { cloud, armed, codes };
}

test('S3 refuses what is signed more than a quarter of an hour ago; the SDK sets its clock right and goes on', async () => {
  const { cloud, armed, codes } = await skewed(clockSkew({ from: 'scenario', behind: '20 minutes' }));
  await cloud.play(() => cloud.aws(S3).listBuckets({}));
  await cloud.play(() => cloud.aws(S3).listBuckets({}));
  expect(codes()).toEqual([
    'RequestTimeTooSkewed: The difference between the request time and the current time is too large.',
  ]);
  expect([armed.fired, armed.title]).toEqual([1, 'clock 20 minutes behind at every service from scenario']);
  await cloud[Symbol.asyncDispose]();
});

test('ten minutes are too much for other services, and not for S3', async () => {
  const { cloud, codes } = await skewed(clockSkew({ from: 'scenario', behind: '10 minutes' }));
  await cloud.play(() => cloud.aws(S3).listBuckets({}));
  await cloud.play(() => cloud.aws(SQS).listQueues({}));
  expect(codes()).toEqual([
    'InvalidSignatureException: Signature expired: 20251231T235000Z is now earlier than 20251231T235500Z (20260101T000000Z - 5 min.)',
  ]);
  await cloud[Symbol.asyncDispose]();
});

test('a clock that is ahead signs for a time that has not come', async () => {
  const { cloud, codes } = await skewed(clockSkew({ from: 'scenario', ahead: '1 hour' }));
  await cloud.play(() => cloud.aws(SQS).listQueues({}));
  expect(codes()).toEqual([
    'InvalidSignatureException: Signature not yet current: 20260101T010000Z is still later than 20260101T000500Z (20260101T000000Z + 5 min.)',
  ]);
  await cloud[Symbol.asyncDispose]();
});

test('requests without a signature, and those of others, are left alone', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(clockSkew({ behind: '1 hour' }));
  expect([cloud.send(environment(1)), cloud.send(service)]).toEqual(['done', 'done']);
  expect(armed.fired).toBe(0);
});

test('a clock that is off by less than what is tolerated meets nothing, and neither does a lifted fault', async () => {
  const { cloud, armed } = await skewed(clockSkew({ from: 'scenario', behind: '4 minutes' }));
  await cloud.play(() => cloud.aws(SQS).listQueues({}));
  expect(armed.fired).toBe(0);
  await cloud[Symbol.asyncDispose]();
});

test('how far it is off must be said, and in one direction', () => {
  expect(() => clockSkew({})).toThrow(StormError);
  expect(() => clockSkew({ ahead: '1 hour', behind: '1 hour' })).toThrow(
    "STORM_BAD_INPUT  The clockSkew fault needs either `ahead` or `behind`.\n\n  fix        say how far the caller's clock is off: clockSkew({ behind: '20 minutes' })",
  );
});
