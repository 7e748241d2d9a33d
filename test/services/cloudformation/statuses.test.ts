import { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import { stackFailure, type Fault } from '../../../framework/faults';
import { cloudOfThings, deployed, inject } from './stack';

/** Statuses that no stack here reaches, each with its reason. */
const unreached: Readonly<Record<string, string>> = {
  IMPORT_ROLLBACK_FAILED: 'letting go of what was imported asks no service, so nothing of it can fail',
  EXPORT_IN_PROGRESS: 'of stack refactoring, which is not emulated',
  EXPORT_FAILED: 'of stack refactoring, which is not emulated',
  EXPORT_COMPLETE: 'of stack refactoring, which is not emulated',
  EXPORT_ROLLBACK_IN_PROGRESS: 'of stack refactoring, which is not emulated',
  EXPORT_ROLLBACK_FAILED: 'of stack refactoring, which is not emulated',
  EXPORT_ROLLBACK_COMPLETE: 'of stack refactoring, which is not emulated',
};

const queue = (delay: number, more = ''): string =>
  `Resources: {Kept: {Type: AWS::SQS::Queue, DeletionPolicy: Retain, Properties: {DelaySeconds: ${delay}}}, Work: {Type: AWS::SQS::Queue, DependsOn: Kept, Properties: {DelaySeconds: ${delay}${more}}}}`;

const failing = (on: 'create' | 'update' | 'delete' | 'rollback', resource = 'Work'): Fault =>
  stackFailure({ resource, on, when: 'after' });

/** Lives of stacks that go through every status that there is. */
const lives: readonly (readonly [faults: Fault[], DisableRollback: boolean])[] = [
  [[], false],
  [[failing('create')], false],
  [[failing('create')], true],
  [[failing('create'), failing('rollback')], false],
  [[failing('update')], false],
  [[failing('update')], true],
  [[failing('update'), failing('rollback', 'Kept')], false],
  // The first deletion is the clean-up's of what the update has replaced.
  [[stackFailure({ resource: 'Work', on: 'delete', attempt: 2 })], false],
];

function statuses(): { stack: Set<string>; resource: Set<string> } {
  const stack = new Set<string>();
  const resource = new Set<string>();
  for (const [faults, DisableRollback] of lives) {
    const cloud = cloudOfThings();
    for (const fault of faults) inject(cloud, fault);
    const { stackId, status, update, after } = deployed(queue(1), { cloud, DisableRollback });
    if (status().startsWith('CREATE_COMPLETE')) update(queue(2, ', FifoQueue: true'), { DisableRollback });
    after(() => cloud.ask('cloudformation').deleteStack({ StackName: stackId }));
    for (const { LogicalResourceId, ResourceStatus: seen = '' } of cloud
      .ask('cloudformation')
      .describeStackEvents({ StackName: stackId }).StackEvents ?? []) {
      (LogicalResourceId === 'shop' ? stack : resource).add(seen);
    }
  }
  takeOver(stack, resource);
  return { stack, resource };
}

/** The statuses of change sets: of a stack under review, of an import, and of one that is taken back. */
function takeOver(stack: Set<string>, resource: Set<string>): void {
  const cloud = cloudOfThings();
  const cfn = cloud.ask('cloudformation');
  const url = 'https://sqs.us-east-1.amazonaws.com/000000000000/';
  cloud.ask('sqs').createQueue({ QueueName: 'there' });
  for (const [StackName, names] of [
    ['fine', ['there']],
    ['wrong', ['too', 'gone']],
  ] as const) {
    if (StackName === 'wrong') cloud.ask('sqs').createQueue({ QueueName: 'too' });
    cfn.createChangeSet({
      StackName,
      ChangeSetName: 'import',
      ChangeSetType: 'IMPORT',
      TemplateBody: `Resources: {${names.map((name) => `${name}: {Type: AWS::SQS::Queue, DeletionPolicy: Retain}`).join(', ')}}`,
      ResourcesToImport: names.map((name) => ({
        ResourceType: 'AWS::SQS::Queue',
        LogicalResourceId: name,
        ResourceIdentifier: { QueueUrl: `${url}${name}` },
      })),
    });
    cloud.settle();
    cfn.executeChangeSet({ StackName, ChangeSetName: 'import' });
    cloud.settle();
    for (const { LogicalResourceId, ResourceStatus: seen = '' } of cfn.describeStackEvents({ StackName })
      .StackEvents ?? []) {
      (LogicalResourceId === StackName ? stack : resource).add(seen);
    }
  }
}

test('every status of stacks and of resources is reached, or said why not', () => {
  const { stack, resource } = statuses();
  const missing = (all: object, seen: ReadonlySet<string>): string[] =>
    Object.keys(all).filter((status) => !seen.has(status) && unreached[status] === undefined);
  expect(missing(StackStatus, stack)).toEqual([]);
  // The enumeration serves the events of stacks as well: what rolls back is the stack.
  expect(missing(ResourceStatus, new Set([...stack, ...resource]))).toEqual([]);
  expect([...resource].filter((status) => /(?<!IMPORT_)ROLLBACK/.test(status))).toEqual([]);
  expect([...stack, ...resource].filter((status) => unreached[status] !== undefined)).toEqual([]);
});

test('a deletion can be forced: what can’t be deleted is left behind', () => {
  const cloud = cloudOfThings();
  const { status, after } = deployed(queue(1), { cloud });
  inject(cloud, stackFailure({ resource: 'Work', on: 'delete', attempt: 'every' }));
  const cfn = cloud.ask('cloudformation');
  const force = () => cfn.deleteStack({ StackName: 'shop', DeletionMode: 'FORCE_DELETE_STACK' });
  expect(force).toThrow('only when the stack is in the DELETE_FAILED state');
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(status()).toBe('DELETE_FAILED The following resource(s) failed to delete: [Work]. ');
  expect(after(force)).toEqual([
    'shop DELETE_IN_PROGRESS User Initiated',
    'Work DELETE_IN_PROGRESS',
    expect.stringMatching(/^Work DELETE_FAILED/),
    'Work DELETE_SKIPPED',
    'Kept DELETE_SKIPPED',
    'shop DELETE_COMPLETE',
  ]);
});
