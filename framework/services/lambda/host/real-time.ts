import { performance } from 'node:perf_hooks';
import { clearInterval, setImmediate, setInterval } from 'node:timers';

// Captured when the module loads, so that a scenario which replaces its globals does not stop the host.
const now = performance.now.bind(performance);
const later = setImmediate;
const repeat = setInterval;
const endRepeat = clearInterval;

/** Real milliseconds that have gone by; only for the watchdog, never part of a result. */
export function realMs(): number {
  return now();
}

/** One real turn of the event loop, so that signals, worker exits and a test runner's time-outs get through. */
export function realTurn(): Promise<void> {
  return new Promise((resolve) => {
    later(resolve);
  });
}

/** Calls again and again, and keeps the program alive meanwhile; ends with the function that it gives back. */
export function realEvery(periodMs: number, call: () => void): () => void {
  const timer = repeat(call, periodMs);
  return () => {
    endRepeat(timer);
  };
}
