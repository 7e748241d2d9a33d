import { Engine } from '../../cloud/engine';
import type { Loss } from '../../cloud/fault';
import type { HttpRequest, HttpResponse } from '../../cloud/protocols';
import { real, StormError, World, type WorldData } from '../../kernel';
import { services } from '../../services';
import { Functions } from '../embedded/functions';
import { ServedClock } from './clock';
import { sender } from './sender';
import { stillSettling, type Settling } from './settling';
import { withoutOwnDelay, type Delays } from './delays';

export interface ServedWorldOptions {
  /** Seed of a fresh world. */
  seed: string;
  /** A saved world to go on with. */
  data?: WorldData;
  /** Virtual seconds in a real one. */
  speed: number;
  /** How long AWS takes for its own work; no time by default. */
  delays?: Delays;
  runtimeModules: string;
  environmentsMax?: number;
  /** Takes a line for whoever runs the server. */
  say(line: string): void;
}

/** How long steps are taken before sockets get their turn. */
const sliceMs = 20;
/** Node's longest timer. */
const wakeMaxMs = 2 ** 31 - 1;
/** Entries of the trace that are kept, and how far it may grow beyond before it is cut. */
const traceKept = 100_000;
const traceSlack = 50_000;

/** One world that goes on in real time: its steps are taken as requests come and as the clock reaches them. */
export class ServedWorld {
  readonly engine: Engine;
  private readonly functions: Functions;
  private readonly clock: ServedClock;
  private readonly said = new Set<string>();
  private readonly reached: { atMs: number; resolve: () => void }[] = [];
  private settling: Settling[] = [];
  private wake: NodeJS.Timeout | undefined;
  private isPumping = false;
  private isClosed = false;
  private calls = 0;
  private traceAtCut = 0;

  constructor(
    readonly world: World,
    private readonly options: ServedWorldOptions,
  ) {
    const { environmentsMax } = options;
    this.engine = new Engine(world, services, {
      // The network is real here.
      latencyMs: { low: 0, high: 0 },
      ...(options.delays === 'aws' ? {} : { delayOf: withoutOwnDelay }),
      ...(environmentsMax === undefined ? {} : { environmentsMax }),
    });
    this.functions = new Functions(this.engine, options.runtimeModules, false);
    this.clock = ServedClock.start(options.speed, options.data?.nowMs ?? 0);
    world.nowMs = this.clock.nowMs;
    this.pump();
  }

  static create(options: ServedWorldOptions): ServedWorld {
    const { data, seed } = options;
    return new ServedWorld(
      data === undefined ? World.create({ seed, strategy: 'fifo' }) : World.load(data),
      options,
    );
  }

  get nowMs(): number {
    return Math.max(this.world.nowMs, this.clock.nowMs);
  }

  get speed(): number {
    return this.clock.speed;
  }

  /** Sends a request; answers how its answer got lost where a fault lets nobody hear it. */
  send(request: HttpRequest): Promise<HttpResponse | Loss> {
    const { promise, resolve } = Promise.withResolvers<HttpResponse | Loss>();
    const { origin, wire } = sender(request, ++this.calls);
    this.engine.post({
      origin,
      wire,
      onAnswer: resolve,
      onLost: resolve,
      onDefect: (defect) => {
        this.sayDefect(defect);
        resolve(internalFailure());
      },
    });
    this.pump();
    return promise;
  }

  /** Moves the clock ahead; resolves when all that became due on the way has happened. */
  async advance(spanMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.clock.advance(spanMs);
    this.reached.push({ atMs: this.clock.nowMs, resolve: () => resolve(undefined) });
    this.pump();
    await promise;
  }

  /** Moves the clock on and on until no work is left, or until `isOver` says that it is far enough. */
  async settle(withinMs: number, isOver: () => boolean = () => false): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.settling.push({ endMs: this.nowMs + withinMs, isOver, resolve: () => resolve(undefined), reject });
    this.pump();
    await promise;
  }

  private get isJumping(): boolean {
    return this.reached.length + this.settling.length > 0;
  }

  /** Whether an invocation or a long poll is under way: such a world can't be saved. */
  get isBusy(): boolean {
    const { parked, arrivalsWaiting, lateAnswers } = this.engine;
    return parked.size + arrivalsWaiting + lateAnswers.size > 0 || this.functions.isInvoking;
  }

  save(): WorldData {
    if (!this.isBusy) return this.world.save();
    throw new StormError(
      'STORM_WORLD_BUSY',
      "A world can't be saved while requests or invocations are under way.",
      {
        fix: 'wait for the answers and try again',
      },
    );
  }

  /** At the end: requests and invocations that are under way are lost, as when a machine stops. */
  saveAsItIs(): WorldData {
    return this.world.save();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    real.clearTimeout(this.wake);
    await this.functions.close();
    await this.functions.ended();
  }

  /** Takes all steps that are due, in slices, and asks to be woken for the next one. */
  private readonly pump = (): void => {
    if (this.isPumping || this.isClosed) return;
    this.isPumping = true;
    real.clearTimeout(this.wake);
    const untilMs = real.nowMs() + sliceMs;
    try {
      while (this.goOn()) {
        if (real.nowMs() < untilMs) continue;
        real.setImmediate(this.pump);
        return;
      }
      this.rest();
    } catch (defect) {
      this.sayDefect(defect);
      real.setImmediate(this.pump);
    } finally {
      this.isPumping = false;
    }
  };

  /** Takes one step, or moves the clock to the next; answers false when nothing is left to do now. */
  private goOn(): boolean {
    this.functions.begin((defect) => {
      if (defect !== undefined) this.sayDefect(defect);
      this.pump();
    });
    const isThere = this.moveClock();
    return this.engine.step() || !isThere;
  }

  /** One hop: to the next entry that is due, or to the present. Answers whether it is there. */
  private moveClock(): boolean {
    const { world, functions, clock } = this;
    if (functions.isComputing) {
      clock.hold();
      return true;
    }
    // On the way to a time further on, what was asked for now happens now.
    if (this.isJumping && this.engine.arrivalsWaiting > 0) return true;
    clock.release(!functions.isInvoking);
    const { nowMs } = clock;
    const nextMs = world.timers.nextAtMs();
    const hopMs = nextMs === undefined ? nowMs : Math.min(nextMs, nowMs);
    world.nowMs = Math.max(world.nowMs, hopMs);
    return hopMs === nowMs;
  }

  private rest(): void {
    const { world } = this;
    for (const wait of this.reached.splice(0)) {
      if (world.nowMs >= wait.atMs && !this.functions.isComputing) wait.resolve();
      else this.reached.push(wait);
    }
    this.cutTrace();
    this.sayNotEmulated();
    if (this.functions.isComputing) return;
    this.settling = stillSettling(this.settling, this.engine, this.functions);
    const nextMs = world.timers.nextAtMs();
    if (nextMs === undefined) return;
    if (this.settling.length > 0) {
      this.clock.advance(Math.max(0, nextMs - this.clock.nowMs));
      return void real.setImmediate(this.pump);
    }
    this.wake = real.setTimeout(this.pump, Math.min(wakeMaxMs, Math.ceil(this.clock.realMsUntil(nextMs))));
  }

  private cutTrace(): void {
    const { trace, decisions } = this.world;
    if (trace.length - this.traceAtCut < traceKept + traceSlack) return;
    trace.forget(traceKept);
    this.traceAtCut = trace.length - traceKept;
    decisions.forget();
  }

  /** Loudly, but once for each: a client that swallows the answer must not hide it. */
  private sayNotEmulated(): void {
    const { notEmulated, modelledOnly } = this.engine;
    const lines = [...notEmulated.splice(0), ...[...modelledOnly].map((what) => `modelled only: ${what}`)];
    for (const text of lines) {
      const line = text.split('\n')[0] ?? '';
      if (this.said.has(line)) continue;
      this.said.add(line);
      this.options.say(line);
    }
  }

  private sayDefect(defect: unknown): void {
    const text = defect instanceof Error ? (defect.stack ?? defect.message) : String(defect);
    const isFull = defect instanceof Error && 'code' in defect && defect.code === 'ENOSPC';
    const full = `STORM_INTERNAL  The disk is full: function code can't be unpacked (${text.split('\n')[0] ?? ''}).`;
    const line = defect instanceof StormError ? defect.message : isFull ? full : `STORM_INTERNAL  ${text}`;
    // Whoever judges by the trace must not take it for what the system under test did.
    this.engine.trace({ type: 'mark', cause: 0, mark: `defect: ${line.split('\n')[0] ?? ''}` });
    this.options.say(line);
  }
}

function internalFailure(): HttpResponse {
  const text = JSON.stringify({
    __type: 'InternalFailure',
    message: 'A defect of stormproof; its log tells more.',
  });
  return {
    status: 500,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'InternalFailure' },
    body: Buffer.from(text),
  };
}
