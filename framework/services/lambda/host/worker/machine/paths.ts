import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const { realpathSync } = fs;

/** A folder of this machine under the name that it has in Lambda. */
export interface Mount {
  at: string;
  real: string;
  isWritable: boolean;
}

const mounts: Mount[] = [];
// Environments that follow each other in one thread have the same folders.
const realNames = new Map<string, string>();

/** Where the function's code, its layers, its scratch space and AWS's own packages appear. */
export const TASK = '/var/task';
export const LAYERS = '/opt';
export const SCRATCH = '/tmp';
export const RUNTIME_MODULES = '/var/runtime/node_modules';

/** Makes a real folder appear under another name. */
export function mount(at: string, real: string, isWritable = false): void {
  const realName = realNames.get(real) ?? realpathSync(real);
  realNames.set(real, realName);
  mounts.push({ at, real: realName, isWritable });
}

/** Takes all mounts away. */
export function unmountAll(): void {
  mounts.length = 0;
}

/** The mount that a name in Lambda lies in; a real folder may well lie in this machine's own `/tmp`. */
export function mountOf(virtualPath: string): Mount | undefined {
  if (mountBehind(virtualPath)) return undefined;
  return mounts.find(({ at }) => isInside(virtualPath, at));
}

/** The mount that a real path lies in. */
export function mountBehind(realPath: string): Mount | undefined {
  return mounts.find(({ real }) => isInside(realPath, real));
}

/** The real path behind a name in Lambda; other paths, and real ones, stay as they are. */
export function toReal(virtualPath: string): string {
  if (mountBehind(virtualPath)) return virtualPath;
  const found = mountOf(virtualPath);
  return found ? found.real + virtualPath.slice(found.at.length) : virtualPath;
}

/** The name in Lambda of a real path. */
export function toVirtual(realPath: string): string {
  const found = mountBehind(realPath);
  return found ? found.at + realPath.slice(found.real.length) : realPath;
}

/** Replaces real folders by their names in Lambda wherever a text mentions them. */
export function virtualText(text: string): string {
  return mounts.reduce((result, { at, real }) => result.replaceAll(real, at), text);
}

/** A folder and those above it, up to the root of its mount; what lies above that is not deployed. */
export function foldersUpwards(virtualFolder: string): string[] {
  const root = mountOf(virtualFolder)?.at;
  const folders: string[] = [];
  if (root === undefined) return folders;
  for (let folder = virtualFolder; isInside(folder, root); folder = path.dirname(folder))
    folders.push(folder);
  return folders;
}

/** An absolute name in Lambda for what a file system function was given; undefined for a file descriptor. */
export function absolutePath(given: unknown): string | undefined {
  if (typeof given === 'string') return path.resolve(TASK, given);
  if (given instanceof URL) return fileURLToPath(given);
  if (Buffer.isBuffer(given)) return path.resolve(TASK, given.toString());
  return undefined;
}

function isInside(file: string, folder: string): boolean {
  return file === folder || (file.startsWith(folder) && file[folder.length] === '/');
}
