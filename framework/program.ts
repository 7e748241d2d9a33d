/** The whole program in one bundle; `dist/index.js`, `dist/jest.js` and `dist/cli.js` each take their part of it. */
import { main } from './cli/main';
import type * as Jest from './scenario/jest';

export * as api from './index';
export const cli = main;

/** Loaded when asked for: it speaks to jest the moment it is loaded. */
export function loadJest(): typeof Jest {
  return require('./scenario/jest');
}

export { loadScenarios } from './cli/load-scenarios';
