import type { Cloud } from '../backends/cloud';
import type { DeployOptions } from '../backends/deploy';
import type { Stack } from '../backends/stack';
import type { Outcome, Work } from '../properties/property';

/** What a system's functions are given. */
export interface SystemContext {
  aws: Cloud['aws'];
  cloud: Cloud;
  stack: Stack;
}

/** A template plus how to give it work and how to read what came of it. */
export interface System<W extends Work> {
  name: string;
  /** Path of the template, relative to the current folder. */
  template: string;
  parameters?: Record<string, string>;
  capabilities?: DeployOptions['capabilities'];
  tags?: Record<string, string>;
  /** What one piece of work is called in messages; 'work item' by default. */
  noun?: string;
  /** The nth piece of work: pure data with an id, so that it can be stored, replayed and shrunk. */
  work(n: number): W;
  /** Hands one piece of work to the system. */
  submit(context: SystemContext, work: W): Promise<void>;
  /** Reads what came of it, one row for each effect, each with the id of its work. */
  outcomes(context: SystemContext): Promise<Outcome[]>;
  /** Logical ids of the places where failed work may end. */
  deadLetters?: readonly string[];
  /** Good templates and code gone wrong in one known way. */
  flaws?: readonly Flaw[];
}

/** An exact patch of a file. */
export interface Patch {
  /** Relative to the current folder. */
  file: string;
  /** Text that stands in the file exactly once. */
  find: string;
  replace: string;
}

/** A named mutation of a good template or of its function code. */
export interface Flaw {
  /** The finding that it brings back, or a name of its own. */
  id: string;
  title: string;
  patches: readonly Patch[];
}

/**
 * Declares a system.
 *
 * @example
 * export const orders = defineSystem({ name: 'orders', template: 'templates/orders/template.yaml', … });
 */
export function defineSystem<W extends Work>(system: System<W>): System<W> {
  return system;
}
