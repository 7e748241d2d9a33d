import { drawCount } from '../chance/stream';
import { preloadRuntime } from '../code/runtime-modules';
import { forgetModules } from '../code/modules';
import { replace } from '../patch';
import { readCount } from '../time/clock';
import { nextTimerAt, resetTimers } from '../time/timer-heap';

// What the preloaded modules read of the environment's variables.
const seen = new Map<string, string | undefined>();
let isClean = true;

/**
 * Evaluates what the next environment of the same code will load of the runtime, while nobody waits.
 *
 * Whether that was the same as doing it later is seen to: code of a module that draws from chance, reads the clock or
 * arms a timer is not preloaded, and `keepPreloaded` compares the variables that it has read.
 */
export function preload(): void {
  const { env } = process;
  const draws = drawCount();
  const reads = readCount();
  seen.clear();
  replace(process, 'env', recorded(env));
  try {
    preloadRuntime();
    isClean = drawCount() === draws && readCount() === reads && nextTimerAt() === undefined;
  } catch {
    // It will fail again where the function can see it.
    isClean = false;
  }
  replace(process, 'env', env);
}

/** Keeps the preloaded modules for an environment with these variables, or drops them. */
export function keepPreloaded(env: Record<string, string>): void {
  if (isClean && [...seen].every(([name, value]) => env[name] === value)) return;
  resetTimers();
  forgetModules();
}

function recorded(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return new Proxy(env, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof name === 'string') seen.set(name, typeof value === 'string' ? value : undefined);
      return value;
    },
    has(target, name) {
      isEnumerated();
      return Reflect.has(target, name);
    },
    ownKeys(target) {
      isEnumerated();
      return Reflect.ownKeys(target);
    },
    set: isEnumerated,
    deleteProperty: isEnumerated,
    defineProperty: isEnumerated,
  });
}

function isEnumerated(): never {
  throw new Error('A module looks at all variables or changes them while it loads');
}
