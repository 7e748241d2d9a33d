import {
  StormError,
  type Json,
  type Later,
  type NewTraceEntry,
  type Random,
  type StormErrorCode,
  type World,
} from '../kernel';
import { CallContext } from './call';
import { Callers } from './callers';
import { AwsError } from './error';
import type { Exchange, Origin } from './exchange';
import type { FaultHook, Loss } from './fault';
import type { Principal } from './iam';
import { Metering } from './metering';
import { recordingOf, type Recording } from './api-call';
import { exchangeOf, type Asker } from './asked';
import { LateAnswers } from './late-answers';
import { resume, run } from './pipeline';
import { Places } from './places';
import type { HttpRequest, HttpResponse } from './protocols';
import { HostedFunctions } from './runtime';
import type { AskOptions, EnvironmentReport, ResourceType, Service, ServiceName } from './service';

/** A request that came over a wire and waits until the scheduler picks it. */
export interface Arrival {
  origin: Origin & { call: number };
  wire: HttpRequest;
  onAnswer: (response: HttpResponse) => void;
  onLost?: (loss: Loss) => void;
  /** Takes a defect of the program that the request met; without it the defect goes up. */
  onDefect?: (defect: unknown) => void;
}

/** What arrived between two steps came at the same time, however the machine ordered it. */
type Waiting = Arrival & { readonly afterSteps: number };

export interface EngineOptions {
  environmentsMax?: number;
  /** How long a request is on its way; by default 1 to 9 ms. */
  latencyMs?: { readonly low: number; readonly high: number };
  /** The delay of a step (`dynamodb.tableCreated`) in place of its service's own. */
  delayOf?: (step: string, afterMs: number) => number;
}

/** The most entries due at one moment that the scheduler chooses among. */
const choiceMax = 16;
const networkLatencyMs = { low: 1, high: 9 };

/**
 * The services of one world and the steps by which it goes on. Synchronous: whoever holds it decides when a
 * step is taken.
 */
export class Engine {
  /** Active faults, in the order they were injected. */
  faults: readonly FaultHook[] = [];
  /** Faults by id, those lifted since too: a copy may be delivered after the storm. */
  private readonly faultsEver = new Map<string, FaultHook>();
  readonly functions: HostedFunctions;
  readonly resourceTypes: ReadonlyMap<string, ResourceType>;
  /** Asked-for things that are not emulated, and uses that are stored only; each fails or weakens the verdict. */
  readonly notEmulated: string[] = [];
  readonly modelledOnly = new Set<string>();
  /** Requests whose answer a later step gives. */
  readonly parked = new Map<string, Exchange>();
  readonly lateAnswers = new LateAnswers();
  private readonly services: ReadonlyMap<string, Service>;
  readonly callers: Callers;
  readonly places: Places;
  readonly metering: Metering;
  readonly recording: Recording | undefined;
  /** In canonical order: by the step before which they came, then by task, then by the task's own number. */
  private readonly arrivals: Waiting[] = [];
  private steps = 0;
  private readonly requestIds: Random;
  private readonly latencyMs: { readonly low: number; readonly high: number };
  readonly delayOf: NonNullable<EngineOptions['delayOf']>;
  /** Handlers of tasks' own timers, by task; a task is no service. */
  readonly taskTimers = new Map<string, (later: Later) => void>();

  constructor(
    readonly world: World,
    services: readonly Service[],
    options: EngineOptions = {},
  ) {
    this.latencyMs = options.latencyMs ?? networkLatencyMs;
    this.delayOf = options.delayOf ?? ((_, afterMs) => afterMs);
    this.services = new Map(services.map((service) => [service.name, service]));
    this.callers = new Callers(this, services);
    this.places = new Places(world);
    this.requestIds = world.chance.stream('request id');
    this.metering = new Metering(this, services);
    this.recording = recordingOf(this, services);
    this.resourceTypes = new Map(services.flatMap((service) => Object.entries(service.resources)));
    this.functions = new HostedFunctions(options.environmentsMax ?? 16);
  }

  inject(fault: FaultHook): void {
    this.faults = [...this.faults, fault];
    this.faultsEver.set(fault.id, fault);
  }

  lift(id: string): void {
    this.faults = this.faults.filter((fault) => fault.id !== id);
  }

  service(name: string): Service | undefined {
    return this.services.get(name);
  }

  trace(entry: NewTraceEntry): number {
    return this.world.trace.add(this.world.nowMs, entry);
  }

  /** A request arrived; it waits to be picked. */
  post(arrival: Arrival): void {
    const waiting = { ...arrival, afterSteps: this.steps };
    let at = this.arrivals.length;
    for (; at > 0; at--) {
      const before = this.arrivals[at - 1];
      if (before === undefined || canonical(before, waiting) <= 0) break;
    }
    this.arrivals.splice(at, 0, waiting);
  }

  /** The task is gone; its requests that were not picked yet never happen. */
  withdraw(task: string): void {
    this.lateAnswers.drop(this, task);
    for (let index = this.arrivals.length - 1; index >= 0; index--) {
      if (this.arrivals[index]?.origin.task === task) this.arrivals.splice(index, 1);
    }
  }

  get arrivalsWaiting(): number {
    return this.arrivals.length;
  }

  /** Takes one step, picked among all enabled ones; answers false when there is none. */
  step(): boolean {
    const { world } = this;
    const only = this.arrivals.length === 0 ? world.timers.onlyDue(world.nowMs) : undefined;
    if (only !== undefined) {
      // Most steps have no rival; they are taken without looking for one.
      world.decisions.passBy(only.step);
      this.steps++;
      this.runLater(only);
      return true;
    }
    // All that could happen now, in canonical order: what is due by time, then requests by task and number.
    const due = world.timers.due(world.nowMs, choiceMax);
    const { arrivals } = this;
    const keyAt = (index: number) =>
      index < due.length ? due[index]?.step : keyOf(arrivals[index - due.length]);
    const of = due.length + arrivals.length;
    const chosen = world.scheduler.pick({ length: of, at: keyAt });
    const later = due[chosen];
    const arrival = arrivals[chosen - due.length];
    if (later === undefined && arrival === undefined) return false;
    this.steps++;
    if (of > 1) {
      const cause = later?.cause ?? arrival?.origin.cause ?? 0;
      this.trace({ type: 'pick', cause, chosen: keyAt(chosen) ?? '', of });
    }
    if (later !== undefined) this.runLater(later);
    else if (arrival !== undefined) this.runArrival(arrival, chosen - due.length);
    return true;
  }

  /** Moves the clock to the next pending entry; answers false when there is none, or none up to `untilMs`. */
  jump(untilMs = Infinity): boolean {
    const nextMs = this.world.timers.nextAtMs();
    if (nextMs === undefined || nextMs > untilMs) return false;
    this.world.nowMs = Math.max(this.world.nowMs, nextMs);
    return true;
  }

  /** A service's operation, at once, through the pipeline. Throws what the service refuses with. */
  ask(
    from: Asker,
    service: ServiceName,
    operation: string,
    input: object,
    options: AskOptions & { as: Principal },
  ): object {
    const requestId = this.newRequestId();
    const exchange = exchangeOf(from, service, operation, input, { ...options, requestId });
    run(exchange, this);
    if (exchange.error !== undefined) throw exchange.error;
    if (exchange.output === undefined) {
      throw new StormError(
        'STORM_INTERNAL',
        `${service}:${operation} parked a call of a service, which can't wait: it must be asked with askLater.`,
      );
    }
    return exchange.output;
  }

  /** Feeds what an execution environment reported to the lambda service. */
  report(report: EnvironmentReport, owner: { accountId: string; region: string; cause: number }): void {
    const lambda = this.services.get('lambda');
    if (lambda?.reported === undefined) return;
    const exchange = this.internalExchange(lambda, owner, owner.cause);
    lambda.reported(report, this.call(exchange, lambda));
  }

  /** News for a service, which is no request and no entry in the trace. */
  tell(
    name: ServiceName,
    news: string,
    payload: Json,
    owner: { accountId: string; region: string; cause: number },
  ): void {
    const service = this.services.get(name);
    const hear = service?.hears[news];
    if (service === undefined || hear === undefined) return;
    hear(payload, this.call(this.internalExchange(service, owner, owner.cause), service));
  }

  /** The call that an operation or handler of `service` gets for an exchange. */
  call(exchange: Exchange, service: Service): CallContext {
    return new CallContext(this, exchange, service);
  }

  parkExchange(id: string, exchange: Exchange): void {
    this.parked.set(id, exchange);
  }

  /** Answers or refuses a parked request; one that nobody waits for any more is let go. */
  finish(id: string, outcome: { output: object } | { error: Error }): void {
    const exchange = this.parked.get(id);
    if (exchange === undefined) return;
    this.parked.delete(id);
    if ('output' in outcome) exchange.output = outcome.output;
    else if (outcome.error instanceof AwsError || outcome.error instanceof StormError)
      exchange.error = outcome.error;
    else throw outcome.error;
    resume(exchange, this);
  }

  sawStormError(error: StormError): void {
    const code: StormErrorCode = error.code;
    if (code === 'STORM_NOT_EMULATED') this.notEmulated.push(error.message);
    else throw error;
  }

  newRequestId(): string {
    return this.requestIds.uuid();
  }

  private runArrival(arrival: Waiting, index: number): void {
    const { world } = this;
    this.arrivals.splice(index, 1);
    const key = keyOf(arrival) ?? '';
    const { low, high } = this.latencyMs;
    world.nowMs += world.chance.at('latency', key).between(low, high);
    const exchange: Exchange = {
      origin: arrival.origin,
      wire: arrival.wire,
      requestId: this.newRequestId(),
      serviceName: '',
      operation: '',
      input: {},
      principal: { kind: 'anonymous', arn: '*', accountId: 'anonymous' },
      accountId: '000000000000',
      region: 'us-east-1',
      context: {},
      accesses: [],
      entry: 0,
      onAnswer: arrival.onAnswer,
      ...(arrival.onLost === undefined ? {} : { onLost: arrival.onLost }),
    };
    try {
      run(exchange, this);
    } catch (defect) {
      if (arrival.onDefect === undefined) throw defect;
      arrival.onDefect(defect);
    }
  }

  private runLater(later: Later): void {
    this.world.timers.take(later);
    if ('task' in later.owner) {
      this.taskTimers.get(later.owner.task)?.(later);
      return;
    }
    const service = this.services.get(later.owner.service);
    const handler = service?.later[later.kind];
    if (service === undefined || handler === undefined) {
      throw new StormError('STORM_INTERNAL', `Nobody handles ${later.step} of ${later.owner.service}.`);
    }
    const { trace, nowMs } = this.world;
    const cause = trace.length + 1;
    trace.push({ n: cause, atMs: nowMs, type: 'step', cause: later.cause, step: later.step });
    if (later.fault !== undefined) {
      this.faultsEver.get(later.fault)?.tookEffect('copy');
      this.trace({ type: 'fault', cause, fault: later.fault, effect: 'extra copy delivered' });
    }
    const exchange = this.internalExchange(service, later.owner, cause);
    handler(later.payload, this.call(exchange, service));
  }

  private internalExchange(
    service: Service,
    owner: { accountId: string; region: string },
    cause: number,
  ): Exchange {
    return {
      origin: { task: service.name, cause },
      requestId: this.newRequestId(),
      serviceName: service.name,
      service,
      operation: '',
      input: {},
      principal: {
        kind: 'service',
        arn: `${service.name}.amazonaws.com`,
        accountId: owner.accountId,
        service: `${service.name}.amazonaws.com`,
      },
      accountId: owner.accountId,
      region: owner.region,
      context: {},
      accesses: [],
      entry: cause,
    };
  }
}

/** What a waiting request is called among the steps that could happen next. */
function keyOf(arrival: Waiting | undefined): string | undefined {
  return arrival === undefined ? undefined : `${arrival.origin.task}:${arrival.origin.call}`;
}

/** By the step before which they came, then by task, then by the task's own number. */
function canonical(a: Waiting, b: Waiting): number {
  if (a.afterSteps !== b.afterSteps) return a.afterSteps - b.afterSteps;
  if (a.origin.task !== b.origin.task) return a.origin.task < b.origin.task ? -1 : 1;
  return a.origin.call - b.origin.call;
}
