import { attributeOf, type AttributeValue, type Item, membersOf } from '../items/attribute-value';

/** The way to an attribute or into a document: names and list indexes; the first is an attribute's name. */
export type DocumentPath = readonly (string | number)[];

/** The value at a path, undefined where there is none. */
export function valueAt(item: Item, path: DocumentPath): AttributeValue | undefined {
  const [name] = path;
  let value = typeof name === 'string' ? attributeOf(item, name) : undefined;
  for (let at = 1; at < path.length && value; at++) {
    const element = path[at];
    const { L, M } = membersOf(value);
    value =
      typeof element === 'number'
        ? L?.[element]
        : M && element !== undefined
          ? attributeOf(M, element)
          : undefined;
  }
  return value;
}

/** A path as AWS's messages write it, such as `[a, [1], b]`. */
export function pathText(path: DocumentPath): string {
  return `[${path.map((element) => (typeof element === 'number' ? `[${element}]` : element)).join(', ')}]`;
}

/** Whether two paths are the same. */
export function pathsEqual(one: DocumentPath, other: DocumentPath): boolean {
  return one.length === other.length && one.every((element, at) => element === other[at]);
}

/**
 * The message about paths that may not stand in one expression, if there are any: one leads to or into the other
 * (overlap), or one takes for a list what the other takes for a map (conflict). Overlaps are reported first.
 */
export function pathProblem(paths: readonly DocumentPath[]): string | undefined {
  let conflict: string | undefined;
  for (const [at, path] of paths.entries()) {
    for (const earlier of paths.slice(0, at)) {
      const relation = relationOf(earlier, path);
      if (!relation) continue;
      const message =
        `Two document paths ${relation} with each other; must remove or rewrite one of these paths; ` +
        `path one: ${pathText(earlier)}, path two: ${pathText(path)}`;
      if (relation === 'overlap') return message;
      conflict ??= message;
    }
  }
  return conflict;
}

function relationOf(one: DocumentPath, other: DocumentPath): 'overlap' | 'conflict' | undefined {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at++) {
    if (typeof one[at] !== typeof other[at]) return 'conflict';
    if (one[at] !== other[at]) return undefined;
  }
  return 'overlap';
}
