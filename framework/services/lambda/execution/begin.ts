import type { Environment, Invocation, LambdaCall, LambdaFunction } from '../state';
import { latest } from '../functions/names';
import { functionMetric } from '../metrics';
import {
  busyEnvironments,
  idleEnvironment,
  makeRoom,
  startEnvironment,
  stopEnvironment,
} from './environments';

/** Initialisation has a time of its own before the function's begins (aws-behaviour.md 1.6). */
const initialisationMs = 10_000;

/** What is to be run; the rest of an invocation comes with its beginning. */
export type NewInvocation = Omit<Invocation, 'timer' | 'lines' | 'beganAtMs' | 'isCold'>;

/** Runs an invocation in an idle environment or a new one. Throws when the role cannot be assumed. */
export function begin(fn: LambdaFunction, invocation: NewInvocation, call: LambdaCall): void {
  const idle = idleUnlessCold(fn, call);
  if (idle === undefined) makeRoom(call);
  beginIn(idle ?? startEnvironment(fn, call), invocation, call);
}

/** An idle environment is given up where a fault asks for a cold start. */
function idleUnlessCold(fn: LambdaFunction, call: LambdaCall): Environment | undefined {
  const idle = idleEnvironment(fn, call);
  if (idle === undefined || !call.runtime.startsCold(fn.arn)) return idle;
  stopEnvironment(idle, call);
  return undefined;
}

/** Initialisation ran out of its time: Lambda begins it again, now in the function's own time. */
export function beginAgain(environment: Environment, fn: LambdaFunction, call: LambdaCall): void {
  const { invocation } = environment;
  if (invocation === undefined) return;
  const again = { ...startEnvironment(fn, call), initRanOut: true };
  beginIn(again, invocation, call);
}

function beginIn(environment: Environment, invocation: NewInvocation, call: LambdaCall): void {
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
  });
  call.runtime.invoke(environment.id, {
    requestId,
    event: Buffer.from(call.blobs.get(invocation.payload)).toString('utf8'),
    deadlineMs: call.nowMs + timeoutMs,
    functionArn: invocation.functionArn,
    functionName: environment.functionName,
    functionVersion: latest,
    memoryMb: environment.memoryMb,
    logGroup: environment.logGroup,
    logStream: environment.logStream,
    traceId: invocation.traceId,
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
