/** What a cloud can do; a property or scenario that needs more is skipped with the reason, never passed silently. */
export interface Abilities {
  /** Time moves only when nothing else can happen, and then jumps. */
  virtualTime: boolean;
  /** Faults can be injected into calls and deliveries, wherever they happen. */
  faults: boolean;
  /** Every call is in the trace. */
  trace: boolean;
  /** A run replays exactly from its record. */
  replay: boolean;
  /** The deployed world can be forked for each scenario. */
  fork: boolean;
  /** Function code runs. */
  functions: boolean;
  /** Policies decide who may do what. */
  permissions: boolean;
  /** An update of a stack that fails is taken back. */
  updateRollback: boolean;
  /** Lifecycle rules that a template gives a bucket are kept and acted on. */
  lifecycle: boolean;
  /** What a template says of a resource is done, and nothing left out without a word. */
  templates: boolean;
}

export type Ability = keyof Abilities;

/** How a cloud is called that lacks an ability. */
export const lacks: Readonly<Record<Ability, string>> = {
  virtualTime: 'has no virtual time',
  faults: 'takes no faults inside of it',
  trace: 'keeps no trace',
  replay: 'can’t be replayed',
  fork: 'can’t be forked',
  functions: 'runs no function code here',
  permissions: 'lets everybody do everything',
  updateRollback: 'does not take back an update that failed',
  lifecycle: 'leaves out the lifecycle rules of templates',
  templates: 'leaves out properties of templates without a word',
};
