import { poison } from '../../framework/faults';
import { rootPrincipal } from '../../framework/cloud/identify';
import { environment, ordersCloud, service } from './orders';

/** Function code reads an object; answers 'done' or the code of the refusal. */
function read(cloud: ReturnType<typeof ordersCloud>, Key: string): string {
  const origin = { task: 'Processor/1', call: 1, cause: 0, accountId: '000000000000', region: 'us-east-1' };
  const as = rootPrincipal('000000000000', 'aws');
  try {
    cloud.engine.ask(origin, 's3', 'getObject', { Bucket: 'uploads', Key }, { as });
    return 'done';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}

test('every request of function code that names the work fails, each time, and no other does', () => {
  const cloud = ordersCloud();
  cloud.put('a.json', 'b.json');
  const armed = cloud.inject(poison({ work: 'a.json' }));
  const codes = ['a.json', 'b.json', 'a.json', 'a.json'].map((id) => read(cloud, id));
  expect(codes).toEqual(['InternalError', 'done', 'InternalError', 'InternalError']);
  expect([armed.fired, armed.title]).toEqual([3, 'poison a.json at every service']);
});

test('requests that name no work, and those of services, are left alone', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(poison({ work: 'orders' }));
  expect([cloud.send(environment(1)), cloud.send(service)]).toEqual(['done', 'done']);
  expect(armed.fired).toBe(0);
});

test('once lifted, or when its window has closed, the work is like any other', () => {
  const cloud = ordersCloud();
  cloud.put('a.json');
  const lifted = cloud.inject(poison({ work: 'a.json' }));
  const ended = cloud.inject(poison({ work: 'a.json', during: '1 minute' }));
  cloud.engine.lift(lifted.id);
  expect(read(cloud, 'a.json')).toBe('InternalError');
  cloud.advance('1 minute');
  expect(read(cloud, 'a.json')).toBe('done');
  expect([lifted.fired, ended.fired]).toEqual([0, 1]);
});
