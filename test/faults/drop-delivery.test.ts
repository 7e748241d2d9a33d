import { dropDelivery } from '../../framework/faults';
import { functionArn } from '../services/lambda/function-cloud';
import { processorCloud } from './processor';

test('an asynchronous event never reaches its function, and nobody is told', () => {
  const cloud = processorCloud();
  const armed = cloud.inject(dropDelivery({ times: 1 }));
  cloud.invokeEvent({ n: 1 });
  cloud.invokeEvent({ n: 2 });
  cloud.returnLast();
  cloud.advance('1 hour');
  expect(cloud.invoked()).toEqual(['Processor/1 {"n":2}']);
  expect(armed.fired).toBe(1);
  expect(cloud.world.trace.entries.filter(({ type }) => type === 'fault')).toMatchObject([
    { fault: armed.id, effect: 'drop deliveries of lambda' },
  ]);
});

test.each([
  [{ to: 'Processor' }, 1],
  [{ to: functionArn, service: 'lambda' }, 1],
  [{ to: 'Other' }, 0],
  [{ chance: 0 }, 0],
])('only what is selected: %o', (options, dropped) => {
  const cloud = processorCloud();
  const armed = cloud.inject(dropDelivery(options));
  cloud.invokeEvent();
  expect([cloud.invoked().length, armed.fired]).toEqual([1 - dropped, dropped]);
});

test('once lifted, every event arrives', () => {
  const cloud = processorCloud();
  cloud.inject(dropDelivery({ times: 1 }));
  cloud.engine.lift('dropDelivery-1');
  cloud.invokeEvent();
  expect(cloud.invoked()).toHaveLength(1);
});

test.each(['s3', 'sns'])('what %s delivers comes at least once, so it is refused', (service) => {
  expect(() => dropDelivery({ service })).toThrow(
    `STORM_BAD_INPUT  AWS does not drop deliveries of ${service}.\n\n  fix        drop asynchronous invocations (service: 'lambda'), or use delay, duplicate or outage`,
  );
});
