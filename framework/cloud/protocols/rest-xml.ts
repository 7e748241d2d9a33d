import type { Member, ServiceModel, Shape } from '../models/model';
import { withoutChunks } from './aws-chunked';
import { withHoisted } from './hoisted-headers';
import { bytesOf, noBytes, splitPath, textOf, type HttpRequest, type HttpResponse } from './http';
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
import { pathStyle } from './s3-address';
import { plainText } from './text-values';
import { errorFacts, wireError, type WireError } from './wire-error';
import { escapeXml, parseXml } from './xml-text';
import { readXml, xmlWriter, XmlMismatch } from './xml-values';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Finds the operation of an S3 request and reads its input. */
export function readRestXml(
  model: ServiceModel,
  sent: HttpRequest,
): { operation: string; input: Record<string, unknown> } {
  const [path, queryText] = splitPath(sent.path);
  const query = parseQuery(queryText);
  if (query === undefined) throw invalidUri();
  const sentHeaders = withHoisted(sent.headers, query);
  const match = matchRoute(model, sent.method, pathStyle(sent.host, path), query, sentHeaders);
  if (match === undefined) {
    throw methodNotAllowed(sent);
  }
  const labels = decodeLabels(match.labels);
  if (labels === undefined) throw invalidUri();
  const request = withoutChunks({ ...sent, headers: sentHeaders });
  const input: Record<string, unknown> = {};
  const { operation } = match;
  if (operation.input !== undefined) {
    const shape = model.shape(operation.input);
    readBindings(model, shape, { labels, query, headers: request.headers }, input, (member, text) =>
      invalidArgument(model, member, text),
    );
    readBody(model, shape, request.body, input);
  }
  return { operation: operation.name, input };
}

function methodNotAllowed({ method, host, path }: HttpRequest): Error {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(splitPath(pathStyle(host, path))[0]) ?? [];
  return Object.assign(
    wireError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405),
    {
      fields: { Method: method, ResourceType: bucket === '' ? 'SERVICE' : key === '' ? 'BUCKET' : 'OBJECT' },
    },
  );
}

function invalidUri(): Error {
  return wireError('InvalidURI', "Couldn't parse the specified URI.", 400);
}

/**
 * A number or date that cannot be read, in S3's words (aws-behaviour.md 2.2: `InvalidArgument` with the
 * argument's name and value).
 */
function invalidArgument(model: ServiceModel, member: Member, text: string): Error {
  const name = member.locationName ?? member.name;
  const { type } = model.shape(member.shape);
  const message =
    type === 'integer' || type === 'long'
      ? `Provided ${name} not an integer or within integer range`
      : `Invalid value for ${name}`;
  return Object.assign(wireError('InvalidArgument', message, 400), {
    fields: { ArgumentName: name, ArgumentValue: text },
  });
}

function readBody(model: ServiceModel, shape: Shape, body: Uint8Array, input: Record<string, unknown>): void {
  const payload = payloadOf(model, shape);
  if (payload !== undefined && payload[1].type !== 'structure') {
    const [member, inner] = payload;
    if (inner.type === 'string') input[member.name] = textOf(body);
    else input[member.name] = body;
    return;
  }
  if (body.length === 0 || (payload === undefined && !hasBody(shape))) return;
  const parsed = parseXml(textOf(body));
  if (parsed === undefined) throw malformedXml();
  const [root, element] = parsed;
  try {
    if (payload === undefined) Object.assign(input, readXml(model, shape, element, 0));
    else {
      const [member, inner] = payload;
      if (root !== (member.locationName ?? member.name)) throw malformedXml();
      input[member.name] = readXml(model, inner, element, 0);
    }
  } catch (error) {
    throw error instanceof XmlMismatch ? malformedXml() : error;
  }
}

function malformedXml(): Error {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema';
  return wireError('MalformedXML', message, 400);
}

/** Statuses that S3 answers and the model does not know. */
const statuses: Readonly<Record<string, number>> = {
  PutBucketTagging: 204,
  PutBucketPolicy: 204,
  PutBucketInventoryConfiguration: 204,
  PutBucketAnalyticsConfiguration: 204,
  PutBucketMetricsConfiguration: 204,
  PutBucketIntelligentTieringConfiguration: 204,
  RestoreObject: 202,
};

/** Writes an operation's output to status, headers and body. */
export function writeRestXml(
  model: ServiceModel,
  operation: string,
  output: object,
  requestId: string,
): HttpResponse {
  const row = model.operation(operation);
  const headers: Record<string, string> = {};
  let status = statuses[operation] ?? row?.status ?? 200;
  let body = noBytes;
  if (row?.output !== undefined && isRecord(output)) {
    refuseEventStream(model, row);
    const shape = model.shape(row.output);
    status = writeHeaders(model, shape, output, headers) ?? status;
    const payload = payloadOf(model, shape);
    if (payload !== undefined && payload[1].type !== 'structure') body = rawPayload(output[payload[0].name]);
    else {
      const xml = xmlOf(model, operation, shape, output, payload);
      if (xml !== undefined) {
        body = bytesOf(DECLARATION + xml);
        headers['content-type'] = 'application/xml';
      }
    }
  }
  // S3 speaks of the body that a GET would have.
  if (operation === 'HeadBucket') headers['content-type'] = 'application/xml';
  if (row?.method === 'HEAD') body = noBytes;
  else headers['content-length'] = String(body.length);
  if (isRecord(output)) status = writeUnmodelled(output, headers) ?? status;
  // S3 answers a part of an object as HTTP does; the model knows only the status of the whole.
  if (headers['content-range'] !== undefined) status = 206;
  return answer(status, headers, body, requestId, hostIdOf(requestId));
}

/** What S3 answers besides what the model knows: the region of what was listed, and that a copy was there already. */
function writeUnmodelled(
  output: Readonly<Record<string, unknown>>,
  headers: Record<string, string>,
): number | undefined {
  const { BucketRegion: region, isRestored } = output;
  if (typeof region === 'string') headers['x-amz-bucket-region'] = region;
  return isRestored === true ? 200 : undefined;
}

function xmlOf(
  model: ServiceModel,
  operation: string,
  shape: Shape,
  output: Record<string, unknown>,
  payload: [member: Member, shape: Shape] | undefined,
): string | undefined {
  if (operation === 'GetBucketLocation') return bucketLocation(output['LocationConstraint']);
  if (payload !== undefined) {
    const [member, inner] = payload;
    const value = output[member.name];
    return value === undefined
      ? undefined
      : rooted(member.locationName ?? member.name, xmlWriter(model, inner)(value));
  }
  return hasBody(shape)
    ? rooted(shape.locationName ?? shape.name, xmlWriter(model, shape)(output))
    : undefined;
}

function rooted(name: string, inner: string): string {
  return inner === ''
    ? `<${name} xmlns="${NAMESPACE}"/>`
    : `<${name} xmlns="${NAMESPACE}">${inner}</${name}>`;
}

/** Its root element holds the region itself, and nothing for us-east-1 (S3 API, GetBucketLocation). */
function bucketLocation(region: unknown): string {
  return rooted(
    'LocationConstraint',
    typeof region === 'string' && region !== 'us-east-1' ? escapeXml(region) : '',
  );
}

/** Writes an error; a HEAD request and a 304 get no body. */
export function writeRestXmlError(
  model: ServiceModel,
  operation: string | undefined,
  error: WireError,
  requestId: string,
): HttpResponse {
  const facts = errorFacts(model, error);
  const headers: Record<string, string> = { ...error.headers };
  const hostId = hostIdOf(requestId);
  const silent =
    facts.status === 304 || (operation !== undefined && model.operation(operation)?.method === 'HEAD');
  let body = noBytes;
  if (!silent) {
    const fields = Object.entries({
      Code: error.code,
      Message: error.message,
      ...error.fields,
      RequestId: requestId,
      HostId: hostId,
    });
    const inner = fields.map(([name, value]) => field(name, value));
    body = bytesOf(`${DECLARATION}<Error>${inner.join('')}</Error>`);
    headers['content-type'] = 'application/xml';
    headers['content-length'] = String(body.length);
  }
  return answer(facts.status, headers, body, requestId, hostId);
}

function field(name: string, value: unknown): string {
  return value === undefined || value === null ? '' : `<${name}>${escapeXml(plainText(value))}</${name}>`;
}

/** The `x-amz-id-2` of an answer: S3's is opaque, ours follows from the request's id. */
export function hostIdOf(requestId: string): string {
  return Buffer.from(requestId.padEnd(56, requestId === '' ? '0' : requestId)).toString('base64');
}

function answer(
  status: number,
  headers: Record<string, string>,
  body: Uint8Array,
  requestId: string,
  hostId: string,
): HttpResponse {
  headers['x-amz-request-id'] = requestId;
  headers['x-amz-id-2'] = hostId;
  headers['server'] = 'AmazonS3';
  return { status, headers, body };
}
