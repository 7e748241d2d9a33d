import {
  AwsError,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
} from '../../../cloud/service';
import { scalarText } from '../../../template';
import type { FileResource, FileShape, FileType } from '../schema/file';
import { resourceSchema } from '../schema/load';
import { key, type CloudFormationCall } from '../state';
import { attribute, attributesOf, type Described } from './attributes';
import { lowerCaseNames, nameLengthMax } from './forms';
import { tagsOf } from './tags';

/**
 * A resource of a type that no service here implements: its properties were checked and are kept, ids and attributes
 * have the right form, and nothing else happens.
 */
export interface ModelledResource {
  type: string;
  /** The primary identifier; of a type, there is one with it. */
  identifier: string;
  physicalId: string;
  name?: string;
  properties: Record<string, unknown>;
  attributes: Record<string, unknown>;
  drawn: Record<string, string>;
  tags: Record<string, string>;
  stackId: string;
  logicalId: string;
  createdMs: number;
}

/** Whatever else a type says, a cloud that only keeps these would be wrong: their work is CloudFormation's own. */
const refused: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::CustomResource': 'somebody else makes the resource',
  'AWS::CloudFormation::Stack': 'it makes resources',
  'AWS::CloudFormation::WaitCondition': 'it waits for a signal',
  'AWS::CloudFormation::WaitConditionHandle': 'it receives signals',
};

/** Custom resources that tools write, whose functions only work on what is modelled here, and why. */
const customTypes: Readonly<Record<string, string>> = {
  'Custom::VpcRestrictDefaultSG': 'its function takes rules from a security group, which is only modelled',
};

/** A custom resource whose function need not run. */
function modelledCustomType(reason: string): ResourceType {
  return {
    properties: [],
    replaceOn: [],
    create(request) {
      request.modelledOnly(`${request.type} ${request.logicalId} of stack ${request.stackName}: ${reason}`);
      return { done: true, physicalId: request.generatedName(64) };
    },
    update: ({ physicalId = '' }) => ({ done: true, physicalId }),
    delete: () => ({ done: true }),
  };
}

/** Why a type of AWS can't be modelled, where it can't. */
export function refusedAsModelled(type: string): string | undefined {
  return Object.hasOwn(refused, type) ? refused[type] : undefined;
}

/** A type that no service implements, from its schema; undefined for types that AWS doesn't have or that can't be. */
export function modelledType(call: CloudFormationCall, type: string): ResourceType | undefined {
  const reason = Object.hasOwn(customTypes, type) ? customTypes[type] : undefined;
  if (reason !== undefined) return modelledCustomType(reason);
  const schema = resourceSchema(type);
  if (schema === undefined || refusedAsModelled(type) !== undefined) return undefined;
  return {
    properties: Object.keys(schema.p),
    replaceOn: replacing(type, schema),
    create: (request) => create(call, schema, request),
    update: (request) => update(call, schema, request),
    delete({ memo, physicalId = '' }) {
      const known = typeof memo === 'string' ? memo : keyOf(call, type, physicalId);
      if (known !== undefined) call.state.modelled.delete(known);
      return { done: true };
    },
  };
}

function keyOf(call: CloudFormationCall, type: string, physicalId: string): string | undefined {
  for (const [known, resource] of call.state.modelled.prefix(`${type}\u0000`))
    if (resource.physicalId === physicalId) return known;
  return undefined;
}

/** By type; worked out once, because schemas never change. */
const replacingOf = new Map<string, readonly string[]>();

function replacing(type: string, schema: FileResource): readonly string[] {
  const known = replacingOf.get(type) ?? replacingProperties(schema);
  replacingOf.set(type, known);
  return known;
}

/** Properties whose change replaces the resource, with members of objects as `Outer/Inner`. */
function replacingProperties(schema: FileResource): string[] {
  const nested = (name: string, type: FileType, path: string, seen: readonly string[]): string[] => {
    const definition = definitionOf(type);
    const shape = definition === undefined ? undefined : schema.d?.[definition];
    if (definition === undefined || shape === undefined || seen.includes(definition)) return [];
    return members(shape, `${path}${name}/`, [...seen, definition]);
  };
  const members = (shape: FileShape, path: string, seen: readonly string[]): string[] => [
    ...(shape.x ?? []).map((name) => path + name),
    ...Object.entries(shape.p).flatMap(([name, type]) =>
      shape.x?.includes(name) === true ? [] : nested(name, type, path, seen),
    ),
  ];
  return members(schema, '', []);
}

function definitionOf(type: FileType): string | undefined {
  if (typeof type !== 'object') return undefined;
  if ('d' in type) return type.d;
  return 'l' in type ? definitionOf(type.l) : undefined;
}

function create(call: CloudFormationCall, schema: FileResource, request: ResourceRequest): ResourceProgress {
  const { type, properties, stackId, logicalId, nowMs: createdMs } = request;
  call.modelledOnly(`${type} ${logicalId} of stack ${request.stackName}`);
  const subject = described(call, schema, request, undefined);
  const identifier = identified(subject, schema.k ?? []);
  const place = key(type, identifier);
  if (call.state.modelled.has(place)) {
    const words = `Resource of type '${type}' with identifier '${identifier}' already exists.`;
    throw new AwsError('AlreadyExists', words);
  }
  const physicalId = identified(subject, schema.f ?? schema.k ?? []);
  const attributes = attributesOf(subject);
  call.state.modelled.set(place, {
    type,
    identifier,
    physicalId,
    ...(subject.isNamed() ? { name: subject.name() } : {}),
    properties,
    attributes,
    drawn: Object.fromEntries(subject.drawn),
    tags: tagsOf(schema, request),
    stackId,
    logicalId,
    createdMs,
  });
  return { done: true, physicalId, attributes, memo: place };
}

function update(call: CloudFormationCall, schema: FileResource, request: ResourceRequest): ResourceProgress {
  const { memo, physicalId = '', type, properties } = request;
  const place = typeof memo === 'string' ? memo : keyOf(call, type, physicalId);
  const known = place === undefined ? undefined : call.state.modelled.get(place);
  if (place === undefined || known === undefined) {
    const words = `Resource of type '${type}' with identifier '${physicalId}' was not found.`;
    throw new AwsError('NotFound', words);
  }
  const subject = described(call, schema, request, known);
  const attributes = attributesOf(subject);
  const tags = tagsOf(schema, request);
  const drawn = Object.fromEntries(subject.drawn);
  call.state.modelled.set(place, { ...known, properties, attributes, tags, drawn });
  return { done: true, physicalId: known.physicalId, attributes, memo: place };
}

type Named = Described & { isNamed(): boolean };

/** What is to be worked out of a resource; of one that is there, what was drawn stays. */
function described(
  call: CloudFormationCall,
  schema: FileResource,
  request: ResourceRequest,
  known: ModelledResource | undefined,
): Named {
  let name = known?.name ?? givenName(schema, request);
  const type = request.type.replace(/^AWS::/, '');
  const subject: Named = {
    request: { ...request, nowMs: known?.createdMs ?? request.nowMs },
    random: call.random(`modelled ${request.type}`),
    schema,
    type,
    attributes: {},
    drawn: new Map(Object.entries(known?.drawn ?? {})),
    count: (label) => call.count(`modelled ${request.type} ${label}`),
    attribute: (one) => scalarText(attribute(subject, one)) ?? '',
    inherited: (one) => inherited(call, request.properties, one),
    isNamed: () => name !== undefined,
    name() {
      const [service = ''] = type.split('::');
      name ??= request.generatedName(nameLengthMax[type] ?? 255, {
        lowerCase: lowerCaseNames.includes(service),
      });
      return name;
    },
  };
  return subject;
}

/** The name that the template gives; of the properties that can be one, the first. A name that can change is none. */
function givenName(schema: FileResource, { type, properties }: ResourceRequest): string | undefined {
  const kind = type.split('::').at(-1) ?? '';
  const own = [...(schema.f ?? []), ...(schema.k ?? [])].filter((one) => /(Name|Identifier|Id)$/.test(one));
  const named = Object.keys(schema.p).filter(
    (one) => one.endsWith('Name') && kind.endsWith(one.replace(/Name$/, '')),
  );
  for (const property of [...own, `${kind}Name`, 'Name', ...named]) {
    const isFixed = [schema.x, schema.k, schema.f].some((names) => names?.includes(property) === true);
    const name = isFixed ? scalarText(properties[property]) : undefined;
    if (name !== undefined && name !== '') return name;
  }
  return undefined;
}

/**
 * The parts of an identifier, with `|` between them. A part that the template leaves out is made up where the
 * resource has to have it: as its only name, or the last part of it.
 */
function identified(subject: Described, parts: readonly string[]): string {
  const attributes = subject.schema.a ?? [];
  const identifier = parts
    .map((part, index) => {
      const given = scalarText(memberAt(subject.request.properties, part.split('/')));
      if (given !== undefined) return given;
      if (attributes.includes(part)) return scalarText(attribute(subject, part)) ?? '';
      const isNeeded = index === parts.length - 1 && /(Name|Identifier|Id)$/.test(part);
      return parts.length === 1 || isNeeded ? subject.name() : '';
    })
    .filter((part) => part !== '')
    .join('|');
  return identifier === '' ? subject.name() : identifier;
}

function memberAt(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const found = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return memberAt(found.find(([member]) => member === name)?.[1], rest);
}

/** The attribute of that name of a modelled resource that the properties refer to. */
function inherited(
  call: CloudFormationCall,
  properties: Readonly<Record<string, unknown>>,
  attributeName: string,
): unknown {
  const named = new Set(
    Object.values(properties).flatMap((value): unknown[] => (Array.isArray(value) ? value : [value])),
  );
  for (const { physicalId, attributes } of call.state.modelled.values()) {
    if (named.has(physicalId) && Object.hasOwn(attributes, attributeName)) return attributes[attributeName];
  }
  return undefined;
}
