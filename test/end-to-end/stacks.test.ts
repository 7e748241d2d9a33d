/**
 * Goal: each flaw of the stacks is caught, told with a place in a template and replayed with the same trace, and no
 * scenario of theirs is green by a fault that takes no effect.
 */
import { failureMessage, playScenario, type Flaw } from 'stormproof';
import { loadScenarios } from '../../framework/cli/load-scenarios';
import type { ScenarioDefinition } from '../../framework/scenario/scenario';
import { closeHost } from '../../framework/services/lambda/host/environment';
import { flaws as shopFlaws } from '../../scenarios/stacks/flaws';
import { network } from '../../scenarios/stacks/network';
import { warehouse } from '../../scenarios/stacks/warehouse';

jest.setTimeout(300_000);

afterAll(() => closeHost());

let scenarios: ScenarioDefinition[];

beforeAll(async () => {
  scenarios = await loadScenarios('scenarios/stacks');
});

const flaws: readonly Flaw[] = [...shopFlaws, ...(network.flaws ?? []), ...(warehouse.flaws ?? [])];
const isOf = (finding: string, id: string): boolean => id === finding || id.startsWith(`${finding}-`);

test.each(flaws.map((flaw) => [flaw.id, flaw] as const))(
  'the flaw %s is caught and replayed',
  async (id, flaw) => {
    const declared = scenarios.filter(({ findings = [] }) => findings.some((finding) => isOf(finding, id)));
    let caught: string | undefined;
    for (const definition of declared) {
      const played = await playScenario(definition, { flaw, recycle: true });
      if (played.failures.length === 0) continue;
      caught = failureMessage(played);
      const record = JSON.parse(JSON.stringify(played.record));
      const again = await playScenario(definition, { flaw, record, seed: 'another', recycle: true });
      expect(again.traceHash).toBe(played.traceHash);
      break;
    }
    expect(caught).toMatch(/^STORM_\w+ {2}".*": .*\n\n[^]* {2}fix [^]*templates\/stacks\/[\w./-]+:\d+/);
  },
);

test('each finding of a scenario has a flaw that it is known by', () => {
  const findings = [...new Set(scenarios.flatMap((definition) => definition.findings ?? []))];
  expect(findings.filter((finding) => !flaws.some(({ id }) => isOf(finding, id)))).toEqual([]);
});

test('each scenario is green, and fails when any one of its faults takes no effect', async () => {
  const green: string[] = [];
  let count = 0;
  for (const definition of scenarios) {
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
  expect(count).toBeGreaterThan(30);
});
