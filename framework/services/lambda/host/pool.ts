import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Script } from 'node:vm';
import { Worker } from 'node:worker_threads';
import {
  type Channel,
  HOST,
  awaitTurn,
  channelMemory,
  crowdMemory,
  join,
  leave,
  openChannel,
  receive,
  send,
} from './channel';
import type { Exit } from './contract';
import { type Recycled, packToWorker } from './messages';
import { shelfMemory } from './shelf';
import { workerFile } from './worker-file';

/** A worker thread that runs our prelude and has become, or is about to become, one environment. */
export interface HostedWorker {
  channel: Channel;
  thread: Worker;
  /** Set once the thread is gone without having said so itself. */
  death?: Exit;
  /** What the thread died of, if it says so: an error outside of the function's own code. */
  lastWords?: string;
  /** Resolves when the thread is gone. */
  gone: Promise<void>;
}

interface Prelude {
  source: string;
  cachedData: Uint8Array;
}

// The bundle is compiled under the name that AWS's own runtime has, so that no stack trace shows a path of
// this machine.
const PRELUDE_NAME = '/var/runtime/index.js';
const BOOT = `
const vm = require('node:vm');
const { workerData } = require('node:worker_threads');
const script = new vm.Script(workerData.source, {
  filename: ${JSON.stringify(PRELUDE_NAME)},
  cachedData: workerData.cachedData,
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
script.runInThisContext()({}, require, { exports: {} });
`;
// What V8 reports for a heap limit; everything else that ends a thread from outside is a crash.
const OUT_OF_MEMORY = 'ERR_WORKER_OUT_OF_MEMORY';
// AWS leaves about a tenth of the memory to what is not JavaScript.
const HEAP_SHARE = 0.9;
// At the limit V8 grants a thread 16 MB more to end itself. A collection that moves more than that out of the young
// generation at once would abort the whole process instead.
const YOUNG_GENERATION_MB = 12;
const SPARES_PER_SIZE = 1;
// Threads that rest until the same code is started again, and how long one may take to forget.
const RESTING_MAX = 8;
const RECYCLING_MS = 250;

let prelude: Prelude | undefined;
let shelf: SharedArrayBuffer | undefined;
let crowd: SharedArrayBuffer | undefined;
const spares = new Map<number, HostedWorker[]>();
const resting = new Map<string, HostedWorker[]>();
const living = new Set<HostedWorker>();

/** Takes a bare worker whose heap fits `memoryMb` and has the next one started meanwhile. */
export function takeWorker(memoryMb: number): HostedWorker {
  const ready = spares.get(memoryMb) ?? [];
  spares.set(memoryMb, ready);
  let taken = ready.shift();
  while (taken?.death) taken = ready.shift();
  taken ??= startWorker(memoryMb);
  while (ready.length < SPARES_PER_SIZE) ready.push(startWorker(memoryMb));
  return taken;
}

/** Has a quiescent worker forget its environment, for a later one with the same `key`. */
export function recycleWorker(hosted: HostedWorker, key: string): void {
  const same = resting.get(key) ?? [];
  resting.set(key, same);
  same.push(hosted);
  send(hosted.channel, HOST, packToWorker({ kind: 'recycle' }));
  // The longest unused one goes.
  const [oldestKey, oldest] = [...resting].find(([, workers]) => workers.length > 0) ?? [];
  if (oldestKey !== undefined && countResting() > RESTING_MAX) {
    const ended = oldest?.shift();
    if (ended) void endWorker(ended);
  }
}

/** A worker that has forgotten an environment with this `key`. */
export function takeRecycled(key: string): HostedWorker | undefined {
  const same = resting.get(key) ?? [];
  for (let hosted = same.pop(); hosted; hosted = same.pop()) {
    const isReady = !hosted.death && awaitTurn(hosted.channel, HOST, RECYCLING_MS);
    if (isReady && receive<Recycled>(hosted.channel, HOST).data.isRecycled) return hosted;
    void endWorker(hosted);
  }
  return undefined;
}

function countResting(): number {
  return [...resting.values()].reduce((sum, { length }) => sum + length, 0);
}

/** Ends a worker and resolves when its thread is gone. */
export async function endWorker(hosted: HostedWorker): Promise<void> {
  await hosted.thread.terminate();
  await hosted.gone;
}

/** Ends all spare workers; environments that are still open are ended too. */
export async function closeWorkers(): Promise<void> {
  spares.clear();
  resting.clear();
  await Promise.all([...living].map(endWorker));
}

/** How many threads of the host are alive; none are left after `closeWorkers`. */
export function livingWorkers(): number {
  return living.size;
}

function startWorker(memoryMb: number): HostedWorker {
  prelude ??= compilePrelude();
  shelf ??= shelfMemory();
  crowd ??= crowdMemory(availableParallelism());
  const memory = channelMemory();
  const thread = new Worker(BOOT, {
    eval: true,
    workerData: { ...prelude, memory, shelf, crowd },
    env: {},
    argv: [],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      maxOldGenerationSizeMb: Math.max(48, Math.floor(memoryMb * HEAP_SHARE)),
    },
  });
  // An idle environment must not keep the process alive; a pending `stimulate` does, by its own turns of the loop.
  thread.unref();
  const hosted: HostedWorker = { channel: openChannel(memory, crowd), thread, gone: Promise.resolve() };
  living.add(hosted);
  join(hosted.channel);
  hosted.gone = new Promise((resolve) => {
    thread.on('error', (error: Error & { code?: string }) => {
      const isOutOfMemory = error.code === OUT_OF_MEMORY;
      hosted.death ??= { code: isOutOfMemory ? 137 : 1, reason: isOutOfMemory ? 'outOfMemory' : 'crash' };
      if (!isOutOfMemory) hosted.lastWords = error.stack ?? error.message;
    });
    thread.on('exit', (code) => {
      hosted.death ??= { code, reason: 'crash' };
      living.delete(hosted);
      leave(hosted.channel);
      resolve();
    });
  });
  return hosted;
}

function compilePrelude(): Prelude {
  const source = `(function (exports, require, module) {${readFileSync(workerFile(), 'utf8')}\n})`;
  const script = new Script(source, { filename: PRELUDE_NAME });
  return { source, cachedData: script.createCachedData() };
}
