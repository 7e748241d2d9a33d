import { lostResponse } from '../../framework/faults';
import { calling, environment, ordersCloud, scenario, service } from './orders';

test.each([
  ['has taken effect, by default', {}, 1],
  ['has not taken effect', { applied: false }, 0],
])('the connection of function code breaks, and the request %s', (_, options, sent) => {
  const cloud = ordersCloud();
  const armed = cloud.inject(lostResponse({ operation: 'SendMessage', ...options }));
  const ends = cloud.post(calling(1));
  expect(ends.map(({ how }) => how)).toEqual(['reset']);
  expect([cloud.waiting(), armed.fired]).toEqual([sent, 1]);
  expect(
    cloud.world.trace.entries.find((entry) => entry.type === 'answer' && entry.status === 0),
  ).toMatchObject({ code: 'ConnectionReset', message: 'The connection was reset.' });
});

test('a service’s own call ends as the other’s internal error', () => {
  const cloud = ordersCloud();
  cloud.inject(lostResponse({ service: 'sqs' }));
  expect([cloud.send(service), cloud.waiting()]).toEqual(['InternalFailure', 1]);
});

test('the scenario’s own connection breaks where it says so', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(lostResponse({ from: 'scenario' }));
  expect(cloud.post({ task: 'scenario', call: 1, cause: 0 })).toMatchObject([{ how: 'reset' }]);
  expect(cloud.post(calling(1))).toMatchObject([{ how: 'answered 200' }]);
  expect([cloud.waiting(), armed.fired]).toEqual([2, 1]);
});

test('S3 sends again what it does not know to have arrived: the event comes twice', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(lostResponse({ service: 'sqs', from: 'services', times: 1 }));
  cloud.put('a');
  cloud.settle();
  expect([cloud.arrived(), armed.fired]).toEqual([['a', 'a'], 1]);
});

test('whoever is not selected gets the answer', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(lostResponse({ service: 's3' }));
  const functions = cloud.inject(lostResponse({ from: 'functions', times: 1 }));
  expect([cloud.send(scenario(1)), cloud.send(service)]).toEqual(['done', 'done']);
  expect([armed.fired, functions.fired]).toEqual([0, 0]);
  expect(cloud.send(environment(1))).toBe('InternalFailure');
  expect(cloud.send(environment(2))).toBe('done');
});

test('of a request lost before it took effect no answer is lost after', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(lostResponse({}));
  cloud.inject(lostResponse({ applied: false }));
  expect(cloud.post(calling(1)).map(({ how }) => how)).toEqual(['reset']);
  expect(armed.fired).toBe(0);
});

test('once lifted, connections hold', () => {
  const cloud = ordersCloud();
  cloud.engine.lift(cloud.inject(lostResponse({})).id);
  expect(cloud.post(calling(1)).map(({ how }) => how)).toEqual(['answered 200']);
});

test('a lost response is called by what it loses', () => {
  expect([lostResponse({ service: 's3' }).title, lostResponse({ applied: false }).title]).toEqual([
    'lost response after s3',
    'lost response before every service',
  ]);
});
