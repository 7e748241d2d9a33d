import { AsyncResource } from 'node:async_hooks';
import { virtualNow } from './clock';

type Callback = (...args: unknown[]) => unknown;

interface Entry {
  at: number;
  order: number;
  timer: VirtualTimer;
}

// All armed timers as a binary heap by (time, order of arming); cancelled ones leave when they reach the top.
const heap: Entry[] = [];
const byId = new Map<number, VirtualTimer>();
let armings = 0;
let ids = 0;
let refd = 0;

/** What `setTimeout` and `setInterval` return: the interface of Node's `Timeout`, on virtual time. */
export class VirtualTimer {
  #entry: Entry | undefined;
  #isRefd = true;
  #isClosed = false;
  #id: number | undefined;
  readonly #resource = new AsyncResource('Timeout');
  readonly #callback: Callback;
  readonly #args: unknown[];
  readonly #delayMs: number;
  readonly #repeats: boolean;

  constructor(callback: Callback, delayMs: number, args: unknown[] = [], repeats = false) {
    this.#callback = callback;
    this.#args = args;
    this.#delayMs = delayMs;
    this.#repeats = repeats;
    this.#arm();
  }

  ref(): this {
    if (!this.#isRefd && this.#entry) refd++;
    this.#isRefd = true;
    return this;
  }

  unref(): this {
    if (this.#isRefd && this.#entry) refd--;
    this.#isRefd = false;
    return this;
  }

  hasRef(): boolean {
    return this.#isRefd;
  }

  refresh(): this {
    this.#disarm();
    this.#arm();
    return this;
  }

  close(): this {
    this.#isClosed = true;
    this.#disarm();
    if (this.#id !== undefined) byId.delete(this.#id);
    return this;
  }

  /** Node, too, gives a timer its number only when one is asked for. */
  [Symbol.toPrimitive](): number {
    if (this.#id === undefined) {
      this.#id = ++ids;
      byId.set(this.#id, this);
    }
    return this.#id;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Whether the heap's entry is still the one that counts. */
  holds(entry: Entry): boolean {
    return this.#entry === entry;
  }

  /** Runs the callback; the entry has just left the heap. */
  fire(): void {
    this.#disarm();
    this.#isClosed = false;
    try {
      this.#resource.runInAsyncScope(this.#callback, this, ...this.#args);
    } finally {
      if (this.#repeats && !this.#isClosed && !this.#entry) this.#arm();
    }
  }

  #arm(): void {
    this.#entry = { at: virtualNow() + this.#delayMs, order: armings++, timer: this };
    if (this.#isRefd) refd++;
    push(this.#entry);
  }

  #disarm(): void {
    if (this.#entry && this.#isRefd) refd--;
    this.#entry = undefined;
  }
}

/** The timer behind what `clearTimeout` was given. */
export function timerOf(handle: unknown): VirtualTimer | undefined {
  if (handle instanceof VirtualTimer) return handle;
  if (typeof handle === 'number' || typeof handle === 'string') return byId.get(Number(handle));
  return undefined;
}

/** Takes all timers off the heap. */
export function resetTimers(): void {
  heap.length = 0;
  byId.clear();
  armings = 0;
  ids = 0;
  refd = 0;
}

/** Whether a timer keeps the event loop from being empty, in Node's sense. */
export function hasRefdTimer(): boolean {
  return refd > 0;
}

/** When the earliest timer is due, whether or not it keeps the loop alive. */
export function nextTimerAt(): number | undefined {
  return top()?.at;
}

/** Takes the earliest timer that is due, in the order of time, then of arming. */
export function takeDueTimer(): VirtualTimer | undefined {
  const first = top();
  if (!first || first.at > virtualNow()) return undefined;
  pop();
  return first.timer;
}

function top(): Entry | undefined {
  for (;;) {
    const first = heap[0];
    if (!first || first.timer.holds(first)) return first;
    pop();
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(entry: Entry): void {
  let index = heap.length;
  heap.push(entry);
  while (index > 0) {
    const parentIndex = (index - 1) >> 1;
    const parent = heap[parentIndex];
    if (!parent || !isBefore(entry, parent)) break;
    heap[index] = parent;
    index = parentIndex;
  }
  heap[index] = entry;
}

function pop(): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let childIndex = index * 2 + 1;
    let child = heap[childIndex];
    if (!child) break;
    const right = heap[childIndex + 1];
    if (right && isBefore(right, child)) {
      child = right;
      childIndex++;
    }
    if (!isBefore(child, last)) break;
    heap[index] = child;
    index = childIndex;
  }
  heap[index] = last;
}
