import { fis } from '../../framework/faults';
import { StormError } from '../../framework/kernel';
import { environment, ordersCloud, service } from './orders';

test.each([
  ['aws:fis:inject-api-throttle-error', 'RequestThrottled'],
  ['aws:fis:inject-api-internal-error', 'InternalFailure'],
  ['aws:fis:inject-api-unavailable-error', 'ServiceUnavailable'],
])('%s refuses requests of function code with %s, for as long as it says', (action, code) => {
  const cloud = ordersCloud();
  const [fault] = fis(action, { service: 'sqs', duration: 'PT1M30S' });
  if (fault === undefined) throw new Error('no fault');
  const armed = cloud.inject(fault);
  expect([cloud.send(environment(1)), cloud.send(service)]).toEqual([code, 'done']);
  cloud.advance('90 seconds');
  expect([cloud.send(environment(2)), armed.fired]).toEqual(['done', 1]);
});

test('each operation named is a fault, hit in so many of a hundred', () => {
  const faults = fis('aws:fis:inject-api-throttle-error', {
    service: 'sqs',
    operations: 'SendMessage, ReceiveMessage',
    percentage: '50',
  });
  expect(faults.map(({ title, dose }) => [title, dose.chance])).toEqual([
    ['throttle sqs:SendMessage from functions', 0.5],
    ['throttle sqs:ReceiveMessage from functions', 0.5],
  ]);
});

test.each<[string, () => unknown, string]>([
  [
    'an action that no fault does',
    () => fis('aws:ec2:stop-instances'),
    "STORM_BAD_INPUT  No fault does what 'aws:ec2:stop-instances' does.\n\n  fix        use one of: aws:fis:inject-api-throttle-error, aws:fis:inject-api-internal-error, aws:fis:inject-api-unavailable-error; or a fault by its own name",
  ],
  [
    'a duration that is none',
    () => fis('aws:fis:inject-api-throttle-error', { duration: '10 minutes' }),
    "STORM_BAD_INPUT  '10 minutes' is no duration of FIS.\n\n  fix        as in 'PT10M'",
  ],
  [
    'a percentage of an outage',
    () => fis('aws:fis:inject-api-unavailable-error', { percentage: '50' }),
    "STORM_BAD_INPUT  An outage hits each operation of a service, and every time.\n\n  fix        leave out operations and percentage, or use faults.error({ code: 'ServiceUnavailable', status: 503, … })",
  ],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(StormError);
  expect(make).toThrow(message);
});
