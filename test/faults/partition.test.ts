import { partition } from '../../framework/faults';
import { calling, ordersCloud, scenario, service } from './orders';

test.each([
  ['falls silent', {}, 'silence'],
  ['is reset', { how: 'reset' }, 'reset'],
] as const)('a connection across a partition %s, and nothing takes effect', (_, options, how) => {
  const cloud = ordersCloud();
  const armed = cloud.inject(partition({ service: 'sqs', ...options }));
  expect(cloud.post(calling(1)).map((end) => end.how)).toEqual([how]);
  expect([cloud.waiting(), armed.fired]).toEqual([0, 1]);
});

test('whoever is on this side of it is answered', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(partition({ service: 's3' }));
  const elsewhere = cloud.inject(partition({ region: 'eu-west-1' }));
  expect(cloud.post(calling(1)).map(({ how }) => how)).toEqual(['answered 200']);
  expect([cloud.send(scenario(1)), cloud.send(service)]).toEqual(['done', 'done']);
  expect([armed.fired, elsewhere.fired]).toEqual([0, 0]);
});

test('a service on the other side of it ends as an internal error', () => {
  const cloud = ordersCloud();
  cloud.inject(partition({ service: 'sqs' }));
  expect([cloud.send(service), cloud.waiting()]).toEqual(['InternalFailure', 0]);
});

test('a partition heals by itself, or when it is lifted', () => {
  const cloud = ordersCloud();
  cloud.inject(partition({ during: '1 minute' }));
  expect(cloud.post(calling(1)).map(({ how }) => how)).toEqual(['silence']);
  cloud.advance('1 minute');
  expect(cloud.post(calling(2)).map(({ how }) => how)).toEqual(['answered 200']);
  cloud.engine.lift(cloud.inject(partition({})).id);
  expect(cloud.post(calling(3)).map(({ how }) => how)).toEqual(['answered 200']);
});

test('a partition is called by what it cuts off', () => {
  expect([partition({ service: 'sqs' }).title, partition({ region: 'us-east-1' }).title]).toEqual([
    'partition from sqs',
    'partition from every service in us-east-1',
  ]);
});
