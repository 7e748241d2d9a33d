/** Where requests meet the active faults, and what becomes of them there. */
import type { Engine } from './engine';
import { AwsError } from './error';
import type { Exchange } from './exchange';
import type { FaultEffect, FaultView } from './fault';
import type { HttpResponse } from './protocols';
import { operationKey } from './pipeline';
import type { Service } from './service';

/** Takes an exchange past each active fault in turn; throws where one refuses it or loses its answer. */
export function meetFaults(exchange: Exchange, engine: Engine, moment: 'before' | 'after'): void {
  const { faults } = engine;
  if (exchange.origin.isRepeated === true) return;
  if (exchange.service === undefined || !faults.some((fault) => fault[moment] !== undefined)) return;
  const view = new RequestView(exchange, exchange.service, engine);
  for (const fault of faults) {
    const effect = fault[moment]?.(view);
    if (effect === undefined) continue;
    const isHeld = exchange.wire !== undefined;
    // Between services there is no wire on which an answer could be late or damaged, or a request come again.
    if (ofWires.has(effect.kind) && !isHeld) continue;
    engine.trace({ type: 'fault', cause: exchange.entry, fault: fault.id, effect: fault.title });
    fault.tookEffect('request');
    if (effect.kind === 'error') {
      if (effect.clockMs !== undefined) exchange.clockMs = effect.clockMs;
      throw effect.error;
    }
    if (effect.kind === 'corrupt') exchange.damage = effect.damage;
    if (effect.kind === 'repeated') repeat(exchange, engine, effect.copies);
    if (effect.kind === 'late') exchange.lateMs = (exchange.lateMs ?? 0) + effect.byMs;
    if (effect.kind === 'revoke') exchange.revoked = [...(exchange.revoked ?? []), ...effect.actions];
    if (effect.kind === 'lost') {
      // Between services nothing is documented but that calls are tried again after a failure of the other side.
      if (!isHeld) throw view.internalError;
      exchange.lost = effect.loss;
      const [code, message] = lossWords[effect.loss];
      throw new AwsError(code, message);
    }
  }
}

const ofWires: ReadonlySet<FaultEffect['kind']> = new Set(['late', 'corrupt', 'repeated']);

/** Lets the same bytes arrive again, with nobody to hear the answer. */
function repeat({ origin, wire, entry }: Exchange, engine: Engine, copies: number): void {
  const { call } = origin;
  if (wire === undefined || call === undefined) return;
  for (let count = 0; count < copies; count++) {
    engine.post({
      origin: { ...origin, call, cause: entry, isRepeated: true },
      wire,
      onAnswer: () => undefined,
      onLost: () => undefined,
    });
  }
}

/** For the trace alone; the caller hears nothing. */
const lossWords = {
  crash: ['RequestAborted', 'The caller crashed.'],
  outOfMemory: ['RequestAborted', 'The caller ran out of memory.'],
  reset: ['ConnectionReset', 'The connection was reset.'],
  silence: ['NoAnswer', 'No answer came.'],
} as const;

/** Tasks whose calls come from outside of the cloud: a scenario's, and those of a served cloud's clients. */
const outside: ReadonlySet<string> = new Set(['scenario', 'client']);

/** A request as faults see it; each of its members is made when a fault asks for it, since most faults look away. */
class RequestView implements FaultView {
  readonly key: string;

  constructor(
    private readonly exchange: Exchange,
    private readonly met: Service,
    private readonly engine: Engine,
  ) {
    this.key = keyOf(exchange, engine);
  }

  get service() {
    return this.met.name;
  }
  get operation() {
    return this.exchange.operation;
  }
  get resource() {
    return this.exchange.accesses[0]?.resource;
  }
  get subject() {
    const { operation, input } = this.exchange;
    return this.met.subjects[operationKey(operation)]?.(input);
  }
  get accountId() {
    return this.exchange.accountId;
  }
  get region() {
    return this.exchange.region;
  }
  get task() {
    return this.exchange.origin.task;
  }
  get fromFunction() {
    const { origin } = this.exchange;
    return origin.call !== undefined && !outside.has(origin.task);
  }
  get principal() {
    return this.exchange.principal.arn;
  }
  get role() {
    return this.exchange.principal.roleArn;
  }
  get actions() {
    return this.exchange.accesses.map(({ action }) => action);
  }
  get nowMs() {
    return this.engine.world.nowMs;
  }
  get signedAtMs() {
    return signedAtMs(this.exchange);
  }
  get throttled() {
    const { throttled } = this.met;
    return new AwsError(throttled.code, throttled.message, throttled);
  }
  get internalError() {
    const { internalError } = this.met;
    return new AwsError(internalError.code, internalError.message, internalError);
  }
}

/** '20260101T000000Z' */
const signingDate = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

function signedAtMs({ wire }: Exchange): number | undefined {
  const parts = signingDate.exec(wire?.headers['x-amz-date'] ?? '');
  if (parts === null) return undefined;
  const [year = 0, month = 1, day, hour, minute, second] = parts.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The bytes of an answer as they arrive, where a fault damaged them or set the caller's clock. */
export function asArrived(response: HttpResponse, { damage, clockMs }: Exchange): HttpResponse {
  const dated =
    clockMs === undefined
      ? response
      : { ...response, headers: { ...response.headers, date: new Date(clockMs).toUTCString() } };
  if (damage === undefined || response.body.length === 0) return dated;
  const at = Math.min(Math.floor(damage.at * response.body.length), response.body.length - 1);
  if (damage.kind === 'cut') return { ...dated, body: response.body.subarray(0, at) };
  const body = Uint8Array.from(response.body);
  body[at] = (body[at] ?? 0) ^ 1;
  return { ...dated, body };
}

/** A request's name across runs: task and its own number; of a service's own calls, how many like it came before. */
function keyOf(exchange: Exchange, engine: Engine): string {
  const { origin, serviceName, operation } = exchange;
  if (origin.call !== undefined) return `${origin.task}:${origin.call}`;
  const name = `${origin.task} ${serviceName}.${operation}`;
  exchange.nth ??= engine.world.count(name);
  return `${name}#${exchange.nth}`;
}
