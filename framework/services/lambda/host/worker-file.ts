import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Path of the bundled code that runs inside of an environment's worker.
 *
 * In the published package it lies beside the program's bundle; when the sources run (under jest) it is where
 * the build script puts it.
 */
export function workerFile(): string {
  const sibling = join(__dirname, 'worker.js');
  if (existsSync(sibling)) return sibling;
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  const built = join(folder, 'dist', 'worker.js');
  if (!existsSync(built)) throw new Error(`${built} is missing: run \`node build.mjs\` first`);
  return built;
}
