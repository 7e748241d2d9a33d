/** Goal: throttles by what there is: concurrency that is used up, and a rate that is exceeded. */
import { throttle } from '../../framework/faults';
import { calling, ordersCloud, environment } from './orders';
import { processorCloud } from './processor';

test('an event that finds no concurrency waits in the queue, ever longer, and uses up no attempt', () => {
  const cloud = processorCloud();
  const armed = cloud.inject(throttle({ function: 'Processor', times: 3 }));
  cloud.invokeEvent();
  cloud.advance('10 seconds');
  expect(cloud.invoked()).toEqual(['Processor/1 {"n":1}']);
  expect(cloud.notes('retry scheduled').map(({ detail }) => [detail['attempt'], detail['afterMs']])).toEqual([
    [1, 1000],
    [1, 2000],
    [1, 4000],
  ]);
  expect([armed.fired, armed.title]).toEqual([3, 'no concurrency for Processor']);
});

test('whoever waits for the answer is refused with 429', () => {
  const cloud = processorCloud();
  const armed = cloud.inject(throttle({ function: 'Processor' }));
  const refused = cloud.invokeAndWait();
  expect([refused.status, JSON.parse(refused.payload ?? '{}')]).toMatchObject([
    429,
    { Reason: 'ConcurrentInvocationLimitExceeded' },
  ]);
  cloud.engine.lift(armed.id);
  cloud.invokeAndWait();
  expect(cloud.invoked()).toHaveLength(1);
});

test('another function has what it needs', () => {
  const cloud = processorCloud();
  const armed = cloud.inject(throttle({ function: 'Other' }));
  cloud.invokeAndWait();
  expect([cloud.invoked().length, armed.fired]).toEqual([1, 0]);
});

test('beyond so many a second requests are refused, and in the next second as many are let in again', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(throttle({ service: 'sqs', beyond: 2 }));
  const codes = () => [1, 2, 3, 4].map((call) => cloud.send(environment(call)));
  expect(codes()).toEqual(['done', 'done', 'RequestThrottled', 'RequestThrottled']);
  cloud.advance('1 second');
  expect(codes()).toEqual(['done', 'done', 'RequestThrottled', 'RequestThrottled']);
  expect(armed.fired).toBe(4);
});

test('with times as well, only so many of those beyond are refused', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(throttle({ service: 'sqs', beyond: 1, times: 1 }));
  expect([1, 2, 3].map((call) => cloud.post(calling(call))[0]?.how)).toEqual([
    'answered 200',
    'answered 403',
    'answered 200',
  ]);
  expect(armed.fired).toBe(1);
});
