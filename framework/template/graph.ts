import { referencesOfResource, type Reference } from './references';
import { isMap, own, placeOf, pointer, TemplateError, type Template } from './template';

/** By logical id, the resources that have to exist first; both in the order of the template. */
export type Graph = Record<string, string[]>;

/**
 * What has to exist before what: `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn` of the resources whose condition holds.
 *
 * Only the branches taken of an `Fn::If` count. A `DependsOn` to a resource that its condition leaves out is no
 * dependency; any other reference to one is an error here, as it is at CloudFormation once conditions are known.
 */
export function graph(template: Template, conditions: Record<string, boolean>): Graph {
  const order = Object.keys(template.resources).filter((id) => isActive(template, id, conditions));
  const active = new Set(order);
  const unresolved: Reference[] = [];
  const edges = new Map<string, Map<string, Reference>>();
  for (const id of order) {
    const needed = new Map<string, Reference>();
    for (const reference of referencesOfResource(template, id)) {
      if (!reference.branches.every((branch) => conditions[branch.condition] === branch.when)) continue;
      if (active.has(reference.name)) {
        if (!needed.has(reference.name)) needed.set(reference.name, reference);
      } else if (reference.by !== 'DependsOn' && own(template.resources, reference.name) !== undefined) {
        unresolved.push(reference);
      }
    }
    edges.set(id, needed);
  }
  const [first] = unresolved;
  if (first !== undefined) throw leftOut(template, first, unresolved);
  throwIfCircular(template, edges);
  return Object.fromEntries(
    order.map((id) => [id, order.filter((other) => edges.get(id)?.has(other) ?? false)]),
  );
}

/** The cycle that exists whatever the conditions say, if there is one. */
export function certainCycle(template: Template): TemplateError | undefined {
  const certain = Object.keys(template.resources).filter((id) => conditionOf(template, id) === undefined);
  const edges = new Map<string, Map<string, Reference>>();
  for (const id of certain) {
    const needed = new Map<string, Reference>();
    for (const reference of referencesOfResource(template, id)) {
      const counts = reference.branches.length === 0 && certain.includes(reference.name);
      if (counts && !needed.has(reference.name)) needed.set(reference.name, reference);
    }
    edges.set(id, needed);
  }
  return circular(template, edges);
}

/** The condition a resource hangs on. */
export function conditionOf(template: Template, logicalId: string): string | undefined {
  const resource = own(template.resources, logicalId);
  const name = isMap(resource) ? own(resource, 'Condition') : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** Whether a resource is part of the stack under these conditions. */
export function isActive(
  template: Template,
  logicalId: string,
  conditions: Record<string, boolean>,
): boolean {
  const name = conditionOf(template, logicalId);
  return name === undefined || conditions[name] === true;
}

function leftOut(template: Template, first: Reference, all: Reference[]): TemplateError {
  const names = [...new Set(all.map((reference) => reference.name))].join(', ');
  const condition = conditionOf(template, first.name) ?? '';
  return new TemplateError(
    `Template format error: Unresolved resource dependencies [${names}] in the Resources block of the template`,
    {
      place: placeOf(template, first.path),
      hint: `${first.name} is not created because its condition ${condition} is false; put the reference into an Fn::If over it`,
    },
  );
}

type Edges = Map<string, Map<string, Reference>>;

function throwIfCircular(template: Template, edges: Edges): void {
  const error = circular(template, edges);
  if (error !== undefined) throw error;
}

/** CloudFormation names every resource that cannot be ordered: the cycle's, and those that wait for it. */
function circular(template: Template, edges: Edges): TemplateError | undefined {
  const waiting = new Map([...edges].map(([id, needed]) => [id, needed.size]));
  const dependents = new Map<string, string[]>();
  for (const [id, needed] of edges) {
    for (const other of needed.keys()) dependents.set(other, [...(dependents.get(other) ?? []), id]);
  }
  const ready = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    waiting.delete(id);
    for (const dependent of dependents.get(id) ?? []) {
      const count = (waiting.get(dependent) ?? 0) - 1;
      waiting.set(dependent, count);
      if (count === 0) ready.push(dependent);
    }
  }
  if (waiting.size === 0) return undefined;
  const stuck = [...waiting.keys()];
  const cycle = shortestCycle(edges, stuck);
  const place = cycle[0] === undefined ? undefined : placeOf(template, cycle[0].path);
  return new TemplateError(`Circular dependency between resources: [${stuck.join(', ')}]`, {
    place,
    hint: spelledOut(template, cycle),
  });
}

/** The references along the shortest way from a resource back to itself; the first such in the template's order. */
function shortestCycle(edges: Edges, stuck: string[]): Reference[] {
  let shortest: Reference[] = [];
  for (const start of stuck) {
    const cycle = wayBack(edges, start);
    if (cycle.length > 0 && (shortest.length === 0 || cycle.length < shortest.length)) shortest = cycle;
  }
  return shortest;
}

function wayBack(edges: Edges, start: string): Reference[] {
  const seen = new Set<string>();
  let ways: { at: string; way: Reference[] }[] = [{ at: start, way: [] }];
  while (ways.length > 0) {
    const next: typeof ways = [];
    for (const { at, way } of ways) {
      for (const [name, reference] of edges.get(at) ?? []) {
        if (name === start) return [...way, reference];
        if (seen.has(name)) continue;
        seen.add(name);
        next.push({ at: name, way: [...way, reference] });
      }
    }
    ways = next;
  }
  return [];
}

function spelledOut(template: Template, cycle: Reference[]): string {
  const names = cycle.map((reference) => String(reference.path[1]));
  const lines = cycle.map((reference) => {
    const line = placeOf(template, reference.path)?.line;
    const target =
      reference.attribute === undefined ? reference.name : `${reference.name}.${reference.attribute}`;
    return `  ${pointer(reference.path)} needs ${target}${line === undefined ? '' : ` (line ${line})`}`;
  });
  return [[...names, names[0] ?? ''].join(' -> '), ...lines].join('\n');
}
