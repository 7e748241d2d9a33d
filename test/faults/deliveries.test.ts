import { delay, duplicate, throttle, type Fault } from '../../framework/faults';
import { epochMs, type WorldOptions } from '../../framework/kernel';
import { environment, eventsArn, ordersCloud, type OrdersCloud } from './orders';

const keys = Array.from({ length: 20 }, (_, n) => `k${String(n).padStart(2, '0')}`);

/** When each message was sent to the queue, in virtual milliseconds after the first put. */
function sentMs(cloud: OrdersCloud, fromMs: number): number[] {
  return cloud.world.trace.entries.flatMap((entry) =>
    entry.type === 'call' && entry.operation === 'SendMessage' && entry.atMs >= fromMs
      ? [entry.atMs - fromMs]
      : [],
  );
}

test('without a fault each object makes one event', () => {
  const cloud = ordersCloud();
  cloud.put(...keys);
  cloud.settle();
  expect(cloud.arrived().toSorted()).toEqual(keys);
});

describe('duplicate', () => {
  test('each delivery comes again, and a copy counts once it is delivered', () => {
    const cloud = ordersCloud();
    const armed = cloud.inject(duplicate());
    cloud.put(...keys);
    expect(armed.fired).toBe(0);
    cloud.settle();
    expect(cloud.arrived().toSorted()).toEqual(keys.flatMap((key) => [key, key]));
    expect(armed.fired).toBe(20);
    expect(cloud.faultEntries().filter((text) => text === 'duplicate-1: extra copy delivered')).toHaveLength(
      20,
    );
    expect(cloud.faultEntries()).toHaveLength(40);
  });

  test('as many extra copies as asked for', () => {
    const cloud = ordersCloud();
    const armed = cloud.inject(duplicate({ copies: 3 }));
    cloud.put('a');
    cloud.settle();
    expect([cloud.arrived(), armed.fired]).toEqual([['a', 'a', 'a', 'a'], 3]);
  });

  test('about half of the copies follow close on the first, the others later within the span', () => {
    const cloud = ordersCloud();
    cloud.inject(duplicate({ within: '1 hour' }));
    const beganMs = cloud.world.nowMs;
    cloud.put(...keys);
    cloud.settle();
    const times = sentMs(cloud, beganMs);
    const late = times.filter((ms) => ms > 2000).length;
    expect(late).toBeGreaterThan(3);
    expect(late).toBeLessThan(17);
    expect(Math.max(...times)).toBeLessThanOrEqual(3_600_000 + 1500);
    expect(Math.max(...times)).toBeGreaterThan(60_000);
  });

  test.each<[string, Parameters<typeof duplicate>[0], number]>([
    ['the service that delivers', { service: 's3' }, 20],
    ['another service', { service: 'lambda' }, 0],
    ['the receiver by name', { to: 'events' }, 20],
    ['the receiver by ARN', { to: eventsArn }, 20],
    ['another receiver', { to: 'orders' }, 0],
    ['three of them', { times: 3 }, 3],
    ['none by chance', { chance: 0 }, 0],
  ])('selects %s', (_, options, copies) => {
    const cloud = ordersCloud();
    const armed = cloud.inject(duplicate(options));
    cloud.put(...keys);
    cloud.settle();
    expect([cloud.arrived().length, armed.fired]).toEqual([20 + copies, copies]);
  });

  test('a copy still comes after the fault was lifted, and counts; later deliveries have none', () => {
    const cloud = ordersCloud();
    const armed = cloud.inject(duplicate());
    cloud.put('a');
    cloud.engine.lift(armed.id);
    cloud.put('b');
    cloud.settle();
    expect([cloud.arrived().toSorted(), armed.fired]).toEqual([['a', 'a', 'b'], 1]);
  });

  test('after its window only what was queued in it comes again', () => {
    const cloud = ordersCloud();
    const armed = cloud.inject(duplicate({ during: '1 second' }));
    cloud.put('a');
    cloud.advance('1 second');
    cloud.put('b');
    cloud.settle();
    expect([cloud.arrived().toSorted(), armed.fired]).toEqual([['a', 'a', 'b'], 1]);
  });

  test('the trace tells an extra copy by its fault', () => {
    const cloud = ordersCloud();
    cloud.inject(duplicate());
    cloud.put('a');
    cloud.settle();
    const { entries } = cloud.world.trace;
    const extra = entries.find((entry) => entry.type === 'fault' && entry.effect === 'extra copy delivered');
    const step = entries.find((entry) => entry.n === extra?.cause);
    expect(step).toMatchObject({ type: 'step', step: 's3.notification#2' });
  });
});

describe('delay', () => {
  test('each delivery waits longer, by a time of its own up to the longest', () => {
    const cloud = ordersCloud();
    const armed = cloud.inject(delay({ service: 's3', upTo: '10 minutes' }));
    const beganMs = cloud.world.nowMs;
    cloud.put(...keys);
    cloud.settle();
    const times = sentMs(cloud, beganMs);
    expect([times.length, armed.fired]).toEqual([20, 20]);
    expect(new Set(times).size).toBeGreaterThan(15);
    expect(Math.max(...times)).toBeGreaterThan(300_000);
    expect(Math.max(...times)).toBeLessThanOrEqual(600_000 + 1500);
    expect(cloud.arrived().toSorted()).toEqual(keys);
  });

  test('only what is selected waits', () => {
    const cloud = ordersCloud();
    const armed = cloud.inject(delay({ to: 'orders', upTo: '10 minutes' }));
    cloud.put('a');
    cloud.advance('2 seconds');
    expect([cloud.arrived(), armed.fired]).toEqual([['a'], 0]);
  });
});

/** All of a run with these faults. */
function story(faults: Fault[], options: Partial<WorldOptions> = {}) {
  const cloud = ordersCloud(options);
  const armed = faults.map((fault) => cloud.inject(fault));
  const beganMs = cloud.world.nowMs;
  cloud.put(...keys);
  cloud.settle();
  const { world } = cloud;
  return {
    copiesAfterMs: copySpans(cloud, beganMs),
    fired: armed.map(({ fired }) => fired),
    record: { decisions: world.decisions.record(), roots: world.chance.record() },
    matched: world.decisions.matchedCount,
    hash: world.trace.hash(),
  };
}

/** How long after the first put each extra copy was delivered. */
function copySpans(cloud: OrdersCloud, fromMs: number): number[] {
  return cloud.world.trace.entries.flatMap((entry) =>
    entry.type === 'fault' && entry.effect === 'extra copy delivered' ? [entry.atMs - fromMs] : [],
  );
}

const mixedFaults = () => [duplicate({ chance: 0.5, copies: 2 }), delay({ upTo: '1 minute' })];

test('the seed decides the whole story', () => {
  expect(story(mixedFaults(), { seed: 'a' })).toEqual(story(mixedFaults(), { seed: 'a' }));
  expect(story(mixedFaults(), { seed: 'a' }).hash).not.toBe(story(mixedFaults(), { seed: 'b' }).hash);
});

test('drawn values are recorded by fault and delivery, and a replay follows them', () => {
  const run = story(mixedFaults(), { seed: 'a', strategy: 'random' });
  const { draws, picks } = run.record.decisions;
  expect(Object.keys(draws)).toContain('duplicate-1 s3.notification#1 hit');
  expect(draws['delay-2 s3.notification#20']).toBeGreaterThan(0);
  const record: WorldOptions = { seed: 'b', strategy: 'random', ...JSON.parse(JSON.stringify(run.record)) };
  const replay = story(mixedFaults(), record);
  expect({ ...replay, matched: 0 }).toEqual(run);
  expect(replay.matched).toBe(Object.keys(draws).length + picks.length);
});

test('a replay under other options keeps to what was drawn as far as it can', () => {
  const run = story([duplicate({ chance: 0.5 })], { seed: 'a' });
  const [none, other] = [{ seed: 'b' }, { seed: 'b', decisions: run.record.decisions }];
  expect(story([duplicate({ chance: 0.1 })], other).fired).toEqual(run.fired);
  expect(story([duplicate({ chance: 0.1 })], none).fired).not.toEqual(run.fired);
});

test('faults add up: delays are summed, and copies of each follow the delayed first', () => {
  const cloud = ordersCloud();
  const [first, second] = [cloud.inject(duplicate()), cloud.inject(duplicate({ copies: 2 }))];
  const [third, fourth] = [cloud.inject(delay({ upTo: '1 hour' })), cloud.inject(delay({ upTo: '1 hour' }))];
  const beganMs = cloud.world.nowMs;
  cloud.put('a');
  cloud.settle();
  const { draws } = cloud.world.decisions.record();
  const waitedMs = Number(draws['delay-3 s3.notification#1']) + Number(draws['delay-4 s3.notification#1']);
  const [firstMs = 0] = sentMs(cloud, beganMs);
  expect(firstMs - waitedMs).toBeGreaterThanOrEqual(50);
  expect(firstMs - waitedMs).toBeLessThanOrEqual(1500);
  expect([first.fired, second.fired, third.fired, fourth.fired]).toEqual([1, 2, 1, 1]);
  expect(cloud.arrived()).toHaveLength(4);
});

test('faults of deliveries leave requests alone, and the other way round', () => {
  const cloud = ordersCloud();
  const [copies, refusals] = [cloud.inject(duplicate()), cloud.inject(throttle({ from: 'functions' }))];
  expect(cloud.send(environment(1))).toBe('RequestThrottled');
  expect([copies.fired, refusals.fired]).toEqual([0, 1]);
  cloud.put('a');
  cloud.settle();
  expect([copies.fired, refusals.fired]).toEqual([1, 1]);
});

const inert = ({ kind, title, dose, proof }: Fault): Fault => ({ kind, title, dose, proof });

test('a delivery fault whose effect is taken out counts 0 and changes nothing', () => {
  const plain = story([]);
  const disarmed = story([inert(duplicate()), inert(delay({ upTo: '1 hour' }))]);
  expect([disarmed.fired, disarmed.hash]).toEqual([[0, 0], plain.hash]);
});

test('a service that is refused delivers again: the event is late, not lost', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(throttle({ service: 'sqs', from: 'services', during: '5 seconds' }));
  cloud.put('a');
  cloud.settle();
  expect([cloud.arrived(), armed.fired]).toEqual([['a'], 1]);
  expect(cloud.world.nowMs).toBeGreaterThan(epochMs + 10_000);
});

test.each<[Fault, string]>([
  [duplicate(), 'duplicate deliveries of every service'],
  [duplicate({ service: 's3', to: 'Processor' }), 'duplicate deliveries of s3 to Processor'],
  [delay({ service: 'lambda', upTo: '1 hour' }), 'delay deliveries of lambda'],
])('a fault is called by what it does to whom: %#', (fault, title) => {
  expect(fault.title).toBe(title);
});
