import fs from 'node:fs';
import { createHash } from 'node:crypto';
import { originOfTime, virtualNow } from '../time/clock';
import { mountBehind, toVirtual } from './paths';

// What a package unzipped by Lambda shows: the first instant of the zip format.
const PACKAGED_AT = Date.UTC(1980, 0, 1);
const NS_PER_MS = 1_000_000n;
const written = new Map<string, number>();

/** Notes that a file changes now. */
export function touch(real: string): void {
  written.set(real, virtualNow());
}

/** Forgets all changes. */
export function resetFileTimes(): void {
  written.clear();
}

/** Gives the outcome of a file system function the names and times of Lambda. */
export function stampResult(name: string, value: unknown, real: string | undefined): unknown {
  if (value instanceof fs.Stats || isBigStats(value)) return stampStats(value, real);
  if (
    typeof value === 'string' &&
    (name.startsWith('realpath') || name.startsWith('readlink') || name.startsWith('mkdir'))
  ) {
    return toVirtual(value);
  }
  if (value instanceof fs.Dir) Object.defineProperty(value, 'path', { value: toVirtual(value.path) });
  if (Array.isArray(value) && value[0] instanceof fs.Dirent) for (const entry of value) stampEntry(entry);
  return value;
}

function stampEntry(entry: unknown): void {
  if (!(entry instanceof fs.Dirent)) return;
  const folder = toVirtual(entry.parentPath);
  for (const key of ['parentPath', 'path']) if (key in entry) Reflect.set(entry, key, folder);
}

function isBigStats(value: unknown): value is fs.BigIntStats {
  return typeof value === 'object' && value !== null && 'mtimeNs' in value && 'ino' in value;
}

function stampStats(stats: fs.Stats | fs.BigIntStats, real: string | undefined): unknown {
  const isScratch = real === undefined || mountBehind(real)?.isWritable === true;
  const ms = isScratch ? (real !== undefined && written.get(real)) || originOfTime() : PACKAGED_AT;
  const inode = createHash('sha256')
    .update(real === undefined ? '' : toVirtual(real))
    .digest()
    .readUIntBE(0, 4);
  const isBig = typeof stats.ino === 'bigint';
  for (const name of ['atime', 'mtime', 'ctime', 'birthtime']) {
    Reflect.set(stats, `${name}Ms`, isBig ? BigInt(ms) : ms);
    if (isBig) Reflect.set(stats, `${name}Ns`, BigInt(ms) * NS_PER_MS);
    Object.defineProperty(stats, name, {
      value: new Date(ms),
      writable: true,
      configurable: true,
      enumerable: true,
    });
  }
  for (const [name, value] of [
    ['ino', inode],
    ['dev', 1],
    ['uid', 993],
    ['gid', 990],
  ] as const) {
    Reflect.set(stats, name, isBig ? BigInt(value) : value);
  }
  return stats;
}
