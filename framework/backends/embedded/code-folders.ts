import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { unzip } from '../../template';

const prefix = 'stormproof-';

/** Limits of Lambda's unpacked code. See aws-behaviour.md 1.2. */
const limits = { totalBytes: 262_144_000, files: 65_536 };

/**
 * The folders of one process into which function code is unpacked and where environments have their `/tmp`.
 *
 * All lie in one folder named by the process id. It goes when nobody holds it any more, at the latest when the process
 * ends; a later process takes away what a killed one left.
 */
class CodeFolders {
  private root: string | undefined;
  private readonly unpacked = new Map<string, string>();
  private readonly emptied: string[] = [];
  private freshMode: number | undefined;
  private count = 0;
  private holders = 0;
  private isKept = false;
  private endsWithProcess = false;

  /** Keeps the folders until the returned function is called. */
  hold(): () => void {
    this.holders++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.holders--;
      if (this.holders === 0) this.removeAll();
    };
  }

  /** Keeps the folders as long as the process lives: threads rest there between environments of the same code. */
  keep(): void {
    if (!this.isKept) this.holders++;
    this.isKept = true;
  }

  /** The folder that holds the content of zips, the later over the earlier; equal code is unpacked once. */
  code(blobIds: readonly string[], zip: (blobId: string) => Uint8Array): string {
    const key = blobIds.join(' ');
    const known = this.unpacked.get(key);
    if (known !== undefined) return known;
    const folder = this.fresh();
    for (const blobId of blobIds) {
      for (const file of unzip(zip(blobId), limits)) {
        const path = join(folder, file.path);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, file.bytes, { mode: file.executable === true ? 0o755 : 0o644 });
      }
    }
    this.unpacked.set(key, folder);
    return folder;
  }

  /** An empty folder to write in. */
  scratch(): string {
    return this.emptied.pop() ?? this.fresh();
  }

  /** Takes back such a folder: most are as empty as they were, and a new one costs far more than a look. */
  giveBack(folder: string): void {
    // It may have gone with all the others.
    if (this.root === undefined || !folder.startsWith(`${this.root}${sep}`)) return;
    const isAsNew = readdirSync(folder).length === 0 && statSync(folder).mode === this.freshMode;
    if (isAsNew) this.emptied.push(folder);
    else rmSync(folder, { recursive: true, force: true });
  }

  removeAll(): void {
    if (this.root !== undefined) rmSync(this.root, { recursive: true, force: true });
    this.root = undefined;
    this.unpacked.clear();
    this.emptied.length = 0;
  }

  private fresh(): string {
    const folder = join(this.rootFolder(), String(++this.count));
    mkdirSync(folder);
    this.freshMode ??= statSync(folder).mode;
    return folder;
  }

  private rootFolder(): string {
    if (this.root === undefined) {
      removeLeftOvers();
      this.root = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
      if (!this.endsWithProcess) process.once('exit', () => this.removeAll());
      this.endsWithProcess = true;
    }
    return this.root;
  }
}

export const codeFolders = new CodeFolders();

function removeLeftOvers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]);
    if (Number.isInteger(pid) && !isRunning(pid))
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user exists too, but may not be signalled.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
