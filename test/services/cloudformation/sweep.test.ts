import { nextRescue, type RescueStep } from '../../../framework/backends/rescue';
import { stackFailure, type Fault } from '../../../framework/faults';
import { testCloud, type TestCloud } from '../../test-cloud';
import { inject } from './stack';
import { configuration, expectNothing, twelve, twelveIds } from './twelve';

const StackName = 'shop';
const Capabilities = ['CAPABILITY_IAM' as const];

function statusOf(cloud: TestCloud, StackId: string): string {
  return cloud.ask('cloudformation').describeStacks({ StackName: StackId }).Stacks?.[0]?.StackStatus ?? '';
}

/** Takes the steps out until the stack is not stuck any more. */
function rescue(cloud: TestCloud, StackId: string): RescueStep[] {
  const cfn = cloud.ask('cloudformation');
  const taken: RescueStep[] = [];
  for (;;) {
    const { StackResources = [] } = cfn.describeStackResources({ StackName: StackId });
    const failed = StackResources.filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('_FAILED')).map(
      ({ LogicalResourceId: logicalId = '', ResourceStatus: status = '' }) => ({ logicalId, status }),
    );
    const step = nextRescue({ status: statusOf(cloud, StackId), failed }, taken);
    if (step === undefined) return taken;
    expect(taken.length).toBeLessThan(6);
    if (step.operation === 'RollbackStack') cfn.rollbackStack({ StackName: StackId });
    else if (step.operation === 'ContinueUpdateRollback')
      cfn.continueUpdateRollback({ StackName: StackId, ResourcesToSkip: step.ResourcesToSkip });
    else cfn.deleteStack({ ...step, StackName: StackId });
    taken.push(step);
    cloud.settle();
  }
}

function create(cloud: TestCloud, DisableRollback = false): string {
  const { StackId = '' } = cloud
    .ask('cloudformation')
    .createStack({ StackName, Capabilities, TemplateBody: twelve(1), DisableRollback });
  cloud.settle();
  return StackId;
}

function update(cloud: TestCloud, StackId: string, DisableRollback = false): void {
  cloud
    .ask('cloudformation')
    .updateStack({ StackName: StackId, Capabilities, TemplateBody: twelve(2), DisableRollback });
  cloud.settle();
}

/** What went wrong in one life cycle, and the steps that it took to get out. */
interface LifeCycle {
  name: string;
  faults: Fault[];
  play: (cloud: TestCloud) => { StackId: string; stuck: string; rescued: string; steps: RescueStep[] };
}

function toEnd(cloud: TestCloud, StackId: string): ReturnType<LifeCycle['play']> {
  const stuck = statusOf(cloud, StackId);
  const steps = rescue(cloud, StackId);
  return { StackId, stuck, rescued: statusOf(cloud, StackId), steps };
}

const whens = ['before', 'after'] as const;
const sabotage = {
  create: stackFailure({ resource: 'Log', on: 'create', when: 'after' }),
  update: stackFailure({ resource: 'Log', on: 'update', when: 'after' }),
};

const cycles: LifeCycle[] = twelveIds.flatMap((resource) =>
  whens.flatMap((when): LifeCycle[] => {
    const failing = (on: 'create' | 'update' | 'delete' | 'rollback') => stackFailure({ resource, on, when });
    return [
      {
        name: `${resource} create ${when}`,
        faults: [failing('create')],
        play: (cloud) => toEnd(cloud, create(cloud)),
      },
      {
        name: `${resource} create ${when}, rollback disabled`,
        faults: [failing('create')],
        play: (cloud) => toEnd(cloud, create(cloud, true)),
      },
      {
        name: `${resource} rollback of a creation ${when}`,
        faults: [sabotage.create, failing('rollback')],
        play: (cloud) => toEnd(cloud, create(cloud)),
      },
      { name: `${resource} update ${when}`, faults: [failing('update')], play: updated(false) },
      {
        name: `${resource} update ${when}, rollback disabled`,
        faults: [failing('update')],
        play: updated(true),
      },
      {
        name: `${resource} rollback of an update ${when}`,
        faults: [sabotage.update, failing('rollback')],
        play: updated(false),
      },
      {
        name: `${resource} delete ${when}`,
        faults: [failing('delete')],
        play(cloud) {
          const StackId = create(cloud);
          remove(cloud, StackId);
          return toEnd(cloud, StackId);
        },
      },
    ];
  }),
);

/** A failed update leaves the configuration as it was, and the next one comes through. */
function updated(isRollbackDisabled: boolean): LifeCycle['play'] {
  return (cloud) => {
    const StackId = create(cloud);
    const before = configuration(cloud);
    update(cloud, StackId, isRollbackDisabled);
    const end = toEnd(cloud, StackId);
    expect(configuration(cloud)).toEqual(before);
    update(cloud, StackId);
    expect(statusOf(cloud, StackId)).toBe('UPDATE_COMPLETE');
    return end;
  };
}

function remove(cloud: TestCloud, StackId: string): void {
  cloud.ask('cloudformation').deleteStack({ StackName: StackId });
  cloud.settle();
}

test('whatever fails, at whatever resource, before or after its effect: every stack gets out and leaves nothing', () => {
  const ends = cycles.map(({ name, faults, play }) => {
    const cloud = testCloud({ seed: name });
    const armed = faults.map((fault) => inject(cloud, fault));
    const { StackId, stuck, rescued, steps } = play(cloud);
    expect([name, ...armed.map(({ fired }) => fired)]).toEqual([name, ...faults.map(() => 1)]);
    expect([name, rescued]).toEqual([name, expect.stringMatching(/_COMPLETE$/)]);
    if (rescued !== 'DELETE_COMPLETE') remove(cloud, StackId);
    expect([name, statusOf(cloud, StackId)]).toEqual([name, 'DELETE_COMPLETE']);
    expectNothing(cloud, name);
    return `${stuck} -> ${[...steps.map(({ operation }) => operation), rescued].join(' -> ')}`;
  });
  const counts: Record<string, number> = {};
  for (const end of ends) counts[end] = (counts[end] ?? 0) + 1;
  expect(counts).toMatchInlineSnapshot(`
   {
     "CREATE_FAILED -> RollbackStack -> DELETE_COMPLETE": 24,
     "DELETE_FAILED -> DeleteStack -> DELETE_COMPLETE": 24,
     "ROLLBACK_COMPLETE -> DeleteStack -> DELETE_COMPLETE": 24,
     "ROLLBACK_FAILED -> DeleteStack -> DELETE_COMPLETE": 24,
     "UPDATE_FAILED -> RollbackStack -> UPDATE_ROLLBACK_COMPLETE": 24,
     "UPDATE_ROLLBACK_COMPLETE -> UPDATE_ROLLBACK_COMPLETE": 23,
     "UPDATE_ROLLBACK_FAILED -> ContinueUpdateRollback -> UPDATE_ROLLBACK_COMPLETE": 25,
   }
  `);
});
