import { StormError } from '../kernel';
import type { Exchange } from './exchange';
import { encode, encodeError, type HttpResponse } from './protocols';
import { reachable } from './reachable';

/** The answer to a request that came over a wire, in its service's own form. */
export function wireAnswer(exchange: Exchange): HttpResponse {
  const { model, protocol = 'restJson1', error, operation, requestId } = exchange;
  if (model === undefined) return unmodelled(exchange);
  if (exchange.fronted !== undefined) return exchange.fronted.answer(exchange, requestId);
  if (error === undefined) return encode(model, protocol, operation, reachable(exchange), requestId);
  const reached = operation === '' ? undefined : operation;
  if (!(error instanceof StormError)) return encodeError(model, protocol, reached, error, requestId);
  // Of what is not emulated too, so that every client can read it.
  const { code, message } = error;
  const response = encodeError(model, protocol, reached, { code, message, status: 501 }, requestId);
  return { ...response, headers: { ...response.headers, 'x-amzn-errortype': code } };
}

/** Refused before the service was known, or by one that has no model. */
function unmodelled({ error, requestId }: Exchange): HttpResponse {
  if (!(error instanceof StormError)) {
    return { status: error?.status ?? 400, headers: {}, body: Buffer.from(error?.message ?? '') };
  }
  const { code, message } = error;
  return {
    status: 501,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code, 'x-amzn-requestid': requestId },
    body: Buffer.from(JSON.stringify({ __type: code, code, message })),
  };
}
