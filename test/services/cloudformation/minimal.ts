import type {
  FileResource,
  FileShape,
  FileType,
} from '../../../framework/services/cloudformation/schema/file';

/** The smallest properties that a type's schema takes. */
export function minimalProperties(schema: FileResource): Record<string, unknown> {
  return shape(schema, schema, []);
}

function shape(
  schema: FileResource,
  { p, r = [] }: FileShape,
  inside: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(r.map((name) => [name, valueOf(schema, p[name] ?? 's', 'a', inside)]));
}

/** A value of a type; `text` makes it differ from another one. */
export function valueOf(
  schema: FileResource,
  type: FileType,
  text: string,
  inside: readonly string[] = [],
): unknown {
  if (type === 's') return `text-${text}`;
  if (type === 'i' || type === 'n') return text.length;
  if (type === 'b') return text.length % 2 === 0;
  if (type === 'j') return { [text]: text };
  if (type === 't') return { Key: text, Value: text };
  if ('e' in type) return type.e[text.length % type.e.length];
  if ('l' in type) return [valueOf(schema, type.l, text, inside)];
  if ('m' in type) return { [text]: valueOf(schema, type.m, text, inside) };
  if ('u' in type) return valueOf(schema, type.u[0] ?? 's', text, inside);
  const definition = schema.d?.[type.d];
  return definition === undefined || inside.includes(type.d)
    ? {}
    : shape(schema, definition, [...inside, type.d]);
}

/** Top-level properties whose value is a text, a number or a boolean: those that are changed in place, or replace. */
export function scalarProperties(schema: FileResource, which: 'updatable' | 'replacing'): string[] {
  const { x = [], y = [] } = schema;
  return Object.entries(schema.p)
    .filter(([name, type]) => typeof type === 'string' && 'sinb'.includes(type) && !y.includes(name))
    .filter(([name]) => x.includes(name) === (which === 'replacing'))
    .map(([name]) => name);
}
