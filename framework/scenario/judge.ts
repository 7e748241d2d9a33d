import { lacks, type Abilities } from '../backends/abilities';
import type { Armed } from '../faults';
import { StormError, type StormErrorCode } from '../kernel';
import type { Evidence, Verdict } from '../properties/property';
import type { ScenarioDefinition } from './scenario';

export type Failure =
  | { kind: 'property'; property: string; verdict: Extract<Verdict, { holds: false }> }
  | { kind: 'vacuous'; fault: string; title: string }
  | { kind: 'not emulated'; what: string }
  | { kind: 'error'; part: string; error: unknown };

export interface Proof {
  property: string;
  proven: string;
}

/** A property that was not judged, because the cloud can't show what it needs. */
export interface Skip {
  property: string;
  reason: string;
}

/**
 * Judges a run once, after the calm. What holds is answered, what doesn't is added to `failures`. What the cloud
 * can't show is answered as skipped: it neither holds nor fails.
 *
 * A scenario whose fault never took effect fails too: its green would prove nothing. So does one that asked for
 * something that isn't emulated, even where the code under test swallowed the refusal.
 */
export function judge(
  definition: ScenarioDefinition,
  evidence: Evidence,
  can: Abilities,
  armed: readonly Armed[],
  notEmulated: readonly string[],
  failures: Failure[],
): { proofs: Proof[]; skipped: Skip[] } {
  for (const what of new Set(notEmulated)) failures.push({ kind: 'not emulated', what });
  const proofs: Proof[] = [];
  const skipped: Skip[] = [];
  for (const property of definition.holds) {
    const lacking = property.needs.filter((need) => !can[need]);
    if (lacking.length > 0) {
      const reason = `this cloud ${lacking.map((need) => lacks[need]).join(' and ')}`;
      skipped.push({ property: property.name, reason });
      continue;
    }
    const verdict = property.judge(evidence);
    if (verdict.holds) proofs.push({ property: property.name, proven: verdict.proven });
    else failures.push({ kind: 'property', property: property.name, verdict });
  }
  for (const { fired, id, title } of armed) {
    if (fired === 0) failures.push({ kind: 'vacuous', fault: id, title });
  }
  return { proofs, skipped };
}

/** Errors of ours that tell of the input or the machine; the others tell of the system under test. */
const ownCodes: readonly StormErrorCode[] = [
  'STORM_BAD_INPUT',
  'STORM_DEADLOCK',
  'STORM_INTERNAL',
  'STORM_TWO_CLOCKS',
  'STORM_WORLD_BUSY',
];

/** Whether the failure is one of the input or the machine, and not of the system under test. */
export function isOurOwn(failure: Failure): boolean {
  return (
    failure.kind === 'error' && failure.error instanceof StormError && ownCodes.includes(failure.error.code)
  );
}
