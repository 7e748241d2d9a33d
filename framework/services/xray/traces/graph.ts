/** Service graphs: who called whom, and how it went. */
import type { Edge, EdgeStatistics, Service, XRay } from '@aws-sdk/client-xray';
import type { Operations } from '../../../cloud/service';
import { resourceNotFound } from '../errors';
import type { State, XrayCall } from '../state';
import { filterOf } from './filter';
import { isWithin, rangeOf, serviceId, tracesAt } from './summaries';
import { allTraces, endOf, numberIn, spanOf, textIn, typeOf, walk, type Node, type Trace } from './trace';

interface Vertex {
  readonly service: Service;
  readonly calls: Node[];
  /** By the reference of the vertex that is called. */
  readonly edges: Map<number, Node[]>;
}

const clientKey = '\u0000client';
const keyOf = (node: Node): string => `${textIn(node, 'name')}\u0000${typeOf(node)}`;

function statistics(nodes: readonly Node[]): EdgeStatistics {
  const count = (test: (node: Node) => boolean): number => nodes.filter(test).length;
  const throttles = count(({ throttle }) => throttle === true);
  const errors = count(({ error, throttle }) => error === true || throttle === true);
  const faults = count(({ fault }) => fault === true);
  return {
    OkCount: nodes.length - count(({ error, throttle, fault }) => (error ?? throttle ?? fault) === true),
    ErrorStatistics: { ThrottleCount: throttles, OtherCount: errors - throttles, TotalCount: errors },
    FaultStatistics: { OtherCount: faults, TotalCount: faults },
    TotalCount: nodes.length,
    TotalResponseTime: nodes.reduce((sum, node) => sum + spanOf(node), 0),
  };
}

function graphOf(call: XrayCall, traces: readonly Trace[]): Service[] {
  const vertices = new Map<string, Vertex>();
  const vertexOf = (key: string, service: () => Service): Vertex => {
    let vertex = vertices.get(key);
    if (vertex === undefined) {
      vertex = { service: { ReferenceId: vertices.size, ...service() }, calls: [], edges: new Map() };
      vertices.set(key, vertex);
    }
    return vertex;
  };
  for (const { segments } of traces) {
    const owners = new Map<string, Node>();
    for (const segment of segments) {
      for (const node of walk(segment)) owners.set(textIn(node, 'id') ?? '', segment);
    }
    for (const segment of segments) {
      const callee = vertexOf(keyOf(segment), () => ({ ...serviceId(call, segment), State: 'active' }));
      const caller = owners.get(textIn(segment, 'parent_id') ?? '');
      const from =
        caller === undefined
          ? vertexOf(clientKey + keyOf(segment), () => clientOf(call, segment))
          : vertexOf(keyOf(caller), () => ({ ...serviceId(call, caller), State: 'active' }));
      callee.calls.push(segment);
      const reference = callee.service.ReferenceId ?? 0;
      from.edges.set(reference, [...(from.edges.get(reference) ?? []), segment]);
    }
  }
  const isRoot = (reference: number | undefined): boolean =>
    [...vertices].some(([key, { edges }]) => key.startsWith(clientKey) && edges.has(reference ?? -1));
  return [...vertices.values()].map((vertex) => serviceOutput(vertex, isRoot(vertex.service.ReferenceId)));
}

const clientOf = (call: XrayCall, segment: Node): Service => {
  const { Name = '' } = serviceId(call, segment);
  return { Name, Names: [Name], Type: 'client', State: 'unknown' };
};

function spanTimes(nodes: readonly Node[]): { StartTime?: Date; EndTime?: Date } {
  if (nodes.length === 0) return {};
  const starts = nodes.map((node) => numberIn(node, 'start_time') ?? 0);
  return {
    StartTime: new Date(Math.min(...starts) * 1000),
    EndTime: new Date(Math.max(...nodes.map(endOf)) * 1000),
  };
}

const histogram = (nodes: readonly Node[]) => nodes.map((node) => ({ Value: spanOf(node), Count: 1 }));

function serviceOutput({ service, calls, edges }: Vertex, isRoot: boolean): Service {
  const Edges: Edge[] = [...edges].map(([ReferenceId, nodes]) => ({
    ReferenceId,
    ...spanTimes(nodes),
    SummaryStatistics: statistics(nodes),
    ResponseTimeHistogram: histogram(nodes),
    Aliases: [],
  }));
  const all = calls.length > 0 ? calls : [...edges.values()].flat();
  const measured =
    calls.length === 0
      ? {}
      : {
          SummaryStatistics: statistics(calls),
          DurationHistogram: histogram(calls),
          ResponseTimeHistogram: histogram(calls),
        };
  return { ...service, ...(isRoot ? { Root: true } : {}), ...spanTimes(all), Edges, ...measured };
}

function groupFilter(call: XrayCall, name: string | undefined, arn: string | undefined): string | undefined {
  if ((name === undefined && arn === undefined) || name === 'Default') return undefined;
  const group = [...call.state.groups.values()].find((each) => each.name === name || each.arn === arn);
  if (group === undefined) throw resourceNotFound(name ?? arn ?? '');
  return group.filter;
}

export const graphs: Operations<XRay, State> = {
  getServiceGraph(input, call) {
    const { StartTime, EndTime, GroupName, GroupARN } = input;
    const [fromMs, toMs] = rangeOf(input);
    const filter = filterOf(call, groupFilter(call, GroupName, GroupARN));
    const traces = allTraces(call).filter((trace) => isWithin(trace, fromMs, toMs) && filter(trace));
    return { StartTime, EndTime, Services: graphOf(call, traces), ContainsOldGroupVersions: false };
  },

  getTraceGraph: ({ TraceIds }, call) => ({ Services: graphOf(call, tracesAt(call, TraceIds).traces) }),
};
