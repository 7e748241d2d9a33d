import { createHash } from 'node:crypto';
import { sha256 } from './blobs';

/** The version of the trace format; a reader refuses what it doesn't know. */
export const traceVersion = 1;

/** A payload as the trace keeps it: what it was is told apart by digest, never stored. */
export interface Digest {
  readonly sha256: string;
  readonly size: number;
}

interface Entry {
  /** Position in the trace, from 1. */
  readonly n: number;
  readonly atMs: number;
  /** The entry that caused this one; 0 for none. */
  readonly cause: number;
}

/** A request that entered the pipeline; its `answer` has this entry as cause. */
export interface CallEntry extends Entry {
  readonly type: 'call';
  /** Who called: 'scenario', an execution environment, or a service. */
  readonly task: string;
  /** The number of the call within its task; inner calls of services have none. */
  readonly call?: number | undefined;
  readonly service: string;
  readonly operation: string;
  readonly principal: string;
  readonly accountId: string;
  readonly region: string;
  readonly resource?: string | undefined;
  /** What the caller must be allowed to do, where that is not just `service:operation` on the resource. */
  readonly accesses?: readonly { readonly action: string; readonly resource: string }[] | undefined;
  /** What the call is about, for people: an object key, an item's key. */
  readonly subject?: string | undefined;
  /** The line of function code that made the call. */
  readonly place?: string | undefined;
  /** The piece of work that the scenario was submitting. */
  readonly work?: string | undefined;
  readonly input: Digest;
}

export interface AnswerEntry extends Entry {
  readonly type: 'answer';
  readonly status: number;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly output: Digest;
}

/** A pending entry whose time had come. */
export interface StepEntry extends Entry {
  readonly type: 'step';
  readonly step: string;
  readonly subject?: string;
}

export interface PickEntry extends Entry {
  readonly type: 'pick';
  readonly chosen: string;
  readonly of: number;
}

export interface FaultEntry extends Entry {
  readonly type: 'fault';
  readonly fault: string;
  readonly effect: string;
}

/**
 * An event that is no call: an invocation's start or end, a message moved to its dead-letter queue, an object
 * expired.
 */
export interface EventEntry extends Entry {
  readonly type: 'event';
  readonly service: string;
  readonly event: string;
  readonly resource: string;
  readonly detail: { readonly [key: string]: string | number | boolean | null };
}

export interface LogEntry extends Entry {
  readonly type: 'log';
  readonly task: string;
  readonly text: string;
}

/** A mark of the scenario: its phases, `mark('before')`, and what makes a run not replayable. */
export interface MarkEntry extends Entry {
  readonly type: 'mark';
  readonly mark: string;
}

export type TraceEntry =
  CallEntry | AnswerEntry | StepEntry | PickEntry | FaultEntry | EventEntry | LogEntry | MarkEntry;

type Without<E> = E extends TraceEntry ? Omit<E, 'n' | 'atMs'> : never;
export type NewTraceEntry = Without<TraceEntry>;

/** Everything that happened, in order, as data. Forks share what happened before them. */
export class Trace {
  private earlier: readonly TraceEntry[][] = [];
  private earlierCount = 0;
  private list: TraceEntry[] = [];
  private forgotten = 0;

  get length(): number {
    return this.forgotten + this.earlierCount + this.list.length;
  }

  get entries(): readonly TraceEntry[] {
    return this.earlierCount === 0 ? this.list : [...this.earlier.flat(), ...this.list];
  }

  /** Adds an entry and answers its number. */
  add(atMs: number, entry: NewTraceEntry): number {
    const n = this.length + 1;
    this.list.push({ n, atMs, ...entry });
    return n;
  }

  /** Adds an entry whose number is the next one; for those that every request makes. */
  push(entry: TraceEntry): void {
    this.list.push(entry);
  }

  /** Lets all but the newest `keep` entries go, for worlds that live long; numbers go on as they were. */
  forget(keep: number): void {
    const { entries } = this;
    if (entries.length <= keep) return;
    this.forgotten += entries.length - keep;
    this.list = entries.slice(entries.length - keep);
    this.earlier = [];
    this.earlierCount = 0;
  }

  fork(): Trace {
    if (this.list.length > 0) {
      this.earlier = [...this.earlier, this.list];
      this.earlierCount += this.list.length;
      this.list = [];
    }
    const fork = new Trace();
    fork.forgotten = this.forgotten;
    fork.earlier = this.earlier;
    fork.earlierCount = this.earlierCount;
    return fork;
  }

  static load(entries: readonly TraceEntry[]): Trace {
    const trace = new Trace();
    trace.list = [...entries];
    trace.forgotten = (entries[0]?.n ?? 1) - 1;
    return trace;
  }

  /**
   * One text for all that happened after the first `skip` entries: equal for two runs exactly when they did
   * the same.
   */
  hash(skip = 0): string {
    const hash = createHash('sha256');
    for (const entry of this.entries.slice(skip)) hash.update(`${JSON.stringify(entry)}\n`);
    return hash.digest('hex').slice(0, 32);
  }

  /** The trace, or what came after entry `after`, as newline-delimited JSON, led by a line with its version. */
  ndjson(after = 0): string {
    return [{ type: 'trace', version: traceVersion }, ...this.entries.filter(({ n }) => n > after)]
      .map((entry) => `${JSON.stringify(entry)}\n`)
      .join('');
  }
}

/** Size and SHA-256 (first 16 hexadecimal digits) of a payload. */
export function digest(content: Uint8Array | string): Digest {
  const size = typeof content === 'string' ? Buffer.byteLength(content) : content.length;
  if (size === 0) return { sha256: '', size };
  return { sha256: sha256(content).slice(0, 16), size };
}
