import { drawCount } from '../chance/stream';
import { isRuntimeFile, moduleCache, type LoadedModule } from '../code/module-cache';
import { preloadRuntime } from '../code/runtime-modules';
import { forgetModules } from '../code/modules';
import { replace } from '../patch';
import { readCount } from '../time/clock';
import { nextTimerAt, resetTimers } from '../time/timer-heap';
import { sealExports } from './seal';

// What the preloaded modules read of the environment's variables.
const seen = new Map<string, string | undefined>();
// The preloaded modules, which one environment after the other uses.
const kept = new Map<string, LoadedModule>();
// The runtime's modules that the last environment used, in the order in which it loaded them.
let used: string[] = [];
let isClean = true;

/** Drops what the environment has loaded, but for preloaded modules that nothing has replaced. */
export function forgetOwnModules(): void {
  const cache = moduleCache();
  used = Object.keys(cache).filter((file) => isRuntimeFile(file) && cache[file]?.loaded === true);
  if ([...kept].some(([file, module]) => cache[file] !== module)) kept.clear();
  forgetModules(new Set(kept.keys()));
}

/**
 * Evaluates what the next environment of the same code will load of the runtime, while nobody waits.
 *
 * Whether that was the same as doing it later is seen to: code of a module that draws from chance, reads the clock or
 * arms a timer is not preloaded, and `keepPreloaded` compares the variables that it has read. What the modules export
 * is put back after each environment; what they keep to themselves stays (the SDK's caches of endpoints and keys),
 * which is why verdicts come from fresh threads.
 */
export function preload(): void {
  if (kept.size > 0) return;
  const { env } = process;
  const draws = drawCount();
  const reads = readCount();
  seen.clear();
  replace(process, 'env', recorded(env));
  try {
    preloadRuntime(used);
    isClean = drawCount() === draws && readCount() === reads && nextTimerAt() === undefined;
  } catch {
    // It will fail again where the function can see it.
    isClean = false;
  }
  replace(process, 'env', env);
  if (isClean) keep();
}

function keep(): void {
  for (const [file, module] of Object.entries(moduleCache())) {
    if (module?.loaded === true && isRuntimeFile(file)) kept.set(file, module);
  }
  sealExports([...kept.values()].map(({ exports }) => exports));
}

/** Keeps the preloaded modules for an environment with these variables, or drops them. */
export function keepPreloaded(env: Record<string, string>): void {
  if (isClean && [...seen].every(([name, value]) => env[name] === value)) return;
  resetTimers();
  kept.clear();
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
