/** A trace: segments with the subsegments that were sent apart from them. */
import type { Json } from '../../../kernel';
import type { Document, XrayCall } from '../state';
import { isKept } from './documents';

/** A segment or subsegment; the names are those of segment documents. */
export interface Node {
  readonly [member: string]: Json | undefined;
}

export interface Trace {
  readonly id: string;
  /** Ordered by their beginning. */
  readonly segments: readonly Node[];
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const nodesIn = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

export const textIn = (node: Node, member: string): string | undefined => {
  const value = node[member];
  return typeof value === 'string' ? value : undefined;
};

export const numberIn = (node: Node, member: string): number | undefined => {
  const value = node[member];
  return typeof value === 'number' ? value : undefined;
};

/** A node and all below it. */
export function* walk(node: Node): Generator<Node> {
  yield node;
  for (const inner of nodesIn(node['subsegments'])) yield* walk(inner);
}

const startOf = (node: Node): number => numberIn(node, 'start_time') ?? 0;

function assembled(id: string, documents: readonly Document[]): Trace {
  const contents = documents.map(({ content }) => content);
  const children = new Map<string, Node[]>();
  const known = new Set(contents.flatMap((node) => [...walk(node)].map((each) => textIn(each, 'id'))));
  const isApart = (node: Node): boolean =>
    node['type'] === 'subsegment' && known.has(textIn(node, 'parent_id'));
  for (const node of contents.filter(isApart)) {
    const parent = textIn(node, 'parent_id') ?? '';
    children.set(parent, [...(children.get(parent) ?? []), node]);
  }
  const complete = (node: Node): Node => {
    const own = nodesIn(node['subsegments']);
    const all = [...own, ...(children.get(textIn(node, 'id') ?? '') ?? [])].map(complete);
    return all.length === 0 ? node : { ...node, subsegments: all };
  };
  const segments = contents.filter((node) => !isApart(node)).map(complete);
  return { id, segments: segments.sort((a, b) => startOf(a) - startOf(b)) };
}

export function traceAt(call: XrayCall, id: string): Trace | undefined {
  const documents = [...call.state.documents.prefix(`${id}\u0000`)].map(([, document]) => document);
  const kept = documents.filter((document) => isKept(call, document));
  return kept.length === 0 ? undefined : assembled(id, kept);
}

export function allTraces(call: XrayCall): Trace[] {
  const ids = new Set([...call.state.documents.values()].map(({ traceId }) => traceId));
  return [...ids].flatMap((id) => traceAt(call, id) ?? []);
}

export const endOf = (node: Node): number => numberIn(node, 'end_time') ?? startOf(node);

/** Seconds, in milliseconds exactly. */
const seconds = (span: number): number => Math.round(span * 1000) / 1000;

export function durationOf({ segments }: Trace): number {
  const end = Math.max(...segments.map(endOf));
  return seconds(end - Math.min(...segments.map(startOf)));
}

/** The segment that the trace began with. */
export function rootOf({ segments }: Trace): Node | undefined {
  return segments.find((segment) => segment['parent_id'] === undefined) ?? segments[0];
}

export const spanOf = (node: Node): number => seconds(endOf(node) - startOf(node));

export const typeOf = (node: Node): string | undefined => textIn(node, 'origin');
