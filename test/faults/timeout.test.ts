import { timeout } from '../../framework/faults';
import { calling, environment, ordersCloud, scenario, service } from './orders';

test.each([
  ['has taken effect, by default', {}, 1],
  ['has not taken effect', { applied: false }, 0],
])('no answer ever comes, and the request %s', (_, options, sent) => {
  const cloud = ordersCloud();
  const armed = cloud.inject(timeout({ operation: 'SendMessage', ...options }));
  const ends = cloud.post(calling(1));
  cloud.advance('1 hour');
  expect(ends.filter(({ how }) => how !== 'silence')).toEqual([]);
  expect([cloud.waiting(), armed.fired]).toEqual([sent, 1]);
});

test('it holds nothing up: no work is left of a request that is never answered', () => {
  const cloud = ordersCloud();
  cloud.inject(timeout({}));
  cloud.post(calling(1));
  expect(cloud.world.timers.workPending).toBe(0);
});

test('only function code is left waiting', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(timeout({ times: 1 }));
  expect([cloud.send(scenario(1)), cloud.send(service), armed.fired]).toEqual(['done', 'done', 0]);
  cloud.send(environment(1));
  expect(cloud.post(calling(2))).toMatchObject([{ how: 'answered 200' }]);
  expect([armed.fired, armed.title]).toEqual([1, 'no answer after every service']);
});
