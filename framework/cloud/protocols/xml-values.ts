import type { Member, ServiceModel, Shape } from '../models/model';
import { isRecord, MAX_DEPTH, put } from './own-keys';
import { readText, unreadable, writeText } from './text-values';
import { escapeXml, type XmlElement } from './xml-text';

/** Thrown inside this file's callers for XML that does not fit the shape; they answer it in their protocol's words. */
export class XmlMismatch extends Error {}

/** A member's element name. A flattened list or map carries the name of what it repeats. */
export function elementName(model: ServiceModel, member: Member): string {
  if (member.locationName !== undefined) return member.locationName;
  const shape = model.shape(member.shape);
  if (isFlattened(member, shape) && shape.element?.locationName !== undefined)
    return shape.element.locationName;
  return member.name;
}

/** Whether a list's or map's entries stand directly in the structure around it. */
export function isFlattened(member: Member, shape: Shape): boolean {
  return member.flattened || shape.flattened;
}

/**
 * Reads an element as a shape, strictly: an element that the shape does not have, a missing required one and
 * text that is no such value are all `XmlMismatch`, as S3 answers MalformedXML to each.
 */
export function readXml(model: ServiceModel, shape: Shape, element: XmlElement, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new XmlMismatch();
  switch (shape.type) {
    case 'structure':
      return readStructure(model, shape, element, depth);
    case 'list':
      return readList(
        model,
        shape,
        element.children.get(shape.element?.locationName ?? 'member') ?? [],
        depth,
      );
    case 'map':
      return readMap(model, shape, element.children.get('entry') ?? [], depth);
    default: {
      const value = element.children.size > 0 ? unreadable : readText(shape, element.text);
      if (value === unreadable) throw new XmlMismatch();
      return value;
    }
  }
}

function readStructure(
  model: ServiceModel,
  shape: Shape,
  element: XmlElement,
  depth: number,
): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  let used = 0;
  for (const member of shape.members.values()) {
    if (member.location !== undefined) continue;
    const name = elementName(model, member);
    const inner = model.shape(member.shape);
    if (member.xmlAttribute) {
      const value = element.attributes.get(name);
      if (value !== undefined) out[member.name] = value;
      continue;
    }
    const elements = element.children.get(name);
    const first = elements?.[0];
    if (elements === undefined || first === undefined) continue;
    used += 1;
    if (inner.type === 'list' && isFlattened(member, inner))
      out[member.name] = readList(model, inner, elements, depth);
    else if (inner.type === 'map' && isFlattened(member, inner))
      out[member.name] = readMap(model, inner, elements, depth);
    else if (elements.length > 1) throw new XmlMismatch();
    else out[member.name] = readXml(model, inner, first, depth + 1);
  }
  if (used < element.children.size) throw new XmlMismatch();
  const missing = shape.required.some(
    (name) => !Object.hasOwn(out, name) && shape.members.get(name)?.location === undefined,
  );
  if (missing) throw new XmlMismatch();
  return out;
}

function readList(
  model: ServiceModel,
  shape: Shape,
  elements: readonly XmlElement[],
  depth: number,
): unknown[] {
  const inner = shape.element === undefined ? undefined : model.shape(shape.element.shape);
  if (inner === undefined) throw new XmlMismatch();
  return elements.map((element) => readXml(model, inner, element, depth + 1));
}

function readMap(
  model: ServiceModel,
  shape: Shape,
  entries: readonly XmlElement[],
  depth: number,
): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const entry of entries) {
    const key = entry.children.get(shape.key?.locationName ?? 'key')?.[0];
    const value = entry.children.get(shape.value?.locationName ?? 'value')?.[0];
    if (key === undefined || value === undefined || shape.value === undefined) throw new XmlMismatch();
    put(out, key.text, readXml(model, model.shape(shape.value.shape), value, depth + 1));
  }
  return out;
}

type Writer = (value: unknown) => string;
const contents = new WeakMap<Shape, Writer>();

/** What writes a value of a shape as the inside of its element. Made once per shape and kept. */
export function xmlWriter(model: ServiceModel, shape: Shape): Writer {
  const known = contents.get(shape);
  if (known !== undefined) return known;
  let made: Writer | undefined;
  const first: Writer = (value) => (made ??= makeWriter(model, shape))(value);
  contents.set(shape, first);
  return first;
}

function makeWriter(model: ServiceModel, shape: Shape): Writer {
  switch (shape.type) {
    case 'structure': {
      const members = [...shape.members.values()].filter(
        (member) => member.location === undefined && !member.xmlAttribute,
      );
      const writers = members.map((member) => [member.name, xmlMember(model, member)] as const);
      return (value) => {
        if (!isRecord(value)) return '';
        let out = '';
        for (const [name, write] of writers) {
          const inner = value[name];
          if (inner !== undefined && inner !== null) out += write(inner);
        }
        return out;
      };
    }
    case 'list':
      return shape.element === undefined
        ? () => ''
        : repeated(model, shape.element, shape.element.locationName ?? 'member');
    case 'map':
      return mapWriter(model, shape, 'entry');
    default:
      return (value) => escapeXml(writeText(shape, undefined, value, 'iso8601'));
  }
}

/** What writes a member with its own tags. */
export function xmlMember(model: ServiceModel, member: Member): Writer {
  const shape = model.shape(member.shape);
  const name = elementName(model, member);
  if (shape.type === 'list' && isFlattened(member, shape) && shape.element !== undefined)
    return repeated(model, shape.element, name);
  if (shape.type === 'map' && isFlattened(member, shape)) return mapWriter(model, shape, name);
  return tagged(model, member, name);
}

function repeated(model: ServiceModel, element: Member, name: string): Writer {
  const write = tagged(model, element, name);
  return (value) => (Array.isArray(value) ? value.map(write).join('') : '');
}

function mapWriter(model: ServiceModel, shape: Shape, entry: string): Writer {
  const key = shape.key?.locationName ?? 'key';
  const write =
    shape.value === undefined ? () => '' : tagged(model, shape.value, shape.value.locationName ?? 'value');
  return (value) => {
    if (!isRecord(value)) return '';
    const keys = Object.keys(value).filter((name) => value[name] !== undefined);
    return keys
      .map((name) => `<${entry}><${key}>${escapeXml(name)}</${key}>${write(value[name])}</${entry}>`)
      .join('');
  };
}

/** An element with its attributes and the name space that its shape or member declares. */
function tagged(model: ServiceModel, member: Member, name: string): Writer {
  const shape = model.shape(member.shape);
  const simple = shape.type !== 'structure' && shape.type !== 'list' && shape.type !== 'map';
  const write: Writer = simple
    ? (value) => escapeXml(writeText(shape, member, value, 'iso8601'))
    : xmlWriter(model, shape);
  const [uri, prefix] = shape.xmlNamespace ?? [];
  const declared =
    uri === undefined ? '' : ` xmlns${prefix === undefined ? '' : `:${prefix}`}="${escapeXml(uri)}"`;
  const attributes = [...shape.members.values()].filter((inner) => inner.xmlAttribute);
  return (value) => {
    let open = name + declared;
    for (const attribute of attributes) {
      const text = isRecord(value) ? value[attribute.name] : undefined;
      if (typeof text === 'string')
        open += ` ${attribute.locationName ?? attribute.name}="${escapeXml(text)}"`;
    }
    const inner = write(value);
    return inner === '' ? `<${open}/>` : `<${open}>${inner}</${name}>`;
  };
}
