/** The contract between the cloud and its services: all that a service may import besides the kernel. */
import { Table, type Blobs, type Json, type Random } from '../kernel';
import type { ApiCall } from './api-call';
import type { AnswerData, AskLaterOptions } from './asked';
import type { Fronted } from './fronted';
import type { HttpRequest } from './protocols';
import type { EnvironmentReport, FunctionRuntime } from './function-runtime';
import type { StackStepFailure, StackStepView } from './fault';
import type { Answer, Metric, MetricPoint } from './metric';
import type { ResourceType } from './resource-type';
import type { ServiceClients } from './service-clients';
import type { IdentityPolicies, NamedPolicy, Principal } from './iam';

export type { ServiceClients } from './service-clients';
export { accountOfAccessKey, base32, newAccessKeyId } from './access-key';
export { AwsError } from './error';
export type {
  EnvironmentReport,
  EnvironmentStart,
  EnvironmentInvoke,
  FunctionRuntime,
} from './function-runtime';
export type { ApiCall } from './api-call';
export type { AnswerData } from './asked';
export type { Fronted } from './fronted';
export type { HttpRequest, HttpResponse } from './protocols';
export { pathStyle } from './protocols/s3-address';
export type { Answer, Metric, MetricPoint } from './metric';
export type { ResourceProgress, ResourceReadout, ResourceRequest, ResourceType } from './resource-type';
export type {
  DeliveryEffect,
  DeliveryView,
  Effect,
  FaultEffect,
  FaultHook,
  FaultView,
  InvocationView,
  Loss,
  StackStepFailure,
  StackStepView,
} from './fault';
export * as template from './property-values';
export { readTags } from './read-tags';
export { resourceTags, tagChanges, type ResourceTags } from './resource-tags';
export { nextFiring, parseSchedule } from './schedule';
export { pageAfter, pageAt } from './pages';
export { availabilityZones, formatArn, parseArn, urlSuffixOf } from './arn';
export {
  decide,
  parsePolicy,
  PolicyError,
  type Decision,
  type IdentityPolicies,
  type NamedPolicy,
  type PolicyDocument,
  type Principal,
} from './iam';
export type { Blobs, Json, Random } from '../kernel';

export type ServiceName = keyof ServiceClients;

/** An SDK operation's three overloads; only the first, which answers with a promise, says what it takes and gives. */
type Overloads<I, O> = {
  (args: I, options?: never): Promise<O>;
  (args: I, done: never): void;
  (args: I, options: never, done: never): void;
};

export type OperationName<C> = {
  [K in keyof C]: C[K] extends Overloads<infer _I, infer _O> ? (K extends string ? K : never) : never;
}[keyof C];

/** Streams are whole bytes inside the cloud. */
type Bytes<T> = {
  [K in keyof T]: K extends 'Body' | 'Payload' | 'ZipFile' ? Uint8Array | Extract<T[K], undefined> : T[K];
};

/** Members that the API requires are there by the time an operation runs. */
type Checked<T> = {
  [K in keyof T]: undefined extends T[K] ? ({} extends Pick<T, K> ? T[K] : Exclude<T[K], undefined>) : T[K];
};

export type Input<C, K extends keyof C> =
  C[K] extends Overloads<infer I, infer _O> ? Checked<Bytes<I>> : never;
export type Output<C, K extends keyof C> =
  C[K] extends Overloads<infer _I, infer O> ? Bytes<Omit<O, '$metadata'>> : never;

/** What a caller inside the cloud may leave out or set to undefined. */
type AskInput<C, K extends keyof C> = C[K] extends Overloads<infer I, infer _O> ? Bytes<I> : never;

/** A service's operations as another service calls them: at once, synchronously, through the whole pipeline. */
export type AskClient<C> = {
  [K in OperationName<C>]: (input: AskInput<C, K>) => Output<C, K>;
};

/** The same where the answer comes to a step of its own; see `Call.askLater`. */
export type AskLaterClient<C> = {
  [K in OperationName<C>]: (input: AskInput<C, K>) => void;
};

/** A table of state that holds `V`s; the value here only carries the type. */
export function table<V>(): Table<V> {
  return new Table<V>();
}

/** A service's state: named tables of plain data, for each account and region apart. */
export type StateShape = { readonly [name: string]: Table<never> | Table<unknown> };

/** The answer comes later: a step answers with `call.answer` or `call.refuse`. */
export interface Parked {
  readonly parked: string;
}

export interface LaterRequest {
  /** After this long; or at a moment with `atMs`. Now, when neither is given. */
  afterMs?: number;
  atMs?: number;
  /** The name of the handler under the service's `later`. */
  kind: string;
  payload: Json;
  /** Background (a schedule, retention) is not waited for by `settle()`; work (the default) is. */
  background?: boolean;
  /**
   * Set on what AWS promises to deliver at least once: faults may then copy, delay or reorder it.
   * `to` is the ARN it goes to; `subject` names it for people.
   */
  delivery?: { to: string; subject?: string };
}

export interface AskOptions {
  /** As whom; by default the service itself (`<name>.amazonaws.com`). */
  as?: Principal;
  /** For service principals: on whose behalf, as the condition keys aws:SourceArn and aws:SourceAccount. */
  sourceArn?: string;
  sourceAccount?: string;
  region?: string;
  accountId?: string;
  /** The trace of X-Ray that the request goes on with. */
  traceHeader?: string;
}

/** All that an operation may touch: what is not here cannot vary between runs. */
export interface Call<S extends StateShape> {
  /** This service's state in `accountId` and `region` (see `scope` of the service). */
  readonly state: S;
  /** The same service's state elsewhere, e.g. the bucket's owner's; for services that AWS itself lets look across. */
  stateOf(accountId: string, region: string): S;
  readonly nowMs: number;
  /** Virtual now as a Date (a fresh one). */
  date(): Date;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly principal: Principal;
  /** The service that asks, where one does: for itself, or with its caller's rights (then also `kms:ViaService`). */
  readonly via: ServiceName | undefined;
  /** The access key the caller signed with, where it did. */
  readonly accessKeyId: string | undefined;
  readonly requestId: string;
  /** The trace of X-Ray that the request came with, as its header says it. */
  readonly traceHeader: string | undefined;
  /**
   * A stream of chance of its own for each label: name what is drawn ('versionId'), so that draws don't shift
   * each other.
   */
  random(label: string): Random;
  /** Counts up from 1, for each label apart, in this account and region. */
  count(label: string): number;
  readonly blobs: Blobs;
  /** Another service, through the pipeline, as a principal. Throws AwsError when it refuses. */
  ask<N extends ServiceName>(service: N, options?: AskOptions): AskClient<ServiceClients[N]>;
  /**
   * Another service whose answer may take its time: it becomes a step, `answerTo.kind` under the service's `later`,
   * with `answerTo.payload` and `answer`.
   */
  askLater<N extends ServiceName>(service: N, options: AskLaterOptions): AskLaterClient<ServiceClients[N]>;
  /** The output of an answer to `askLater`. Throws AwsError where the request was refused. */
  answerOf<N extends ServiceName, K extends OperationName<ServiceClients[N]>>(
    service: N,
    operation: K,
    answer: AnswerData,
  ): Output<ServiceClients[N], K>;
  /** Asks for something to happen later; answers the id to cancel it by. */
  later(request: LaterRequest): number;
  cancel(laterId: number): void;
  /** Parks this request; its answer is given by a later step. */
  park(): Parked;
  /** Whether a parked request is still waited for. */
  isWaiting(parked: string): boolean;
  answer(parked: string, output: object): void;
  refuse(parked: string, error: Error): void;
  /** Writes an event that is no call into the trace: 'invocation started', 'message moved to its dead-letter queue'. */
  note(event: string, resource: string, detail?: { [key: string]: string | number | boolean | null }): void;
  /**
   * Adds points to metrics: no request and no entry in the trace, so that every call can afford it. Lost where no
   * service keeps metrics.
   */
  metric(...points: MetricPoint[]): void;
  /**
   * Tells another service something that is no request (an alarm to a scaling policy, an event to the default bus);
   * heard in this account and region unless said otherwise, at once, and lost where nobody listens.
   */
  tell(
    service: ServiceName,
    news: string,
    payload: Json,
    where?: { accountId?: string; region?: string },
  ): void;
  /**
   * What a metric stands at now that is read and not counted up (messages in a queue); for the cloudwatch
   * service alone.
   */
  gauge(metric: Metric): number | undefined;
  /**
   * Says that something was asked for that is stored but has no behaviour here: reports show it, verdicts
   * that touch it are not proven.
   */
  modelledOnly(what: string): void;
  /** Fails the scenario loudly: the operation (or this use of it) is not emulated. */
  notEmulated(what: string): never;
  /** The function host; for the lambda service alone. */
  readonly runtime: FunctionRuntime;
  /** CloudFormation types of all services, by type name; for the cloudformation service alone. */
  readonly resourceTypes: ReadonlyMap<string, ResourceType>;
  /** Whether a fault makes a step of a stack's resource fail, and how; for the cloudformation service alone. */
  failsStep(step: Omit<StackStepView, 'key' | 'nowMs'>): StackStepFailure | undefined;
}

export type Operations<C, S extends StateShape> = {
  [K in OperationName<C>]?: (input: Input<C, K>, call: Call<S>) => Output<C, K> | Parked;
};

/** What must be allowed for an operation to run; the first is the operation's own. */
export interface Access {
  /** 's3:PutObject' */
  action: string;
  /** An ARN, or '*' where the action knows no resource. */
  resource: string;
  /** Condition keys of this request, lower-case: 's3:prefix', 'iam:passedtoservice'. */
  context?: Record<string, string | number | boolean | string[]>;
  /** Account that owns the resource, when it is not the one in the ARN or the caller's. */
  accountId?: string;
}

export type Permissions<C, S extends StateShape> = {
  [K in OperationName<C>]?: (input: Input<C, K>, call: Call<S>) => Access | Access[];
};

/** For people reading the trace: what a call is about ('uploads/a.json'). */
export type Subjects<C> = { [K in OperationName<C>]?: (input: Input<C, K>) => string | undefined };

export type LaterHandlers<S extends StateShape> = {
  [kind: string]: (payload: never, call: Call<S>) => void;
};

/** A resource's own policy. */
export interface AttachedPolicy {
  policy: NamedPolicy;
  kind: 'ordinary' | 'trust' | 'key';
}

/** A denial's code and status; its message is IAM's unless given. */
interface DenialForm {
  code: string;
  status: number;
  message?: string;
  /** Without its reason (STS). */
  plain?: true;
  /** The resource stands in quotation marks (S3). */
  quoted?: true;
  /** All that callers of other accounts, and nobodies, are told (S3). */
  toOutsiders?: string;
}

export interface ServiceDefinition<C, S extends StateShape> {
  name: ServiceName;
  /** What one state holds: a region of an account (default), an account (IAM), or a whole partition (bucket names). */
  scope?: 'region' | 'account' | 'partition';
  state: S;
  operations: Operations<C, S>;
  /** Required accesses; an operation without an entry needs `<name>:<Operation>` on '*'. */
  permissions?: Permissions<C, S>;
  /** Operations that anybody may call (sts:GetCallerIdentity). */
  open?: readonly OperationName<C>[];
  subjects?: Subjects<C>;
  /** Handlers of what was put off with `call.later`, by kind. */
  later?: LaterHandlers<S>;
  /**
   * The policy attached to a resource of this service, if any: bucket policy, queue policy, function policy,
   * trust policy, key policy.
   */
  resourcePolicy?: (arn: string, call: Call<S>) => AttachedPolicy | undefined;
  /** IAM and STS: who an access key belongs to. */
  principalOf?: (accessKeyId: string, call: Call<S>) => Principal | undefined;
  /** IAM and STS: the policies that speak for a principal; what each says is put together. */
  policiesOf?: (principal: Principal, call: Call<S>) => IdentityPolicies;
  /** Requests to hosts of the service's own; undefined for those of its API. */
  front?: (request: HttpRequest, call: Call<S>) => Fronted | undefined;
  /** Headers that go with every answer to a request over a wire (S3: CORS). */
  answerHeaders?: (request: HttpRequest, call: Call<S>) => Record<string, string> | undefined;
  /** Lambda: an execution environment fell quiet. */
  reported?: (report: EnvironmentReport, call: Call<S>) => void;
  /** What other services tell with `call.tell`, by kind of news. */
  hears?: LaterHandlers<S>;
  /** CloudTrail, and IAM for keys' last use: a request to any service was answered or refused. */
  recorded?: (record: ApiCall, call: Call<S>) => void;
  /** CloudWatch: another service told a point of one of its metrics. */
  measured?: (point: MetricPoint, call: Call<S>) => void;
  /** A request to this service was answered or refused; for metrics of that, and for nothing else. */
  answered?: (answer: Answer, call: Call<S>) => void;
  /** What one of this service's metrics stands at now; undefined where AWS would not tell it (an unused queue). */
  gauge?: (metric: Metric, call: Call<S>) => number | undefined;
  /** How a denial is answered. */
  accessDenied: DenialForm;
  /** How a throttled caller is answered, for the throttle fault. */
  throttled: { code: string; status: number; message: string; fields?: Record<string, unknown> };
  /** How an internal error is answered, for the error fault. */
  internalError: { code: string; status: number; message: string };
  resources?: { readonly [type: string]: ResourceType };
}

/**
 * An operation or handler with its types put aside: a method's parameters may be narrower than what it is handed.
 * They are what they say, because the pipeline has checked the input against the API model and state is the
 * service's own.
 */
type Erased<A extends unknown[], R> = { run(this: void, ...args: A): R }['run'];
/** The same, for what is handed a call. */
type ErasedWithCall<A extends unknown[], R> = Erased<[...A, call: Call<StateShape>], R>;

/** A definition as the cloud keeps it: the same functions, found by name. */
export interface Service {
  readonly name: ServiceName;
  readonly scope: 'region' | 'account' | 'partition';
  readonly state: StateShape;
  readonly operations: { readonly [name: string]: ErasedWithCall<[input: unknown], object> | undefined };
  readonly permissions: {
    readonly [name: string]: ErasedWithCall<[input: unknown], Access | Access[]> | undefined;
  };
  readonly open: readonly string[];
  readonly subjects: { readonly [name: string]: Erased<[input: unknown], string | undefined> | undefined };
  readonly later: { readonly [kind: string]: ErasedWithCall<[payload: Json], void> | undefined };
  readonly resourcePolicy: ErasedWithCall<[arn: string], AttachedPolicy | undefined> | undefined;
  readonly principalOf: ErasedWithCall<[accessKeyId: string], Principal | undefined> | undefined;
  readonly policiesOf: ErasedWithCall<[principal: Principal], IdentityPolicies> | undefined;
  readonly front: ErasedWithCall<[request: HttpRequest], Fronted | undefined> | undefined;
  readonly answerHeaders:
    ErasedWithCall<[request: HttpRequest], Record<string, string> | undefined> | undefined;
  readonly reported: ErasedWithCall<[report: EnvironmentReport], void> | undefined;
  readonly hears: { readonly [news: string]: ErasedWithCall<[payload: Json], void> | undefined };
  readonly recorded: ErasedWithCall<[record: ApiCall], void> | undefined;
  readonly measured: ErasedWithCall<[point: MetricPoint], void> | undefined;
  readonly answered: ErasedWithCall<[answer: Answer], void> | undefined;
  readonly gauge: ErasedWithCall<[metric: Metric], number | undefined> | undefined;
  readonly accessDenied: DenialForm;
  readonly throttled: { code: string; status: number; message: string; fields?: Record<string, unknown> };
  readonly internalError: { code: string; status: number; message: string };
  readonly resources: { readonly [type: string]: ResourceType };
}

/**
 * Declares a service; misspelt operations and wrong outputs do not compile.
 *
 * @example
 * export const sqs = defineService<SQS>()({ name: 'sqs', state: { queues: table<Queue>() }, operations: {
 * ...queues } , … });
 */
export function defineService<C>() {
  return <S extends StateShape>(definition: ServiceDefinition<C, S>): Service => ({
    name: definition.name,
    scope: definition.scope ?? 'region',
    state: definition.state,
    operations: definition.operations,
    permissions: definition.permissions ?? {},
    open: definition.open ?? [],
    subjects: definition.subjects ?? {},
    later: definition.later ?? {},
    resourcePolicy: definition.resourcePolicy,
    principalOf: definition.principalOf,
    policiesOf: definition.policiesOf,
    front: definition.front,
    answerHeaders: definition.answerHeaders,
    reported: definition.reported,
    hears: definition.hears ?? {},
    recorded: definition.recorded,
    measured: definition.measured,
    answered: definition.answered,
    gauge: definition.gauge,
    accessDenied: definition.accessDenied,
    throttled: definition.throttled,
    internalError: definition.internalError,
    resources: definition.resources ?? {},
  });
}

/** The service principal `<name>.amazonaws.com`. */
export function servicePrincipal(name: string, accountId: string): Principal {
  const service = `${name}.amazonaws.com`;
  return { kind: 'service', arn: service, accountId, service };
}
