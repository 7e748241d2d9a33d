import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Server, type Socket, createServer } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { Exit } from '../contract';
import { StormError } from '../../../../kernel';
import { type Interpreter, requirePython } from './interpreter';
import { runtimeFile } from './runtime-file';

/** A process that a zygote has forked to be one environment. */
export interface Forked {
  /** Its connection with us; rejects when it never comes to one. */
  readonly connected: Promise<Socket>;
  /** Resolves once it is gone. */
  readonly gone: Promise<Exit>;
  /** CPU time that it has used; 0 when it is gone. */
  cpuMs(): number;
  kill(): void;
}

interface Child {
  readonly connected: PromiseWithResolvers<Socket>;
  readonly gone: PromiseWithResolvers<Exit>;
  pid: number | undefined;
  isUnwanted: boolean;
}

const SIGNAL_BITS = 0x7f;
const STATUS_SHIFT = 8;
const SIGNALLED = 128;
const zygotes = new Map<string, Zygote>();

/** Forks an environment off the zygote of this machine's Python, which is started when first used. */
export function forkPython(): Forked {
  const interpreter = requirePython();
  let known = zygotes.get(interpreter.path);
  if (known === undefined || known.isGone) {
    known = new Zygote(interpreter);
    zygotes.set(interpreter.path, known);
  }
  return known.fork();
}

/** Ends all Python processes. */
export async function closePython(): Promise<void> {
  const all = [...zygotes.values()];
  zygotes.clear();
  await Promise.all(all.map((one) => one.close()));
}

/** How many processes run functions in Python. */
export function livingProcesses(): number {
  return [...zygotes.values()].reduce((sum, { living }) => sum + living, 0);
}

/**
 * A Python process that has loaded the SDK and forks an environment whenever one is asked for.
 *
 * It ends with this process, and its environments end with it, however that comes to pass: the system kills them
 * (PR_SET_PDEATHSIG), and the end of a pipe tells them. Nothing of it keeps this process alive.
 */
class Zygote {
  isGone = false;
  private readonly secret = randomBytes(16).toString('hex');
  // Of one length whatever the process id is: it is part of the memory that environments begin with.
  private readonly address = `stormproof-${String(process.pid).padStart(10, '0')}-${randomBytes(8).toString('hex')}`;
  private readonly server: Server;
  private readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly gone = Promise.withResolvers<void>();
  private readonly children = new Map<number, Child>();
  /** Children whose end was told before their beginning. */
  private readonly early = new Map<number, Exit>();
  private count = 0;
  private said = '';
  private complaint = '';

  constructor(private readonly interpreter: Interpreter) {
    this.server = createServer((socket) => {
      this.greet(socket);
    });
    // A name without a file: nothing is left of it, however this process ends.
    this.server.listen(`\0${this.address}`).unref();
    this.process = spawn(interpreter.path, ['-X', 'utf8', runtimeFile(), this.address, this.secret], {
      env: {
        ...process.env,
        PYTHONHASHSEED: '0',
        PYTHONDONTWRITEBYTECODE: '1',
        TZ: 'UTC',
        LC_ALL: 'C.UTF-8',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const { stdout, stderr, stdin } = this.process;
    stdout.on('data', (bytes: Buffer) => {
      this.hear(bytes.toString('latin1'));
    });
    stderr.on('data', (bytes: Buffer) => {
      this.complaint += bytes.toString();
    });
    // That it has ended is heard below.
    stdin.on('error', () => undefined);
    this.process.on('close', () => {
      this.end();
    });
    for (const handle of [this.process, stdout, stderr, stdin]) unref(handle);
  }

  get living(): number {
    return this.children.size;
  }

  fork(): Forked {
    const number = ++this.count;
    const child: Child = {
      connected: Promise.withResolvers(),
      gone: Promise.withResolvers(),
      pid: undefined,
      isUnwanted: false,
    };
    // Whoever waits hears of it; nobody may be waiting yet.
    child.connected.promise.catch(() => undefined);
    this.children.set(number, child);
    // As long for the first as for the last: the zygote's memory shall not depend on how many there were.
    this.say(`fork ${String(number).padStart(8, '0')}`);
    return {
      connected: child.connected.promise,
      gone: child.gone.promise,
      cpuMs: () => (child.pid === undefined ? 0 : cpuMs(child.pid)),
      kill: () => {
        if (child.pid === undefined) child.isUnwanted = true;
        else this.say(`kill ${child.pid}`);
      },
    };
  }

  async close(): Promise<void> {
    this.process.ref();
    this.process.stdin.end();
    await this.gone.promise;
  }

  private say(line: string): void {
    if (!this.isGone) this.process.stdin.write(`${line}\n`);
  }

  /** A child calls: its first line says which one it is. */
  private greet(socket: Socket): void {
    socket.unref();
    socket.on('error', () => undefined);
    let text = '';
    const listen = (bytes: Buffer): void => {
      text += bytes.toString('latin1');
      if (!text.includes('\n')) return;
      socket.off('data', listen);
      const [secret, number = ''] = text.trim().split(' ');
      const child = secret === this.secret ? this.children.get(Number(number)) : undefined;
      if (child === undefined) socket.destroy();
      else child.connected.resolve(socket);
    };
    socket.on('data', listen);
  }

  private hear(text: string): void {
    const lines = (this.said + text).split('\n');
    this.said = lines.pop() ?? '';
    for (const line of lines) {
      const [what = '', first = '', second = ''] = line.split(' ');
      if (what === 'forked') this.forked(Number(first), Number(second));
      else if (what === 'ended') this.ended(Number(first), exitOf(Number(second)));
    }
  }

  private forked(number: number, pid: number): void {
    const child = this.children.get(number);
    if (child === undefined) return;
    child.pid = pid;
    const exit = this.early.get(pid);
    this.early.delete(pid);
    if (exit !== undefined) this.ended(pid, exit);
    else if (child.isUnwanted) this.say(`kill ${pid}`);
  }

  private ended(pid: number, exit: Exit): void {
    const entry = [...this.children].find(([, child]) => child.pid === pid);
    if (entry === undefined) {
      this.early.set(pid, exit);
      return;
    }
    const [number, child] = entry;
    this.children.delete(number);
    child.connected.reject(new Error(`Python process ${pid} ended before it called`));
    child.gone.resolve(exit);
  }

  private end(): void {
    this.isGone = true;
    this.server.close();
    const error = new StormError(
      'STORM_RUNTIME_MISSING',
      `${this.interpreter.path}, which runs functions in Python, ended: ${this.complaint.trim() || 'nobody knows why'}`,
      { fix: 'check its boto3, or name another interpreter in STORMPROOF_PYTHON' },
    );
    for (const child of this.children.values()) {
      child.connected.reject(error);
      child.gone.resolve({ code: 137, reason: 'crash' });
    }
    this.children.clear();
    this.gone.resolve();
  }
}

/** What a status of `waitpid` means. */
function exitOf(status: number): Exit {
  const signal = status & SIGNAL_BITS;
  if (signal !== 0) return { code: SIGNALLED + signal, reason: 'crash' };
  return { code: status >> STATUS_SHIFT, reason: 'exit' };
}

/** CPU time of a process so far, in steps of 10 ms. */
function cpuMs(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program comes second, in brackets, and may hold anything.
    const [, , , , , , , , , , , user = '0', system = '0'] = status
      .slice(status.lastIndexOf(')') + 2)
      .split(' ');
    return (Number(user) + Number(system)) * 10;
  } catch {
    return 0;
  }
}

/** Lets this process end though the handle is open; pipes of a child have it, their types do not. */
function unref(handle: object): void {
  const call: unknown = Reflect.get(handle, 'unref');
  if (typeof call === 'function') call.call(handle);
}
