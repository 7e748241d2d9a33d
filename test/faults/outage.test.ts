import { outage } from '../../framework/faults';
import { environment, ordersCloud, scenario, service } from './orders';

test('every request of function code and of services is answered as by a service that is down', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(outage({ service: 'sqs' }));
  expect([cloud.send(environment(1)), cloud.look(environment(2)), cloud.send(service)]).toEqual(
    Array.from({ length: 3 }, () => 'ServiceUnavailable'),
  );
  expect(cloud.send(scenario(1))).toBe('done');
  expect([armed.fired, cloud.waiting()]).toEqual([3, 1]);
});

test('the scenario’s own requests meet it when it says so', () => {
  const cloud = ordersCloud();
  cloud.inject(outage({ from: 'scenario' }));
  expect([cloud.send(scenario(1)), cloud.send(environment(1))]).toEqual(['ServiceUnavailable', 'done']);
});

test.each([
  [{ service: 's3' }, 'done'],
  [{ region: 'eu-central-1' }, 'done'],
  [{ region: 'us-east-1' }, 'ServiceUnavailable'],
  [{}, 'ServiceUnavailable'],
])('where it is: %o', (options, outcome) => {
  const cloud = ordersCloud();
  cloud.inject(outage(options));
  expect(cloud.send(environment(1))).toBe(outcome);
});

test.each([
  ['s3', 'listBuckets', 'ServiceUnavailable', 'Service is unable to handle request.'],
  ['logs', 'describeLogGroups', 'ServiceUnavailableException', 'The service cannot complete the request.'],
  [
    'dynamodb',
    'listTables',
    'ServiceUnavailable',
    'The request has failed due to a temporary failure of the server.',
  ],
] as const)('%s answers 503 in its own words', (name, operation, code, message) => {
  const cloud = ordersCloud();
  cloud.inject(outage());
  expect(() => Reflect.get(cloud.ask(name), operation)({})).toThrow(
    expect.objectContaining({ code, message, status: 503, fault: 'server' }),
  );
});

test('after its window, and once it is lifted, the service is up again', () => {
  const cloud = ordersCloud();
  const [short, lifted] = [
    cloud.inject(outage({ during: '10 minutes' })),
    cloud.inject(outage({ service: 's3' })),
  ];
  expect(cloud.send(environment(1))).toBe('ServiceUnavailable');
  cloud.advance('10 minutes');
  cloud.engine.lift(lifted.id);
  expect([cloud.send(environment(2)), short.fired, lifted.fired]).toEqual(['done', 1, 0]);
});

test('an event outlives an outage of its queue: S3 tries again', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(outage({ service: 'sqs', during: '30 seconds' }));
  cloud.put('a');
  cloud.settle();
  expect(cloud.arrived()).toEqual(['a']);
  expect(armed.fired).toBe(2);
});

test.each([
  [outage(), 'outage of every service'],
  [outage({ service: 's3', region: 'us-east-1' }), 'outage of s3 in us-east-1'],
  [outage({ from: 'functions' }), 'outage of every service from functions'],
])('an outage is called by what is down: %#', (fault, title) => {
  expect(fault.title).toBe(title);
});
