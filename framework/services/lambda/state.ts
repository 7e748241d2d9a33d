import type { Architecture, Runtime } from '@aws-sdk/client-lambda';
import { table, type Call, type PolicyDocument, type Principal } from '../../cloud/service';

/** A deployment package: the zip as it was handed in. */
export interface FunctionCode {
  /** Blob id of the zip. */
  blob: string;
  /** Base64, as `CodeSha256` shows it. */
  sha256: string;
  size: number;
}

/** All that a client can set and an execution environment is made from. */
export interface FunctionSettings {
  code: FunctionCode;
  runtime: Runtime;
  handler: string;
  role: string;
  description: string;
  timeoutSeconds: number;
  memoryMb: number;
  ephemeralStorageMb: number;
  variables?: Record<string, string>;
  deadLetterArn?: string;
  tracing: 'Active' | 'PassThrough';
  architecture: Architecture;
  logGroup: string;
}

export interface LambdaFunction {
  name: string;
  arn: string;
  /** What was asked for last, and what the API shows. */
  settings: FunctionSettings;
  /** What invocations run: an update comes into force only when it is complete. */
  inForce: FunctionSettings;
  /** Names what is in force; environments of another deployment are not used again. */
  deployment: number;
  state: 'Pending' | 'Active';
  isUpdating: boolean;
  /** Names the change under way, so that what ends an older one does not end this one. */
  change: number;
  lastModifiedAtMs: number;
  revisionId: string;
  tags: Record<string, string>;
  reservedConcurrency?: number;
  policy?: FunctionPolicy;
}

/** A statement as AWS prints it: single values stand alone. */
export interface PrintedStatement {
  Sid: string;
  Effect: 'Allow';
  Principal: string | Record<string, string>;
  Action: string;
  Resource: string;
  Condition?: Record<string, Record<string, string>>;
}

/** The resource policy, as AWS prints it and as the IAM decision reads it. */
export interface FunctionPolicy {
  statements: PrintedStatement[];
  document: PolicyDocument;
  revisionId: string;
}

export interface EventInvokeConfig {
  functionName: string;
  lastModifiedAtMs: number;
  retriesMax?: number;
  eventAgeMaxSeconds?: number;
  onSuccess?: string;
  onFailure?: string;
}

/** One event in Lambda's internal queue. A type, not an interface: it travels as the payload of pending work. */
export type AsynchronousEvent = {
  functionName: string;
  /** The same on every attempt and on every copy. */
  requestId: string;
  /** Blob id of the JSON text. */
  payload: string;
  receivedAtMs: number;
  /** Attempts that ran to an end; throttles are not counted. */
  attempts: number;
  throttles: number;
  traceId: string;
};

export interface LogLine {
  atMs: number;
  text: string;
}

/** The invocation that an environment is busy with. */
export interface Invocation {
  requestId: string;
  attempt: number;
  beganAtMs: number;
  isCold: boolean;
  /** A synchronous caller that waits, or the event of the internal queue. */
  answerTo:
    { kind: 'caller'; parked: string; wantsLogs: boolean } | { kind: 'queue'; event: AsynchronousEvent };
  /** Blob id of the JSON text. */
  payload: string;
  functionArn: string;
  traceId: string;
  clientContext?: string;
  /** The pending end of its time, to be cancelled. */
  timer: number;
  /** What the function wrote so far. */
  lines: LogLine[];
}

/** An execution environment: it takes one invocation at a time. */
export interface Environment {
  /** See `environmentId`. */
  id: string;
  functionName: string;
  functionArn: string;
  deployment: number;
  timeoutSeconds: number;
  memoryMb: number;
  status: 'initialising' | 'busy' | 'idle';
  /** Rises with each use, over all environments: tells which was used most recently. */
  used: number;
  logGroup: string;
  logStream: string;
  hasLogStream: boolean;
  /** CloudWatch Logs refused; said once. */
  logsRefused: boolean;
  session: Principal;
  credentialsExpireAtMs: number;
  startedAtMs: number;
  initialisedAtMs?: number;
  /** The ten seconds for initialisation were used up, so that it goes on in the time of the invocation. */
  initRanOut: boolean;
  /** It ran without an end in real time: its process is gone, its invocation ends when its virtual time is over. */
  hangs: boolean;
  invocation?: Invocation;
  /** While idle: the pending reclaim. */
  reclaim?: number;
}

export const state = {
  /** By function name. */
  functions: table<LambdaFunction>(),
  /** By function name: only `$LATEST` can be invoked. */
  eventInvokeConfigs: table<EventInvokeConfig>(),
  /** By environment id. */
  environments: table<Environment>(),
  /** Events that wait for a hosted environment, in the order of their arrival. */
  waiting: table<AsynchronousEvent>(),
};

export type State = typeof state;
export type LambdaCall = Call<State>;
