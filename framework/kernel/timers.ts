import type { Json } from './json';

/**
 * Something that happens later: data, never a closure.
 *
 * `work` is what `settle()` waits for (a delivery, a retry, sleeping code); the rest is background (a schedule,
 * retention). `id` is unique within a world; `step` names it across runs: owner, kind and how many of its kind came
 * before.
 */
export interface Later {
  readonly id: number;
  readonly step: string;
  readonly atMs: number;
  readonly work: boolean;
  /** Whose entry it is: a service in an account and region, or a task. */
  readonly owner: LaterOwner;
  readonly kind: string;
  readonly payload: Json;
  /** The trace entry that caused it. */
  readonly cause: number;
  /** The fault that made this entry: an extra copy of a delivery. */
  readonly fault?: string;
}

export type LaterOwner =
  | { readonly service: string; readonly accountId: string; readonly region: string }
  | { readonly task: string };

export interface TimersData {
  next: number;
  counts: Record<string, number>;
  entries: Later[];
}

/** Cancelled entries that may stay in the queue without a look at how many they are. */
const cancelledMax = 64;

/** The queue of everything that happens later, ordered by time and then by the order of asking. */
export class Timers {
  private heap: Later[] = [];
  /** The heap's entries by id; made when the first one is cancelled. */
  private byId: Map<number, Later> | undefined;
  private cancelled = new Set<number>();
  private counts = new Map<string, number>();
  private next = 1;
  private workCount = 0;

  /** Entries that are work and not cancelled. */
  get workPending(): number {
    return this.workCount;
  }

  get size(): number {
    return this.heap.length - this.cancelled.size;
  }

  add(entry: Omit<Later, 'id' | 'step'>): Later {
    const name =
      'service' in entry.owner ? `${entry.owner.service}.${entry.kind}` : `${entry.owner.task}.${entry.kind}`;
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    const later: Later = { ...entry, id: this.next++, step: `${name}#${count}` };
    this.push(later);
    return later;
  }

  cancel(id: number): boolean {
    if (this.cancelled.has(id)) return false;
    this.byId ??= new Map(this.heap.map((later) => [later.id, later]));
    const entry = this.byId.get(id);
    if (entry === undefined) return false;
    this.cancelled.add(id);
    if (entry.work) this.workCount--;
    if (this.cancelled.size > cancelledMax && this.cancelled.size * 2 > this.heap.length) this.compact();
    return true;
  }

  /** When the next entry is due. */
  nextAtMs(): number | undefined {
    return this.top()?.atMs;
  }

  /** The first `limit` entries due at `nowMs`, in order; they stay in the queue until one is taken. */
  due(nowMs: number, limit: number): Later[] {
    const only = this.onlyDue(nowMs);
    if (only !== undefined) return [only];
    const due: Later[] = [];
    let next = this.top();
    while (next !== undefined && next.atMs <= nowMs && due.length < limit) {
      due.push(next);
      this.pop();
      next = this.top();
    }
    for (const later of due) this.push(later, true);
    return due;
  }

  /** The one entry due, where there is just one: the common case, told without touching the heap. */
  onlyDue(nowMs: number): Later | undefined {
    const first = this.top();
    if (first === undefined || first.atMs > nowMs) return undefined;
    // The second smallest of a heap is one of the first one's children.
    const isLater = (entry: Later | undefined) => entry === undefined || entry.atMs > nowMs;
    return isLater(this.heap[1]) && isLater(this.heap[2]) ? first : undefined;
  }

  /** Takes an entry that `due` handed out. */
  take(later: Later): void {
    if (later.work) this.workCount--;
    if (this.heap[0] === later) this.pop();
    else this.cancelled.add(later.id);
  }

  /** Entries that are not cancelled, ordered by time. */
  list(): Later[] {
    return this.heap.filter((later) => !this.cancelled.has(later.id)).sort(compare);
  }

  fork(): Timers {
    const fork = new Timers();
    fork.heap = this.heap.slice();
    fork.cancelled = new Set(this.cancelled);
    fork.counts = new Map(this.counts);
    fork.next = this.next;
    fork.workCount = this.workCount;
    return fork;
  }

  save(): TimersData {
    return { next: this.next, counts: Object.fromEntries(this.counts), entries: this.list() };
  }

  static load(data: TimersData): Timers {
    const timers = new Timers();
    timers.counts = new Map(Object.entries(data.counts));
    for (const entry of data.entries) timers.push(entry);
    timers.next = data.next;
    return timers;
  }

  /** Lets the cancelled entries go, which would otherwise stay until they were due. */
  private compact(): void {
    this.heap = this.heap.filter((later) => !this.cancelled.has(later.id));
    for (let at = (this.heap.length >>> 1) - 1; at >= 0; at--) {
      const later = this.heap[at];
      if (later !== undefined) this.sink(at, later);
    }
    this.cancelled.clear();
    this.byId = undefined;
  }

  private top(): Later | undefined {
    let first = this.heap[0];
    while (first !== undefined && this.cancelled.has(first.id)) {
      this.cancelled.delete(first.id);
      this.pop();
      first = this.heap[0];
    }
    return first;
  }

  private push(later: Later, again = false): void {
    if (later.work && !again) this.workCount++;
    const heap = this.heap;
    let at = heap.length;
    heap.push(later);
    this.byId?.set(later.id, later);
    while (at > 0) {
      const parentAt = (at - 1) >>> 1;
      const parent = heap[parentAt];
      if (parent === undefined || compare(parent, later) <= 0) break;
      heap[at] = parent;
      heap[parentAt] = later;
      at = parentAt;
    }
  }

  private pop(): void {
    const { heap } = this;
    if (heap[0] !== undefined) this.byId?.delete(heap[0].id);
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    this.sink(0, last);
  }

  /** Puts an entry where it belongs, at a place of the heap or below. */
  private sink(from: number, later: Later): void {
    const { heap } = this;
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      let child = heap[left];
      let childAt = left;
      const right = heap[left + 1];
      if (child !== undefined && right !== undefined && compare(right, child) < 0) {
        child = right;
        childAt = left + 1;
      }
      if (child === undefined || compare(child, later) >= 0) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = later;
  }
}

function compare(a: Later, b: Later): number {
  return a.atMs - b.atMs || a.id - b.id;
}
