/** A request's two entries in the trace. */
import { canonicalJson, digest } from '../kernel';
import type { Engine } from './engine';
import { AwsError } from './error';
import type { Exchange } from './exchange';
import type { Access } from './service';

/**
 * Traces a request that entered the pipeline.
 *
 * All members are there, those without a value too: every request makes such an entry, and putting each together by
 * what it has takes ten times as long. In text they are left out.
 */
export function traceCall(exchange: Exchange, subject: string | undefined, engine: Engine): void {
  const { origin, accesses, principal } = exchange;
  const { trace, nowMs } = engine.world;
  exchange.entry = trace.length + 1;
  trace.push({
    n: exchange.entry,
    atMs: nowMs,
    type: 'call',
    cause: origin.cause,
    task: origin.task,
    call: origin.call,
    service: exchange.serviceName,
    operation: exchange.operation,
    principal: principal.arn,
    accountId: exchange.accountId,
    region: exchange.region,
    resource: accesses[0]?.resource,
    accesses: isOrdinary(exchange) ? undefined : distinctAccesses(accesses),
    subject,
    place: origin.place,
    work: origin.work,
    input: digest(canonicalJson(exchange.input)),
  });
}

/** Traces how a request ended. */
export function traceAnswer(exchange: Exchange, engine: Engine): void {
  const { error, entry, output } = exchange;
  const { trace, nowMs } = engine.world;
  trace.push({
    n: trace.length + 1,
    atMs: nowMs,
    type: 'answer',
    cause: entry,
    status: statusOf(exchange),
    code: error?.code,
    message: error?.message,
    output: digest(error === undefined ? canonicalJson(output ?? {}) : ''),
  });
}

function statusOf({ lost, response, error }: Exchange): number {
  if (lost !== undefined) return 0;
  if (response !== undefined) return response.status;
  if (error === undefined) return 200;
  return error instanceof AwsError ? (error.status ?? 400) : 501;
}

/** Most calls need one permission, which their name tells. */
function isOrdinary({ accesses, serviceName, operation }: Exchange): boolean {
  const [first] = accesses;
  return first === undefined || (accesses.length === 1 && first.action === `${serviceName}:${operation}`);
}

function distinctAccesses(accesses: readonly Access[]): { action: string; resource: string }[] {
  const seen = new Map(
    accesses.map(({ action, resource }) => [`${action} ${resource}`, { action, resource }] as const),
  );
  return [...seen.values()];
}
