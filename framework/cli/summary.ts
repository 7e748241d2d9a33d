import pc from 'picocolors';
import type { ScenarioVerdicts } from '../report/verdict-table';
import type { Played } from '../scenario/played';
import type { ScenarioDefinition } from '../scenario/scenario';
import type { Planned } from './plan';

/** What is kept of a run: many of them would not fit into memory with their traces. */
export interface Result extends Pick<Played, 'failures' | 'proofs' | 'skipped' | 'faultsFired'> {
  planned: Planned;
  /** Names of what should happen in some run and did in this one. */
  happened: readonly string[];
}

/** Takes out of a run what is kept of it. */
export function resultOf(planned: Planned, played: Played): Result {
  const { failures, proofs, skipped, faultsFired, evidence } = played;
  const happened = planned.definition.holds.flatMap(({ name, sometimes }) =>
    sometimes?.(evidence) === true ? [name] : [],
  );
  return { planned, failures, proofs, skipped, faultsFired, happened };
}

/** What came of each scenario, for the table. */
export function verdictsOf(results: readonly Result[]): ScenarioVerdicts[] {
  return byDefinition(results).map(([definition, runs]) => ({
    findings: definition.findings ?? [],
    title: definition.title,
    runs: runs.length,
    fired: firedByKind(runs),
    verdicts: [
      ...definition.holds.map(({ name }) => ({ property: name, verdict: verdictOf(name, runs) })),
      ...otherFailures(runs).map((verdict) => ({ property: 'the story', verdict })),
    ],
  }));
}

function verdictOf(name: string, runs: readonly Result[]): string {
  const skipped = runs.flatMap((run) => run.skipped.filter(({ property }) => property === name));
  if (skipped[0] !== undefined) return `skipped: ${skipped[0].reason}`;
  const proven = runs.filter(({ proofs }) => proofs.some(({ property }) => property === name)).length;
  const failed = runs.length - proven;
  if (failed === 0) return 'holds';
  return runs.length === 1 ? 'fails' : `fails in ${failed} of ${runs.length} runs`;
}

/** What failed besides the properties: the telling of the story, a fault that never fired, what is not emulated. */
function otherFailures(runs: readonly Result[]): string[] {
  const texts = runs.flatMap(({ failures }) =>
    failures.flatMap((failure) => {
      if (failure.kind === 'property') return [];
      if (failure.kind === 'vacuous') return [`${failure.fault} never fired`];
      return [failure.kind === 'error' ? `${failure.part} failed` : 'not emulated'];
    }),
  );
  return [...new Set(texts)];
}

/** 'throttle-1' and 'swarm-throttle-2' are both of the kind 'throttle'. */
function firedByKind(runs: readonly Result[]): ReadonlyMap<string, number> {
  const fired = new Map<string, number>();
  for (const { faultsFired } of runs) {
    for (const [id, count] of Object.entries(faultsFired)) {
      const kind = id.replace(/^swarm-/, '').replace(/-\d+$/, '');
      fired.set(kind, (fired.get(kind) ?? 0) + count);
    }
  }
  return fired;
}

/** Messages about what should have happened in some run and did in none. */
export function judgeSometimes(results: readonly Result[]): string[] {
  return byDefinition(results).flatMap(([definition, runs]) =>
    definition.holds.flatMap(({ name, sometimes }) => {
      if (sometimes === undefined || runs.some(({ happened }) => happened.includes(name))) return [];
      return [
        `STORM_PROPERTY_FAILED  "${definition.title}": ${name} does not hold, it never happened in ${runs.length} runs.\n\n  fix        play more runs (--runs), or change the storm so that it can happen`,
      ];
    }),
  );
}

/** After how many runs of all scenarios a flaw was first seen. */
export function foundAfter(results: readonly Result[]): number | undefined {
  const index = results.findIndex(({ failures }) => failures.length > 0);
  return index < 0 ? undefined : index + 1;
}

/** '3 passed, 0 failed  in 2.0 s' */
export function summary(total: number, failed: number, wallMs: number): string {
  const text = `${total - failed} passed, ${failed} failed`;
  return `${failed === 0 ? pc.green(text) : pc.red(text)}${pc.dim(`  in ${(wallMs / 1000).toFixed(1)} s`)}\n`;
}

function byDefinition(results: readonly Result[]): [ScenarioDefinition, Result[]][] {
  return [...Map.groupBy(results, ({ planned }) => planned.definition)];
}
