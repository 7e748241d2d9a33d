import type { Member, ServiceModel, Shape } from '../models/model';
import { isRecord, MAX_DEPTH, put } from './own-keys';
import { readTimestamp, writeTimestamp } from './timestamps';
import { wireError } from './wire-error';

/** Of a reader, `depth` is how deep the value lies. */
type Reader = (value: unknown, depth: number) => unknown;
type Writer = (value: unknown) => unknown;

const readers = new WeakMap<Shape, Reader>();
const writers = new WeakMap<Shape, Reader>();
const bodyReaders = new WeakMap<Shape, Reader>();
const bodyWriters = new WeakMap<Shape, Reader>();

/**
 * What reads a parsed JSON value as a shape. Made once per shape and kept.
 *
 * `jsonNames` is restJson's way: members carry their wire names, and those bound to other parts of the
 * message are left out.
 */
export function jsonReader(model: ServiceModel, shape: Shape, jsonNames: boolean): Reader {
  return lazily(jsonNames ? bodyReaders : readers, shape, () => makeReader(model, shape, jsonNames));
}

/** What turns a value of a shape into what JSON.stringify takes. Members that the model does not have are left out. */
export function jsonWriter(model: ServiceModel, shape: Shape, jsonNames: boolean): Writer {
  const write = lazily(jsonNames ? bodyWriters : writers, shape, () => makeWriter(model, shape, jsonNames));
  return (value) => write(value, 0);
}

/** Shapes refer to themselves, so what is made of one is looked up when it is first called. */
function lazily(cache: WeakMap<Shape, Reader>, shape: Shape, make: () => Reader): Reader {
  const known = cache.get(shape);
  if (known !== undefined) return known;
  let made: Reader | undefined;
  const first: Reader = (value, depth) => {
    made ??= make();
    return made(value, depth);
  };
  cache.set(shape, first);
  return first;
}

function bodyMembers(shape: Shape, jsonNames: boolean): Member[] {
  const members = [...shape.members.values()];
  return jsonNames ? members.filter((member) => member.location === undefined) : members;
}

function makeReader(model: ServiceModel, shape: Shape, jsonNames: boolean): Reader {
  const of = (member: Member): Reader => jsonReader(model, model.shape(member.shape), jsonNames);
  switch (shape.type) {
    case 'structure': {
      const members = new Map<string, [name: string, read: Reader]>();
      for (const member of bodyMembers(shape, jsonNames)) {
        members.set(jsonNames ? (member.locationName ?? member.name) : member.name, [
          member.name,
          of(member),
        ]);
      }
      return structureReader(members);
    }
    case 'list':
      return shape.element === undefined ? refuse : listReader(of(shape.element));
    case 'map':
      return shape.value === undefined ? refuse : mapReader(of(shape.value));
    case 'string':
      return readString;
    case 'boolean':
      return readBoolean;
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return numberReader(shape.type);
    case 'blob':
      return readBlob;
    default:
      return readDate;
  }
}

function structureReader(members: ReadonlyMap<string, [name: string, read: Reader]>): Reader {
  return (value, depth) => {
    if (!isRecord(value)) throw unexpected(value, 'structure');
    if (depth > MAX_DEPTH) throw tooDeep();
    const out: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const member = members.get(key);
      const from = value[key];
      if (member !== undefined && from !== null && from !== undefined)
        out[member[0]] = member[1](from, depth + 1);
    }
    return out;
  };
}

function listReader(read: Reader): Reader {
  return (value, depth) => {
    if (!Array.isArray(value)) throw unexpected(value, 'list');
    if (depth > MAX_DEPTH) throw tooDeep();
    return value.map((element: unknown) => (element === null ? null : read(element, depth + 1)));
  };
}

function mapReader(read: Reader): Reader {
  return (value, depth) => {
    if (!isRecord(value)) throw unexpected(value, 'map');
    if (depth > MAX_DEPTH) throw tooDeep();
    const out: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const from = value[key];
      put(out, key, from === null ? null : read(from, depth + 1));
    }
    return out;
  };
}

function readString(value: unknown): string {
  if (typeof value !== 'string') throw unexpected(value, 'String');
  return value;
}

function readBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw unexpected(value, 'Boolean');
  return value;
}

const SPECIAL: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Infinity,
  '-Infinity': -Infinity,
};

function numberReader(type: 'integer' | 'long' | 'float' | 'double'): Reader {
  const name =
    type === 'integer' ? 'Integer' : type === 'long' ? 'Long' : type === 'float' ? 'Float' : 'Double';
  const whole = type === 'integer' || type === 'long';
  return (value) => {
    if (typeof value === 'number' && (!whole || Number.isInteger(value))) return value;
    if (!whole && typeof value === 'string' && Object.hasOwn(SPECIAL, value)) return SPECIAL[value];
    throw unexpected(value, name);
  };
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function readBlob(value: unknown): Uint8Array {
  if (typeof value !== 'string') throw unexpected(value, 'ByteBuffer');
  if (value.length % 4 !== 0) {
    throw badJson(`Base64 encoded length is expected a multiple of 4 bytes but found: ${value.length}`);
  }
  if (!BASE64.test(value)) throw badJson('Illegal Base64 character');
  return Uint8Array.from(Buffer.from(value, 'base64'));
}

function readDate(value: unknown): Date {
  const date = readTimestamp(value);
  if (date === undefined) throw unexpected(value, 'Date');
  return date;
}

const refuse: Reader = (value) => {
  throw unexpected(value, 'value');
};

/** A JSON value of the wrong type, in the words that DynamoDB uses (the other JSON services share its framework). */
function unexpected(value: unknown, wanted: string): Error {
  if (Array.isArray(value)) return badJson('Start of list found where not expected');
  if (typeof value === 'object' && value !== null)
    return badJson('Start of structure or map found where not expected');
  if (wanted === 'structure' || wanted === 'list' || wanted === 'map')
    return badJson('Unexpected field type');
  return badJson(`${tokenOf(value)} cannot be converted to ${wanted}`);
}

function tokenOf(value: unknown): string {
  if (value === true) return 'TRUE_VALUE';
  if (value === false) return 'FALSE_VALUE';
  if (typeof value === 'number') return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE';
  return value === null ? 'NULL_VALUE' : 'STRING_VALUE';
}

function tooDeep(): Error {
  return badJson('Nesting is too deep');
}

function badJson(message: string): Error {
  return wireError('SerializationException', message, 400);
}

function makeWriter(model: ServiceModel, shape: Shape, jsonNames: boolean): Writer {
  const of = (member: Member): Writer => jsonWriter(model, model.shape(member.shape), jsonNames);
  switch (shape.type) {
    case 'structure': {
      const members = new Map<string, [name: string, write: Writer]>();
      for (const member of bodyMembers(shape, jsonNames)) {
        members.set(member.name, [
          jsonNames ? (member.locationName ?? member.name) : member.name,
          of(member),
        ]);
      }
      return structureWriter(members);
    }
    case 'list': {
      const element = shape.element === undefined ? keep : of(shape.element);
      return (value) =>
        Array.isArray(value) ? value.map((item: unknown) => (item === null ? null : element(item))) : value;
    }
    case 'map': {
      const write = shape.value === undefined ? keep : of(shape.value);
      return mapWriter(write);
    }
    case 'blob':
      return writeBlob;
    case 'timestamp': {
      const format = shape.timestampFormat ?? 'unixTimestamp';
      return (value) => {
        if (!(value instanceof Date)) return value;
        return format === 'unixTimestamp' ? value.getTime() / 1000 : writeTimestamp(value, format);
      };
    }
    case 'float':
    case 'double':
      return (value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value);
    default:
      return keep;
  }
}

const keep: Writer = (value) => value;

function structureWriter(members: ReadonlyMap<string, [name: string, write: Writer]>): Writer {
  return (value) => {
    if (!isRecord(value)) return value;
    const out: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const member = members.get(key);
      const from = value[key];
      if (member !== undefined && from !== undefined && from !== null) out[member[0]] = member[1](from);
    }
    return out;
  };
}

function mapWriter(write: Writer): Writer {
  return (value) => {
    if (!isRecord(value)) return value;
    const out: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const from = value[key];
      if (from !== undefined) put(out, key, from === null ? null : write(from));
    }
    return out;
  };
}

/** Blobs go out as base64; a string stands for its UTF-8 bytes. */
function writeBlob(value: unknown): unknown {
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  return typeof value === 'string' ? Buffer.from(value, 'utf8').toString('base64') : value;
}
