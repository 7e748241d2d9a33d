import { Blobs } from './blobs';
import { Chance, type ChanceData, type ChanceRoots } from './chance';
import { Decisions, type DecisionRecord } from './decisions';
import { StormError } from './errors';
import { Scheduler, type Strategy } from './scheduler';
import { Table } from './table';
import { Timers, type TimersData } from './timers';
import { Trace, type TraceEntry } from './trace';

/** Midnight UTC at which every world begins, so that no run depends on the day it is run. */
export const epochMs = Date.UTC(2026, 0, 1);

export interface WorldOptions {
  /** Which of all possible runs this one is. */
  seed: string;
  strategy?: Strategy;
  /** From a repro file: the run follows it. */
  roots?: ChanceRoots;
  decisions?: DecisionRecord;
}

export interface WorldData {
  version: 1;
  nowMs: number;
  strategy: Strategy;
  chance: ChanceData;
  timers: TimersData;
  counters: Record<string, number>;
  tables: Record<string, [string, unknown][]>;
  blobs: Record<string, string>;
  trace: TraceEntry[];
}

/** One world: its clock, chance, pending work, state and trace; all of it plain data that can be forked and saved. */
export class World {
  nowMs = epochMs;
  readonly decisions: Decisions;
  readonly scheduler: Scheduler;
  private readonly tables = new Map<string, Table<unknown>>();
  private readonly counters = new Map<string, number>();

  private constructor(
    readonly strategy: Strategy,
    readonly chance: Chance,
    readonly timers: Timers,
    readonly blobs: Blobs,
    readonly trace: Trace,
    decisions?: DecisionRecord,
  ) {
    this.decisions = new Decisions(decisions);
    this.scheduler = new Scheduler(strategy, chance, this.decisions);
  }

  static create(options: WorldOptions): World {
    const chance = new Chance(options.seed, options.roots);
    return new World(
      options.strategy ?? 'random',
      chance,
      new Timers(),
      new Blobs(),
      new Trace(),
      options.decisions,
    );
  }

  /** The table of that name; it begins empty. */
  table(name: string): Table<unknown> {
    let table = this.tables.get(name);
    if (table === undefined) {
      table = new Table<unknown>();
      this.tables.set(name, table);
    }
    return table;
  }

  /** Counts up from 1, for each name apart. */
  count(name: string): number {
    const next = (this.counters.get(name) ?? 0) + 1;
    this.counters.set(name, next);
    return next;
  }

  /**
   * A world that goes on from here by itself, with a seed and record of its own where given. Cheap however
   * large the world is.
   */
  fork(options: Partial<WorldOptions> = {}): World {
    const { seed, roots } = options;
    const isSteered = seed !== undefined || roots !== undefined;
    const chance = isSteered ? new Chance(seed ?? this.chance.seed, roots) : Chance.load(this.chance.save());
    const fork = new World(
      options.strategy ?? this.strategy,
      chance,
      this.timers.fork(),
      this.blobs,
      this.trace.fork(),
      options.decisions,
    );
    fork.nowMs = this.nowMs;
    for (const [name, table] of this.tables) fork.tables.set(name, table.fork());
    for (const [name, count] of this.counters) fork.counters.set(name, count);
    return fork;
  }

  save(): WorldData {
    const tables: WorldData['tables'] = {};
    for (const [name, table] of this.tables) if (table.size > 0) tables[name] = table.save();
    return {
      version: 1,
      nowMs: this.nowMs,
      strategy: this.strategy,
      chance: this.chance.save(),
      timers: this.timers.save(),
      counters: Object.fromEntries(this.counters),
      tables,
      blobs: this.blobs.save(),
      trace: [...this.trace.entries],
    };
  }

  static load(data: WorldData): World {
    if (data.version !== 1) {
      throw new StormError(
        'STORM_BAD_INPUT',
        `Expected a saved world of version 1, got ${String(data.version)}.`,
      );
    }
    const world = new World(
      data.strategy,
      Chance.load(data.chance),
      Timers.load(data.timers),
      Blobs.load(data.blobs),
      Trace.load(data.trace),
    );
    world.nowMs = data.nowMs;
    for (const [name, entries] of Object.entries(data.tables)) world.tables.set(name, Table.load(entries));
    for (const [name, count] of Object.entries(data.counters)) world.counters.set(name, count);
    return world;
  }
}
