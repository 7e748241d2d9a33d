import fs from 'node:fs';
import path from 'node:path';
import type { EnvironmentSpec } from '../../contract';
import { LAYERS, RUNTIME_MODULES, SCRATCH, TASK, mount, unmountAll } from './paths';

const { existsSync, realpathSync, statSync } = fs;

/** Makes the folders of an environment appear where Lambda has them. */
export function mountEnvironment(spec: EnvironmentSpec): void {
  unmountAll();
  mount(TASK, spec.taskRoot);
  if (spec.layersRoot !== undefined) mount(LAYERS, spec.layersRoot);
  mount(SCRATCH, spec.scratch, true);
  const packages = packagesOf(spec.runtimeModules);
  if (packages !== undefined) mount(RUNTIME_MODULES, packages);
}

/**
 * The `node_modules` folder in which the AWS SDK lies, seen from a file or folder.
 *
 * Its real name: through a link under this machine's own `/tmp`, Node's search would ask for what the
 * function sees there.
 */
export function packagesOf(from: string): string | undefined {
  let folder = statSync(from).isDirectory() ? from : path.dirname(from);
  for (;;) {
    const packages = path.join(folder, 'node_modules');
    if (existsSync(path.join(packages, '@aws-sdk'))) return realpathSync(packages);
    const parent = path.dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}
