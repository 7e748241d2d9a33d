import type { Damage, FaultEffect } from '../../cloud/fault';
import { encodeError, type HttpRequest, type HttpResponse } from '../../cloud/protocols';
import { real, StormError, type NewTraceEntry } from '../../kernel';
import { failureOf } from '../endpoint/answer';
import { readRequest, type ReadRequest } from '../endpoint/request';
import type { Injector, Passer } from './injector';

/** A way to a cloud, with what goes wrong on it. */
export interface Way {
  readonly injector: Injector;
  /** Sends a request on to the cloud. */
  send(wire: HttpRequest): Promise<HttpResponse>;
  trace(entry: NewTraceEntry): number;
}

/** What the caller gets: an answer, a broken connection, or nothing ever. */
export type Arrived = HttpResponse | 'reset' | 'silence';

/** The longest that an answer is held back in real time. */
const lateMaxMs = 60_000;

/** Takes a request past the faults to the cloud, and its answer back. */
export async function cross(wire: HttpRequest, passer: Passer, way: Way): Promise<Arrived> {
  const request = readRequest(wire);
  const entry = way.trace({
    type: 'call',
    cause: 0,
    task: passer.task,
    call: passer.nth,
    service: request.service,
    operation: request.operation,
    principal: request.accessKeyId ?? 'anonymous',
    accountId: /^\d{12}$/.test(request.accessKeyId ?? '') ? (request.accessKeyId ?? '') : '000000000000',
    region: request.region,
    ...(passer.work === undefined ? {} : { work: passer.work }),
    ...(request.resources[0] === undefined ? {} : { resource: request.resources[0] }),
    input: { sha256: '', size: wire.body.length },
  });
  const before = meet('before', request, passer, way, entry);
  const answer = before.arrived ?? (await way.send(wire));
  // What was refused took no effect that a fault could spoil.
  const isDone = before.arrived === undefined && typeof answer !== 'string' && answer.status < 400;
  const after = isDone ? meet('after', request, passer, way, entry) : noEffects;
  // As a network does it: the same bytes, right after the first, and nobody hears what is answered to them.
  for (let count = 0; count < after.copies; count++) await way.send(wire);
  const arrived = after.arrived ?? (typeof answer === 'string' ? answer : damagedBy(after.damage, answer));
  const { status, failed } =
    typeof arrived === 'string'
      ? { status: 0, failed: { code: arrived === 'reset' ? 'ConnectionReset' : 'NoAnswer', message: '' } }
      : { status: arrived.status, failed: failureOf(arrived) };
  way.trace({
    type: 'answer',
    cause: entry,
    status,
    ...failed,
    output: { sha256: '', size: typeof arrived === 'string' ? 0 : arrived.body.length },
  });
  if (before.lateMs > 0) await new Promise<void>((resolve) => void real.setTimeout(resolve, before.lateMs));
  return arrived;
}

/** What the faults at one moment come to. */
interface Met {
  lateMs: number;
  copies: number;
  damage: Damage[];
  /** What comes instead of the cloud's answer. */
  arrived?: Arrived | undefined;
}

const noEffects: Met = { lateMs: 0, copies: 0, damage: [] };

/** The first fault that answers in the cloud's place does; those that only delay add up. */
function meet(
  moment: 'before' | 'after',
  request: ReadRequest,
  passer: Passer,
  way: Way,
  entry: number,
): Met {
  const met: Met = { lateMs: 0, copies: 0, damage: [] };
  for (const { fault, effect } of way.injector.meet(moment, request, passer)) {
    way.trace({ type: 'fault', cause: entry, fault: fault.id, effect: fault.title });
    if (effect.kind === 'late') met.lateMs += bounded(effect.byMs);
    if (effect.kind === 'repeated') met.copies += effect.copies;
    if (effect.kind === 'corrupt') met.damage.push(effect.damage);
    met.arrived ??= arrivedOf(effect, request);
  }
  return met;
}

function bounded(byMs: number): number {
  if (byMs <= lateMaxMs) return byMs;
  throw new StormError(
    'STORM_CLOUD_LACKS',
    `An answer can't come ${byMs / 1000} s late here: in real time nobody would wait for longer than ${lateMaxMs / 1000} s.`,
  );
}

function arrivedOf(effect: FaultEffect, { answer, operation }: ReadRequest): Arrived | undefined {
  if (effect.kind === 'lost') return effect.loss === 'silence' ? 'silence' : 'reset';
  if (effect.kind !== 'error') return undefined;
  const { error, clockMs } = effect;
  if (answer === undefined)
    return { status: error.status ?? 500, headers: {}, body: Buffer.from(error.message) };
  const reached = operation === 'unknown' ? undefined : operation;
  const response = encodeError(answer.model, answer.protocol, reached, error, 'stormproof');
  if (clockMs === undefined) return response;
  return { ...response, headers: { ...response.headers, date: new Date(clockMs).toUTCString() } };
}

function damagedBy(damage: readonly Damage[], answer: HttpResponse): HttpResponse {
  return damage.reduce(damaged, answer);
}

/** Cut answers keep their announced length, as on a wire that breaks. */
function damaged(answer: HttpResponse, { kind, at }: Damage): HttpResponse {
  const { body } = answer;
  if (body.length === 0) return answer;
  const place = Math.min(Math.floor(at * body.length), body.length - 1);
  if (kind === 'cut') return { ...answer, body: body.subarray(0, place) };
  const changed = Uint8Array.from(body);
  changed[place] = (changed[place] ?? 0) ^ 1;
  return { ...answer, body: changed };
}
