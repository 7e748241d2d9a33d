import module from 'node:module';
import v8 from 'node:v8';
import { workerData } from 'node:worker_threads';
import { WORKER, awaitTurn, openChannel, receive, send } from '../channel';
import type { EnvironmentSpec, Exit, Report, Stimulus } from '../contract';
import { type PackedToWorker, packReport, unpackToWorker } from '../messages';
import { openShelf } from '../shelf';
import { patchChance } from './chance/crypto';
import { seedChance } from './chance/stream';
import { type Handler, awslambdaGlobal, loadHandler, unhandledRejection } from './code/handler';
import { hookModules, startModules } from './code/modules';
import { learnFromShelf, leaveOnShelf } from './code/compiled';
import { rememberSends } from './code/sdk-places';
import { learnNodeVersion } from './code/node-version';
import { deliverCompletion, patchCompression, resetCompletions } from './completions';
import { type Invocation, announce, conclude, endOnEmptyLoop, run } from './invocation';
import { errorPayload, logError, patchConsole, startLogs, takeLogs } from './logs';
import { patchFileSystem } from './machine/file-system';
import { resetFileTimes } from './machine/file-times';
import { patchMachine, startMachine } from './machine/machine';
import { mountEnvironment, packagesOf } from './machine/mounts';
import {
  answerCall,
  isAwaitingAnswer,
  resetCall,
  resetCalls,
  takeBlocked,
  takeCalls,
  thawCalls,
} from './network/calls';
import { learnCloudHosts } from './network/cloud-hosts';
import { patchConnections, resetConnections } from './network/connections';
import { patchNames } from './network/names';
import { functionOf, replace } from './patch';
import { isLikeNew, watchLasting } from './reuse/lasting';
import { forgetOwnModules, keepPreloaded, preload } from './reuse/preload';
import { restore, seal } from './reuse/seal';
import { advanceClock, startClock } from './time/clock';
import { patchDate } from './time/dates';
import { patchLocale } from './time/locale';
import { patchPerformance } from './time/performance';
import { hasRefdTimer, nextTimerAt, resetTimers, takeDueTimer } from './time/timer-heap';
import { nextTurn, patchTimers } from './time/timers';

const channel = openChannel(memoryOf(workerData, 'memory'), memoryOf(workerData, 'crowd'));
const shelf = openShelf(memoryOf(workerData, 'shelf'));
// `process.exit` ends in it, and that is replaced.
const reallyExit = functionOf(process, 'reallyExit');
// How full the heap may be before a thread is not used again.
const HEAP_SHARE_FOR_REUSE = 0.6;
const heapStatistics = v8.getHeapStatistics;

let isStarted = false;
let isSealed = false;
let runtimeRoot = '';
let loading: 'pending' | 'done' | undefined;
let isReportedLoaded = false;
let handler: Handler | undefined;
let loadError: unknown;
let invocation: Invocation | undefined;
// Answers that came while the environment was frozen.
const held: Stimulus[] = [];
const begun = new WeakSet<Invocation>();

function memoryOf(data: unknown, name: string): SharedArrayBuffer {
  const memory: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, name) : undefined;
  if (!(memory instanceof SharedArrayBuffer))
    throw new TypeError('A worker of the host starts with shared memory');
  return memory;
}

/** The loop is empty: nothing goes on that does not wait for something virtual. */
process.on('beforeExit', () => {
  if (!isStarted) {
    nextTurn(receiveSpec);
    return;
  }
  if (deliverCompletion() || fireDueTimer() || proceed()) return;
  const report = takeReport();
  // By now the functions that a client's call needs have been compiled; behind the report the thread may be ended.
  if (report.result) leaveOnShelf(shelf, runtimeRoot);
  send(channel, WORKER, packReport(report));
  awaitStimulus();
});
prepare();

function receiveSpec(): void {
  while (!awaitTurn(channel, WORKER, 60_000));
  const message = unpackToWorker(receive<PackedToWorker>(channel, WORKER));
  if (message.kind !== 'start') throw new TypeError(`Expected a start, got ${message.kind}`);
  isStarted = true;
  start(message.spec, message.isReusable);
}

function awaitStimulus(): void {
  while (!awaitTurn(channel, WORKER, 60_000));
  const message = unpackToWorker(receive<PackedToWorker>(channel, WORKER));
  if (message.kind === 'start') throw new TypeError('An environment starts once');
  if (message.kind === 'recycle') recycle();
  else nextTurn(() => apply(message));
}

/** Becomes like a thread that has just been started, if that is possible, and waits to be another environment. */
function recycle(): void {
  resetCalls();
  resetCompletions();
  resetTimers();
  resetFileTimes();
  resetState();
  forgetOwnModules();
  const isWhole = [restore(), resetConnections(), isLikeNew(), hasRoom()].every(Boolean);
  module.syncBuiltinESMExports();
  send(channel, WORKER, { data: { isRecycled: isWhole }, bodies: [] });
  if (isWhole) preload();
  isStarted = false;
  nextTurn(receiveSpec);
}

/** ES modules of earlier environments stay in Node's books, so the heap fills up. */
function hasRoom(): boolean {
  const { used_heap_size: used, heap_size_limit: limit } = heapStatistics();
  return used < limit * HEAP_SHARE_FOR_REUSE;
}

function resetState(): void {
  loading = undefined;
  isReportedLoaded = false;
  handler = undefined;
  loadError = undefined;
  invocation = undefined;
  held.length = 0;
}

/** Replaces what could tell this machine from another; done before it is known which environment this will be. */
function prepare(): void {
  patchDate();
  patchLocale();
  patchTimers();
  patchPerformance();
  patchConsole();
  patchChance();
  patchCompression();
  patchConnections();
  patchNames();
  patchMachine();
  hookModules();
  rememberSends();
  patchFileSystem();
  patchExits();
  watchLasting();
  replace(globalThis, 'awslambda', awslambdaGlobal());
  module.syncBuiltinESMExports();
}

/** Becomes an environment. */
function start(spec: EnvironmentSpec, isReusable: boolean): void {
  if (isReusable && !isSealed) {
    isSealed = true;
    seal();
  }
  startClock(spec.nowMs);
  seedChance(spec.entropySeed);
  learnCloudHosts(spec.env);
  learnNodeVersion(spec.env);
  mountEnvironment(spec);
  startLogs(spec.env);
  startMachine(spec);
  startModules(spec);
  keepPreloaded(spec.env);
  runtimeRoot = packagesOf(spec.runtimeModules) ?? '';
  learnFromShelf(shelf, runtimeRoot);
  loading = 'pending';
  loadHandler(spec.handler).then(
    (loaded) => {
      handler = loaded;
      loading = 'done';
    },
    (error: unknown) => {
      loadError = error;
      loading = 'done';
      logError('Uncaught Exception', error);
    },
  );
}

function exit(code?: number): never {
  const status = Number(code ?? process.exitCode ?? 0);
  process.exitCode = status;
  process.emit('exit', status);
  return die({ code: status, reason: 'exit' });
}

function patchExits(): void {
  replace(process, 'exit', exit);
  replace(process, 'reallyExit', exit);
  replace(process, 'abort', () => die({ code: 134, reason: 'crash' }));
  replace(process, 'kill', (pid: number, signal?: string | number) => {
    if (pid !== process.pid) throw Object.assign(new Error('kill ESRCH'), { code: 'ESRCH', syscall: 'kill' });
    return signal === 0 ? true : die({ code: 137, reason: 'crash' });
  });
  process.on('uncaughtException', (error) => {
    logError('Uncaught Exception', error);
    failProcess(error, 129);
  });
  process.on('unhandledRejection', (reason) => {
    const error = unhandledRejection(reason);
    logError('Unhandled Promise Rejection', error);
    failProcess(error, 128);
  });
}

/** An error that nobody caught is reported for the invocation, then the process ends (128 and 129 are AWS's codes). */
function failProcess(error: unknown, code: number): void {
  const result = { kind: 'error', json: JSON.stringify(errorPayload(error)) } as const;
  if (invocation) conclude(invocation, result);
  die({ code, reason: 'crash' }, invocation ? undefined : result);
}

/** The last report; the thread ends behind it. */
function die(exit: Exit, result?: Report['result']): never {
  send(channel, WORKER, packReport({ ...takeReport(), ...(result && { result }), exit }));
  reallyExit?.call(process, 0);
  throw new Error('The thread goes on after its exit');
}

function isThawed(): boolean {
  return loading === 'pending' || (invocation !== undefined && !invocation.result);
}

/** Timers come due in order and each runs up to quiescence; between invocations they stand still. */
function fireDueTimer(): boolean {
  const timer = isThawed() ? takeDueTimer() : undefined;
  if (!timer) return false;
  nextTurn(() => timer.fire());
  return true;
}

/** What the runtime itself does next on an empty loop; false when it waits too. */
function proceed(): boolean {
  const current = invocation;
  if (loading !== 'done' || !current || current.result) return false;
  if (loadError !== undefined) {
    conclude(current, { kind: 'error', json: JSON.stringify(errorPayload(loadError)) });
    die({ code: 129, reason: 'crash' });
  }
  if (!begun.has(current)) {
    begun.add(current);
    const loaded = handler;
    if (loaded) nextTurn(() => run(current, loaded));
    return true;
  }
  if (isAwaitingAnswer() || (current.afterLoop ? hasRefdTimer() : nextTimerAt() !== undefined)) return false;
  endOnEmptyLoop(current);
  return false;
}

function apply(stimulus: Stimulus): void {
  advanceClock(stimulus.nowMs);
  if (stimulus.kind === 'invoke') {
    announce(stimulus);
    thawCalls();
    invocation = { invoke: stimulus };
    for (const earlier of held.splice(0)) deliver(earlier);
  } else if (isThawed()) deliver(stimulus);
  else held.push(stimulus);
}

function deliver(stimulus: Stimulus): void {
  if (stimulus.kind === 'answer') answerCall(stimulus.call, stimulus.status, stimulus.headers, stimulus.body);
  if (stimulus.kind === 'reset') resetCall(stimulus.call);
}

function takeReport(): Report {
  const isFrozen = !isThawed();
  const report: Report = { calls: takeCalls(), logs: takeLogs(), blocked: takeBlocked() };
  if (invocation?.result) {
    report.result = invocation.result;
    invocation = undefined;
  }
  const timerAt = nextTimerAt();
  if (!isFrozen && timerAt !== undefined) report.nextTimerAt = timerAt;
  if (loading === 'done' && !isReportedLoaded && loadError === undefined) {
    isReportedLoaded = true;
    report.initialised = true;
  }
  return report;
}
