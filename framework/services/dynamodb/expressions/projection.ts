import {
  attributeOf,
  type AttributeMap,
  type AttributeValue,
  type Item,
  membersOf,
  setAttribute,
} from '../items/attribute-value';
import { type DocumentPath, pathProblem } from './document-path';
import { TokenReader } from './syntax/lexer';
import type { Substitutions } from './substitutions';
import { type ParsedPath, parsePath, Remarks } from './syntax/syntax-tree';

/** The paths that a read returns. */
export type Projection = readonly DocumentPath[];

/** `problem` is what is wrong with it whatever its names stand for. */
export type ParsedProjection = { paths: readonly ParsedPath[]; problem: string | undefined };

/** Parses a ProjectionExpression. */
export function parseProjection(text: string): ParsedProjection {
  const reader = new TokenReader(text);
  const remarks = new Remarks();
  const paths: ParsedPath[] = [];
  do paths.push(parsePath(reader, remarks));
  while (reader.accept(','));
  reader.expectEnd();
  return { paths, problem: remarks.reservedWordText() };
}

/** Fills in a parsed projection, or gives the message about what is wrong with it. */
export function bindProjection(parsed: ParsedProjection, substitutions: Substitutions): Projection | string {
  if (parsed.problem) return parsed.problem;
  const paths: DocumentPath[] = [];
  for (const parsedPath of parsed.paths) {
    const path = substitutions.path(parsedPath);
    if (typeof path === 'string') return path;
    paths.push(path);
  }
  return pathProblem(paths) ?? paths;
}

/** The wanted parts of one value: all of it, or of some of its elements. */
type Wanted = true | Map<string | number, Wanted>;

/**
 * The parts of an item that a projection names, in their documents. List elements come in the order of their
 * indexes and close up.
 */
export function project(projection: Projection, item: Item): Item {
  const wanted = new Map<string | number, Wanted>();
  for (const path of projection) want(wanted, path);
  return partsOfMap(item, wanted);
}

function want(wanted: Map<string | number, Wanted>, path: DocumentPath): void {
  let level = wanted;
  for (const [at, element] of path.entries()) {
    const next = level.get(element);
    if (next === true) return;
    if (at === path.length - 1) {
      level.set(element, true);
      return;
    }
    const deeper = next ?? new Map<string | number, Wanted>();
    level.set(element, deeper);
    level = deeper;
  }
}

function partsOf(value: AttributeValue, wanted: Wanted): AttributeValue | undefined {
  if (wanted === true) return value;
  const { L, M } = membersOf(value);
  if (M) {
    const parts = partsOfMap(M, wanted);
    return Object.keys(parts).length > 0 ? { M: parts } : undefined;
  }
  const elements = L ? partsOfList(L, wanted) : [];
  return elements.length > 0 ? { L: elements } : undefined;
}

function partsOfMap(attributes: AttributeMap, wanted: ReadonlyMap<string | number, Wanted>): AttributeMap {
  const parts: AttributeMap = {};
  for (const [name, wantedPart] of wanted) {
    const value = typeof name === 'string' ? attributeOf(attributes, name) : undefined;
    const part = value && partsOf(value, wantedPart);
    if (part && typeof name === 'string') setAttribute(parts, name, part);
  }
  return parts;
}

function partsOfList(
  list: readonly AttributeValue[],
  wanted: ReadonlyMap<string | number, Wanted>,
): AttributeValue[] {
  const indexes = [...wanted.keys()].filter((index) => typeof index === 'number');
  indexes.sort((one, other) => one - other);
  const parts: AttributeValue[] = [];
  for (const index of indexes) {
    const value = list[index];
    const wantedPart = wanted.get(index);
    const part = value && wantedPart ? partsOf(value, wantedPart) : undefined;
    if (part) parts.push(part);
  }
  return parts;
}
