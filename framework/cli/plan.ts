import { StormError } from '../kernel';
import { flawOf } from '../scenario/flaws';
import type { ScenarioDefinition } from '../scenario/scenario';
import type { Flaw } from '../scenario/system';

/** One run that is to be played. */
export interface Planned {
  definition: ScenarioDefinition;
  flaw: Flaw | undefined;
  seed: string | undefined;
  run: number;
}

export interface PlanOptions {
  seed?: string;
  runs?: number;
  flaw?: string;
  /** 'i/n': the ith of n parts of all runs, from 1. */
  shard?: string;
}

/** What is to be played, in order: the first run of each scenario, then the second of each, and so on. */
export function planOf(definitions: readonly ScenarioDefinition[], options: PlanOptions): Planned[] {
  const { flaw: flawId, seed, runs = 1 } = options;
  const chosen = definitions.flatMap((definition) => {
    const flaw = flawId === undefined ? undefined : flawOf(definition.system.flaws ?? [], flawId);
    return flawId !== undefined && flaw === undefined ? [] : [{ definition, flaw }];
  });
  if (chosen.length === 0) throw noSuchFlaw(definitions, flawId ?? '');
  const plan = Array.from({ length: runs }, (_, run) =>
    chosen
      .filter(({ definition: { runsMax = Infinity } }) => run < runsMax)
      .map(({ definition, flaw }) => ({
        definition,
        flaw,
        // The first run of a scenario has its own seed, so that `run` and `run --runs 100` begin alike.
        seed: run === 0 ? seed : `${seed ?? definition.title}/${run}`,
        run,
      })),
  ).flat();
  return shardOf(plan, options.shard);
}

function noSuchFlaw(definitions: readonly ScenarioDefinition[], flaw: string): StormError {
  const known = definitions.flatMap(({ system }) => (system.flaws ?? []).map(({ id }) => id));
  return new StormError('STORM_BAD_INPUT', `No system of these scenarios has a flaw '${flaw}'.`, {
    fix: `use one of: ${[...new Set(known)].sort().join(', ')}`,
  });
}

function shardOf(plan: Planned[], shard: string | undefined): Planned[] {
  if (shard === undefined) return plan;
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(shard) ?? [];
  if (index === undefined || count === undefined || Number(index) < 1 || Number(index) > Number(count)) {
    throw new StormError('STORM_BAD_INPUT', `Expected --shard to be i/n with 1 ≤ i ≤ n, got '${shard}'.`);
  }
  return plan.filter((_, at) => at % Number(count) === Number(index) - 1);
}
