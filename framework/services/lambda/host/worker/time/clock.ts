// After so many readings without quiescence a virtual millisecond goes by, so that `while (Date.now() < end)` ends.
const READS_PER_MS = 10_000;

let nowMs = 0;
let originMs = 0;
let reads = 0;

/** The virtual time, for our own use: reading it does not count as waiting. */
export function virtualNow(): number {
  return nowMs;
}

/** The virtual time as user code reads it. */
export function readClock(): number {
  if (++reads >= READS_PER_MS) {
    reads = 0;
    nowMs += 1;
  }
  return nowMs;
}

/** How often the clock was read since it was last moved; zero after none. */
export function readCount(): number {
  return reads;
}

/** When this environment started. */
export function originOfTime(): number {
  return originMs;
}

/** Sets the clock going at the start of the environment. */
export function startClock(atMs: number): void {
  nowMs = atMs;
  originMs = atMs;
  reads = 0;
}

/** Moves the clock; it never goes back, even where a busy wait has pushed it ahead of the world outside. */
export function advanceClock(toMs: number): void {
  reads = 0;
  if (toMs > nowMs) nowMs = toMs;
}
