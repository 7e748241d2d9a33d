/** What a cloud can do; a property or scenario that needs more is skipped with the reason, never passed silently. */
export interface Abilities {
  /** Time moves only when nothing else can happen, and then jumps. */
  virtualTime: boolean;
  /** Faults can be injected into calls and deliveries. */
  faults: boolean;
  /** Every call is in the trace. */
  trace: boolean;
  /** A run replays exactly from its record. */
  replay: boolean;
  /** The deployed world can be forked for each scenario. */
  fork: boolean;
}
