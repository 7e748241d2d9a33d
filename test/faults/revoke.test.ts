import { revoke } from '../../framework/faults';
import { eventsArn, ordersArn, ordersCloud, type OrdersCloud } from './orders';

type Options = Partial<Parameters<typeof revoke>[0]>;

/** A cloud with the role 'Worker', which may do everything with queues; what its sessions get. */
function workerCloud() {
  const cloud = ordersCloud();
  const as = cloud.role('Worker', [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }]);
  return { cloud, send: (queue = 'orders') => attempt(cloud, as, queue), as };
}

function attempt(cloud: OrdersCloud, as: ReturnType<OrdersCloud['role']>, queue: string): string {
  const QueueUrl = `https://sqs.us-east-1.amazonaws.com/000000000000/${queue}`;
  try {
    cloud.ask('sqs', { as }).sendMessage({ QueueUrl, MessageBody: 'order' });
    return 'done';
  } catch (error) {
    return error instanceof Error ? error.message : 'thrown';
  }
}

test('what a role was allowed is denied in the words of IAM, and allowed again once it is lifted', () => {
  const { cloud, send, as } = workerCloud();
  expect(send()).toBe('done');
  const armed = cloud.inject(revoke({ role: 'Worker', action: 'sqs:SendMessage' }));
  expect(send()).toBe(
    `User: ${as.arn} is not authorized to perform: sqs:SendMessage on resource: ${ordersArn} because no identity-based policy allows the sqs:SendMessage action`,
  );
  expect([armed.fired, cloud.waiting()]).toEqual([1, 1]);
  cloud.engine.lift(armed.id);
  expect([send(), armed.fired]).toEqual(['done', 1]);
});

test.each<[Options, boolean]>([
  [{ action: 'sqs:*' }, true],
  [{ role: 'arn:aws:iam::000000000000:role/Worker' }, true],
  [{ resource: ordersArn }, true],
  [{ resource: eventsArn }, false],
  [{ action: 'sqs:ReceiveMessage' }, false],
  [{ action: 's3:*' }, false],
  [{ role: 'Other' }, false],
])('only what is selected: %o', (options, isDenied) => {
  const { cloud, send } = workerCloud();
  const armed = cloud.inject(revoke({ role: 'Worker', action: 'sqs:SendMessage', ...options }));
  expect([send() === 'done', armed.fired]).toEqual([!isDenied, isDenied ? 1 : 0]);
});

test('who has no role keeps every permission', () => {
  const { cloud } = workerCloud();
  const armed = cloud.inject(revoke({ role: 'Worker', action: 'sqs:*' }));
  expect([cloud.send({}), armed.fired]).toEqual(['done', 0]);
});

test('for the length of its window', () => {
  const { cloud, send } = workerCloud();
  cloud.inject(revoke({ role: 'Worker', action: 'sqs:*', during: '1 minute' }));
  expect(send()).not.toBe('done');
  cloud.advance('1 minute');
  expect(send()).toBe('done');
});

test('what is no action is refused', () => {
  expect(() => revoke({ role: 'Worker', action: 'everything' })).toThrow(
    "STORM_BAD_INPUT  'everything' is no action of IAM.\n\n  fix        name one as in a policy: 'dynamodb:PutItem', or 'dynamodb:*'",
  );
});

test('it is called by what it takes from whom', () => {
  expect(revoke({ role: 'Worker', action: 'sqs:*', resource: 'Orders' }).title).toBe(
    'revoke sqs:* from Worker on Orders',
  );
});
