import { HOST, awaitTurn, receive, send } from './channel';
import type { EnvironmentSpec, Exit, Report } from './contract';
import type { Link } from './link';
import { type PackedReport, packToWorker, unpackReport } from './messages';
import { type HostedWorker, endWorker, recycleWorker, takeRecycled, takeWorker } from './pool';
import { realMs, realTurn } from './real-time';

const SLICE_MS = 5;
// A step that holds a real handle open (a child process, a server) burns no CPU: it ends after this many limits.
const IDLE_LIMITS = 6;

/** Hosts a Node environment in a thread; `recycle` is that of `HostOptions`. */
export function workerLink(spec: EnvironmentSpec, watchdogMs: number, recycle: boolean | string): Link {
  const isReusable = recycle !== false;
  const key = codeKey(spec, recycle);
  const hosted = (isReusable ? takeRecycled(key) : undefined) ?? takeWorker(spec.memoryMb);
  return {
    send: (message) => {
      send(hosted.channel, HOST, packToWorker(message));
    },
    next: () => nextReport(hosted, watchdogMs),
    get lastWords() {
      return hosted.lastWords;
    },
    async close(isLikeNew) {
      if (isReusable && isLikeNew && !hosted.death) recycleWorker(hosted, key);
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
