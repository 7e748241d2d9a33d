import type { Operation, ServiceModel } from '../models/model';

/**
 * An operation that a request's method, path and query string name, and what the path's labels hold (still
 * percent-encoded).
 */
export interface RouteMatch {
  operation: Operation;
  labels: ReadonlyMap<string, string>;
}

interface Route {
  operation: Operation;
  segments: readonly Segment[];
  query: readonly [name: string, value: string | undefined][];
  requiredQuery: readonly string[];
  requiredHeaders: readonly string[];
  /** How many of its segments are literal. */
  literals: number;
}

type Segment = { kind: 'literal' | 'label' | 'greedy'; text: string };

const tables = new WeakMap<ServiceModel, ReadonlyMap<string, readonly Route[]>>();

/**
 * The operation of a REST request; undefined when no route fits.
 *
 * Several routes fit often: S3 has dozens of operations on the same path. The one that demands most wins,
 * compared by number of literal query parameters, required query parameters, required headers, literal path
 * segments. `x-id`, which only some SDKs send, breaks a tie.
 */
export function matchRoute(
  model: ServiceModel,
  method: string,
  path: string,
  query: ReadonlyMap<string, readonly string[]>,
  headers: Readonly<Record<string, string>>,
): RouteMatch | undefined {
  const segments = path.replace(/^\//, '').split('/');
  let best: { route: Route; labels: ReadonlyMap<string, string> } | undefined;
  for (const route of routesOf(model).get(method) ?? []) {
    // In the order of their demands: what follows one that fits can only tie with it.
    if (best !== undefined && compare(route, best.route) > 0) break;
    if (!demandsMet(route, query, headers)) continue;
    const labels = labelsOf(route.segments, segments);
    if (labels === undefined) continue;
    if (best === undefined || query.get('x-id')?.[0] === route.operation.name) best = { route, labels };
  }
  return best === undefined ? undefined : { operation: best.route.operation, labels: best.labels };
}

function demandsMet(
  route: Route,
  query: ReadonlyMap<string, readonly string[]>,
  headers: Readonly<Record<string, string>>,
): boolean {
  return (
    route.query.every(
      ([name, value]) => query.has(name) && (value === undefined || query.get(name)?.[0] === value),
    ) &&
    route.requiredQuery.every((name) => query.has(name)) &&
    // Headers tell operations apart whose paths and queries are alike; elsewhere the service asks for them.
    (route.query.length > 0 || route.requiredHeaders.every((name) => headers[name] !== undefined))
  );
}

function routesOf(model: ServiceModel): ReadonlyMap<string, readonly Route[]> {
  const known = tables.get(model);
  if (known !== undefined) return known;
  const table = new Map<string, Route[]>();
  for (const name of model.operationNames) {
    const operation = model.operation(name);
    if (operation === undefined) continue;
    const routes = table.get(operation.method) ?? [];
    routes.push(routeOf(model, operation));
    table.set(operation.method, routes);
  }
  for (const routes of table.values()) routes.sort(compare);
  tables.set(model, table);
  return table;
}

/** Negative when `a` demands more than `b`. */
function compare(a: Route, b: Route): number {
  return (
    b.query.length - a.query.length ||
    b.requiredQuery.length - a.requiredQuery.length ||
    b.requiredHeaders.length - a.requiredHeaders.length ||
    b.literals - a.literals
  );
}

function routeOf(model: ServiceModel, operation: Operation): Route {
  const [path = '/', literalQuery = ''] = operation.uri.split('?');
  const shape = operation.input === undefined ? undefined : model.shape(operation.input);
  const bound = (location: 'querystring' | 'header'): string[] =>
    (shape?.required ?? []).flatMap((name) => {
      const member = shape?.members.get(name);
      return member?.location === location ? [member.locationName ?? name] : [];
    });
  const segments = path.replace(/^\//, '').replace(/\/$/, '').split('/').map(segmentOf);
  return {
    operation,
    segments,
    literals: segments.filter((segment) => segment.kind === 'literal').length,
    query: literalQuery
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair): [string, string | undefined] => {
        const [name = '', value] = pair.split('=');
        return [name, value];
      }),
    // Where a path means one operation, what lacks is no other operation, and is missed when the input is checked.
    requiredQuery: model.metadata.protocols.includes('rest-xml') ? bound('querystring') : [],
    requiredHeaders: bound('header').map((name) => name.toLowerCase()),
  };
}

function segmentOf(text: string): Segment {
  if (!text.startsWith('{')) return { kind: 'literal', text };
  const name = text.slice(1, -1);
  return name.endsWith('+') ? { kind: 'greedy', text: name.slice(0, -1) } : { kind: 'label', text: name };
}

function labelsOf(
  route: readonly Segment[],
  path: readonly string[],
): ReadonlyMap<string, string> | undefined {
  const labels = new Map<string, string>();
  for (let index = 0; index < route.length; index++) {
    const segment = route[index];
    const part = path[index];
    if (part === undefined || segment === undefined) return undefined;
    if (segment.kind === 'greedy') {
      const rest = path.length === index + 1 ? part : path.slice(index).join('/');
      if (rest === '') return undefined;
      labels.set(segment.text, rest);
      return labels;
    }
    if (segment.kind === 'literal' ? part !== segment.text : part === '') return undefined;
    if (segment.kind === 'label') labels.set(segment.text, part);
  }
  if (path.length === route.length) return labels;
  const rest = path.slice(route.length);
  // One trailing slash is as good as none: S3's `/bucket/`, Lambda's `/functions/`.
  return rest.length === 0 || (rest.length === 1 && rest[0] === '') ? labels : undefined;
}
