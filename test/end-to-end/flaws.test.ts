/**
 * Goal: each flaw of the s3-processor is caught by the scenarios that declare it, told with the place to mend, and
 * replayed with the same trace.
 */
import { failureMessage, playScenario } from 'stormproof';
import { flaws } from '../../scenarios/s3-processor/flaws';
import { loadScenarios } from '../../framework/cli/load-scenarios';
import { closeHost } from '../../framework/services/lambda/host/environment';
import type { ScenarioDefinition } from '../../framework/scenario/scenario';

jest.setTimeout(120_000);

afterAll(() => closeHost());

let scenarios: ScenarioDefinition[];

beforeAll(async () => {
  scenarios = await loadScenarios('s3-processor');
});

test.each(flaws.map((flaw) => [flaw.id, flaw] as const))(
  'the flaw %s is caught and replayed',
  async (id, flaw) => {
    const declared = scenarios.filter(({ findings = [] }) =>
      findings.some((finding) => id === finding || id.startsWith(`${finding}-`)),
    );
    let isCaught = false;
    for (const definition of declared) {
      const played = await playScenario(definition, { flaw });
      if (played.failures.length === 0) continue;
      isCaught = true;
      expect(failureMessage(played)).toMatch(
        /^STORM_\w+ {2}".*": .*\n\n[^]* {2}fix .*templates\/s3-processor\/[\w./-]+:\d+/,
      );
      const record = JSON.parse(JSON.stringify(played.record));
      const again = await playScenario(definition, { flaw, record, seed: 'another' });
      expect(again.traceHash).toBe(played.traceHash);
      break;
    }
    expect(isCaught).toBe(true);
  },
);

test('each scenario of a finding has a flaw that it is known by', () => {
  const ids = flaws.map(({ id }) => id);
  const findings = [...new Set(scenarios.flatMap((definition) => definition.findings ?? []))];
  expect(findings.filter((finding) => !ids.includes(finding))).toEqual([]);
});
