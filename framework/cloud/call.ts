import { StormError, type Blobs, type Random, type Table } from '../kernel';
import { partitionOf } from './arn';
import type { Engine } from './engine';
import type { Exchange } from './exchange';
import type { DeliveryView } from './fault';
import type { Principal } from './iam';
import type { Metric, MetricPoint } from './metric';
import { runtimeOf } from './runtime';
import {
  servicePrincipal,
  type AskClient,
  type AskOptions,
  type Call,
  type FunctionRuntime,
  type LaterRequest,
  type Parked,
  type ResourceType,
  type Service,
  type ServiceClients,
  type ServiceName,
} from './service';

type State = { [name: string]: Table<unknown> };

/** What an operation gets to touch, for one exchange. */
export class CallContext implements Call<State> {
  private ownState: State | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly exchange: Exchange,
    private readonly service: Service,
  ) {}

  get state(): State {
    this.ownState ??= this.engine.stateOf(this.service, this.accountId, this.region);
    return this.ownState;
  }

  stateOf(accountId: string, region: string): State {
    return this.engine.stateOf(this.service, accountId, region);
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
    const { engine, exchange } = this;
    const as = options.as ?? servicePrincipal(this.service.name, this.accountId);
    const from = {
      task: this.service.name,
      cause: this.cause,
      accountId: this.accountId,
      region: this.region,
      ...(exchange.origin.work === undefined ? {} : { work: exchange.origin.work }),
      // On behalf of the caller: its session policies go with its key.
      ...(as === exchange.principal && exchange.accessKeyId !== undefined
        ? { accessKeyId: exchange.accessKeyId }
        : {}),
    };
    const source = as === exchange.principal ? sourceOf(exchange) : {};
    const passed = { ...source, ...options, as };
    return asker((operation, input) => engine.ask(from, service, operation, input, passed));
  }

  later(request: LaterRequest): number {
    const { world } = this.engine;
    const atMs = request.atMs ?? world.nowMs + (request.afterMs ?? 0);
    const entry = {
      atMs,
      work: request.background !== true,
      owner: { service: this.service.name, accountId: this.accountId, region: this.region },
      kind: request.kind,
      payload: request.payload,
      cause: this.cause,
    };
    if (request.delivery === undefined || this.engine.faults.length === 0) return world.timers.add(entry).id;
    return this.deliver(entry, request.delivery);
  }

  private deliver(
    entry: Parameters<Engine['world']['timers']['add']>[0],
    delivery: { to: string; subject?: string },
  ): number {
    const { world, faults } = this.engine;
    const name = `${this.service.name}.${entry.kind}`;
    const view: DeliveryView = {
      service: this.service.name,
      kind: entry.kind,
      to: delivery.to,
      subject: delivery.subject,
      key: `${name}#${world.count(`delivery ${name}`)}`,
      dueMs: entry.atMs,
      nowMs: world.nowMs,
    };
    let { atMs } = entry;
    const copies: { fault: string; afterMs: number }[] = [];
    for (const fault of faults) {
      const effect = fault.delivery?.(view);
      if (effect === undefined) continue;
      this.engine.trace({ type: 'fault', cause: entry.cause, fault: fault.id, effect: fault.title });
      if (effect.isDropped === true) {
        fault.tookEffect('drop');
        return 0;
      }
      if (effect.overtakes === true) fault.tookEffect('overtake');
      atMs += effect.delayMs ?? 0;
      if ((effect.delayMs ?? 0) > 0) fault.tookEffect('delay');
      for (const afterMs of effect.copiesAfterMs ?? []) copies.push({ fault: fault.id, afterMs });
    }
    const { id } = world.timers.add({ ...entry, atMs });
    for (const { fault, afterMs } of copies) world.timers.add({ ...entry, atMs: atMs + afterMs, fault });
    return id;
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
    this.exchange.latest = this.engine.trace({
      type: 'event',
      cause: this.cause,
      service: this.service.name,
      event,
      resource,
      detail,
    });
  }

  metric(...points: MetricPoint[]): void {
    for (const point of points) this.engine.metering.measure(point, this.exchange);
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
    const { engine } = this;
    return runtimeOf(
      engine.functions,
      { accountId: this.accountId, region: this.region, cause: () => this.cause },
      (environmentId, text) =>
        void engine.trace({ type: 'log', cause: this.cause, task: environmentId, text }),
      (functionArn) => this.startsCold(functionArn),
    );
  }

  private startsCold(functionArn: string): boolean {
    const { engine } = this;
    if (engine.faults.length === 0) return false;
    const { world } = engine;
    const key = `${functionArn}#${world.count(`warm start of ${functionArn}`)}`;
    const view = { functionArn, key, nowMs: world.nowMs };
    return engine.faults.some((fault) => {
      if (fault.startsCold?.(view) !== true) return false;
      engine.trace({ type: 'fault', cause: this.cause, fault: fault.id, effect: fault.title });
      fault.tookEffect('cold start');
      return true;
    });
  }

  get resourceTypes(): ReadonlyMap<string, ResourceType> {
    return this.engine.resourceTypes;
  }

  private get cause(): number {
    return this.exchange.latest ?? this.exchange.entry;
  }

  private labelled(label: string): string {
    return `${this.service.name}/${this.accountId}/${this.region}/${label}`;
  }
}

/** On behalf of the caller: what it asks for on whose behalf goes with it (a service's `aws:SourceArn`). */
function sourceOf({ context }: Exchange): Pick<AskOptions, 'sourceArn' | 'sourceAccount'> {
  const { 'aws:sourcearn': sourceArn, 'aws:sourceaccount': sourceAccount } = context;
  return {
    ...(typeof sourceArn === 'string' ? { sourceArn } : {}),
    ...(typeof sourceAccount === 'string' ? { sourceAccount } : {}),
  };
}

/** A client whose every method is `send`, with the operation's name. */
export function asker<C>(send: (operation: string, input: object) => object): AskClient<C> {
  // The proxy answers every operation of the service; which of them exist is told by the API model.
  return new Proxy<AskClient<C>>(Object.create(null), {
    get: (_, operation) => (input: object) => send(String(operation), input),
  });
}
