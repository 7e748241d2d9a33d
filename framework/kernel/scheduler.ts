import type { Chance } from './chance';
import type { Decisions } from './decisions';

/** How the next of several possible steps is picked: the oldest first, or any of them. */
export const strategies = ['fifo', 'random'] as const;
export type Strategy = (typeof strategies)[number];

/** Picks whose next step happens; every pick among several goes through the decision record. */
export class Scheduler {
  constructor(
    private readonly strategy: Strategy,
    private readonly chance: Chance,
    private readonly decisions: Decisions,
  ) {}

  /** The index of the step that happens next; `steps` are in canonical order. */
  pick(steps: readonly string[]): number {
    return this.decisions.pick(steps, () =>
      this.strategy === 'fifo' ? 0 : this.chance.at('schedule', steps.join(' ')).below(steps.length),
    );
  }
}
