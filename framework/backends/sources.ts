import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { StormError } from '../kernel';
import type { ArchiveFile } from '../template';

/** The user's files, some of them possibly replaced: a flaw changes what is read, never the file itself. */
export class Sources {
  constructor(private readonly replaced: ReadonlyMap<string, string> = new Map()) {}

  /** The text of a file; `what` names it in the error when it is missing. */
  text(path: string, what: string): string {
    const replacement = this.replaced.get(resolve(path));
    if (replacement !== undefined) return replacement;
    if (!existsSync(path) || !statSync(path).isFile()) {
      throw new StormError('STORM_BAD_INPUT', `The ${what} '${path}' does not exist.`, {
        fix: `check the path; it is relative to ${resolve('.')}`,
      });
    }
    return readFileSync(path, 'utf8');
  }

  /** All files of a folder, for packaging. */
  folder(path: string, what: string): ArchiveFile[] {
    if (!existsSync(path)) {
      throw new StormError('STORM_BAD_INPUT', `The ${what} '${path}' does not exist.`, {
        fix: 'check the path; it is relative to the template, as for `aws cloudformation package`',
      });
    }
    const names = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
      : [path];
    const root = statSync(path).isDirectory() ? path : join(path, '..');
    return names.map((name) => {
      const replacement = this.replaced.get(resolve(name));
      const bytes = replacement === undefined ? readFileSync(name) : Buffer.from(replacement);
      const isExecutable = (statSync(name).mode & 0o100) !== 0;
      return {
        path: relative(root, name).replaceAll('\\', '/'),
        bytes,
        ...(isExecutable ? { executable: true } : {}),
      };
    });
  }
}
