import { playScenario } from './play-scenario';
import type { Played } from './played';
import type { ScenarioDefinition } from './scenario';
import type { Flaw } from './system';

/**
 * Plays a failing run again in fresh environments; answers what went differently, or undefined when nothing did.
 *
 * A failure that can't be replayed is still shown, but labelled.
 */
export async function divergence(
  definition: ScenarioDefinition,
  played: Played,
  options: { flaw?: Flaw | undefined; inert?: string | undefined },
): Promise<string | undefined> {
  if (played.lateCalls > 0) {
    return `${played.lateCalls} calls of the scenario came while the cloud went on: it waited for something outside of the cloud`;
  }
  const again = await playScenario(definition, {
    seed: played.seed,
    ...(options.flaw === undefined ? {} : { flaw: options.flaw }),
    ...(options.inert === undefined ? {} : { inert: options.inert }),
    swarm: played.swarm,
    record: played.record,
  });
  if (again.traceHash === played.traceHash) return undefined;
  const at = played.trace.findIndex(
    (entry, index) => JSON.stringify(entry) !== JSON.stringify(again.trace[index]),
  );
  return `a second run went another way; the first difference is in line ${at + 1} of the trace:\n${JSON.stringify(played.trace[at])}\n${JSON.stringify(again.trace[at])}`;
}
