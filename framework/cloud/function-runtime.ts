/** The contract between the lambda service and whatever hosts function code. */

/** What an execution environment reported when it fell quiet; see the function host. */
export interface EnvironmentReport {
  environmentId: string;
  initialised: boolean;
  /** JSON text: of the handler's value, or of Lambda's error payload. */
  result?: { kind: 'value' | 'error'; json: string };
  logs: { atMs: number; text: string }[];
  /**
   * The environment is gone: the process ended, ran out of memory, was crashed by a fault, or ran too long
   * for real.
   */
  exit?: { reason: 'exit' | 'crash' | 'outOfMemory' | 'watchdog'; code: number };
}

export interface EnvironmentStart {
  environmentId: string;
  /** The code: a zip's blob id; layers' in order. */
  codeBlob: string;
  layerBlobs: string[];
  handler: string;
  runtime: string;
  memoryMb: number;
  variables: Record<string, string>;
}

export interface EnvironmentInvoke {
  requestId: string;
  /** JSON text. */
  event: string;
  deadlineMs: number;
  functionArn: string;
  functionName: string;
  functionVersion: string;
  memoryMb: number;
  logGroup: string;
  logStream: string;
  traceId: string;
  /** JSON text. */
  clientContext?: string;
}

/** Starts and stops execution environments: effects, carried out in order after the operation that asked. */
export interface FunctionRuntime {
  /** Whether the environment runs now; environments are no part of a world, so after a fork or load none does. */
  isLive(environmentId: string): boolean;
  /** Environments hosted now, in the whole world. */
  readonly liveCount: number;
  /** The most that asynchronous starts may bring it to. */
  readonly liveMax: number;
  start(environment: EnvironmentStart): void;
  /** Lets a started environment load its module ahead of its first invocation. */
  initialise(environmentId: string): void;
  invoke(environmentId: string, invocation: EnvironmentInvoke): void;
  stop(environmentId: string): void;
  /** Whether a fault wants an invocation to begin in a fresh environment though one is idle. */
  startsCold(functionArn: string): boolean;
  /** Whether a fault leaves the account no concurrency for an invocation. */
  refusesInvocation(functionArn: string): boolean;
  /** Puts an event of a function into the trace as a log line. */
  log(environmentId: string, text: string): void;
}
