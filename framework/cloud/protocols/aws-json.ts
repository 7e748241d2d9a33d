import { crc32 } from 'node:zlib';
import type { ServiceModel } from '../models/model';
import { bytesOf, noBytes, textOf, type HttpRequest, type HttpResponse, type Protocol } from './http';
import { jsonReader, jsonWriter } from './json-values';
import { isRecord } from './own-keys';
import { isShared, onTheWire } from './services-on-the-wire';
import { refuseUnknownMembers } from './unknown-members';
import { errorFacts, wireError, type ErrorFacts, type WireError } from './wire-error';

type AwsJson = Extract<Protocol, 'awsJson1_0' | 'awsJson1_1'>;

/** CloudTrail's SDK names the service without the package that its model has before it. */
function namesService(prefix: string, targetPrefix: string | undefined): boolean {
  return prefix === targetPrefix || targetPrefix?.endsWith(`.${prefix}`) === true;
}

/** The operation that `x-amz-target` names. */
export function targetOperation(model: ServiceModel, target: string): string {
  const dot = target.lastIndexOf('.');
  const operation = target.slice(dot + 1);
  const prefix = dot < 0 ? '' : target.slice(0, dot);
  const found = model.operation(operation);
  if (found === undefined || !namesService(prefix, found.targetPrefix ?? model.metadata.targetPrefix))
    throw unknownOperation(model);
  return operation;
}

/** What a JSON service answers to an operation that it does not have. */
export function unknownOperation(model: ServiceModel): WireError & Error {
  return wireError('UnknownOperationException', '', onTheWire(model.service).unknownOperationStatus ?? 404);
}

/** Reads a JSON body as an operation's input. */
export function readAwsJson(
  model: ServiceModel,
  operation: string,
  request: HttpRequest,
): Record<string, unknown> {
  const name = model.operation(operation)?.input;
  const value = parseJson(request.body);
  if (name === undefined) return {};
  const shape = model.shape(name);
  refuseUnknownMembers(model, operation, shape, value);
  const input = jsonReader(model, shape, false)(value, 0);
  return isRecord(input) ? input : {};
}

/** Parses a JSON body; an empty one counts as `{}`. */
export function parseJson(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(textOf(body));
  } catch {
    throw wireError('SerializationException', '', 400);
  }
}

/** Writes an operation's output. */
export function writeAwsJson(
  model: ServiceModel,
  protocol: AwsJson,
  operation: string,
  output: object,
  requestId: string,
): HttpResponse {
  const name = model.operation(operation)?.output;
  const body =
    name === undefined
      ? emptyAnswer(model)
      : bytesOf(JSON.stringify(jsonWriter(model, model.shape(name), false)(output)));
  return answer(model, protocol, 200, body, requestId, {});
}

/** An operation without output answers with an empty body; SQS and others that came from the query protocol alike. */
function emptyAnswer(model: ServiceModel): Uint8Array {
  return model.metadata.jsonVersion === '1.0' ? bytesOf('{}') : noBytes;
}

/** Writes an error. */
export function writeAwsJsonError(
  model: ServiceModel,
  protocol: AwsJson,
  error: WireError,
  requestId: string,
): HttpResponse {
  const facts = errorFacts(model, error);
  const wire = onTheWire(model.service);
  const name = wire.jsonCodes?.[error.code] ?? facts.name;
  const namespace = namespaceOf(model, facts, name);
  const body: Record<string, unknown> = { __type: namespace === undefined ? name : `${namespace}#${name}` };
  body[messageMember(model, facts)] = error.message;
  const write = facts.shape === undefined ? undefined : jsonWriter(model, facts.shape, false);
  Object.assign(body, write === undefined ? error.fields : write(error.fields ?? {}));
  const headers: Record<string, string> = { ...error.headers };
  if (model.metadata.queryCompatible === true) {
    headers['x-amzn-query-error'] = `${facts.queryCode};${facts.fault === 'client' ? 'Sender' : 'Receiver'}`;
  }
  return answer(model, protocol, facts.status, bytesOf(JSON.stringify(body)), requestId, headers);
}

function namespaceOf(model: ServiceModel, facts: ErrorFacts, name: string): string | undefined {
  const wire = onTheWire(model.service);
  if (facts.shape !== undefined) return wire.namespace;
  if (name === wire.validationCode) return wire.validationNamespace ?? wire.namespace;
  if (isShared(name) || wire.jsonCodes !== undefined) return wire.sharedNamespace ?? wire.namespace;
  return wire.namespace;
}

/** `message` unless the error's shape spells it otherwise; errors of DynamoDB's framework have `Message`. */
function messageMember(model: ServiceModel, facts: ErrorFacts): string {
  if (facts.shape?.members.has('Message') === true) return 'Message';
  if (facts.shape === undefined && isShared(facts.name) && onTheWire(model.service).crc32 === true)
    return 'Message';
  return 'message';
}

function answer(
  model: ServiceModel,
  protocol: AwsJson,
  status: number,
  body: Uint8Array,
  requestId: string,
  headers: Record<string, string>,
): HttpResponse {
  headers['content-type'] =
    protocol === 'awsJson1_0' ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1';
  headers['content-length'] = String(body.length);
  headers['x-amzn-requestid'] = requestId;
  if (onTheWire(model.service).crc32 === true) headers['x-amz-crc32'] = String(crc32(body));
  return { status, headers, body };
}
