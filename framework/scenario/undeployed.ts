import { epochMs } from '../kernel';
import type { Played, PlayOptions } from './played';
import type { ScenarioDefinition } from './scenario';
import type { UndeployedWorld } from './worlds';

/** A system that could not be deployed has failed its scenario; the trace is that of the deployment. */
export function undeployed(
  { title }: ScenarioDefinition,
  { embedded, error, templateHash }: UndeployedWorld,
  { seed = title, swarm = false }: PlayOptions,
): Played {
  const { world, engine } = embedded;
  const trace = world.trace.entries;
  return {
    title,
    seed,
    failures: [{ kind: 'error', part: 'deployment', error }],
    proofs: [],
    skipped: [],
    calls: trace.filter(({ type }) => type === 'call').length,
    faultsFired: {},
    duplicatesDelivered: 0,
    virtualMs: world.nowMs - epochMs,
    trace,
    traceHash: world.trace.hash(),
    templateHash,
    record: { roots: world.chance.record(), decisions: world.decisions.record() },
    decisionsMatched: 0,
    decisionsRecorded: 0,
    evidence: {
      trace,
      startMs: epochMs,
      noun: 'work item',
      submitted: [],
      outcomes: [],
      deadLetters: [],
      names: { of: (name) => name, template: () => undefined, source: (_, place) => place },
    },
    swarm,
    modelledOnly: [...engine.modelledOnly],
    lateCalls: embedded.lateCalls,
  };
}
