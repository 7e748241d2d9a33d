import { zipSync, type Zippable } from 'fflate';

/** A file of an archive; paths have `/` between their parts and are relative. */
export interface ArchiveFile {
  path: string;
  bytes: Uint8Array;
  executable?: boolean;
}

const unix = 3;
const regularFile = 0o100000;

/**
 * A zip of the files, the same bytes for the same files: sorted, every time stamp the first a zip can say.
 *
 * Modes are 755 or 644; Lambda runs `bootstrap` and provided binaries by theirs.
 */
export function zipFolder(files: readonly ArchiveFile[]): Uint8Array {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const entries: Zippable = {};
  for (const { path, bytes, executable } of sorted) {
    const mode = regularFile | (executable === true ? 0o755 : 0o644);
    // A zip says local time; a date made of local parts reads back the same in every time zone.
    entries[path] = [bytes, { os: unix, attrs: (mode << 16) >>> 0, mtime: new Date(1980, 0, 1), level: 6 }];
  }
  return zipSync(entries);
}
