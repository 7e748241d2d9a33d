/** Where requests meet the active faults, and what becomes of them there. */
import type { Engine } from './engine';
import { AwsError } from './error';
import type { Exchange } from './exchange';
import type { FaultView } from './fault';
import { operationKey } from './pipeline';
import type { Service } from './service';

/** Takes an exchange past each active fault in turn; throws where one refuses it or loses its answer. */
export function meetFaults(exchange: Exchange, engine: Engine, moment: 'before' | 'after'): void {
  if (engine.faults.length === 0 || exchange.service === undefined) return;
  const view = faultView(exchange, exchange.service, engine);
  for (const fault of engine.faults) {
    const effect = fault[moment]?.(view);
    if (effect === undefined) continue;
    const isHeld = exchange.wire !== undefined;
    if (effect.kind === 'late' && !isHeld) continue;
    engine.trace({ type: 'fault', cause: exchange.entry, fault: fault.id, effect: fault.title });
    fault.tookEffect('request');
    if (effect.kind === 'error') throw effect.error;
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

/** For the trace alone; the caller hears nothing. */
const lossWords = {
  crash: ['RequestAborted', 'The caller crashed.'],
  outOfMemory: ['RequestAborted', 'The caller ran out of memory.'],
  reset: ['ConnectionReset', 'The connection was reset.'],
  silence: ['NoAnswer', 'No answer came.'],
} as const;

function faultView(exchange: Exchange, service: Service, engine: Engine): FaultView {
  const { origin } = exchange;
  const access = exchange.accesses[0];
  const { throttled, internalError } = service;
  return {
    service: service.name,
    operation: exchange.operation,
    resource: access?.resource,
    subject: service.subjects[operationKey(exchange.operation)]?.(exchange.input),
    accountId: exchange.accountId,
    region: exchange.region,
    task: origin.task,
    fromFunction: origin.call !== undefined && origin.task !== 'scenario',
    key: keyOf(exchange, engine),
    principal: exchange.principal.arn,
    role: exchange.principal.roleArn,
    actions: exchange.accesses.map(({ action }) => action),
    nowMs: engine.world.nowMs,
    throttled: new AwsError(throttled.code, throttled.message, throttled),
    internalError: new AwsError(internalError.code, internalError.message, internalError),
  };
}

/** A request's name across runs: task and its own number; of a service's own calls, how many like it came before. */
function keyOf(exchange: Exchange, engine: Engine): string {
  const { origin, serviceName, operation } = exchange;
  if (origin.call !== undefined) return `${origin.task}:${origin.call}`;
  const name = `${origin.task} ${serviceName}.${operation}`;
  exchange.nth ??= engine.world.count(name);
  return `${name}#${exchange.nth}`;
}
