import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Path of the program that the machine's Python runs.
 *
 * In the published package its folder lies beside the program's bundle; when the sources run (under jest) it is here.
 */
export function runtimeFile(): string {
  const built = join(__dirname, 'python', 'main.py');
  return existsSync(built) ? built : join(__dirname, 'runtime', 'main.py');
}
