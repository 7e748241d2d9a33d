import type { Http, ServiceId, TraceSummary, ValueWithServiceIds, XRay } from '@aws-sdk/client-xray';
import type { Input, Operations } from '../../../cloud/service';
import { invalidRequest } from '../errors';
import { page } from '../pages';
import type { State, XrayCall } from '../state';
import { filterOf } from './filter';
import {
  allTraces,
  durationOf,
  endOf,
  isNode,
  numberIn,
  rootOf,
  spanOf,
  textIn,
  traceAt,
  typeOf,
  walk,
  type Node,
  type Trace,
} from './trace';

const rangeMaxMs = 6 * 3_600_000;
const pageMax = 100;
const traceIdsMax = 5;

const accountIn = (call: XrayCall, node: Node): string => {
  const aws = node['aws'];
  return (isNode(aws) ? textIn(aws, 'account_id') : undefined) ?? call.accountId;
};

export function serviceId(call: XrayCall, node: Node): ServiceId {
  const Name = textIn(node, 'name') ?? '';
  const Type = typeOf(node);
  return { Name, Names: [Name], AccountId: accountIn(call, node), ...(Type === undefined ? {} : { Type }) };
}

function httpOf(node: Node | undefined): { Http?: Http } {
  const http = node?.['http'];
  if (!isNode(http)) return {};
  const request = isNode(http['request']) ? http['request'] : {};
  const response = isNode(http['response']) ? http['response'] : {};
  const url = textIn(request, 'url');
  const method = textIn(request, 'method');
  const userAgent = textIn(request, 'user_agent');
  const clientIp = textIn(request, 'client_ip');
  const status = numberIn(response, 'status');
  return {
    Http: {
      ...(url === undefined ? {} : { HttpURL: url }),
      ...(status === undefined ? {} : { HttpStatus: status }),
      ...(method === undefined ? {} : { HttpMethod: method }),
      ...(userAgent === undefined ? {} : { UserAgent: userAgent }),
      ...(clientIp === undefined ? {} : { ClientIp: clientIp }),
    },
  };
}

function annotationsOf(call: XrayCall, { segments }: Trace): Record<string, ValueWithServiceIds[]> {
  const found: Record<string, ValueWithServiceIds[]> = {};
  for (const segment of segments) {
    for (const { annotations } of walk(segment)) {
      for (const [key, value] of Object.entries(isNode(annotations) ? annotations : {})) {
        const AnnotationValue =
          typeof value === 'number'
            ? { NumberValue: value }
            : typeof value === 'boolean'
              ? { BooleanValue: value }
              : { StringValue: typeof value === 'string' ? value : JSON.stringify(value) };
        found[key] = [...(found[key] ?? []), { AnnotationValue, ServiceIds: [serviceId(call, segment)] }];
      }
    }
  }
  return found;
}

/** Services of a trace, each once. */
function servicesOf(call: XrayCall, { segments }: Trace): ServiceId[] {
  const found = new Map(
    segments.map((segment) => [`${textIn(segment, 'name')} ${typeOf(segment)}`, serviceId(call, segment)]),
  );
  return [...found.values()];
}

function summary(call: XrayCall, trace: Trace): TraceSummary {
  const root = rootOf(trace);
  const has = (flag: string): boolean => trace.segments.some((segment) => segment[flag] === true);
  const arns = new Set(trace.segments.flatMap((segment) => textIn(segment, 'resource_arn') ?? []));
  const users = trace.segments.flatMap((segment) => {
    const UserName = textIn(segment, 'user');
    return UserName === undefined ? [] : [{ UserName, ServiceIds: [serviceId(call, segment)] }];
  });
  return {
    Id: trace.id,
    StartTime: new Date(Math.round(startSeconds(trace) * 1000)),
    Duration: durationOf(trace),
    ...(root === undefined ? {} : { ResponseTime: spanOf(root), EntryPoint: serviceId(call, root) }),
    HasFault: has('fault'),
    HasError: has('error'),
    HasThrottle: has('throttle'),
    IsPartial: has('in_progress'),
    ...httpOf(root),
    Annotations: annotationsOf(call, trace),
    Users: users,
    ServiceIds: servicesOf(call, trace),
    ResourceARNs: [...arns].map((ARN) => ({ ARN })),
    Revision: 1,
  };
}

const startSeconds = ({ segments }: Trace): number =>
  Math.min(...segments.map((segment) => numberIn(segment, 'start_time') ?? 0));

/** By the second in the trace's id, or by what happened within. */
export function isWithin(trace: Trace, fromMs: number, toMs: number, type = 'TraceId'): boolean {
  if (type === 'TraceId') {
    const beganMs = parseInt(trace.id.slice(2, 10), 16) * 1000;
    return beganMs >= Math.floor(fromMs / 1000) * 1000 && beganMs <= toMs;
  }
  return trace.segments.some(
    (segment) => (numberIn(segment, 'start_time') ?? 0) * 1000 <= toMs && endOf(segment) * 1000 >= fromMs,
  );
}

export function rangeOf({ StartTime, EndTime }: { StartTime: Date; EndTime: Date }): [number, number] {
  const [fromMs, toMs] = [StartTime.getTime(), EndTime.getTime()];
  if (fromMs > toMs) throw invalidRequest('StartTime cannot be after EndTime.');
  if (toMs - fromMs > rangeMaxMs) throw invalidRequest('Time range cannot be longer than 6 hours.');
  return [fromMs, toMs];
}

export function tracesAt(call: XrayCall, ids: readonly string[]): { traces: Trace[]; missing: string[] } {
  if (ids.length > traceIdsMax) {
    throw invalidRequest(`Too many trace ids: at most ${traceIdsMax} are taken.`);
  }
  const traces = ids.flatMap((id) => traceAt(call, id) ?? []);
  return { traces, missing: ids.filter((id) => !traces.some((trace) => trace.id === id)) };
}

function refuseSampling(
  call: XrayCall,
  { Sampling, SamplingStrategy }: Input<XRay, 'getTraceSummaries'>,
): void {
  if (Sampling === true || SamplingStrategy !== undefined)
    call.notEmulated('xray:GetTraceSummaries with Sampling');
}

export const summaries: Operations<XRay, State> = {
  getTraceSummaries(input, call) {
    refuseSampling(call, input);
    const [fromMs, toMs] = rangeOf(input);
    const filter = filterOf(call, input.FilterExpression);
    const found = allTraces(call).filter(
      (trace) => isWithin(trace, fromMs, toMs, input.TimeRangeType) && filter(trace),
    );
    const { rows, token } = page(found, input.NextToken, pageMax);
    return {
      TraceSummaries: rows.map((trace) => summary(call, trace)),
      ApproximateTime: call.date(),
      TracesProcessedCount: rows.length,
      ...token,
    };
  },

  batchGetTraces({ TraceIds }, call) {
    const { traces, missing } = tracesAt(call, TraceIds);
    return {
      Traces: traces.map((trace) => ({
        Id: trace.id,
        Duration: durationOf(trace),
        LimitExceeded: false,
        Segments: trace.segments.map((segment) => ({
          Id: textIn(segment, 'id') ?? '',
          Document: JSON.stringify(segment),
        })),
      })),
      UnprocessedTraceIds: missing,
    };
  },
};
