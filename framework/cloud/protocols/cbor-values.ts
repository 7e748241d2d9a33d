import { tag } from '@smithy/core/cbor';
import type { Member, ServiceModel, Shape } from '../models/model';
import { isRecord, MAX_DEPTH, put } from './own-keys';
import { wireError } from './wire-error';

type Reader = (value: unknown, depth: number) => unknown;
type Writer = (value: unknown) => unknown;

/** CBOR's tag of seconds since 1970 (RFC 8949, 3.4.2). */
const epochTag = 1;

/** What reads a parsed CBOR value as a shape: bytes are bytes here, and moments are tagged numbers. */
export function cborReader(model: ServiceModel, shape: Shape): Reader {
  const of = (member: Member | undefined): Reader =>
    member === undefined ? refuse : cborReader(model, model.shape(member.shape));
  switch (shape.type) {
    case 'structure':
      return (value, depth) => {
        if (!isRecord(value) || depth > MAX_DEPTH) throw unexpected(shape);
        const out: Record<string, unknown> = {};
        for (const member of shape.members.values()) {
          const from = Object.hasOwn(value, member.name) ? value[member.name] : undefined;
          if (from !== undefined && from !== null) out[member.name] = of(member)(from, depth + 1);
        }
        return out;
      };
    case 'list':
      return (value, depth) => {
        if (!Array.isArray(value) || depth > MAX_DEPTH) throw unexpected(shape);
        const read = of(shape.element);
        return value.map((element: unknown) => (element === null ? null : read(element, depth + 1)));
      };
    case 'map':
      return (value, depth) => {
        if (!isRecord(value) || depth > MAX_DEPTH) throw unexpected(shape);
        const read = of(shape.value);
        const out: Record<string, unknown> = {};
        for (const [key, from] of Object.entries(value))
          put(out, key, from === null ? null : read(from, depth + 1));
        return out;
      };
    default:
      return (value) => {
        const read = scalar(shape, value);
        if (read === undefined) throw unexpected(shape);
        return read;
      };
  }
}

function scalar(shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'blob':
      return value instanceof Uint8Array ? Uint8Array.from(value) : undefined;
    case 'timestamp': {
      const seconds = isRecord(value) && value['tag'] === epochTag ? numberOf(value['value']) : undefined;
      return seconds === undefined ? undefined : new Date(seconds * 1000);
    }
    case 'integer':
    case 'long': {
      const number = numberOf(value);
      return Number.isInteger(number) ? number : undefined;
    }
    default:
      return numberOf(value);
  }
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : undefined;
}

/** What turns a value of a shape into what the CBOR library takes; members without a place in the model stay out. */
export function cborWriter(model: ServiceModel, shape: Shape): Writer {
  const of = (member: Member | undefined): Writer =>
    member === undefined ? keep : cborWriter(model, model.shape(member.shape));
  switch (shape.type) {
    case 'structure':
      return (value) => {
        if (!isRecord(value)) return value;
        const out: Record<string, unknown> = {};
        for (const member of shape.members.values()) {
          const from = value[member.name];
          if (from !== undefined && from !== null) out[member.name] = of(member)(from);
        }
        return out;
      };
    case 'list':
      return (value) => (Array.isArray(value) ? value.map(of(shape.element)) : value);
    case 'map':
      return (value) => {
        if (!isRecord(value)) return value;
        const out: Record<string, unknown> = {};
        for (const [key, from] of Object.entries(value))
          if (from !== undefined) put(out, key, of(shape.value)(from));
        return out;
      };
    case 'blob':
      return (value) => (typeof value === 'string' ? Buffer.from(value, 'utf8') : value);
    case 'timestamp':
      return (value) =>
        value instanceof Date ? tag({ tag: epochTag, value: value.getTime() / 1000 }) : value;
    default:
      return keep;
  }
}

const keep: Writer = (value) => value;

const refuse: Reader = () => {
  throw wireError('SerializationException', 'A list or map of nothing', 400);
};

function unexpected({ name, type }: Shape): Error {
  return wireError('SerializationException', `Expected a ${type} for ${name}`, 400);
}
