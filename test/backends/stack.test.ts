import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQS } from '@aws-sdk/client-sqs';
import { Cloud, type Stack } from 'stormproof';
import { Embedded } from '../../framework/backends/embedded/embedded';
import { arm, stackFailure, type Fault } from '../../framework/faults';

const folder = mkdtempSync(join(tmpdir(), 'stormproof-stack-'));

function file(name: string, body: string): string {
  const path = join(folder, name);
  writeFileSync(path, body);
  return path;
}

const version = (delay: number, more = ''): string =>
  file(
    `v${delay}${more.length}.yaml`,
    `
Parameters: {Wait: {Type: Number, Default: 30}, Team: {Type: String, Default: a}}
Resources:
  Work: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: ${delay}, VisibilityTimeout: !Ref Wait, Tags: [{Key: team, Value: !Ref Team}]}}
  Next: {Type: AWS::SQS::Queue, DependsOn: Work, Properties: {DelaySeconds: ${delay}}}
${more}
Outputs: {Delay: {Value: '${delay}'}}
`,
  );

function inject(cloud: Cloud, fault: Fault): void {
  if (!(cloud.backend instanceof Embedded)) throw new TypeError('not the embedded cloud');
  const { engine, world } = cloud.backend;
  engine.inject(arm(fault, `fault-${engine.faults.length}`, world, () => false));
}

async function waitOf(cloud: Cloud, stack: Stack): Promise<string | undefined> {
  const { Attributes } = await cloud
    .aws(SQS)
    .getQueueAttributes({ QueueUrl: stack.ref('Work'), AttributeNames: ['VisibilityTimeout'] });
  return Attributes?.VisibilityTimeout;
}

test('an update keeps the parameters that it does not name, and the stack tells of itself anew', async () => {
  await using cloud = await Cloud.embedded();
  const stack = await cloud.deploy(version(1), { parameters: { Wait: '40' } });
  const end = await stack.update({ template: version(2, '  More: {Type: AWS::SQS::Queue}') });
  expect(end.status).toBe('UPDATE_COMPLETE');
  expect([stack.output('Delay'), stack.has('More'), await waitOf(cloud, stack)]).toEqual(['2', true, '40']);
  expect(end.events.at(0)?.ResourceStatus).toBe('UPDATE_IN_PROGRESS');
  expect(end.events.at(-1)?.ResourceStatus).toBe('UPDATE_COMPLETE');
  expect((await stack.update({ parameters: { Team: 'b' } })).status).toBe('UPDATE_COMPLETE');
  expect(await waitOf(cloud, stack)).toBe('40');
  await expect(stack.update({})).rejects.toThrow('No updates are to be performed.');
});

test('a rollback is an answer, and the stack is as it was', async () => {
  await using cloud = await Cloud.embedded();
  const stack = await cloud.deploy(version(1));
  inject(cloud, stackFailure({ resource: 'Next', on: 'update', when: 'after', reason: 'A bad day.' }));
  const end = await stack.update({ template: version(2) });
  expect(end).toMatchObject({
    status: 'UPDATE_ROLLBACK_COMPLETE',
    events: expect.arrayContaining([
      expect.objectContaining({ LogicalResourceId: 'Next', ResourceStatusReason: 'A bad day.' }),
    ]),
  });
  expect(stack.output('Delay')).toBe('1');
  expect(await end.rescue()).toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE', steps: [], commands: [] });
});

test('a rollback that fails again and again is gone on with by skipping what fails', async () => {
  await using cloud = await Cloud.embedded();
  const stack = await cloud.deploy(version(1), { stackName: 'shop' });
  inject(cloud, stackFailure({ resource: 'Next', on: 'update' }));
  inject(cloud, stackFailure({ resource: 'Work', on: 'rollback', attempt: 'every' }));
  const end = await stack.update({ template: version(2) });
  expect([end.status, end.reason]).toEqual([
    'UPDATE_ROLLBACK_FAILED',
    'The following resource(s) failed to update: [Work]. ',
  ]);
  expect(await end.rescue()).toMatchObject({
    status: 'UPDATE_ROLLBACK_COMPLETE',
    commands: [
      'aws cloudformation continue-update-rollback --stack-name shop --region us-east-1',
      'aws cloudformation continue-update-rollback --stack-name shop --resources-to-skip Work --region us-east-1',
    ],
  });
});

test('a deletion that fails again leaves behind what it can’t delete', async () => {
  await using cloud = await Cloud.embedded();
  const stack = await cloud.deploy(version(1), { stackName: 'shop' });
  inject(cloud, stackFailure({ resource: 'Work', on: 'delete', attempt: 'every' }));
  const end = await stack.delete();
  expect(end.status).toBe('DELETE_FAILED');
  expect(await end.rescue()).toMatchObject({
    status: 'DELETE_COMPLETE',
    commands: [
      'aws cloudformation delete-stack --stack-name shop --region us-east-1',
      'aws cloudformation delete-stack --stack-name shop --retain-resources Work --region us-east-1',
    ],
  });
  const { QueueUrls = [] } = await cloud.aws(SQS).listQueues({});
  expect(QueueUrls).toHaveLength(1);
});

test('an update without rollback is taken back when asked', async () => {
  await using cloud = await Cloud.embedded();
  const stack = await cloud.deploy(version(1));
  inject(cloud, stackFailure({ resource: 'Next', on: 'update' }));
  expect((await stack.update({ template: version(2), disableRollback: true })).status).toBe('UPDATE_FAILED');
  expect((await stack.rollback()).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  const { length } = await stack.events();
  expect(length).toBeGreaterThan(15);
});
