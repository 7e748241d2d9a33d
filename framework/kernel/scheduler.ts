import type { Chance } from './chance';
import type { Candidates, Decisions } from './decisions';

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
  pick(steps: Candidates): number {
    return this.decisions.pick(steps, () => (this.strategy === 'fifo' ? 0 : this.any(steps)));
  }

  /** Drawn for these very candidates; that they are the same is told by their number, the first and the last. */
  private any(steps: Candidates): number {
    const { length } = steps;
    return this.chance.at('schedule', `${steps.at(0)} ${steps.at(length - 1)} ${length}`).below(length);
  }
}
