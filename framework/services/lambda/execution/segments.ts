/** What Lambda tells X-Ray of an invocation: a segment of its own, and one of the function for each attempt. */
import { AwsError, type Principal } from '../../../cloud/service';
import type {
  AsynchronousEvent,
  Environment,
  FunctionVersion,
  Invocation,
  LambdaCall,
  Trace,
  TracedAttempt,
} from '../state';
import type { Outcome } from './outcome';

const seconds = (ms: number): number => ms / 1000;

/** Where a request failed, and since when it was under way. */
interface Request {
  trace: Trace;
  requestId: string;
  status: number;
  beganAtMs: number;
  subsegments?: object[];
}

/** Sends the segments of an attempt that has ended; a caller that waited has its answer with it. */
export function traceAttempt(
  environment: Environment,
  invocation: Invocation,
  outcome: Outcome,
  call: LambdaCall,
): void {
  const { trace, requestId, beganAtMs, answerTo, functionArn, attemptSegment } = invocation;
  if (!trace.isSampled) return;
  const { functionName: name, session } = environment;
  const documents = [
    functionSegment(environment, invocation, attemptSegment ?? trace.segment, outcome, call),
  ];
  if (answerTo.kind !== 'queue') {
    const request = { trace, requestId, status: 200, beganAtMs };
    documents.push(serviceSegment({ name, arn: functionArn }, request, outcome.kind !== 'value', call));
  }
  send(documents, session, call);
}

/** Sends Lambda's own segment of an asynchronous event that is done with, with all attempts made at it. */
export function traceEvent(
  event: AsynchronousEvent,
  { name, arn }: FunctionVersion,
  session: () => Principal,
  hasFailed: boolean,
  call: LambdaCall,
): void {
  const { trace, requestId, receivedAtMs, traced = [] } = event;
  if (!trace.isSampled) return;
  const dwelt = {
    id: call.random('segment id').hex(16),
    name: 'Dwell Time',
    start_time: seconds(receivedAtMs),
    end_time: seconds(traced[0]?.beganAtMs ?? call.nowMs),
  };
  const attempts = traced.map(({ id, beganAtMs, endedAtMs, hasFailed: isFault }, index) => ({
    id,
    name: `Attempt #${index + 1}`,
    start_time: seconds(beganAtMs),
    end_time: seconds(endedAtMs),
    http: { response: { status: 200 } },
    ...(isFault ? { fault: true } : {}),
  }));
  const subsegments = [dwelt, ...attempts];
  const request = { trace, requestId, status: 202, beganAtMs: receivedAtMs, subsegments };
  send([serviceSegment({ name, arn }, request, hasFailed, call)], session(), call);
}

/** An attempt at an event, as its segment will show it. */
export function tracedAttempt(
  { trace, attemptSegment = '', beganAtMs }: Invocation,
  outcome: Outcome,
  call: LambdaCall,
): TracedAttempt[] {
  if (!trace.isSampled) return [];
  return [{ id: attemptSegment, beganAtMs, endedAtMs: call.nowMs, hasFailed: outcome.kind !== 'value' }];
}

function serviceSegment(
  { name, arn }: { name: string; arn: string },
  { trace, requestId, status, beganAtMs, subsegments }: Request,
  hasFailed: boolean,
  call: LambdaCall,
): object {
  return {
    id: trace.segment,
    trace_id: trace.root,
    name,
    origin: 'AWS::Lambda',
    resource_arn: arn,
    ...(trace.parent === undefined ? {} : { parent_id: trace.parent }),
    start_time: seconds(beganAtMs),
    end_time: seconds(call.nowMs),
    http: { response: { status } },
    aws: { request_id: requestId, function_arn: arn, resource_names: [name] },
    ...(hasFailed ? { fault: true } : {}),
    ...(subsegments === undefined ? {} : { subsegments }),
  };
}

function functionSegment(
  environment: Environment,
  invocation: Invocation,
  parentId: string,
  outcome: Outcome,
  call: LambdaCall,
): object {
  const { functionName: name, functionArn: arn, initialisedAtMs } = environment;
  const { trace, requestId, beganAtMs, isCold } = invocation;
  const random = call.random('segment id');
  const readyAtMs = isCold ? (initialisedAtMs ?? call.nowMs) : beganAtMs;
  const part = (title: string, fromMs: number, toMs: number): object => ({
    id: random.hex(16),
    name: title,
    start_time: seconds(fromMs),
    end_time: seconds(toMs),
  });
  const { errorMessage: message = '', errorType: type = 'Error' } = outcome;
  return {
    id: invocation.functionSegment,
    trace_id: trace.root,
    parent_id: parentId,
    name,
    origin: 'AWS::Lambda::Function',
    resource_arn: arn,
    start_time: seconds(beganAtMs),
    end_time: seconds(call.nowMs),
    aws: { account_id: call.accountId, function_arn: arn, request_id: requestId, cold_start: isCold },
    ...(outcome.kind === 'value'
      ? {}
      : { fault: true, cause: { exceptions: [{ id: random.hex(16), message, type }] } }),
    subsegments: [
      ...(isCold ? [part('Initialization', beganAtMs, readyAtMs)] : []),
      part('Invocation', readyAtMs, call.nowMs),
      part('Overhead', call.nowMs, call.nowMs),
    ],
  };
}

/** A role that may not send segments has none, and nobody is told, on AWS as well. */
function send(documents: readonly object[], session: Principal, call: LambdaCall): void {
  try {
    const TraceSegmentDocuments = documents.map((document) => JSON.stringify(document));
    call.ask('xray', { as: session }).putTraceSegments({ TraceSegmentDocuments });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}
