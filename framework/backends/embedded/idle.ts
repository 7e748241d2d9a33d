import { poolJobsUnderWay, real } from '../../kernel';

/** Turns of the event loop without activity after which the realm's code is taken to wait for the kernel. */
const quietTurns = 3;

/**
 * Requests of the process that end by themselves, as Node names them; handles (sockets, timers, workers) wait
 * for others.
 */
const requests =
  /^(FSReq|FSEvent|GetAddrInfo|GetNameInfo|DNSCHANNEL|QueryReq|ProcessWrap|WriteWrap|ShutdownWrap)/;

/**
 * Resolves when the code of this realm only waits for the kernel: no file or name request of the process is under
 * way, no counted job of the thread pool, and `activity` has stood still for three turns of the event loop.
 */
export async function idle(activity: () => number, isReading: () => boolean): Promise<void> {
  let quiet = 0;
  let seen = activity();
  while (quiet < quietTurns) {
    await new Promise<void>((resolve) => void real.setImmediate(resolve));
    const now = activity();
    const isBusy =
      now !== seen ||
      isReading() ||
      poolJobsUnderWay() > 0 ||
      process.getActiveResourcesInfo().some((name) => requests.test(name));
    seen = now;
    quiet = isBusy ? 0 : quiet + 1;
  }
}
