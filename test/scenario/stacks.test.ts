import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQS } from '@aws-sdk/client-sqs';
import { defineSystem, failureMessage, faults, playScenario, properties } from 'stormproof';

const folder = mkdtempSync(join(tmpdir(), 'stormproof-stacks-'));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const queue = (delay: number, more = ''): string =>
  `Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n${more}    Properties: {DelaySeconds: ${delay}}\n`;

const template = file('template.yaml', queue(0));
const next = file('next.yaml', `# The next version.\n${queue(1)}`);
const other = file('other.yaml', 'Resources: {Other: {Type: AWS::SQS::Queue, DeletionPolicy: Retain}}\n');

const system = defineSystem({
  name: 'orders',
  template,
  work: (n) => ({ id: `order-${n}` }),
  async submit({ aws, stack }, { id }) {
    await aws(SQS).sendMessage({ QueueUrl: stack.ref('Orders'), MessageBody: id });
  },
  outcomes: async () => [],
  flaws: [
    {
      id: 'circle',
      title: 'it waits for itself',
      patches: [
        { file: template, find: 'AWS::SQS::Queue\n', replace: 'AWS::SQS::Queue\n    DependsOn: Orders\n' },
      ],
    },
  ],
});

/** Without what differs from run to run. */
const told = (text: string): string =>
  text
    .replaceAll(/\S*stormproof-stacks-\w+/g, '<folder>')
    .replaceAll(/https:\S+/g, '<url>')
    .replaceAll(/RequestToken: [\w-]+/g, 'RequestToken: <uuid>');

test('a stack that is stuck fails the scenario, with the place in the template that was tried', async () => {
  const played = await playScenario({
    title: 'it stands',
    system,
    async storm({ stack, inject }) {
      inject(faults.stackFailure({ resource: 'Orders', on: 'update', reason: 'A bad day.' }));
      inject(faults.stackFailure({ resource: 'Orders', on: 'rollback', reason: 'Another one.' }));
      await stack.update({ template: next });
    },
    holds: [properties.noneStuck()],
  });
  expect(told(failureMessage(played))).toMatchInlineSnapshot(`
   "STORM_PROPERTY_FAILED  "it stands": noneStuck does not hold, 1 of 1 stack is stuck.

     stuck      <folder>  UPDATE_ROLLBACK_FAILED  The following resource(s) failed to update: [Orders].
     cause      Orders  UPDATE_FAILED  Another one.
     way out    aws cloudformation continue-update-rollback --stack-name <folder> --region us-east-1
     fix        mend what failed at Orders, then take the way out      <folder>/next.yaml:3"
  `);
});

test('a creation that failed is stuck with its first failure, and is rescued by name', async () => {
  const seen: unknown[] = [];
  const play = (isRescued: boolean) =>
    playScenario({
      title: 'it stands',
      system,
      async storm({ deploy, inject, cloud }) {
        inject(
          faults.stackFailure({ stack: 'copy', resource: 'Orders', on: 'create', reason: 'A bad day.' }),
        );
        await deploy('copy').catch((error: unknown) => seen.push(told(String(error))));
        if (isRescued) seen.push((await cloud.rescue('copy')).status);
      },
      holds: [properties.noneStuck(), properties.noOrphans()],
    });
  expect(told(failureMessage(await play(false)))).toMatchInlineSnapshot(`
   "STORM_PROPERTY_FAILED  "it stands": noneStuck does not hold, 1 of 2 stacks is stuck.

     stuck      copy  ROLLBACK_COMPLETE
     cause      Orders  CREATE_FAILED  A bad day.
     way out    aws cloudformation delete-stack --stack-name copy --region us-east-1
     fix        mend what failed at Orders, then take the way out      <folder>/template.yaml:2"
  `);
  expect((await play(true)).failures).toEqual([]);
  expect(seen).toMatchInlineSnapshot(`
   [
     "StormError: STORM_DEPLOY_FAILED  The stack copy ended in ROLLBACK_COMPLETE.

     Orders  CREATE_FAILED  A bad day.

     fix        look at Orders  <folder>/template.yaml:2:3
                to try again  aws cloudformation delete-stack --stack-name copy --region us-east-1",
     "StormError: STORM_DEPLOY_FAILED  The stack copy ended in ROLLBACK_COMPLETE.

     Orders  CREATE_FAILED  A bad day.

     fix        look at Orders  <folder>/template.yaml:2:3
                to try again  aws cloudformation delete-stack --stack-name copy --region us-east-1",
     "DELETE_COMPLETE",
   ]
  `);
});

test('another template is deployed next to the system, and what its stack keeps is told by its logical id', async () => {
  const played = await playScenario({
    title: 'nothing is left',
    system,
    async storm({ deploy }) {
      const stack = await deploy('other', {}, other);
      await stack.delete();
    },
    holds: [properties.noOrphans(), properties.noneStuck()],
  });
  expect(told(failureMessage(played))).toMatchInlineSnapshot(`
   "STORM_PROPERTY_FAILED  "nothing is left": noOrphans does not hold, 1 resource left that no stack owns.

     left       queue <url> once Other
     fix        look at what should have deleted the queue <url> a rollback, a DeletionPolicy, a protection against deletion      <folder>/template.yaml:1"
  `);
});

test('a flawed template that is refused fails the scenario, and breaks nothing', async () => {
  const [flaw] = system.flaws ?? [];
  const played = await playScenario(
    { title: 'it deploys', system, storm: async () => undefined, holds: [] },
    flaw === undefined ? {} : { flaw },
  );
  expect(told(failureMessage(played))).toMatchInlineSnapshot(`
   "STORM_SCENARIO_FAILED  "it deploys": its deployment failed.

     error      STORM_DEPLOY_FAILED  The template is refused: <folder>/template.yaml:4:5: Circular dependency between resources: [Orders]

                  fix        Orders -> Orders
                  /Resources/Orders/DependsOn needs Orders (line 4)      <folder>/template.yaml:4"
  `);
});
