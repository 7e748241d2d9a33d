import { outOfMemory } from '../../framework/faults';
import { calling, ordersCloud, scenario, service } from './orders';

test.each([
  ['after', {}, 1],
  ['before', { when: 'before' } as const, 0],
])('memory runs out %s the request took effect', (when, options, sent) => {
  const cloud = ordersCloud();
  const armed = cloud.inject(outOfMemory({ operation: 'SendMessage', ...options }));
  expect(cloud.post(calling(1))).toMatchObject([{ how: 'outOfMemory' }]);
  expect([cloud.waiting(), armed.fired, armed.title]).toEqual([
    sent,
    1,
    `out of memory ${when} every service:SendMessage`,
  ]);
});

test('services and the scenario have no such memory', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(outOfMemory({}));
  expect([cloud.send(service), cloud.send(scenario(1)), armed.fired]).toEqual(['done', 'done', 0]);
});

test('at most as often as asked for, and never once it is lifted', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(outOfMemory({ times: 1 }));
  const hows = [1, 2].map((call) => cloud.post(calling(call))[0]?.how);
  cloud.engine.lift(cloud.inject(outOfMemory({})).id);
  expect([...hows, cloud.post(calling(3))[0]?.how]).toEqual(['outOfMemory', 'answered 200', 'answered 200']);
  expect(armed.fired).toBe(1);
});
