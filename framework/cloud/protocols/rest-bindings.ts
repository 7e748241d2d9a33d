import type { Member, Operation, ServiceModel, Shape } from '../models/model';
import { bytesOf, noBytes } from './http';
import { isRecord, put } from './own-keys';
import { plainText, readText, unreadable, writeText } from './text-values';

/** The parts of a REST request that members bind to, besides the body. */
export interface RestParts {
  /** Decoded labels of the path. */
  labels: ReadonlyMap<string, string>;
  query: ReadonlyMap<string, readonly string[]>;
  headers: Readonly<Record<string, string>>;
}

/** Told of a value that a header, the query string or the path does not spell. */
export type Complain = (member: Member, text: string) => Error;

/** A member bound to a part of a request, under the name that it has there. */
interface Binding {
  member: Member;
  name: string;
}

const bindings = new WeakMap<Shape, readonly Binding[]>();

/** Worked out once for each shape: requests of S3 have up to fifty. */
function bindingsOf(shape: Shape): readonly Binding[] {
  const known = bindings.get(shape);
  if (known !== undefined) return known;
  const made: Binding[] = [];
  for (const member of shape.members.values()) {
    if (member.location === undefined || member.location === 'statusCode') continue;
    const name = member.locationName ?? member.name;
    made.push({ member, name: member.location === 'header' ? name.toLowerCase() : name });
  }
  bindings.set(shape, made);
  return made;
}

/** Reads the members bound to path, query string and headers into `input`. */
export function readBindings(
  model: ServiceModel,
  shape: Shape,
  parts: RestParts,
  input: Record<string, unknown>,
  complain: Complain,
): void {
  for (const { member, name } of bindingsOf(shape)) {
    switch (member.location) {
      case 'uri': {
        const text = parts.labels.get(name);
        if (text !== undefined) input[member.name] = readOne(model, member, text, complain);
        break;
      }
      case 'querystring':
        if (parts.query.size > 0) readQueryMember(model, member, parts.query, input, complain);
        break;
      case 'header': {
        const text = parts.headers[name];
        if (text !== undefined) readHeader(model, member, text, input, complain);
        break;
      }
      case 'headers':
        readPrefixed(member, parts.headers, input);
        break;
      case 'statusCode':
      case undefined:
        break;
    }
  }
}

function readQueryMember(
  model: ServiceModel,
  member: Member,
  query: RestParts['query'],
  input: Record<string, unknown>,
  complain: Complain,
): void {
  const texts = query.get(member.locationName ?? member.name);
  const first = texts?.[0];
  if (texts === undefined || first === undefined) return;
  const shape = model.shape(member.shape);
  const element = shape.element;
  if (shape.type === 'list' && element !== undefined) {
    input[member.name] = texts.map((text) => readOne(model, element, text, complain));
    return;
  }
  // A valueless `?versionId` gives a string its empty self, and other types nothing.
  if (first !== '' || shape.type === 'string') input[member.name] = readOne(model, member, first, complain);
}

function readOne(model: ServiceModel, member: Member, text: string, complain: Complain): unknown {
  const value = readText(model.shape(member.shape), text);
  if (value === unreadable) throw complain(member, text);
  return value;
}

function readHeader(
  model: ServiceModel,
  member: Member,
  text: string,
  input: Record<string, unknown>,
  complain: Complain,
): void {
  const shape = model.shape(member.shape);
  const element = shape.element;
  if (shape.type === 'list' && element !== undefined) {
    input[member.name] = text.split(',').map((part) => readOne(model, element, part.trim(), complain));
    return;
  }
  // AWS takes `If-Modified-Since: nonsense` for no condition at all (RFC 9110 13.1.3).
  const conditional =
    shape.type === 'timestamp' && (member.locationName ?? '').toLowerCase().startsWith('if-');
  const value = readText(shape, text);
  if (value !== unreadable) input[member.name] = value;
  else if (!conditional) throw complain(member, text);
}

function readPrefixed(
  member: Member,
  headers: Readonly<Record<string, string>>,
  input: Record<string, unknown>,
): void {
  const prefix = (member.locationName ?? '').toLowerCase();
  const found: Record<string, unknown> = {};
  let any = false;
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(prefix) || name.length === prefix.length) continue;
    put(found, name.slice(prefix.length), value);
    any = true;
  }
  if (any) input[member.name] = found;
}

/** Writes the members bound to headers; returns the status code that a member gives, if one does. */
export function writeHeaders(
  model: ServiceModel,
  shape: Shape,
  output: Readonly<Record<string, unknown>>,
  headers: Record<string, string>,
): number | undefined {
  let status: number | undefined;
  for (const member of shape.members.values()) {
    if (member.location === undefined) continue;
    const value = output[member.name];
    if (value === undefined || value === null) continue;
    const name = (member.locationName ?? member.name).toLowerCase();
    const inner = model.shape(member.shape);
    if (member.location === 'statusCode' && typeof value === 'number') status = value;
    else if (member.location === 'headers' && isRecord(value)) {
      for (const [key, text] of Object.entries(value))
        put(headers, `${name}${key.toLowerCase()}`, String(text));
    } else if (member.location === 'header') {
      headers[name] = Array.isArray(value)
        ? value.map((item: unknown) => writeText(inner, member, item, 'rfc822')).join(',')
        : writeText(inner, member, value, 'rfc822');
    }
  }
  return status;
}

/** The member that is the whole body, with its shape. */
export function payloadOf(model: ServiceModel, shape: Shape): [member: Member, shape: Shape] | undefined {
  const member = shape.payload === undefined ? undefined : shape.members.get(shape.payload);
  return member === undefined ? undefined : [member, model.shape(member.shape)];
}

/** Bytes of a payload that is no structure. */
export function rawPayload(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return value === undefined || value === null ? noBytes : bytesOf(plainText(value));
}

/** Whether some member of an output lies in the body. */
export function hasBody(shape: Shape): boolean {
  for (const member of shape.members.values()) if (member.location === undefined) return true;
  return false;
}

/** Parses a query string; a name without `=` has the empty value. Undefined when a percent escape is broken. */
export function parseQuery(text: string): ReadonlyMap<string, string[]> | undefined {
  const query = new Map<string, string[]>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodePercent((equals < 0 ? pair : pair.slice(0, equals)).replaceAll('+', ' '));
    const value = equals < 0 ? '' : decodePercent(pair.slice(equals + 1).replaceAll('+', ' '));
    if (name === undefined || value === undefined) return undefined;
    const values = query.get(name);
    if (values === undefined) query.set(name, [value]);
    else values.push(value);
  }
  return query;
}

/** Decodes the labels of a matched path; undefined when a percent escape is broken. */
export function decodeLabels(labels: ReadonlyMap<string, string>): ReadonlyMap<string, string> | undefined {
  const decoded = new Map<string, string>();
  for (const [name, text] of labels) {
    const value = decodePercent(text);
    if (value === undefined) return undefined;
    decoded.set(name, value);
  }
  return decoded;
}

function decodePercent(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Event streams are answered frame by frame, which this codec does not do. */
export function refuseEventStream(model: ServiceModel, operation: Operation): void {
  const shape = operation.output === undefined ? undefined : model.shape(operation.output);
  const stream = shape !== undefined && payloadOf(model, shape)?.[1].eventStream === true;
  if (stream)
    throw new Error(
      `${model.service} ${operation.name} answers with an event stream, which is not emulated.`,
    );
}
