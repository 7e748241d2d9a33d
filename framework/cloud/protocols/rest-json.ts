import type { ServiceModel } from '../models/model';
import { parseJson } from './aws-json';
import { bytesOf, noBytes, splitPath, textOf, type HttpRequest, type HttpResponse } from './http';
import { jsonReader, jsonWriter } from './json-values';
import { isRecord } from './own-keys';
import {
  decodeLabels,
  hasBody,
  parseQuery,
  payloadOf,
  rawPayload,
  readBindings,
  refuseEventStream,
  writeHeaders,
} from './rest-bindings';
import { matchRoute } from './rest-routes';
import { onTheWire } from './services-on-the-wire';
import { refuseUnknownMembers } from './unknown-members';
import { errorFacts, wireError, type WireError } from './wire-error';

/** Finds the operation of a restJson1 request and reads its input. */
export function readRestJson(
  model: ServiceModel,
  request: HttpRequest,
): { operation: string; input: Record<string, unknown> } {
  const [path, queryText] = splitPath(request.path);
  const query = parseQuery(queryText);
  if (query === undefined) throw unreadableRequest();
  const match = matchRoute(model, request.method, path, query, request.headers);
  if (match === undefined)
    throw wireError(
      'UnknownOperationException',
      'Unable to determine service/operation name to be authorized',
      403,
    );
  const labels = decodeLabels(match.labels);
  if (labels === undefined) throw unreadableRequest();
  const { operation } = match;
  const input: Record<string, unknown> = {};
  if (operation.input !== undefined) {
    const shape = model.shape(operation.input);
    readBindings(model, shape, { labels, query, headers: request.headers }, input, (member, text) =>
      wireError(
        'SerializationException',
        `Value '${text}' at '${member.name}' cannot be read as ${model.shape(member.shape).type}`,
        400,
      ),
    );
    const payload = payloadOf(model, shape);
    if (payload === undefined) {
      const given = hasBody(shape) ? parseJson(request.body) : {};
      refuseUnknownMembers(model, operation.name, shape, given);
      const body = jsonReader(model, shape, true)(given, 0);
      if (isRecord(body)) Object.assign(input, body);
    } else if (request.body.length > 0) {
      const [member, inner] = payload;
      if (inner.type === 'structure')
        input[member.name] = jsonReader(model, inner, true)(parseJson(request.body), 0);
      else input[member.name] = inner.type === 'string' ? textOf(request.body) : request.body;
    }
  }
  return { operation: operation.name, input };
}

function unreadableRequest(): Error {
  return wireError('SerializationException', 'The request URI cannot be decoded', 400);
}

/** Writes an operation's output to status, headers and body. */
export function writeRestJson(
  model: ServiceModel,
  operation: string,
  output: object,
  requestId: string,
): HttpResponse {
  const row = model.operation(operation);
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  let status = row?.status ?? 200;
  let body = noBytes;
  if (row?.output !== undefined && isRecord(output)) {
    refuseEventStream(model, row);
    const shape = model.shape(row.output);
    status = writeHeaders(model, shape, output, headers) ?? status;
    const payload = payloadOf(model, shape);
    if (payload === undefined) {
      if (status !== 204 && hasBody(shape))
        body = bytesOf(JSON.stringify(jsonWriter(model, shape, true)(output)));
    } else {
      const [member, inner] = payload;
      const value = output[member.name];
      if (inner.type !== 'structure') body = rawPayload(value);
      else if (value !== undefined) body = bytesOf(JSON.stringify(jsonWriter(model, inner, true)(value)));
    }
  }
  return answer(status, headers, body, requestId);
}

/** Writes an error: its code in a header, the rest in the body. */
export function writeRestJsonError(model: ServiceModel, error: WireError, requestId: string): HttpResponse {
  const facts = errorFacts(model, error);
  const headers: Record<string, string> = {
    ...error.headers,
    'content-type': 'application/json',
    'x-amzn-errortype': facts.name,
  };
  const { shape } = facts;
  const messageName = shape?.members.has('Message') === true ? 'Message' : 'message';
  const fields: Record<string, unknown> = { ...error.fields };
  // An error that AWS sends without it has it undefined.
  const isTyped = onTheWire(model.service).errorType === true && shape?.members.has('Type') === true;
  if (isTyped && !Object.hasOwn(fields, 'Type')) {
    fields['Type'] = facts.fault === 'client' ? 'User' : 'Service';
  }
  if (shape !== undefined) writeHeaders(model, shape, fields, headers);
  const written = shape === undefined ? fields : jsonWriter(model, shape, true)(fields);
  const body = { ...(isRecord(written) ? written : {}), [messageName]: error.message };
  return answer(facts.status, headers, bytesOf(JSON.stringify(body)), requestId);
}

function answer(
  status: number,
  headers: Record<string, string>,
  body: Uint8Array,
  requestId: string,
): HttpResponse {
  headers['content-length'] = String(body.length);
  headers['x-amzn-requestid'] = requestId;
  return { status, headers, body };
}
