/** The whole program in one bundle; `dist/index.js`, `dist/jest.js` and `dist/cli.js` each take their part of it. */
import type * as loading from './cli/load-scenarios';
import type * as commands from './cli/main';
import type * as jestHook from './scenario/jest';
import type { ScenarioDefinition } from './scenario/scenario';

export * as api from './index';
/** For the benchmarks, which measure what a fault costs that selects nothing. */
export { arm } from './faults';

// The parts are loaded when asked for: the commands' library is no CommonJS module, which jest can't load.

export function cli(argv: readonly string[]): void {
  const { main }: typeof commands = require('./cli/main');
  main(argv);
}

export function loadScenarios(pattern?: string): Promise<ScenarioDefinition[]> {
  const { loadScenarios: load }: typeof loading = require('./cli/load-scenarios');
  return load(pattern);
}

/** It speaks to jest the moment it is loaded. */
export function loadJest(): typeof jestHook {
  return require('./scenario/jest');
}
