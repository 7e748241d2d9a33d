import type { Engine } from '../../cloud/engine';
import { StormError } from '../../kernel';
import type { Functions } from '../embedded/functions';

/** Somebody waits until no work is left. */
export interface Settling {
  /** Virtual time after which it has taken too long. */
  endMs: number;
  /** Whether it is far enough though work may be left. */
  isOver(): boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/** Ends the waits that are over; answers those that go on. Asked only while no function code computes. */
export function stillSettling(waits: readonly Settling[], engine: Engine, functions: Functions): Settling[] {
  if (waits.length === 0) return [];
  const { world, arrivalsWaiting } = engine;
  const isBusy = world.timers.workPending > 0 || arrivalsWaiting > 0 || functions.isInvoking;
  return waits.filter((wait) => {
    if (!isBusy || wait.isOver()) {
      wait.resolve();
      return false;
    }
    // Nothing will come that could end it.
    const nextMs = world.timers.nextAtMs() ?? Infinity;
    if (nextMs <= wait.endMs) return true;
    wait.reject(neverSettles(engine));
    return false;
  });
}

function neverSettles({ world }: Engine): StormError {
  const oldest = world.timers.list().find(({ work }) => work);
  const what =
    oldest === undefined
      ? 'a request or an invocation that is still under way'
      : `${oldest.step}, due at ${new Date(oldest.atMs).toISOString()}`;
  return new StormError('STORM_NEVER_SETTLES', `Work is left at the end of the time allowed: ${what}.`, {
    fix: 'look for a retry without an end, or allow more virtual time',
  });
}
