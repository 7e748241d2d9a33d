import { faults } from 'stormproof';
import { arm } from '../../framework/faults';
import { testCloud } from '../test-cloud';

const queues = (delay: number): string =>
  `Resources: {A: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: ${delay}}}, B: {Type: AWS::SQS::Queue, DependsOn: A}}`;

function cloudWith(options: Parameters<typeof faults.stackFailure>[0]) {
  const cloud = testCloud();
  const armed = arm(faults.stackFailure(options), 'stackFailure-1', cloud.world, () => false);
  cloud.engine.inject(armed);
  const cfn = cloud.ask('cloudformation');
  const status = (): string | undefined => cfn.describeStacks({ StackName: 'shop' }).Stacks?.[0]?.StackStatus;
  const create = (): string | undefined => {
    cfn.createStack({ StackName: 'shop', TemplateBody: queues(1), DisableRollback: true });
    cloud.settle();
    return status();
  };
  const reasons = (): (string | undefined)[] =>
    (cfn.describeStackEvents({ StackName: 'shop' }).StackEvents ?? [])
      .filter(
        ({ ResourceStatus, LogicalResourceId }) =>
          LogicalResourceId !== 'shop' && /FAILED/.test(ResourceStatus ?? ''),
      )
      .map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`);
  const queueCount = (): number => cloud.ask('sqs').listQueues({}).QueueUrls?.length ?? 0;
  return { cloud, armed, cfn, create, reasons, queueCount, status };
}

test('a resource fails before it is made, with the reason given, and only it', () => {
  const { armed, create, reasons, queueCount } = cloudWith({ resource: 'B', on: 'create', reason: 'Quota.' });
  expect(create()).toBe('CREATE_FAILED');
  expect(reasons()).toEqual(['B: Quota.']);
  expect([queueCount(), armed.fired]).toEqual([1, 1]);
});

test('a resource fails after it is made: it is there, and counts as failed', () => {
  const { armed, create, reasons, queueCount } = cloudWith({ resource: 'B', on: 'create', when: 'after' });
  expect(create()).toBe('CREATE_FAILED');
  expect(reasons()).toEqual([
    expect.stringMatching(
      /^B: Resource handler returned message: "A fault was injected\." \(RequestToken: [0-9a-f-]{36}, HandlerErrorCode: InternalFailure\)$/,
    ),
  ]);
  expect([queueCount(), armed.fired]).toEqual([2, 1]);
});

test('the attempt that fails can be chosen', () => {
  const { cloud, armed, cfn, create, status } = cloudWith({ resource: 'A', on: 'update', attempt: 2 });
  expect(create()).toBe('CREATE_COMPLETE');
  for (const delay of [2, 3]) {
    cfn.updateStack({ StackName: 'shop', TemplateBody: queues(delay) });
    cloud.settle();
  }
  expect([status(), armed.fired]).toEqual(['UPDATE_ROLLBACK_COMPLETE', 1]);
});

test('every attempt can fail, as often as the dose allows', () => {
  const { cloud, armed, cfn, create } = cloudWith({
    resource: 'B',
    on: 'delete',
    attempt: 'every',
    times: 2,
  });
  create();
  for (const status of ['DELETE_FAILED', 'DELETE_FAILED', 'DELETE_COMPLETE']) {
    const [stack] = cfn.describeStacks({ StackName: 'shop' }).Stacks ?? [];
    cfn.deleteStack({ StackName: stack?.StackId });
    cloud.settle();
    expect(cfn.describeStacks({ StackName: stack?.StackId }).Stacks?.[0]?.StackStatus).toBe(status);
  }
  expect(armed.fired).toBe(2);
});

test('other stacks, steps and resources are left alone, and nothing has fired', () => {
  for (const options of [
    { resource: 'B', on: 'create', stack: 'other' },
    { resource: 'B', on: 'rollback' },
    { resource: 'C', on: 'create' },
  ] as const) {
    const { armed, create } = cloudWith(options);
    expect(create()).toBe('CREATE_COMPLETE');
    expect(armed.fired).toBe(0);
  }
});

test('its title says what it does', () => {
  expect(faults.stackFailure({ resource: 'A', on: 'rollback', attempt: 2 }).title).toBe(
    'fail A on rollback (attempt 2), before it takes effect',
  );
});
