import { real } from '../../kernel';

/**
 * The time of a cloud that is served: the machine's date at the start, and from then on so many times as fast.
 *
 * It stands still while function code computes, which takes no virtual time; when no invocation is under way any more
 * it is again where it would have been.
 */
export class ServedClock {
  private readonly sinceMs = real.nowMs();
  private offsetMs = 0;
  private lagMs = 0;
  private heldAtMs: number | undefined;

  constructor(
    readonly speed: number,
    private readonly startMs: number,
  ) {}

  /** The machine's date, or what a saved world has reached where that is later. */
  static start(speed: number, reachedMs: number): ServedClock {
    return new ServedClock(speed, Math.max(real.dateMs(), reachedMs));
  }

  get nowMs(): number {
    return this.heldAtMs ?? Math.floor(this.aheadMs - this.lagMs);
  }

  hold(): void {
    this.heldAtMs ??= this.nowMs;
  }

  /** Goes on; catches up what was missed where nobody's time-out can be hurt by it. */
  release(catchesUp: boolean): void {
    if (this.heldAtMs !== undefined) this.lagMs = this.aheadMs - this.heldAtMs;
    this.heldAtMs = undefined;
    if (catchesUp) this.lagMs = 0;
  }

  advance(spanMs: number): void {
    this.offsetMs += spanMs;
    if (this.heldAtMs !== undefined) this.heldAtMs += spanMs;
  }

  /** How long it is in real time until the clock shows `atMs`. */
  realMsUntil(atMs: number): number {
    return Math.max(0, (atMs - this.nowMs) / this.speed);
  }

  private get aheadMs(): number {
    return this.startMs + (real.nowMs() - this.sinceMs) * this.speed + this.offsetMs;
  }
}
