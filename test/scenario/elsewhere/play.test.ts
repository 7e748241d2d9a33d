import { hostname } from 'node:os';
import { Cloud } from '../../../framework/backends/cloud';
import { Endpoint } from '../../../framework/backends/endpoint/endpoint';
import { openCloud } from '../../../framework/cli/open-cloud';
import { isAlive } from '../../../framework/backends/localstack/leftovers';
import { playElsewhere } from '../../../framework/scenario/elsewhere/play';
import { removeLeftoverStacks, stackNameOf } from '../../../framework/backends/endpoint/stacks';
import { defineSystem, faults, properties, type ScenarioDefinition } from '../../../framework';
import { s3Processor } from '../../../scenarios/s3-processor/system';
import { archive, overwrite } from '../../../scenarios/patterns/archive';
import { startForeign } from '../../backends/serve/foreign';
import { Served } from '../../backends/serve/served';

const say = () => undefined;

// Stacks and functions are made for each.
jest.setTimeout(60_000);

const keeps: ScenarioDefinition = {
  title: 'what is overwritten can be had back',
  system: defineSystem({
    ...archive,
    work: (n) => ({ id: `document-${n}.txt` }),
  }) as ScenarioDefinition['system'],
  async storm({ submit, ...context }) {
    await submit(2);
    await overwrite(context);
  },
  holds: [properties.processedAll(), properties.noLoss()],
};

type Body = (cloud: Cloud) => Promise<void>;

async function onServed(body: Body): Promise<void> {
  await using served = await Served.start();
  await using cloud = await Cloud.endpoint(served.url, { name: 'served', quietMs: 0 });
  await body(cloud);
}

async function onForeign(body: Body): Promise<void> {
  await using foreign = await startForeign();
  await using cloud = await Cloud.endpoint(foreign.url, { name: 'foreign', quietMs: 0 });
  await body(cloud);
}

test('a scenario is deployed for itself, judged, and leaves nothing', () =>
  onForeign(async (cloud) => {
    const { played } = await playElsewhere(keeps, cloud, { say });
    expect(played?.failures).toEqual([]);
    expect(played?.proofs).toEqual([{ property: 'processedAll', proven: '2 of 2 documents done' }]);
    expect(played?.skipped).toEqual([{ property: 'noLoss', reason: 'this cloud keeps no trace' }]);
    expect(await removeLeftoverStacks(cloud, () => false)).toEqual([]);
  }));

test('a flaw is caught there too', () =>
  onForeign(async (cloud) => {
    const flaw = archive.flaws?.find(({ id }) => id === 'no-versioning');
    const { played } = await playElsewhere(keeps, cloud, { say, ...(flaw === undefined ? {} : { flaw }) });
    expect(played?.failures).toMatchObject([{ kind: 'property', property: 'processedAll' }]);
  }));

test('what the cloud can’t do is skipped with the reason, or read as configuration only', () =>
  onServed(async (cloud) => {
    cloud.can.virtualTime = false;
    const needs = ['virtualTime'] as const;
    expect(await playElsewhere({ ...keeps, needs }, cloud, { say })).toMatchObject({
      skipped: 'served has no virtual time',
    });
    const configured = () => Promise.resolve('thirty days');
    const read = await playElsewhere({ ...keeps, needs, configured }, cloud, { say });
    expect(read).toMatchObject({ isConfigurationOnly: true, played: { failures: [] } });
    expect(read.played?.proofs).toEqual([{ property: 'configuration only', proven: 'thirty days' }]);
    const wrong = () => Promise.reject(new Error('It is one day.'));
    const failed = await playElsewhere({ ...keeps, needs, configured: wrong }, cloud, { say });
    expect(failed.played?.failures).toMatchObject([{ kind: 'error', part: 'configuration' }]);
  }));

test('a fault that can’t be had there skips the scenario, and nothing of it is left', () =>
  onForeign(async (cloud) => {
    const storm: ScenarioDefinition['storm'] = ({ inject }) =>
      Promise.resolve(void inject(faults.crash({ service: 's3' })));
    const { skipped, played } = await playElsewhere({ ...keeps, storm }, cloud, { say });
    expect(skipped).toMatch(/^The fault "crash after s3" can't be had here/);
    expect(played).toBeUndefined();
    expect(await removeLeftoverStacks(cloud, () => false)).toEqual([]);
  }));

/** Function code that counts messages, with a fault at each place where only the inside of a cloud can have one. */
const inside: ScenarioDefinition = {
  ...keeps,
  title: 'faults inside of a served cloud',
  system: s3Processor,
  async storm({ submit, inject, cloud }) {
    const crash = inject(faults.crash({ service: 'dynamodb', when: 'after', times: 1 }));
    inject(faults.duplicate({ service: 's3', to: 'Processor' }));
    inject(faults.repeat({ service: 'dynamodb', operation: 'TransactWriteItems' }));
    await submit(2);
    await cloud.advance('10 minutes');
    crash.lift();
  },
  holds: [properties.exactlyOnce(), properties.processedAll(), properties.noLoss()],
};

test('a cloud of our own meets all faults itself, tells how often, and plays in virtual time', () =>
  onServed(async (cloud) => {
    const { played } = await playElsewhere(inside, cloud, { say });
    expect(played?.failures).toEqual([]);
    expect(played?.proofs.map(({ property }) => property)).toEqual(['exactlyOnce', 'processedAll', 'noLoss']);
    expect(played?.faultsFired).toMatchObject({ 'crash-1': 1, 'duplicate-2': 2 });
    expect(played?.faultsFired['repeat-3']).toBeGreaterThanOrEqual(1);
    expect(played?.virtualMs).toBeGreaterThanOrEqual(600_000);
    // Nothing of it is left in the cloud.
    expect(await injectedIn(cloud)).toEqual([]);
  }));

test('a fault that never fires in a cloud of our own makes the scenario red there too', () =>
  onServed(async (cloud) => {
    const storm: ScenarioDefinition['storm'] = async ({ submit, inject }) => {
      inject(faults.crash({ service: 'dynamodb' }));
      await submit(1);
    };
    const { played } = await playElsewhere({ ...keeps, storm, holds: [] }, cloud, { say });
    expect(played?.failures).toMatchObject([{ kind: 'vacuous', fault: 'crash-1' }]);
  }));

test('faults that a dead run left in a cloud of our own are ended by the next run', () =>
  onServed(async (cloud) => {
    if (!(cloud.backend instanceof Endpoint)) throw new Error('no endpoint');
    const dead = `${hostname()}:${2 ** 22 + 1}`;
    const body = JSON.stringify({ kind: 'outage', id: 'outage-1', owner: dead });
    await fetch(`${cloud.backend.endpoint}/_stormproof/faults`, { method: 'POST', body });
    expect(await injectedIn(cloud)).toHaveLength(1);
    await using next = await openCloud(cloud.backend.endpoint, { say });
    expect(await injectedIn(next)).toEqual([]);
  }));

async function injectedIn({ backend }: Cloud): Promise<unknown> {
  const answer = await fetch(`${backend.endpoint ?? ''}/_stormproof/faults`);
  return answer.json();
}

test('the stack of a run that died is deleted by the next, one of a living run is left', () =>
  onServed(async (cloud) => {
    const stackName = stackNameOf('archive');
    const stack = await cloud.deploy(archive.template, { stackName });
    await archive.submit({ aws: cloud.aws.bind(cloud), cloud, stack }, { id: 'a' });
    expect(await removeLeftoverStacks(cloud, isAlive)).toEqual([]);
    expect(await removeLeftoverStacks(cloud, () => false)).toEqual([stackName]);
  }));

test('this process lives, and no process has the number of none', () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(2 ** 22 + 1)).toBe(false);
});
