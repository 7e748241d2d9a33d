import type { Member, ServiceModel, Shape } from '../models/model';
import { MAX_DEPTH, put } from './own-keys';
import { readText, unreadable } from './text-values';
import { wireError } from './wire-error';
import { elementName, isFlattened } from './xml-values';

/** A form's fields as a tree: `A.member.1.B=x` is three steps down. */
export interface FormNode {
  value: string | undefined;
  children: Map<string, FormNode>;
}

/** Parses an `application/x-www-form-urlencoded` body or query string; the last of two equal names wins. */
export function parseForm(text: string): FormNode {
  const root: FormNode = { value: undefined, children: new Map() };
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodePart(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decodePart(pair.slice(equals + 1));
    let node = root;
    const steps = name.split('.');
    if (steps.length > MAX_DEPTH * 3) throw malformed('Nesting is too deep');
    for (const step of steps) {
      let child = node.children.get(step);
      if (child === undefined) {
        child = { value: undefined, children: new Map() };
        node.children.set(step, child);
      }
      node = child;
    }
    node.value = value;
  }
  return root;
}

function decodePart(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw malformed('Malformed percent encoding in the request');
  }
}

function malformed(message: string): Error {
  return wireError('MalformedInput', message, 400);
}

/** Reads a form as a shape of the query protocol. */
export function readForm(
  model: ServiceModel,
  shape: Shape,
  node: FormNode,
  path: string,
  depth: number,
): unknown {
  if (depth > MAX_DEPTH) throw malformed('Nesting is too deep');
  switch (shape.type) {
    case 'structure':
      return readStructure(model, shape, node, path, depth);
    case 'list': {
      const entries = node.children.get(shape.element?.locationName ?? 'member');
      return readList(model, shape, entries, path, depth);
    }
    case 'map':
      return readMap(model, shape, node.children.get('entry'), path, depth);
    default: {
      const value = readText(shape, node.value ?? '');
      if (value === unreadable)
        throw malformed(`Value (${node.value ?? ''}) for parameter ${path} is invalid.`);
      return value;
    }
  }
}

function readStructure(
  model: ServiceModel,
  shape: Shape,
  node: FormNode,
  path: string,
  depth: number,
): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  if (node.children.size === 0) return out;
  for (const member of shape.members.values()) {
    const name = elementName(model, member);
    const child = node.children.get(name);
    if (child === undefined) continue;
    out[member.name] = readMember(model, member, child, path === '' ? name : `${path}.${name}`, depth);
  }
  return out;
}

function readMember(
  model: ServiceModel,
  member: Member,
  node: FormNode,
  path: string,
  depth: number,
): unknown {
  const shape = model.shape(member.shape);
  if (!isFlattened(member, shape)) return readForm(model, shape, node, path, depth + 1);
  return shape.type === 'map'
    ? readMap(model, shape, node, path, depth + 1)
    : readList(model, shape, node, path, depth + 1);
}

/** Entries in the order of their numbers, whatever the order and the gaps in which they were sent. */
function numbered(node: FormNode | undefined): FormNode[] {
  if (node === undefined) return [];
  const entries = [...node.children].filter(([name]) => /^\d{1,9}$/.test(name));
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, entry]) => entry);
}

function readList(
  model: ServiceModel,
  shape: Shape,
  node: FormNode | undefined,
  path: string,
  depth: number,
): unknown[] {
  const { element } = shape;
  if (element === undefined) return [];
  const inner = model.shape(element.shape);
  return numbered(node).map((entry, index) =>
    readForm(model, inner, entry, `${path}.${index + 1}`, depth + 1),
  );
}

function readMap(
  model: ServiceModel,
  shape: Shape,
  node: FormNode | undefined,
  path: string,
  depth: number,
): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const { value } = shape;
  if (value === undefined) return out;
  const inner = model.shape(value.shape);
  for (const entry of numbered(node)) {
    const key = entry.children.get(shape.key?.locationName ?? 'key')?.value;
    const child = entry.children.get(value.locationName ?? 'value');
    if (key === undefined) throw malformed(`A key is missing in parameter ${path}.`);
    put(out, key, child === undefined ? null : readForm(model, inner, child, `${path}.${key}`, depth + 1));
  }
  return out;
}
