import type {
  ApplicationLogLevel,
  Architecture,
  ImageConfig,
  RecursiveLoop,
  Runtime,
  SystemLogLevel,
  UpdateRuntimeOn,
} from '@aws-sdk/client-lambda';
import { table, type Call, type PolicyDocument, type Principal } from '../../cloud/service';
import type { AsynchronousEvent, Trace } from './asynchronous/state';
import type { EventSourceMapping, MappingBatch, Polling } from './mappings/state';
import type { CodeSigningConfig } from './signing/state';
import type { FunctionUrl } from './urls/state';

export type { AsynchronousEvent, Trace, TracedAttempt } from './asynchronous/state';

/** A deployment package: the zip as it was handed in; or a container image, which has nothing else and is not run. */
export interface FunctionCode {
  /** Blob id of the zip. */
  blob: string;
  /** Base64, as `CodeSha256` shows it. */
  sha256: string;
  size: number;
  unzippedBytes: number;
  imageUri?: string;
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
  logFormat: 'Text' | 'JSON';
  /** Only where the format is JSON. */
  applicationLogLevel?: ApplicationLogLevel;
  systemLogLevel?: SystemLogLevel;
  /** Of a container image: what is run in place of what the image says. */
  imageConfig?: Readonly<ImageConfig>;
  /** Of published versions snapshots are to be taken. */
  snapStart?: true;
  /** In the order in which they lie over each other at `/opt`. */
  layers: AttachedLayer[];
}

/** A layer version as a function keeps it: deleting the version takes nothing from its users. */
export interface AttachedLayer {
  arn: string;
  /** Blob id of the zip. */
  blob: string;
  size: number;
  unzippedBytes: number;
}

/** What can be run: `$LATEST`, or a published version, whose settings never change. */
export interface FunctionVersion {
  name: string;
  /** Of the function, without a version. */
  arn: string;
  /** `$LATEST` or a number. */
  version: string;
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
  policy?: FunctionPolicy;
  runtimeManagement?: RuntimeManagement;
}

/** When patches of the runtime are taken, and to which of its versions it is held. */
export interface RuntimeManagement {
  updateOn: UpdateRuntimeOn;
  versionArn?: string;
}

/** A function: its `$LATEST`, and what all of its versions share. */
export interface LambdaFunction extends FunctionVersion {
  tags: Record<string, string>;
  reservedConcurrency?: number;
  signingConfigArn?: string;
  recursiveLoop?: RecursiveLoop;
  /** How many versions were ever published; numbers are not used again. */
  versionsPublished: number;
  /** What `$LATEST` was when the newest version was made from it. */
  published?: { version: string; settings: FunctionSettings };
}

/** A name for a version, or for two of which each gets a share of the invocations. */
export interface FunctionAlias {
  functionName: string;
  name: string;
  version: string;
  second?: { version: string; weight: number };
  description: string;
  revisionId: string;
  policy?: FunctionPolicy;
}

/** Environments of a version that are made ready ahead of its invocations. */
export interface ProvisionedConcurrency {
  functionName: string;
  /** A version's number or an alias. */
  qualifier: string;
  /** The version that the environments are of; an alias may be made to name another. */
  version: string;
  requested: number;
  status: 'IN_PROGRESS' | 'READY' | 'FAILED';
  statusReason?: string;
  lastModifiedAtMs: number;
  /** Names the allocation under way. */
  allocation: number;
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
}

export interface LayerVersion {
  name: string;
  version: number;
  arn: string;
  code: FunctionCode;
  description: string;
  licenseInfo?: string;
  runtimes?: Runtime[];
  architectures?: Architecture[];
  createdAtMs: number;
  policy?: LayerPolicy;
}

export interface LayerPolicy {
  statements: PrintedStatement[];
  document: PolicyDocument;
  revisionId: string;
}

export interface EventInvokeConfig {
  functionName: string;
  /** `$LATEST`, a version's number or an alias. */
  qualifier: string;
  lastModifiedAtMs: number;
  retriesMax?: number;
  eventAgeMaxSeconds?: number;
  onSuccess?: string;
  onFailure?: string;
}

/** By which name a function was reached, and which version of it ran where an alias chose. */
export interface Through {
  qualifier?: string | undefined;
  executedVersion?: string | undefined;
}

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
  /** A synchronous caller that waits, the event of the internal queue, or the batch of an event source mapping. */
  answerTo:
    | { kind: 'caller'; parked: string; wantsLogs: boolean }
    | { kind: 'queue'; event: AsynchronousEvent }
    | { kind: 'mapping'; batch: MappingBatch };
  /** Blob id of the JSON text. */
  payload: string;
  /** As the caller named the function. */
  functionArn: string;
  through: Through;
  trace: Trace;
  /** The function's own segment: what its code sends is under it. */
  functionSegment: string;
  /** Of an event of the internal queue: what the function's segment is under. */
  attemptSegment?: string;
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
  /** Without a version. */
  functionArn: string;
  version: string;
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
  /** Made ready ahead, for the provisioned concurrency of this version or alias. */
  provisionedFor?: string;
  /** 'nodejs:22.v1' */
  runtimeVersion: string;
  logFormat: FunctionSettings['logFormat'];
  systemLogLevel: SystemLogLevel;
}

export const state = {
  /** By function name. */
  functions: table<LambdaFunction>(),
  /** By `versionKey`; without `$LATEST`. */
  versions: table<FunctionVersion>(),
  /** By function name and alias, as in all tables below by `qualifiedKey`. */
  aliases: table<FunctionAlias>(),
  provisioned: table<ProvisionedConcurrency>(),
  /** By layer name: how many versions it ever had. */
  layers: table<number>(),
  /** By `versionKey`. */
  layerVersions: table<LayerVersion>(),
  eventInvokeConfigs: table<EventInvokeConfig>(),
  signingConfigs: table<CodeSigningConfig>(),
  /** By environment id. */
  environments: table<Environment>(),
  urls: table<FunctionUrl>(),
  /** By id, for a whole region: whose URL it is, and its key there. */
  urlOwners: table<{ accountId: string; key: string }>(),
  /** By UUID. */
  mappings: table<EventSourceMapping>(),
  pollings: table<Polling>(),
  /** Batches on their way or under way, by UUID and number. */
  batches: table<true>(),
  /** By function name: the last second in which a request was traced as the first one. */
  sampledSeconds: table<number>(),
  /** Events that wait for a hosted environment, in the order of their arrival. */
  waiting: table<AsynchronousEvent>(),
};

/** Versions of a function are in the order of their numbers. */
export function versionKey(functionName: string, version: string): string {
  return qualifiedKey(functionName, version.padStart(12, '0'));
}

export function qualifiedKey(functionName: string, qualifier: string): string {
  return `${functionName}\u0000${qualifier}`;
}

export type State = typeof state;
export type LambdaCall = Call<State>;
