import { HOST, awaitTurn, receive, send } from './channel';
import type { Environment, EnvironmentSpec, Exit, Report, Result, Stimulus } from './contract';
import { type PackedReport, packToWorker, unpackReport } from './messages';
import { type HostedWorker, endWorker, recycleWorker, takeRecycled, takeWorker } from './pool';
import { realMs, realTurn } from './real-time';

export type * from './contract';
export { closeHost, livingWorkers } from './pool';

/** Limits that depend on the machine and not on AWS. */
export interface HostOptions {
  /** CPU time that one step may take before the environment is ended; 10 s unless told. */
  watchdogMs?: number;
  /**
   * Whether `close` may leave the thread to a later environment of the same code; false unless told.
   *
   * That saves most of a start. All modules are evaluated anew and everything known to keep state is put back, but
   * only a fresh thread proves it: for searching, not for verdicts. Same code is code in the same folder; a text names
   * the code itself, where it may come to lie in another folder each time.
   */
  recycle?: boolean | string;
}

const WATCHDOG_MS = 10_000;
const SLICE_MS = 5;
// A step that holds a real handle open (a child process, a server) burns no CPU: it ends after this many limits.
const IDLE_LIMITS = 6;

/**
 * Starts an execution environment and lets it load the handler's module at once.
 *
 * What happens during that is part of the report of the first stimulus, whatever that is: an error while loading
 * becomes the result of the first invocation, calls of the module itself are answered like others. `stimulate`
 * blocks this thread for slices of 5 ms; between slices the event loop turns, so Ctrl-C and time-outs work.
 */
export function createEnvironment(spec: EnvironmentSpec, options: HostOptions = {}): Environment {
  const watchdogMs = options.watchdogMs ?? WATCHDOG_MS;
  const { recycle = false } = options;
  const isReusable = recycle !== false;
  const key = codeKey(spec, recycle);
  const hosted = (isReusable ? takeRecycled(key) : undefined) ?? takeWorker(spec.memoryMb);
  send(hosted.channel, HOST, packToWorker({ kind: 'start', spec, isReusable }));
  let exit: Exit | undefined;
  let isLoaded = false;
  let isBusy = false;
  let requestId: string | undefined;

  async function report(): Promise<Report> {
    const received = await nextReport(hosted, watchdogMs);
    if ('calls' in received) {
      exit = received.exit;
      return received;
    }
    exit = received;
    const logs = hosted.lastWords === undefined ? [] : [{ atMs: spec.nowMs, text: hosted.lastWords }];
    return { calls: [], logs, blocked: [], exit };
  }

  async function step(stimulus: Stimulus): Promise<Report> {
    let loading: Report | undefined;
    if (!isLoaded) {
      loading = await report();
      isLoaded = true;
    }
    if (exit) return withExitResult(loading ?? { calls: [], logs: [], blocked: [], exit }, exit, requestId);
    send(hosted.channel, HOST, packToWorker(stimulus));
    const after = await report();
    const merged = loading ? mergeReports(loading, after) : after;
    return exit ? withExitResult(merged, exit, requestId) : merged;
  }

  return {
    id: spec.id,
    async stimulate(stimulus) {
      if (isBusy) throw new Error(`${spec.id} was stimulated before its last report was taken`);
      isBusy = true;
      if (stimulus.kind === 'invoke') requestId = stimulus.requestId;
      try {
        const outcome = await step(stimulus);
        if (outcome.result) requestId = undefined;
        return outcome;
      } finally {
        isBusy = false;
      }
    },
    async close() {
      // Whoever is not quiescent, or was never seen to be, is not used again.
      if (isReusable && isLoaded && !isBusy && !exit && !hosted.death) recycleWorker(hosted, key);
      else await endWorker(hosted);
    },
  };
}

/** What must agree for an environment to take over the thread of another one. */
function codeKey(spec: EnvironmentSpec, recycle: boolean | string): string {
  const code = typeof recycle === 'string' ? recycle : [spec.taskRoot, spec.layersRoot];
  return JSON.stringify([code, spec.memoryMb, spec.runtimeModules, spec.handler]);
}

async function nextReport(hosted: HostedWorker, watchdogMs: number): Promise<Report | Exit> {
  if (awaitTurn(hosted.channel, HOST, SLICE_MS))
    return unpackReport(receive<PackedReport>(hosted.channel, HOST));
  const watchdog = createWatchdog(hosted, watchdogMs);
  for (;;) {
    await realTurn();
    if (awaitTurn(hosted.channel, HOST, SLICE_MS))
      return unpackReport(receive<PackedReport>(hosted.channel, HOST));
    if (hosted.death) return hosted.death;
    if (watchdog.isOver()) {
      await endWorker(hosted);
      return { code: 137, reason: 'watchdog' };
    }
  }
}

/** Watches how much CPU a step takes; the wall clock alone would end steps on a busy machine. */
function createWatchdog(hosted: HostedWorker, limitMs: number): { isOver: () => boolean } {
  const startMs = realMs();
  let nextLookMs = startMs + limitMs / 10;
  let cpuAtStartMs: number | undefined;
  let usedMs = 0;
  // Not awaited: nothing of an idle environment keeps the process alive, so neither would the answer.
  const look = (): void => {
    hosted.thread.cpuUsage().then(
      ({ user, system }) => {
        const cpuMs = (user + system) / 1000;
        cpuAtStartMs ??= cpuMs - (realMs() - startMs);
        usedMs = cpuMs - cpuAtStartMs;
      },
      () => {
        // The thread ended while it was asked; the loop sees its death next.
      },
    );
  };
  return {
    isOver() {
      const nowMs = realMs();
      if (nowMs >= nextLookMs) {
        nextLookMs = nowMs + limitMs / 10;
        look();
      }
      return usedMs >= limitMs || nowMs - startMs >= limitMs * IDLE_LIMITS;
    },
  };
}

/** What the Lambda service itself answers when the runtime process dies under an invocation. */
function withExitResult(report: Report, exit: Exit, requestId: string | undefined): Report {
  if (report.result || requestId === undefined) return report;
  return { ...report, result: exitResult(exit, requestId) };
}

function exitResult(exit: Exit, requestId: string): Result {
  const how = {
    exit:
      exit.code === 0
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${exit.code}`,
    crash: `Runtime exited with error: exit status ${exit.code}`,
    outOfMemory: 'Runtime exited with error: signal: killed',
    watchdog: 'Runtime exited with error: signal: killed',
  }[exit.reason];
  const error = { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${how}` };
  return { kind: 'error', json: JSON.stringify(error) };
}

function mergeReports(first: Report, second: Report): Report {
  const { nextTimerAt: _, ...loaded } = first;
  return {
    ...loaded,
    ...second,
    calls: [...first.calls, ...second.calls],
    logs: [...first.logs, ...second.logs],
    blocked: [...first.blocked, ...second.blocked],
  };
}
