import type { Fault } from '../faults';
import type { World } from '../kernel';

/** Draws the parameters of candidate faults; every draw is recorded, and a replay follows it. */
export interface Draw {
  /** An integer from `low` to `high`, both included. */
  between(this: void, low: number, high: number): number;
  /** A chance for a fault's dose: 0.1, 0.2 … up to `high`. */
  chance(this: void, high?: number): number;
}

/** The candidates that the seed turns on, each with one chance in two, and with parameters of its choice. */
export function drawnFaults(candidates: (draw: Draw) => readonly Fault[], world: World): readonly Fault[] {
  let drawn = 0;
  function between(low: number, high: number): number {
    const key = `swarm value ${++drawn}`;
    return world.decisions.draw(key, () => world.chance.at('swarm', key).between(low, high), isNumber);
  }
  const faults = candidates({ between, chance: (high = 0.9) => between(1, Math.round(high * 10)) / 10 });
  return faults.filter((_, index) => {
    const key = `swarm on ${index + 1}`;
    return world.decisions.draw(key, () => world.chance.at('swarm', key).between(0, 1) === 1, isBoolean);
  });
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}
