import { Cloud } from '../../../framework/backends/cloud';
import { isAlive } from '../../../framework/backends/localstack/leftovers';
import { playElsewhere } from '../../../framework/scenario/elsewhere/play';
import { removeLeftoverStacks, stackNameOf } from '../../../framework/backends/endpoint/stacks';
import { defineSystem, faults, properties, type ScenarioDefinition } from '../../../framework';
import { archive, overwrite } from '../../../scenarios/patterns/archive';
import { Served } from '../../backends/serve/served';

const say = () => undefined;
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

async function onServed(body: (cloud: Cloud) => Promise<void>): Promise<void> {
  await using served = await Served.start();
  await using cloud = await Cloud.endpoint(served.url, { name: 'served', quietMs: 0 });
  await body(cloud);
}

test('a scenario is deployed for itself, judged, and leaves nothing', () =>
  onServed(async (cloud) => {
    const { played } = await playElsewhere(keeps, cloud, { say });
    expect(played?.failures).toEqual([]);
    expect(played?.proofs).toEqual([{ property: 'processedAll', proven: '2 of 2 documents done' }]);
    expect(played?.skipped).toEqual([{ property: 'noLoss', reason: 'this cloud keeps no trace' }]);
    expect(await removeLeftoverStacks(cloud, () => false)).toEqual([]);
  }));

test('a flaw is caught there too', () =>
  onServed(async (cloud) => {
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
  onServed(async (cloud) => {
    const storm: ScenarioDefinition['storm'] = ({ inject }) =>
      Promise.resolve(void inject(faults.crash({ service: 's3' })));
    const { skipped, played } = await playElsewhere({ ...keeps, storm }, cloud, { say });
    expect(skipped).toMatch(/^The fault "crash after s3" can't be had here/);
    expect(played).toBeUndefined();
    expect(await removeLeftoverStacks(cloud, () => false)).toEqual([]);
  }));

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
