import type { Environment, EnvironmentSpec, Exit, Report, Result, Stimulus } from './contract';
import { closeWorkers } from './pool';
import { processLink } from './python/process-link';
import { closePython } from './python/zygote';
import { workerLink } from './worker-link';

export type * from './contract';
export { livingWorkers } from './pool';

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
  const isPython = (spec.env['AWS_EXECUTION_ENV'] ?? '').startsWith('AWS_Lambda_python');
  const link = isPython ? processLink(watchdogMs) : workerLink(spec, watchdogMs, recycle);
  link.send({ kind: 'start', spec, isReusable: recycle !== false });
  let exit: Exit | undefined;
  let isLoaded = false;
  let isBusy = false;
  let requestId: string | undefined;

  async function report(): Promise<Report> {
    const received = await link.next();
    if ('calls' in received) {
      exit = received.exit;
      return received;
    }
    exit = received;
    const logs = link.lastWords === undefined ? [] : [{ atMs: spec.nowMs, text: link.lastWords }];
    return { calls: [], logs, blocked: [], exit };
  }

  async function step(stimulus: Stimulus): Promise<Report> {
    let loading: Report | undefined;
    if (!isLoaded) {
      loading = await report();
      isLoaded = true;
    }
    if (exit) return withExitResult(loading ?? { calls: [], logs: [], blocked: [], exit }, exit, requestId);
    link.send(stimulus);
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
      await link.close(isLoaded && !isBusy && !exit);
    },
  };
}

/** What the Lambda service itself answers when the runtime process dies under an invocation. */
function withExitResult(report: Report, exit: Exit, requestId: string | undefined): Report {
  if (report.result || requestId === undefined) return report;
  return { ...report, result: exitResult(exit, requestId) };
}

/** Statuses that a process has when the system ended it. */
const signals: { readonly [status: number]: string } = {
  134: 'signal: aborted',
  137: 'signal: killed',
  139: 'signal: segmentation fault',
  143: 'signal: terminated',
};

function exitResult(exit: Exit, requestId: string): Result {
  const how = {
    exit:
      exit.code === 0
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${exit.code}`,
    crash: `Runtime exited with error: ${signals[exit.code] ?? `exit status ${exit.code}`}`,
    outOfMemory: 'Runtime exited with error: signal: killed',
    watchdog: 'Runtime exited with error: signal: killed',
  }[exit.reason];
  const error = { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${how}` };
  return { kind: 'error', json: JSON.stringify(error) };
}

/** Ends all spare threads and processes; environments that are still open are ended too. */
export async function closeHost(): Promise<void> {
  await Promise.all([closeWorkers(), closePython()]);
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
