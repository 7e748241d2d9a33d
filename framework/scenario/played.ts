import type { ChanceRoots, DecisionRecord, TraceEntry } from '../kernel';
import type { Evidence } from '../properties/property';
import type { Failure, Proof, Skip } from './judge';
import type { Flaw } from './system';

export interface PlayOptions {
  /** Which of all possible runs; by default the scenario's title decides. */
  seed?: string;
  flaw?: Flaw;
  /** From a repro file: the run follows it. */
  record?: { roots: ChanceRoots; decisions: DecisionRecord };
  /**
   * The id of a fault ('throttle-1') that is armed without effect: a scenario that is green all the same
   * proves nothing by it.
   */
  inert?: string;
  /** Whether the seed also draws faults from the scenario's candidates. */
  swarm?: boolean;
  /** For exploration: execution environments reuse workers. What fails so is to be played again without. */
  recycle?: boolean;
}

/** What a run came to. */
export interface Played {
  title: string;
  seed: string;
  /** What went wrong, in the order it was found; empty when green. */
  failures: Failure[];
  proofs: Proof[];
  /** Properties that were not judged, each with the reason. */
  skipped: Skip[];
  calls: number;
  faultsFired: Record<string, number>;
  duplicatesDelivered: number;
  virtualMs: number;
  /** Everything of this run, without its deployment. */
  trace: readonly TraceEntry[];
  traceHash: string;
  templateHash: string;
  record: { roots: ChanceRoots; decisions: DecisionRecord };
  decisionsMatched: number;
  decisionsRecorded: number;
  evidence: Evidence;
  /** Whether faults were drawn from the scenario's candidates. */
  swarm: boolean;
  modelledOnly: string[];
  /** Calls of the scenario that came at a time which is the machine's; with any, the run can't be replayed. */
  lateCalls: number;
}
