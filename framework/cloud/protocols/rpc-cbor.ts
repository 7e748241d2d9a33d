import { cbor } from '@smithy/core/cbor';
import type { ServiceModel } from '../models/model';
import { unknownOperation } from './aws-json';
import { cborReader, cborWriter } from './cbor-values';
import { splitPath, type HttpRequest, type HttpResponse } from './http';
import { isRecord } from './own-keys';
import { refuseUnknownMembers } from './unknown-members';
import { errorFacts, wireError, type WireError } from './wire-error';

/**
 * Whether a request speaks Smithy's RPC v2 in CBOR: it says so in a header of its own.
 *
 * @see https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
export function isRpcCbor(request: HttpRequest): boolean {
  return request.headers['smithy-protocol'] === 'rpc-v2-cbor';
}

/** The operation that the path names: `/service/<name>/operation/<operation>`. */
export function rpcOperation(model: ServiceModel, request: HttpRequest): string {
  const [path] = splitPath(request.path);
  const operation = /\/service\/[\w.]+\/operation\/(\w+)$/.exec(path)?.[1];
  if (request.method !== 'POST' || operation === undefined || model.operation(operation) === undefined)
    throw unknownOperation(model);
  return operation;
}

/** Reads a CBOR body as an operation's input; an empty one counts as an empty map. */
export function readRpcCbor(
  model: ServiceModel,
  operation: string,
  { body }: HttpRequest,
): Record<string, unknown> {
  const name = model.operation(operation)?.input;
  if (name === undefined || body.length === 0) return {};
  const shape = model.shape(name);
  const value = parse(body);
  refuseUnknownMembers(model, operation, shape, value);
  const input = cborReader(model, shape)(value, 0);
  return isRecord(input) ? input : {};
}

function parse(body: Uint8Array): unknown {
  try {
    // The library reads from the start of the whole buffer that it is given.
    const value: unknown = cbor.deserialize(Uint8Array.from(body));
    return value;
  } catch {
    throw wireError('SerializationException', 'The body is no CBOR', 400);
  }
}

/** Writes an operation's output. */
export function writeRpcCbor(
  model: ServiceModel,
  operation: string,
  output: object,
  requestId: string,
): HttpResponse {
  const name = model.operation(operation)?.output;
  const value = name === undefined ? {} : cborWriter(model, model.shape(name))(output);
  return answer(200, value, requestId, {});
}

/** Writes an error. */
export function writeRpcCborError(model: ServiceModel, error: WireError, requestId: string): HttpResponse {
  const facts = errorFacts(model, error);
  const fields = facts.shape === undefined ? undefined : cborWriter(model, facts.shape)(error.fields ?? {});
  const messageMember = facts.shape?.members.has('Message') === true ? 'Message' : 'message';
  const body = { __type: facts.name, [messageMember]: error.message, ...(isRecord(fields) ? fields : {}) };
  const headers: Record<string, string> = { ...error.headers };
  if (model.metadata.queryCompatible === true) {
    headers['x-amzn-query-error'] = `${facts.queryCode};${facts.fault === 'client' ? 'Sender' : 'Receiver'}`;
  }
  return answer(facts.status, body, requestId, headers);
}

function answer(
  status: number,
  value: unknown,
  requestId: string,
  headers: Record<string, string>,
): HttpResponse {
  // A copy: the library writes the next answer into the same memory.
  const body = Uint8Array.from(cbor.serialize(value));
  headers['content-type'] = 'application/cbor';
  headers['smithy-protocol'] = 'rpc-v2-cbor';
  headers['content-length'] = String(body.length);
  headers['x-amzn-requestid'] = requestId;
  return { status, headers, body };
}
