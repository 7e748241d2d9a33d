import type { Routed } from '../functions/names';
import type { Environment, FunctionVersion, Invocation, LambdaCall, ProvisionedConcurrency } from '../state';
import { functionMetric } from '../metrics';
import { traceHeader } from './trace';
import {
  busyEnvironments,
  idleEnvironment,
  makeRoom,
  startEnvironment,
  stopEnvironment,
} from './environments';
import { available, hasProvisionedPlace, provisionedOf } from './provisioned';

/** Initialisation has a time of its own before the function's begins (aws-behaviour.md 1.6). */
const initialisationMs = 10_000;

/** What is to be run; the rest of an invocation comes with its beginning. */
export type NewInvocation = Omit<
  Invocation,
  'timer' | 'lines' | 'beganAtMs' | 'isCold' | 'through' | 'functionSegment' | 'attemptSegment'
>;

/**
 * Runs an invocation in an idle environment or a new one. Throws when the role cannot be assumed.
 *
 * One that was made ready ahead comes first; when all of those are busy, it is an invocation like any other.
 */
export function begin(routed: Routed, invocation: NewInvocation, call: LambdaCall): void {
  const { version, qualifier, isWeighted } = routed;
  const config = provisionedOf(routed, call);
  const isProvisioned = config !== undefined && hasProvisionedPlace(routed, call);
  const provisionedFor = isProvisioned ? config.qualifier : undefined;
  const idle = idleUnlessCold(version, call, provisionedFor);
  if (idle === undefined) makeRoom(call);
  const through = { qualifier, ...(isWeighted ? { executedVersion: version.version } : {}) };
  const environment = idle ?? startEnvironment(version, call, provisionedFor);
  const random = call.random('function segment id');
  const functionSegment = random.hex(16);
  const isTracedAttempt = invocation.trace.isSampled && invocation.answerTo.kind === 'queue';
  const segments = { functionSegment, ...(isTracedAttempt ? { attemptSegment: random.hex(16) } : {}) };
  beginIn(environment, { ...invocation, through, ...segments }, call);
  if (config !== undefined) measureProvisioned(config, isProvisioned, call);
}

function measureProvisioned(config: ProvisionedConcurrency, isProvisioned: boolean, call: LambdaCall): void {
  const { functionName, qualifier, requested } = config;
  const point = (name: string, value: number): void =>
    functionMetric(call, functionName, name, { value, qualifier });
  point(
    isProvisioned ? 'ProvisionedConcurrencyInvocations' : 'ProvisionedConcurrencySpilloverInvocations',
    1,
  );
  const busy = requested - available(config, call);
  point('ProvisionedConcurrentExecutions', busy);
  point('ProvisionedConcurrencyUtilization', busy / requested);
}

/** An idle environment is given up where a fault asks for a cold start. */
function idleUnlessCold(
  fn: FunctionVersion,
  call: LambdaCall,
  provisionedFor: string | undefined,
): Environment | undefined {
  const idle = idleEnvironment(fn, call, provisionedFor);
  if (idle === undefined || !call.runtime.startsCold(fn.arn)) return idle;
  stopEnvironment(idle, call);
  return undefined;
}

/** Initialisation ran out of its time: Lambda begins it again, now in the function's own time. */
export function beginAgain(environment: Environment, fn: FunctionVersion, call: LambdaCall): void {
  const { invocation, provisionedFor } = environment;
  if (invocation === undefined) return;
  const again = { ...startEnvironment(fn, call, provisionedFor), initRanOut: true };
  beginIn(again, invocation, call);
}

function beginIn(
  environment: Environment,
  invocation: Omit<Invocation, 'timer' | 'lines' | 'beganAtMs' | 'isCold'>,
  call: LambdaCall,
): void {
  const isCold = environment.status === 'initialising';
  const timeoutMs = environment.timeoutSeconds * 1000;
  const { requestId, attempt } = invocation;
  if (environment.reclaim !== undefined) call.cancel(environment.reclaim);
  call.note('invocation started', environment.functionArn, {
    requestId,
    attempt,
    environment: environment.id,
    cold: isCold,
  });
  const timer = call.later({
    afterMs: isCold && !environment.initRanOut ? initialisationMs : timeoutMs,
    kind: 'timeIsUp',
    payload: { environmentId: environment.id, requestId, attempt },
  });
  const { reclaim: _, ...kept } = environment;
  call.state.environments.set(environment.id, {
    ...kept,
    status: isCold ? 'initialising' : 'busy',
    used: call.count('use of an environment'),
    invocation: { ...invocation, beganAtMs: call.nowMs, isCold, timer, lines: [] },
  });
  functionMetric(call, environment.functionName, 'ConcurrentExecutions', {
    value: busyEnvironments(environment.functionName, call),
    ...invocation.through,
  });
  const payload = call.blobs.get(invocation.payload);
  call.runtime.invoke(environment.id, {
    requestId,
    event: Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8'),
    deadlineMs: call.nowMs + timeoutMs,
    functionArn: invocation.functionArn,
    functionName: environment.functionName,
    functionVersion: environment.version,
    memoryMb: environment.memoryMb,
    logGroup: environment.logGroup,
    logStream: environment.logStream,
    traceId: traceHeader(invocation.trace, invocation.functionSegment),
    ...(invocation.clientContext === undefined ? {} : { clientContext: invocation.clientContext }),
  });
}

/** The module is loaded: from now on the function's own time runs. */
export function initialised(environment: Environment, call: LambdaCall): Environment {
  const { invocation } = environment;
  const ready: Environment = { ...environment, status: 'busy', initialisedAtMs: call.nowMs };
  if (invocation === undefined || environment.initRanOut) return ready;
  call.cancel(invocation.timer);
  const { requestId, attempt } = invocation;
  const timer = call.later({
    afterMs: environment.timeoutSeconds * 1000,
    kind: 'timeIsUp',
    payload: { environmentId: environment.id, requestId, attempt },
  });
  return { ...ready, invocation: { ...invocation, timer } };
}
