import { enterRealm, real, StormError, type RealmClock } from '../../kernel';
import type { Engine } from '../../cloud/engine';
import type { Functions } from './functions';
import { idle } from './idle';

export interface Bounds {
  /** Steps of one drive. */
  stepsMax: number;
  /** Virtual time that `settle` may take. */
  settleMaxMs: number;
}

export const defaultBounds: Bounds = { stepsMax: 1_000_000, settleMaxMs: 24 * 3_600_000 };

/** Real time after which a busy drive lets the process take its turn: signals, the runner's time-outs. */
const turnEveryMs = 50;

interface Wait {
  /** Throws when it can't be over any more. */
  isOver(): boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/** Drives a world: waits until code in this realm and in the environments only waits, then takes the next step. */
export class Player {
  /** Requests whose body is still being read. */
  reading = 0;
  /** Whether code of the realm is given its time; what it asks for at other times comes late. */
  isIdling = true;
  private activity = 0;
  private playing = 0;
  private drives = 0;
  private readonly queue: { isAnswered: () => boolean; resume: () => void }[] = [];
  private waits: Wait[] = [];
  private assertOwnTimers: () => void = () => undefined;

  constructor(
    private readonly engine: Engine,
    private readonly functions: Functions,
    private readonly bounds: Bounds,
  ) {}

  get isPlaying(): boolean {
    return this.playing > 0;
  }

  /** Something of the realm's code happened or was stimulated: it may have more to do. */
  touch(): void {
    this.activity++;
  }

  /** Runs `body` with the realm's time and chance being the kernel's. Plays may be nested. */
  async play<T>(body: () => Promise<T>): Promise<T> {
    if (this.playing > 0) return body();
    this.playing++;
    this.isIdling = true;
    const realm = enterRealm(this.realmClock());
    this.assertOwnTimers = () => realm.assertOwnTimers();
    try {
      let ended = false;
      const outcome = body().finally(() => {
        ended = true;
        this.touch();
      });
      outcome.catch(() => undefined);
      await this.drive(() => ended);
      return await outcome;
    } finally {
      realm.leave();
      this.assertOwnTimers = () => undefined;
      this.playing--;
    }
  }

  /** Resolves when no work is left; fails with STORM_NEVER_SETTLES when that takes longer than the bound. */
  async settle(withinMs = this.bounds.settleMaxMs): Promise<void> {
    const { engine } = this;
    const startMs = engine.world.nowMs;
    await this.until(() => {
      const isBusy =
        engine.world.timers.workPending > 0 || engine.arrivalsWaiting > 0 || this.functions.hasWork;
      if (isBusy && engine.world.nowMs - startMs > withinMs) throw neverSettles(engine, withinMs);
      return !isBusy;
    });
  }

  /** Moves the clock by a span; what becomes due on the way happens. */
  async advance(spanMs: number): Promise<void> {
    const untilMs = this.engine.world.nowMs + spanMs;
    this.engine.world.timers.add({
      atMs: untilMs,
      work: true,
      owner: { task: 'clock' },
      kind: 'advance',
      payload: null,
      cause: 0,
    });
    await this.until(() => this.engine.world.nowMs >= untilMs);
  }

  /** Waits within a play like any other code; outside of one it drives the world itself. */
  async until(isOver: () => boolean): Promise<void> {
    if (this.playing > 0) {
      await new Promise<void>((resolve, reject) => {
        this.waits.push({ isOver, resolve, reject });
        this.touch();
      });
      return;
    }
    await this.drive(isOver);
  }

  /** Drives until an answer that somebody outside of a play waits for has come. */
  async driveUntilAnswered(isAnswered: () => boolean): Promise<void> {
    if (this.playing > 0) return;
    // One drive at a time: whoever comes second waits for the first, and drives on if its answer is still to come.
    while (this.drives > 0) await new Promise<void>((resume) => this.queue.push({ isAnswered, resume }));
    if (!isAnswered()) await this.drive(isAnswered);
  }

  private async drive(isOver: () => boolean): Promise<void> {
    this.drives++;
    try {
      await this.driveOn(isOver);
    } finally {
      this.drives--;
      this.endQueueing();
    }
  }

  /** Those whose answer has come go on, and the first of the others, which drives next; all in their order. */
  private endQueueing(): void {
    let needsDriver = this.drives === 0;
    for (let at = 0; at < this.queue.length;) {
      const waiter = this.queue[at];
      const isAnswered = waiter?.isAnswered() === true;
      if (!isAnswered && !needsDriver) {
        at++;
        continue;
      }
      if (!isAnswered) needsDriver = false;
      this.queue.splice(at, 1);
      waiter?.resume();
    }
  }

  private async driveOn(isOver: () => boolean): Promise<void> {
    let seen = -1;
    let turnAtMs = real.nowMs() + turnEveryMs;
    for (let steps = 0; ; steps++) {
      if (seen !== this.activity) {
        this.isIdling = true;
        await idle(
          () => this.activity,
          () => this.reading > 0,
        );
        this.isIdling = false;
        seen = this.activity;
        this.assertOwnTimers();
      }
      if (real.nowMs() > turnAtMs) {
        await new Promise<void>((resolve) => void real.setImmediate(resolve));
        turnAtMs = real.nowMs() + turnEveryMs;
      }
      await this.functions.drain();
      // An environment's report may have answered somebody, who goes on first.
      if (seen !== this.activity) continue;
      if (isOver()) return;
      if (this.endWaits()) continue;
      if (steps >= this.bounds.stepsMax) throw bound(this.engine, steps);
      if (!this.engine.step() && !this.engine.jump()) throw deadlock(this.engine);
    }
  }

  private endWaits(): boolean {
    const left = this.waits.filter((wait) => {
      try {
        if (!wait.isOver()) return true;
        wait.resolve();
      } catch (error) {
        wait.reject(error);
      }
      return false;
    });
    if (left.length === this.waits.length) return false;
    this.waits = left;
    this.touch();
    return true;
  }

  private realmClock(): RealmClock {
    const { engine } = this;
    const { world } = engine;
    const fires = new Map<number, () => void>();
    engine.taskTimers.set('scenario', (later) => {
      const fire = fires.get(later.id);
      fires.delete(later.id);
      this.touch();
      fire?.();
    });
    return {
      nowMs: () => world.nowMs,
      random: world.chance.stream('scenario'),
      setTimer: (delayMs, fire) => {
        this.touch();
        const owner = { task: 'scenario' };
        const { id } = world.timers.add({
          atMs: world.nowMs + delayMs,
          work: true,
          owner,
          kind: 'timer',
          payload: null,
          cause: 0,
        });
        fires.set(id, fire);
        return () => {
          if (fires.delete(id)) world.timers.cancel(id);
        };
      },
    };
  }
}

function neverSettles(engine: Engine, withinMs: number): StormError {
  const [oldest] = engine.world.timers.list().filter((later) => later.work);
  const what =
    oldest === undefined
      ? 'requests that are still under way'
      : `${oldest.step}, due at ${new Date(oldest.atMs).toISOString()}`;
  return new StormError(
    'STORM_NEVER_SETTLES',
    `Work was left after ${withinMs / 3_600_000} virtual hours; the oldest is ${what}.`,
    {
      fix: 'look for a retry without an end, or allow more virtual time',
    },
  );
}

function bound(engine: Engine, steps: number): StormError {
  const [next] = engine.world.timers.list();
  return new StormError(
    'STORM_BOUND_REACHED',
    `${steps} steps were taken and something still goes on (next: ${next?.step ?? 'a request'}).`,
  );
}

function deadlock(engine: Engine): StormError {
  const parked = [...engine.parked.values()].map(
    (exchange) => `${exchange.serviceName}:${exchange.operation}`,
  );
  const what =
    parked.length === 0
      ? 'something that no part of the cloud will bring'
      : `the answer of ${parked.join(', ')}`;
  return new StormError(
    'STORM_DEADLOCK',
    `The scenario waits for ${what}: nothing is left that could happen.`,
    {
      fix: 'await only calls to the cloud, timers and settle() inside a scenario',
    },
  );
}
