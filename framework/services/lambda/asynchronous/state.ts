/** Events that wait in Lambda's own queue, and the traces they belong to. */

/** One event in Lambda's internal queue. A type, not an interface: it travels as the payload of pending work. */
export type AsynchronousEvent = {
  functionName: string;
  /** The version or alias that was invoked; left out where none was named. */
  qualifier?: string;
  /** The same on every attempt and on every copy. */
  requestId: string;
  /** Blob id of the JSON text. */
  payload: string;
  receivedAtMs: number;
  /** Attempts that ran to an end; throttles are not counted. */
  attempts: number;
  throttles: number;
  trace: Trace;
  /** Attempts that X-Ray is to hear of. */
  traced?: TracedAttempt[];
};

/** The trace of X-Ray that a request belongs to. */
export type Trace = {
  root: string;
  isSampled: boolean;
  /** The caller's segment. */
  parent?: string;
  /** Lambda's own segment, where the trace is recorded. */
  segment: string;
};

export type TracedAttempt = { id: string; beganAtMs: number; endedAtMs: number; hasFailed: boolean };
