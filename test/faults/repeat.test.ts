import { repeat, throttle } from '../../framework/faults';
import { calling, ordersCloud, scenario, service, type OrdersCloud } from './orders';

/** Takes what has arrived. */
function arrive({ engine }: OrdersCloud): void {
  while (engine.arrivalsWaiting > 0) engine.step();
}

test('a repeated request takes effect again, and the caller hears one answer', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(repeat({ service: 'sqs', operation: 'SendMessage', copies: 2 }));
  const ends = cloud.post(calling(1));
  arrive(cloud);
  expect(ends.map(({ how }) => how)).toEqual(['answered 200']);
  expect([cloud.waiting(), armed.fired]).toEqual([3, 1]);
  const calls = cloud.world.trace.entries.filter(
    (entry) => entry.type === 'call' && entry.operation === 'SendMessage' && entry.task === 'Processor/1',
  );
  // What came again was caused by the first.
  expect(calls.map(({ cause }) => cause)).toEqual([0, calls[0]?.n, calls[0]?.n]);
});

test('what comes again meets no fault', () => {
  const cloud = ordersCloud();
  cloud.inject(repeat({}));
  const throttled = cloud.inject(throttle({ beyond: 1 }));
  cloud.post(calling(1));
  arrive(cloud);
  expect([cloud.waiting(), throttled.fired]).toEqual([2, 0]);
});

test('a refused request is not repeated', () => {
  const cloud = ordersCloud();
  cloud.inject(throttle({}));
  const armed = cloud.inject(repeat({}));
  cloud.post(calling(1));
  arrive(cloud);
  expect([cloud.waiting(), armed.fired]).toEqual([0, 0]);
});

test('the scenario’s own requests are repeated where it says so; services’ own have no wire', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(repeat({}));
  cloud.post({ task: 'scenario', call: 1, cause: 0 });
  expect([cloud.send(scenario(2)), cloud.send(service)]).toEqual(['done', 'done']);
  arrive(cloud);
  expect([cloud.waiting(), armed.fired]).toEqual([3, 0]);
  cloud.inject(repeat({ from: 'scenario' }));
  cloud.post({ task: 'scenario', call: 3, cause: 0 });
  arrive(cloud);
  expect(cloud.waiting()).toBe(5);
});

test('once lifted, requests come once', () => {
  const cloud = ordersCloud();
  cloud.engine.lift(cloud.inject(repeat({})).id);
  cloud.post(calling(1));
  arrive(cloud);
  expect(cloud.waiting()).toBe(1);
});

test('a repetition is called by what it repeats', () => {
  expect(repeat({ service: 'sqs' }).title).toBe('repeat sqs from functions');
});
