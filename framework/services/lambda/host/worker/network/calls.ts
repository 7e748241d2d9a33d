import { STATUS_CODES } from 'node:http';
import type { Blocked, OutgoingCall, Place } from '../../contract';
import { currentPlace } from './place';
import type { ParsedRequest } from './request-parser';

/** One end of a connection on which a call waits for its answer. */
export interface Caller {
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
  respond(bytes: Buffer): void;
  reset(): void;
}

const finished: OutgoingCall[] = [];
const blocked: Blocked[] = [];
const waiting = new Map<number, { caller: Caller; method: string }>();
const fetches: { host: string; place: Place }[] = [];
let calls = 0;
// How many of the finished calls may go out; all of them while an invocation runs.
let outgoing = Number.POSITIVE_INFINITY;

/** A request is complete: it goes out with the next report. */
export function finishCall(caller: Caller, request: ParsedRequest, place: Place | undefined): number {
  const call = ++calls;
  const { isSecure: secure, host, port } = caller;
  const from = place ?? takeFetch(host);
  finished.push({ call, secure, host, port, ...request, ...(from && { place: from }) });
  waiting.set(call, { caller, method: request.method });
  return call;
}

/** Notes where `fetch` was called: its request is written later, from a stack that no longer knows. */
export function noteFetch(host: string): void {
  const place = currentPlace();
  if (place) fetches.push({ host, place });
}

function takeFetch(host: string): Place | undefined {
  const index = fetches.findIndex((fetch) => fetch.host === host);
  return index < 0 ? undefined : fetches.splice(index, 1)[0]?.place;
}

/** Notes an attempt to leave the cloud. */
export function noteBlocked(kind: Blocked['kind'], host: string, port: number): void {
  blocked.push({ kind, host, port });
}

/** The calls finished since the last time, up to the moment of freezing. */
export function takeCalls(): OutgoingCall[] {
  const taken = finished.splice(0, outgoing);
  if (outgoing !== Number.POSITIVE_INFINITY) outgoing = 0;
  return taken;
}

/** The environment freezes behind its result: later calls stay in it. */
export function freezeCalls(): void {
  outgoing = finished.length;
}

/** The environment runs again. */
export function thawCalls(): void {
  outgoing = Number.POSITIVE_INFINITY;
}

/** The blocked attempts since the last time. */
export function takeBlocked(): Blocked[] {
  return blocked.splice(0);
}

/** Starts to count anew, with nobody waiting. */
export function resetCalls(): void {
  finished.length = 0;
  blocked.length = 0;
  fetches.length = 0;
  waiting.clear();
  calls = 0;
  thawCalls();
}

/** Whether a call waits for its answer. */
export function isAwaitingAnswer(): boolean {
  return waiting.size > 0;
}

/** The client gave up on its connection: nobody waits for these answers any more. */
export function forgetCalls(caller: Caller): void {
  for (const [call, waiter] of waiting) if (waiter.caller === caller) waiting.delete(call);
}

/** Writes the response to a call; an answer to a connection that is gone is lost. */
export function answerCall(
  call: number,
  status: number,
  headers: Record<string, string>,
  body: Uint8Array,
): void {
  const waiter = waiting.get(call);
  if (!waiter) return;
  waiting.delete(call);
  waiter.caller.respond(responseBytes(waiter.method, status, headers, body));
}

/** Breaks the connection of a call. */
export function resetCall(call: number): void {
  const waiter = waiting.get(call);
  if (!waiter) return;
  waiting.delete(call);
  waiter.caller.reset();
}

function responseBytes(
  method: string,
  status: number,
  headers: Record<string, string>,
  body: Uint8Array,
): Buffer {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`;
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
  let hasLength = false;
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (lower === 'transfer-encoding' || (lower === 'content-length' && hasBody)) continue;
    if (lower === 'content-length') hasLength = true;
    head += `${name}: ${value}\r\n`;
  }
  if (hasBody) head += `content-length: ${body.length}\r\n`;
  else if (!hasLength && status !== 204) head += 'content-length: 0\r\n';
  const bytes = Buffer.from(`${head}\r\n`, 'latin1');
  return hasBody && body.length > 0 ? Buffer.concat([bytes, body]) : bytes;
}
