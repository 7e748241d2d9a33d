import { milliseconds, type World } from '../kernel';
import type { FaultHook } from '../cloud/service';
import type { Dice, Fault } from './fault';

/** A fault that was injected. */
export interface Armed extends FaultHook {
  readonly fault: Fault;
  /** How often it took effect; of a duplicate, how many extra copies were delivered. */
  readonly fired: number;
  /** When its window closes by itself. */
  readonly untilMs: number | undefined;
}

/** Makes a fault ready for the pipeline: its dose, its drawn values, its count. */
export function arm(fault: Fault, id: string, world: World, means: Dice['means']): Armed {
  let fired = 0;
  let hit = 0;
  const delayed = new Map<string, number>();
  const dice: Dice = {
    hits: (key, chance) =>
      world.decisions.draw(`${id} ${key}`, () => world.chance.at(id, key).unit() < chance, isBoolean),
    between: (key, low, high) =>
      world.decisions.draw(`${id} ${key}`, () => world.chance.at(id, key).between(low, high), isNumber),
    means,
    delayedUntilMs: (to) => delayed.get(to),
  };
  const { chance = 1, times = Infinity, beyond = 0, during } = fault.dose;
  let second = { atMs: -1, count: 0 };
  const untilMs = during === undefined ? undefined : world.nowMs + milliseconds(during);
  /** An effect that the fault would have is had only within its dose. */
  function dosed<T>(effect: T | undefined, view: { key: string; nowMs: number }): T | undefined {
    if (effect === undefined || hit >= times || (untilMs !== undefined && view.nowMs >= untilMs))
      return undefined;
    if (beyond > 0 && isSpared(view.nowMs)) return undefined;
    if (chance < 1 && !dice.hits(`${view.key} hit`, chance)) return undefined;
    hit++;
    return effect;
  }
  /** Counts by whole seconds of the clock. */
  function isSpared(nowMs: number): boolean {
    const atMs = nowMs - (nowMs % 1000);
    second = { atMs, count: second.atMs === atMs ? second.count + 1 : 1 };
    return second.count <= beyond;
  }
  return {
    id,
    title: fault.title,
    fault,
    untilMs,
    get fired() {
      return fired;
    },
    tookEffect(effect) {
      if (effect === fault.proof) fired++;
    },
    ...(fault.before === undefined ? {} : { before: (view) => dosed(fault.before?.(view, dice), view) }),
    ...(fault.after === undefined ? {} : { after: (view) => dosed(fault.after?.(view, dice), view) }),
    delivery(view) {
      const wanted = fault.delivery?.(view, dice);
      // To overtake is the second half of a delay, which the dose was spent on.
      const effect = wanted?.overtakes === true ? wanted : dosed(wanted, view);
      if (effect?.overtakes === true) delayed.delete(view.to);
      const { delayMs = 0 } = effect ?? {};
      if (delayMs > 0) delayed.set(view.to, view.dueMs + delayMs);
      return effect;
    },
    stackStep: (view) => dosed(fault.stackStep?.(view, dice), view),
    startsCold: (view) => dosed(fault.startsCold?.(view, dice), view) === true,
    refusesInvocation: (view) => dosed(fault.refusesInvocation?.(view, dice), view) === true,
  };
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
