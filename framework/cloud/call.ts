import { StormError, type Blobs, type Json, type Random } from '../kernel';
import { partitionOf } from './arn';
import { askingOf, askLater, answerText, type AnswerData, type Asking, type AskLaterOptions } from './asked';
import type { Engine } from './engine';
import type { Exchange } from './exchange';
import type { StackStepFailure, StackStepView } from './fault';
import type { Principal } from './iam';
import { deliver } from './meet-deliveries';
import type { Metric, MetricPoint } from './metric';
import type { State } from './places';
import { runtimeOf } from './runtime';
import {
  type AskClient,
  type AskLaterClient,
  type AskOptions,
  type Call,
  type FunctionRuntime,
  type LaterRequest,
  type OperationName,
  type Output,
  type Parked,
  type ResourceType,
  type Service,
  type ServiceClients,
  type ServiceName,
} from './service';

/** What an operation gets to touch, for one exchange. */
export class CallContext implements Call<State> {
  private ownRuntime: FunctionRuntime | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly exchange: Exchange,
    private readonly service: Service,
  ) {}

  get state(): State {
    const { accountId, region } = this.exchange;
    return this.engine.places.state(this.service, accountId, region);
  }

  stateOf(accountId: string, region: string): State {
    return this.engine.places.state(this.service, accountId, region);
  }

  get nowMs(): number {
    return this.engine.world.nowMs;
  }

  date(): Date {
    return new Date(this.nowMs);
  }

  get accountId(): string {
    return this.exchange.accountId;
  }

  get region(): string {
    return this.exchange.region;
  }

  get partition(): string {
    return partitionOf(this.exchange.region);
  }

  get principal(): Principal {
    return this.exchange.principal;
  }

  get via(): ServiceName | undefined {
    const { origin } = this.exchange;
    return origin.call === undefined ? this.engine.service(origin.task)?.name : undefined;
  }

  get accessKeyId(): string | undefined {
    return this.exchange.accessKeyId;
  }

  get requestId(): string {
    return this.exchange.requestId;
  }

  get traceHeader(): string | undefined {
    return this.exchange.traceHeader ?? this.exchange.wire?.headers['x-amzn-trace-id'];
  }

  get blobs(): Blobs {
    return this.engine.world.blobs;
  }

  random(label: string): Random {
    return this.engine.world.chance.stream(this.labelled(label));
  }

  count(label: string): number {
    return this.engine.world.count(this.labelled(label));
  }

  ask<N extends ServiceName>(service: N, options: AskOptions = {}): AskClient<ServiceClients[N]> {
    const { from, passed } = this.asking(options);
    return asker((operation, input) => this.engine.ask(from, service, operation, input, passed));
  }

  askLater<N extends ServiceName>(
    service: N,
    { answerTo, ...options }: AskLaterOptions,
  ): AskLaterClient<ServiceClients[N]> {
    const { from, passed } = this.asking(options);
    return asker<ServiceClients[N]>((operation, input) => {
      askLater(this.engine, from, { service, operation, input }, { ...passed, answerTo });
      return {};
    });
  }

  answerOf<N extends ServiceName, K extends OperationName<ServiceClients[N]>>(
    _service: N,
    _operation: K,
    answer: AnswerData,
  ): Output<ServiceClients[N], K> {
    // It was made from that operation's output; what is data and what was bytes is told by the data itself.
    return JSON.parse(...answerText(answer, (id) => this.blobs.get(id)));
  }

  private asking(options: AskOptions): Asking {
    return askingOf(this.exchange, this.service.name, this.cause, options);
  }

  later(request: LaterRequest): number {
    const { world } = this.engine;
    const afterMs = this.engine.delayOf(`${this.service.name}.${request.kind}`, request.afterMs ?? 0);
    const atMs = request.atMs ?? world.nowMs + afterMs;
    const entry = {
      atMs,
      work: request.background !== true,
      owner: { service: this.service.name, accountId: this.accountId, region: this.region },
      kind: request.kind,
      payload: request.payload,
      cause: this.cause,
    };
    if (request.delivery === undefined || this.engine.faults.length === 0) return world.timers.add(entry).id;
    return deliver(this.engine, this.service.name, entry, request.delivery);
  }

  cancel(laterId: number): void {
    this.engine.world.timers.cancel(laterId);
  }

  park(): Parked {
    return { parked: `parked-${this.engine.world.count('parked')}` };
  }

  isWaiting(parked: string): boolean {
    return this.engine.parked.has(parked);
  }

  answer(parked: string, output: object): void {
    this.engine.finish(parked, { output });
  }

  refuse(parked: string, error: Error): void {
    this.engine.finish(parked, { error });
  }

  note(
    event: string,
    resource: string,
    detail: { [key: string]: string | number | boolean | null } = {},
  ): void {
    const { trace, nowMs } = this.engine.world;
    const n = trace.length + 1;
    const { cause, service } = this;
    trace.push({ n, atMs: nowMs, type: 'event', cause, service: service.name, event, resource, detail });
    this.exchange.latest = n;
  }

  metric(...points: MetricPoint[]): void {
    for (const point of points) this.engine.metering.measure(point, this.exchange);
  }

  tell(
    service: ServiceName,
    news: string,
    payload: Json,
    { accountId = this.accountId, region = this.region }: { accountId?: string; region?: string } = {},
  ): void {
    this.engine.tell(service, news, payload, { accountId, region, cause: this.cause });
  }

  gauge(metric: Metric): number | undefined {
    return this.engine.metering.gauge(metric, this.exchange);
  }

  modelledOnly(what: string): void {
    this.engine.modelledOnly.add(what);
  }

  notEmulated(what: string): never {
    throw new StormError('STORM_NOT_EMULATED', `${what} is not emulated.`, {
      fix: `add it under framework/services/${this.service.name}/, or run this scenario on another cloud`,
    });
  }

  get runtime(): FunctionRuntime {
    this.ownRuntime ??= this.makeRuntime();
    return this.ownRuntime;
  }

  private makeRuntime(): FunctionRuntime {
    const { engine } = this;
    return runtimeOf(
      engine.functions,
      { accountId: this.accountId, region: this.region, cause: () => this.cause },
      (environmentId, text) =>
        void engine.trace({ type: 'log', cause: this.cause, task: environmentId, text }),
      {
        startsCold: (functionArn) => this.meetsInvocation(functionArn, 'startsCold'),
        refusesInvocation: (functionArn) => this.meetsInvocation(functionArn, 'refusesInvocation'),
      },
    );
  }

  private meetsInvocation(functionArn: string, what: keyof typeof invocationFaults): boolean {
    const { engine } = this;
    if (engine.faults.length === 0) return false;
    const { world } = engine;
    const { counted, effect } = invocationFaults[what];
    const key = `${functionArn}#${world.count(`${counted} of ${functionArn}`)}`;
    const view = { functionArn, key, nowMs: world.nowMs };
    return engine.faults.some((fault) => {
      if (fault[what]?.(view) !== true) return false;
      engine.trace({ type: 'fault', cause: this.cause, fault: fault.id, effect: fault.title });
      fault.tookEffect(effect);
      return true;
    });
  }

  get resourceTypes(): ReadonlyMap<string, ResourceType> {
    return this.engine.resourceTypes;
  }

  failsStep(step: Omit<StackStepView, 'key' | 'nowMs'>): StackStepFailure | undefined {
    const { engine } = this;
    if (engine.faults.length === 0) return undefined;
    const { stackName, logicalId, nth, when } = step;
    const key = `${stackName}/${logicalId} ${step.step}#${nth} ${when}`;
    for (const fault of engine.faults) {
      const failure = fault.stackStep?.({ ...step, key, nowMs: this.nowMs });
      if (failure === undefined) continue;
      engine.trace({ type: 'fault', cause: this.cause, fault: fault.id, effect: fault.title });
      fault.tookEffect('stack failure');
      return failure;
    }
    return undefined;
  }

  private get cause(): number {
    return this.exchange.latest ?? this.exchange.entry;
  }

  private labelled(label: string): string {
    return `${this.service.name}/${this.accountId}/${this.region}/${label}`;
  }
}

/** What faults decide of invocations, by what it is counted and what it proves. */
const invocationFaults = {
  startsCold: { counted: 'warm start', effect: 'cold start' },
  refusesInvocation: { counted: 'invocation', effect: 'refused invocation' },
} as const;

/** A client whose every method is `send`, with the operation's name. */
export function asker<C>(send: (operation: string, input: object) => object): AskClient<C> {
  // The proxy answers every operation of the service; which of them exist is told by the API model.
  return new Proxy<AskClient<C>>(Object.create(null), {
    get: (_, operation) => (input: object) => send(String(operation), input),
  });
}
