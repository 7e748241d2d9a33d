/**
 * Goal: no scenario is green by nothing. Method: each fault that a scenario injects is armed without effect, one at a
 * time, and the scenario must notice.
 */
import { playScenario } from 'stormproof';
import { loadScenarios } from '../../framework/cli/load-scenarios';
import { closeHost } from '../../framework/services/lambda/host/environment';
import { Project } from './command';

jest.setTimeout(300_000);

afterAll(() => closeHost());

test('each scenario fails when any one of its faults takes no effect', async () => {
  const green: string[] = [];
  let count = 0;
  for (const definition of await loadScenarios('s3-processor')) {
    const { failures, faultsFired } = await playScenario(definition, { recycle: true });
    expect([definition.title, failures]).toEqual([definition.title, []]);
    for (const id of Object.keys(faultsFired)) {
      count++;
      const inert = await playScenario(definition, { inert: id, recycle: true });
      const isNoticed = inert.failures.some((failure) => failure.kind === 'vacuous' && failure.fault === id);
      if (!isNoticed) green.push(`${definition.title}: ${id}`);
    }
  }
  expect(green).toEqual([]);
  expect(count).toBeGreaterThan(20);
});

test('the command fails as well, and says which fault took no effect', () => {
  using project = Project.withProcessor();
  const { code, stdout } = project.run(['run', 'duplicates', '--inert', 'duplicate-1']);
  expect(stdout).toContain('STORM_FAULT_NEVER_FIRED');
  expect(code).toBe(1);
});
