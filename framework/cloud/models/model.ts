import type { MemberFile, Metadata, ModelFile, OperationFile, ShapeFile, TimestampFormat } from './file';

/** What a value is made of; the names are botocore's. */
export type ShapeType =
  | 'structure'
  | 'list'
  | 'map'
  | 'string'
  | 'integer'
  | 'long'
  | 'float'
  | 'double'
  | 'boolean'
  | 'timestamp'
  | 'blob';

/** A member of a structure, the element of a list, or the key or value of a map. */
export interface Member {
  readonly name: string;
  readonly shape: string;
  /** The name on the wire, where the model gives one. */
  readonly locationName: string | undefined;
  /** Where in the HTTP message it lies; undefined is the body. */
  readonly location: 'header' | 'headers' | 'querystring' | 'uri' | 'statusCode' | undefined;
  readonly timestampFormat: TimestampFormat | undefined;
  readonly xmlNamespace: readonly [uri: string, prefix?: string] | undefined;
  readonly flattened: boolean;
  readonly xmlAttribute: boolean;
}

/** A shape of a service's API. Shapes are made when first asked for, and then always the same object. */
export interface Shape {
  readonly name: string;
  readonly type: ShapeType;
  readonly members: ReadonlyMap<string, Member>;
  readonly required: readonly string[];
  /** Of a list or a map. */
  readonly element: Member | undefined;
  readonly key: Member | undefined;
  readonly value: Member | undefined;
  /** The member that is the whole HTTP body. */
  readonly payload: string | undefined;
  /** Name of the root element of an XML answer, where it differs from the shape's. */
  readonly locationName: string | undefined;
  readonly xmlNamespace: readonly [uri: string, prefix?: string] | undefined;
  readonly timestampFormat: TimestampFormat | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly pattern: string | undefined;
  readonly enum: readonly string[] | undefined;
  readonly flattened: boolean;
  readonly sensitive: boolean;
  readonly eventStream: boolean;
  readonly union: boolean;
  /** Present when the shape is an error; `code` is the one of the query protocol. */
  readonly error:
    | { readonly code: string | undefined; readonly status: number | undefined; readonly server: boolean }
    | undefined;
}

/** An operation of a service's API. */
export interface Operation {
  readonly name: string;
  readonly method: string;
  /** The path and literal query string, with `{Label}` and greedy `{Label+}`. */
  readonly uri: string;
  readonly status: number;
  readonly input: string | undefined;
  readonly output: string | undefined;
  readonly resultWrapper: string | undefined;
  readonly errors: readonly string[];
  /** True where AWS takes the call without a signature (`AssumeRoleWithWebIdentity`). */
  readonly unsigned: boolean;
  /** What `X-Amz-Target` begins with, where it is not the service's own (DynamoDB Streams). */
  readonly targetPrefix: string | undefined;
}

/** One service's API: what its clients may send and what it may answer. Never part of a cloud's state. */
export interface ServiceModel {
  readonly service: string;
  readonly metadata: Readonly<Metadata>;
  readonly operationNames: readonly string[];
  operation(name: string): Operation | undefined;
  /** Throws for a name that the model does not have: the model's own references are complete. */
  shape(name: string): Shape;
  /** The error shape of that name, or with that code in the query protocol. */
  error(code: string): Shape | undefined;
}

const TYPES = {
  S: 'structure',
  L: 'list',
  M: 'map',
  s: 'string',
  i: 'integer',
  l: 'long',
  f: 'float',
  d: 'double',
  b: 'boolean',
  t: 'timestamp',
  B: 'blob',
} as const;
const LOCATIONS = { h: 'header', H: 'headers', q: 'querystring', u: 'uri', c: 'statusCode' } as const;

/** Makes a model of a parsed file; nothing is hydrated before it is asked for. */
export function hydrate(file: ModelFile): ServiceModel {
  const shapes = new Map<string, Shape>();
  const operations = new Map<string, Operation>();
  let codes: Map<string, string> | undefined;
  const shape = (name: string): Shape => {
    const known = shapes.get(name);
    if (known !== undefined) return known;
    if (!Object.hasOwn(file.shapes, name)) throw new Error(`${file.service} has no shape ${name}`);
    const made = shapeOf(name, file.shapes[name] ?? { t: 'S' });
    shapes.set(name, made);
    return made;
  };
  return {
    service: file.service,
    metadata: file.metadata,
    operationNames: Object.keys(file.operations),
    operation(name) {
      const known = operations.get(name);
      if (known !== undefined) return known;
      const row = Object.hasOwn(file.operations, name) ? file.operations[name] : undefined;
      if (row === undefined) return undefined;
      const made = operationOf(name, row);
      operations.set(name, made);
      return made;
    },
    shape,
    error(code) {
      codes ??= errorCodes(file);
      const name = codes.get(code);
      return name === undefined ? undefined : shape(name);
    },
  };
}

/** Error code to shape. A shape's own name wins over another's code in the query protocol. */
function errorCodes(file: ModelFile): Map<string, string> {
  const codes = new Map<string, string>();
  const errors = Object.entries(file.shapes).filter(([, row]) => row.x === 1);
  for (const [name, row] of errors) if (row.ec !== undefined) codes.set(row.ec, name);
  for (const [name] of errors) codes.set(name, name);
  return codes;
}

function operationOf(name: string, row: OperationFile): Operation {
  const [method = 'POST', uri = '/', status = 200] = row.h ?? [];
  return {
    name,
    method,
    uri,
    status,
    input: row.i,
    output: row.o,
    resultWrapper: row.w,
    errors: row.e ?? [],
    unsigned: row.un === 1,
    targetPrefix: row.tp,
  };
}

function memberOf(name: string, row: string | MemberFile): Member {
  const from: MemberFile = typeof row === 'string' ? { s: row } : row;
  return {
    name,
    shape: from.s,
    locationName: from.n,
    location: from.l === undefined ? undefined : LOCATIONS[from.l],
    timestampFormat: from.tf,
    xmlNamespace: from.ns,
    flattened: from.fl === 1,
    xmlAttribute: from.xa === 1,
  };
}

function shapeOf(name: string, row: ShapeFile): Shape {
  return {
    name,
    type: TYPES[row.t],
    members: new Map(Object.entries(row.m ?? {}).map(([member, value]) => [member, memberOf(member, value)])),
    required: row.r ?? [],
    element: row.e === undefined ? undefined : memberOf('member', row.e),
    key: row.k === undefined ? undefined : memberOf('key', row.k),
    value: row.v === undefined ? undefined : memberOf('value', row.v),
    payload: row.pl,
    locationName: row.n,
    xmlNamespace: row.ns,
    timestampFormat: row.tf,
    min: row.mn,
    max: row.mx,
    pattern: row.p,
    enum: row.en,
    flattened: row.fl === 1,
    sensitive: row.se === 1,
    eventStream: row.es === 1,
    union: row.un === 1,
    error: row.x === 1 ? { code: row.ec, status: row.hs, server: row.fa === 1 } : undefined,
  };
}
