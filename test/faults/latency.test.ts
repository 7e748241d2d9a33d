import { SQS } from '@aws-sdk/client-sqs';
import { Cloud } from 'stormproof';
import { Embedded } from '../../framework/backends/embedded/embedded';
import { StormError } from '../../framework/kernel';
import { arm, error, latency, throttle, timeout } from '../../framework/faults';
import { calling, environment, ordersCloud, scenario, service } from './orders';

test('the answer comes later by the given time, and the operation runs at once', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(latency({ service: 'sqs', by: '5 seconds' }));
  const ends = cloud.post(calling(1));
  expect([ends, cloud.waiting(), armed.fired]).toEqual([[], 1, 1]);
  cloud.advance('4 seconds');
  expect(ends).toEqual([]);
  cloud.advance('2 seconds');
  expect(ends).toMatchObject([{ how: 'answered 200' }]);
  expect(ends[0]?.afterMs).toBeGreaterThanOrEqual(5001);
  expect(ends[0]?.afterMs).toBeLessThanOrEqual(5009);
});

test('the answer is traced when it comes', () => {
  const cloud = ordersCloud();
  cloud.inject(latency({ by: '5 seconds' }));
  const beganMs = cloud.world.nowMs;
  cloud.post(calling(1));
  cloud.settle();
  const answer = cloud.world.trace.entries.findLast((entry) => entry.type === 'answer');
  expect(answer).toMatchObject({ status: 200 });
  expect((answer?.atMs ?? 0) - beganMs).toBeGreaterThanOrEqual(5000);
});

test('each answer waits by a time of its own up to the longest, drawn once and recorded', () => {
  const cloud = ordersCloud();
  cloud.inject(latency({ upTo: '1 minute' }));
  const ends = Array.from({ length: 10 }, (_, n) => cloud.post(calling(n + 1)));
  cloud.settle();
  const times = ends.flat().map(({ afterMs }) => afterMs);
  expect(new Set(times).size).toBe(10);
  expect(Math.max(...times)).toBeLessThanOrEqual(60_000 + 100);
  const { draws } = cloud.world.decisions.record();
  expect(Object.keys(draws)).toHaveLength(10);
  expect(draws['latency-1 Processor/1:3']).toBeGreaterThan(0);
});

test('a refusal is late too, and a late answer may be lost on its way', () => {
  const cloud = ordersCloud();
  cloud.inject(latency({ by: '1 second' }));
  const refused = cloud.inject(error({ status: 418, times: 1, code: 'Teapot' }));
  const ends = cloud.post(calling(1));
  cloud.settle();
  expect(ends).toMatchObject([{ how: 'answered 418' }]);
  expect(ends[0]?.afterMs).toBeGreaterThan(1000);
  expect(refused.fired).toBe(1);
  cloud.inject(timeout({}));
  expect(cloud.post(calling(2))).toMatchObject([{ how: 'silence' }]);
});

test('several latencies add up', () => {
  const cloud = ordersCloud();
  for (const by of ['1 second', '2 seconds'] as const) cloud.inject(latency({ by }));
  const ends = cloud.post(calling(1));
  cloud.settle();
  expect(ends[0]?.afterMs).toBeGreaterThan(3000);
});

test('nothing arrives at a caller that is gone, and nothing waits for it', () => {
  const cloud = ordersCloud();
  cloud.inject(latency({ by: '1 hour' }));
  const ends = cloud.post(calling(1));
  const others = cloud.post({ ...calling(1), task: 'Other/1' });
  expect(cloud.world.timers.workPending).toBe(2);
  cloud.engine.withdraw('Processor/1');
  expect(cloud.world.timers.workPending).toBe(1);
  cloud.settle();
  expect([ends, others.length]).toEqual([[], 1]);
});

test('a world with an answer on its way can be neither forked nor saved', async () => {
  await using cloud = await Cloud.embedded({ seed: 1 });
  const { backend } = cloud;
  if (!(backend instanceof Embedded)) throw new TypeError('not the embedded cloud');
  const { engine, world } = backend;
  const fault = latency({ by: '1 minute', from: 'scenario' });
  engine.inject(arm(fault, 'latency-1', world, () => false));
  await cloud.play(async () => {
    const answer = cloud.aws(SQS).listQueues();
    await cloud.advance('1 second');
    expect(engine.lateAnswers.size).toBe(1);
    expect(() => backend.fork()).toThrow(
      "STORM_WORLD_BUSY  A world can't be forked while 1 requests or invocations are under way.",
    );
    await answer;
  });
  expect(() => backend.fork()).not.toThrow();
});

test('services and, unless it says so, the scenario are answered as ever', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(latency({ by: '1 hour' }));
  expect([cloud.send(service), cloud.send(scenario(1))]).toEqual(['done', 'done']);
  expect(cloud.post({ task: 'scenario', call: 1, cause: 0 })).toMatchObject([{ how: 'answered 200' }]);
  expect(armed.fired).toBe(0);
  const own = cloud.inject(latency({ by: '1 hour', from: 'scenario' }));
  expect(cloud.post({ task: 'scenario', call: 2, cause: 0 })).toEqual([]);
  expect(own.fired).toBe(1);
});

test('an answer on its way still comes after the fault was lifted; later ones are on time', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(latency({ by: '1 second' }));
  const first = cloud.post(calling(1));
  cloud.engine.lift(armed.id);
  expect(cloud.post(calling(2))).toMatchObject([{ how: 'answered 200' }]);
  cloud.settle();
  expect(first).toMatchObject([{ how: 'answered 200' }]);
});

test('of a late request a later fault decides as ever', () => {
  const cloud = ordersCloud();
  cloud.inject(latency({ by: '1 second' }));
  const armed = cloud.inject(throttle({}));
  expect([cloud.send(environment(1)), armed.fired]).toEqual(['RequestThrottled', 1]);
});

test.each([{}, { by: '1 second', upTo: '1 second' } as const])(
  'how late must be said, and once: %o',
  (options) => {
    expect(() => latency(options)).toThrow(StormError);
    expect(() => latency(options)).toThrow(
      "STORM_BAD_INPUT  The latency fault needs either `by` or `upTo`.\n\n  fix        say how much later answers come: latency({ by: '2 seconds' }) or latency({ upTo: '2 seconds' })",
    );
  },
);
