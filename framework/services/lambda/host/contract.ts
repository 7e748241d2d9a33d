import type { EnvironmentInvoke } from '../../../cloud/service';

/** What a Lambda execution environment is made of; everything in it that can be observed derives from these fields. */
export interface EnvironmentSpec {
  /** Stable logical id, such as `Processor/1`. */
  id: string;
  /** Real folder whose content appears to the handler as `/var/task`. */
  taskRoot: string;
  /** Real folder that appears as `/opt`. */
  layersRoot?: string;
  /** Real, existing folder that appears as `/tmp`, the only place where the handler may write. */
  scratch: string;
  /** `index.handler` or `src/index.handler`. */
  handler: string;
  /** The complete environment of the function; nothing of this process shows through. */
  env: Record<string, string>;
  memoryMb: number;
  /** Hexadecimal digits; all chance in the environment derives from them. */
  entropySeed: string;
  nowMs: number;
  /** A file or folder from which `@aws-sdk/*` and `@smithy/*` resolve. */
  runtimeModules: string;
}

/** Virtual time of a stimulus. */
export interface At {
  nowMs: number;
}

/** Starts an invocation; at most one runs in an environment. */
export interface Invoke extends At, EnvironmentInvoke {
  kind: 'invoke';
}

/** The complete HTTP response to an outgoing call. */
export interface Answer extends At {
  kind: 'answer';
  call: number;
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** The one thing that happens to an environment between two of its reports. */
export type Stimulus = Invoke | Answer | (At & { kind: 'reset'; call: number }) | (At & { kind: 'tick' });

/** A complete HTTP request that the handler sent to the cloud. */
export interface OutgoingCall {
  /** Counts up per environment, in the order in which requests were completed. */
  call: number;
  secure: boolean;
  host: string;
  port: number;
  method: string;
  /** Raw, with the query. */
  path: string;
  /** Lower-case names; repeated headers are joined with `, `. */
  headers: Record<string, string>;
  body: Uint8Array;
  /** The innermost frame of the handler's own code that led to the call. */
  place?: Place;
}

/** A line of the function's code, under `/var/task`. */
export interface Place {
  file: string;
  line: number;
}

/** An attempt to reach something outside of the emulated cloud; it failed at once, as without a route. */
export interface Blocked {
  kind: 'tcp' | 'tls' | 'dns' | 'udp' | 'http2';
  host: string;
  port: number;
}

/** How an environment died. */
export interface Exit {
  code: number;
  reason: 'exit' | 'crash' | 'outOfMemory' | 'watchdog';
}

/** What an invocation came to; an error is Lambda's payload `{ errorType, errorMessage, trace }`. */
export type Result = { kind: 'value'; json: string } | { kind: 'error'; json: string };

/** One event of the function's log stream, without a line end. */
export interface LogLine {
  atMs: number;
  text: string;
}

/** All that happened in an environment from a stimulus until nothing more could happen by itself. */
export interface Report {
  calls: OutgoingCall[];
  result?: Result;
  logs: LogLine[];
  /** The earliest virtual timer, in absolute milliseconds; timers stand still between invocations. */
  nextTimerAt?: number;
  blocked: Blocked[];
  /** True in the report in which the module of the handler finished loading. */
  initialised?: boolean;
  exit?: Exit;
}

/** A hosted execution environment: an invocation at a time, module state kept between them. */
export interface Environment {
  readonly id: string;
  /** Hands over what happened and resolves once the environment is quiescent again. One at a time. */
  stimulate(stimulus: Stimulus): Promise<Report>;
  close(): Promise<void>;
}
