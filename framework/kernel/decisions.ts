import type { Json } from './json';

/** What was decided in a run: enough to decide the same again after code, template or stormproof were edited. */
export interface DecisionRecord {
  /** The steps that were picked where several could have been, in order; each is named by its task and own number. */
  readonly picks: readonly string[];
  /** Draws that faults made, keyed by fault, task and call number. */
  readonly draws: { readonly [key: string]: Json };
}

/** The steps that could happen next, in canonical order; their names are asked for one by one, when needed. */
export interface Candidates {
  readonly length: number;
  at(index: number): string | undefined;
}

/**
 * Records each decision of a run, and follows a record where there is one.
 *
 * Following is by name, not by position: of the steps that could happen next, the one that the record picked earliest
 * goes first; where it knows none of them, the oldest does. So a record still steers after an edit.
 */
export class Decisions {
  private readonly picks: string[] = [];
  private readonly draws = new Map<string, Json>();
  private readonly ranks = new Map<string, number>();
  private readonly recordedDraws: ReadonlyMap<string, Json>;
  private readonly followed = new Set<string>();
  readonly recordedCount: number;

  constructor(record?: DecisionRecord) {
    for (const pick of record?.picks ?? []) if (!this.ranks.has(pick)) this.ranks.set(pick, this.ranks.size);
    this.recordedDraws = new Map(Object.entries(record?.draws ?? {}));
    this.recordedCount = this.ranks.size + this.recordedDraws.size;
  }

  /** How many decisions of the record were met again. */
  get matchedCount(): number {
    return this.followed.size;
  }

  /** A step happened that had no rival: no decision, but one of the record's may be met by it. */
  passBy(step: string): void {
    if (this.ranks.size > 0 && this.ranks.has(step)) this.followed.add(`pick ${step}`);
  }

  /** Picks one of `steps`; a single one is no decision. `decide` is asked when the record knows none of them. */
  pick(steps: Candidates, decide: () => number): number {
    if (steps.length <= 1) {
      const only = steps.at(0);
      if (only !== undefined) this.passBy(only);
      return 0;
    }
    const recorded = this.ranks.size === 0 ? undefined : this.earliest(steps);
    const chosen = recorded ?? (this.ranks.size > 0 ? 0 : decide());
    const step = steps.at(chosen) ?? '';
    if (recorded !== undefined) this.followed.add(`pick ${step}`);
    this.picks.push(step);
    return chosen;
  }

  /** The step that the record picked before all others. */
  private earliest(steps: Candidates): number | undefined {
    let chosen: number | undefined;
    let lowest = Infinity;
    for (let index = 0; index < steps.length; index++) {
      const rank = this.ranks.get(steps.at(index) ?? '');
      if (rank !== undefined && rank < lowest) {
        lowest = rank;
        chosen = index;
      }
    }
    return chosen;
  }

  /** A drawn value: the record's where it has one for this key, else `decide`'s. */
  draw<T extends Json>(key: string, decide: () => T, isValid: (value: Json) => value is T): T {
    const recorded = this.recordedDraws.get(key);
    const value = recorded !== undefined && isValid(recorded) ? recorded : decide();
    if (recorded !== undefined && value === recorded) this.followed.add(`draw ${key}`);
    this.draws.set(key, value);
    return value;
  }

  /** Lets the record so far go, for worlds that live long and are never replayed. */
  forget(): void {
    this.picks.length = 0;
    this.draws.clear();
  }

  record(): DecisionRecord {
    return { picks: [...this.picks], draws: Object.fromEntries(this.draws) };
  }
}
