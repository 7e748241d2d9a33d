import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const repository = resolve(__dirname, '../..');
const cli = join(repository, 'dist/cli.js');

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A folder of its own for a test: the given files, and the packages of this repository. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'storm-test-'));

  constructor(files: Record<string, string> = {}) {
    symlinkSync(join(repository, 'node_modules'), join(this.folder, 'node_modules'));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  /** With the s3-processor as this repository has it. */
  static withProcessor(): Project {
    const project = new Project();
    for (const part of ['templates/s3-processor', 'scenarios/s3-processor']) {
      cpSync(join(repository, part), join(project.folder, part), { recursive: true });
    }
    return project;
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  writeBytes(path: string, bytes: Uint8Array): void {
    writeFileSync(join(this.folder, path), bytes);
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Runs `stormproof` here to its end. */
  run(args: readonly string[], environment: Record<string, string> = {}, program = cli): Outcome {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', ...environment },
    });
    return { code: status, stdout, stderr };
  }

  /** Runs jest here to its end. */
  jest(args: readonly string[]): Outcome {
    const runner = join(repository, 'node_modules/jest/bin/jest.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [runner, ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    return { code: status, stdout, stderr };
  }

  start(args: readonly string[]) {
    return spawn(process.execPath, [cli, ...args], {
      cwd: this.folder,
      env: { ...process.env, NO_COLOR: '1' },
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Folders of function code that processes have left behind. */
export function leftOverFolders(): string[] {
  return readdirSync(tmpdir()).filter(
    (name) => /^stormproof-\d+-/.test(name) && !isRunning(Number(/\d+/.exec(name)?.[0])),
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
