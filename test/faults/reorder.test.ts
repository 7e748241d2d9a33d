import { reorder } from '../../framework/faults';
import { eventsArn, ordersCloud } from './orders';

/** Puts objects two seconds apart, so that their events come in order by themselves. */
function story(options: Parameters<typeof reorder>[0] | undefined, keys: string, seed = 'test') {
  const cloud = ordersCloud({ seed });
  const armed = options === undefined ? undefined : cloud.inject(reorder(options));
  for (const key of keys) {
    cloud.put(key);
    cloud.advance('2 seconds');
  }
  cloud.settle();
  return { arrived: cloud.arrived().join(''), fired: armed?.fired, hash: cloud.world.trace.hash() };
}

test('without the fault they come in order', () => {
  expect(story(undefined, 'abcdef').arrived).toBe('abcdef');
});

test('neighbours change places, none is lost or doubled, and each swap counts', () => {
  expect(story({ within: '3 seconds' }, 'abcdef')).toMatchObject({ arrived: 'badcfe', fired: 3 });
});

test('a delivery that nothing overtakes within the window counts nothing', () => {
  expect(story({ within: '1 second' }, 'abc')).toMatchObject({ arrived: 'abc', fired: 0 });
  expect(story({}, 'a')).toMatchObject({ arrived: 'a', fired: 0 });
});

test.each([
  [{ service: 's3' }, 'bacd', 1],
  [{ to: 'events' }, 'bacd', 1],
  [{ to: eventsArn }, 'bacd', 1],
  [{ to: 'orders' }, 'abcd', 0],
  [{ service: 'lambda' }, 'abcd', 0],
  [{ chance: 0 }, 'abcd', 0],
])('only what is selected: %o', (options, arrived, fired) => {
  expect(story({ within: '3 seconds', times: 1, ...options }, 'abcd')).toMatchObject({ arrived, fired });
});

test('the seed decides which are hit', () => {
  const keys = 'abcdefghijklmnop';
  const some = (seed: string) => story({ within: '3 seconds', chance: 0.4 }, keys, seed);
  expect(some('a')).toEqual(some('a'));
  expect(some('a').arrived).not.toBe(some('b').arrived);
});

test('once lifted, deliveries keep their order', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(reorder({ within: '3 seconds' }));
  cloud.engine.lift(armed.id);
  for (const key of ['a', 'b']) {
    cloud.put(key);
    cloud.advance('2 seconds');
  }
  expect([cloud.arrived(), armed.fired, armed.title]).toEqual([
    ['a', 'b'],
    0,
    'reorder deliveries of every service',
  ]);
});
