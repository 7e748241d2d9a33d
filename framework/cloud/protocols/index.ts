import type { ServiceModel } from '../models/model';
import { readAwsJson, targetOperation, writeAwsJson, writeAwsJsonError } from './aws-json';
import { queryForm, queryOperation, readQuery, writeQuery, writeQueryError } from './aws-query';
import { splitPath, type HttpRequest, type HttpResponse, type Protocol } from './http';
import { readRestJson, writeRestJson, writeRestJsonError } from './rest-json';
import { readRestXml, writeRestXml, writeRestXmlError } from './rest-xml';
import { isRpcCbor, readRpcCbor, rpcOperation, writeRpcCbor, writeRpcCborError } from './rpc-cbor';
import { onTheWire } from './services-on-the-wire';
import type { WireError } from './wire-error';

export { loadModel, modelOf } from '../models/load';
export { modelledServices } from '../models/names';
export type { Member, ServiceModel } from '../models/model';
export type { HttpRequest, HttpResponse, Protocol } from './http';
export { isWireError, wireError, type WireError } from './wire-error';
export { validate } from './validate';

/** A request that was read: the operation it calls, its input as typed values, and how the answer is to be written. */
export interface Decoded {
  operation: string;
  input: Record<string, unknown>;
  protocol: Protocol;
}

/**
 * Reads a request.
 *
 * Blobs come as Uint8Array, timestamps as Date; absent members are absent. Throws a WireError for an
 * operation that the model does not have and for whatever cannot be read, and a StormError for a JSON member that is
 * newer than the model.
 */
export function decode(model: ServiceModel, request: HttpRequest): Decoded {
  const protocol = protocolOf(model, request);
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const operation = targetOperation(model, request.headers['x-amz-target'] ?? '');
      return { operation, input: readAwsJson(model, operation, request), protocol };
    }
    case 'awsQuery': {
      const form = queryForm(request);
      const operation = queryOperation(model, form, request);
      return { operation, input: readQuery(model, operation, form, request), protocol };
    }
    case 'rpcv2Cbor': {
      const operation = rpcOperation(model, request);
      return { operation, input: readRpcCbor(model, operation, request), protocol };
    }
    case 'restJson1':
      return { ...readRestJson(model, request), protocol };
    default:
      return { ...readRestXml(model, request), protocol };
  }
}

/**
 * The protocol of a request to this service, as its content type and headers tell it: for an answer to a
 * request that could not be read.
 */
export function protocolOf(model: ServiceModel, request: HttpRequest): Protocol {
  const { protocols, jsonVersion } = model.metadata;
  if (protocols.includes('rest-xml')) return 'restXml';
  if (protocols.includes('rest-json')) return 'restJson1';
  if (protocols.includes('smithy-rpc-v2-cbor') && isRpcCbor(request)) return 'rpcv2Cbor';
  const type = request.headers['content-type'] ?? '';
  if (request.headers['x-amz-target'] === undefined && protocols.includes('query')) {
    const form =
      type.startsWith('application/x-www-form-urlencoded') ||
      /(?:^|&)Action=/.test(splitPath(request.path)[1]);
    const lenient = onTheWire(model.service).lenientQuery === true && type === '';
    if (form || lenient || !protocols.includes('json')) return 'awsQuery';
  }
  if (type.startsWith('application/x-amz-json-1.0')) return 'awsJson1_0';
  if (type.startsWith('application/x-amz-json-1.1')) return 'awsJson1_1';
  return jsonVersion === '1.1' ? 'awsJson1_1' : 'awsJson1_0';
}

/** Writes an operation's output. Blobs may be bytes or text; members that the model does not have are left out. */
export function encode(
  model: ServiceModel,
  protocol: Protocol,
  operation: string,
  output: object,
  requestId: string,
): HttpResponse {
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1':
      return writeAwsJson(model, protocol, operation, output, requestId);
    case 'awsQuery':
      return writeQuery(model, operation, output, requestId);
    case 'rpcv2Cbor':
      return writeRpcCbor(model, operation, output, requestId);
    case 'restJson1':
      return writeRestJson(model, operation, output, requestId);
    default:
      return writeRestXml(model, operation, output, requestId);
  }
}

/** Writes an error; `operation` is undefined when the request did not get so far. */
export function encodeError(
  model: ServiceModel,
  protocol: Protocol,
  operation: string | undefined,
  error: WireError,
  requestId: string,
): HttpResponse {
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1':
      return writeAwsJsonError(model, protocol, error, requestId);
    case 'awsQuery':
      return writeQueryError(model, error, requestId);
    case 'rpcv2Cbor':
      return writeRpcCborError(model, error, requestId);
    case 'restJson1':
      return writeRestJsonError(model, error, requestId);
    default:
      return writeRestXmlError(model, operation, error, requestId);
  }
}
