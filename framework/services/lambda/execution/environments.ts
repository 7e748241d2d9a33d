import { latest } from '../functions/names';
import { roleSession } from '../functions/role';
import type { Environment, LambdaCall, LambdaFunction } from '../state';
import { environmentVariables } from './variables';

/**
 * AWS says nothing of when it takes idle environments back; five to fifteen minutes are common
 * (aws-behaviour.md 1.6).
 */
const reclaimAfterMs = 7 * 60_000;

/**
 * What environments of a function are called, short of their number.
 *
 * Ids are unique in a whole world, because chance in an environment derives from its id; so those outside of the
 * usual account and region say where they are. No function name holds an `@`.
 */
function idPrefix(functionName: string, { accountId, region }: LambdaCall): string {
  const usual = accountId === '000000000000' && region === 'us-east-1';
  return `${functionName}${usual ? '' : `@${accountId}.${region}`}/`;
}

/** The idle environment that a function would use again: the one used most recently; AWS leaves the choice open. */
export function idleEnvironment(fn: LambdaFunction, call: LambdaCall): Environment | undefined {
  let best: Environment | undefined;
  for (const [id, environment] of call.state.environments.prefix(idPrefix(fn.name, call))) {
    if (environment.status !== 'idle') continue;
    if (!call.runtime.isLive(id)) {
      // After a fork or load of the world no environment runs: the record is all that is left of it.
      forget(environment, call);
      continue;
    }
    const lastsUntilMs = call.nowMs + fn.inForce.timeoutSeconds * 1000;
    const isUsable =
      environment.deployment === fn.deployment && environment.credentialsExpireAtMs > lastsUntilMs;
    if (isUsable && (best === undefined || environment.used > best.used)) best = environment;
  }
  return best;
}

/** How many invocations of a function run now. */
export function busyEnvironments(functionName: string, call: LambdaCall): number {
  let count = 0;
  for (const [, { invocation }] of call.state.environments.prefix(idPrefix(functionName, call))) {
    if (invocation !== undefined) count++;
  }
  return count;
}

/** Starts an environment with fresh credentials of the function's role. Throws what STS refuses with. */
export function startEnvironment(fn: LambdaFunction, call: LambdaCall): Environment {
  const session = roleSession(fn, call);
  const id = `${idPrefix(fn.name, call)}${call.count(`environment of ${fn.name}`)}`;
  const day = new Date(call.nowMs).toISOString().slice(0, 10).replaceAll('-', '/');
  const { inForce: settings } = fn;
  const environment: Environment = {
    id,
    functionName: fn.name,
    functionArn: fn.arn,
    deployment: fn.deployment,
    timeoutSeconds: settings.timeoutSeconds,
    memoryMb: settings.memoryMb,
    status: 'initialising',
    used: call.count('use of an environment'),
    logGroup: settings.logGroup,
    logStream: `${day}/[${latest}]${call.random('log stream').hex(32)}`,
    hasLogStream: false,
    logsRefused: false,
    session: session.principal,
    credentialsExpireAtMs: session.expireAtMs,
    startedAtMs: call.nowMs,
    initRanOut: false,
    hangs: false,
  };
  call.state.environments.set(id, environment);
  call.runtime.start({
    environmentId: id,
    codeBlob: settings.code.blob,
    layerBlobs: [],
    handler: settings.handler,
    runtime: settings.runtime,
    memoryMb: settings.memoryMb,
    variables: environmentVariables(fn, environment, session, call),
  });
  return environment;
}

/** Whether another environment can be hosted, when need be in place of an idle one. */
export function hasRoom(call: LambdaCall): boolean {
  return call.runtime.liveCount < call.runtime.liveMax || leastUsedIdle(call) !== undefined;
}

/** Ends idle environments, the one unused longest first, until another one can be hosted or none is left. */
export function makeRoom(call: LambdaCall): void {
  while (call.runtime.liveCount >= call.runtime.liveMax) {
    const idle = leastUsedIdle(call);
    if (idle === undefined) return;
    stopEnvironment(idle, call);
  }
}

function leastUsedIdle(call: LambdaCall): Environment | undefined {
  let least: Environment | undefined;
  for (const environment of call.state.environments.values()) {
    if (environment.status !== 'idle' || !call.runtime.isLive(environment.id)) continue;
    if (least === undefined || environment.used < least.used) least = environment;
  }
  return least;
}

/** Keeps an environment for the next invocation. */
export function keepIdle(environment: Environment, call: LambdaCall): void {
  const { invocation: _, ...rest } = environment;
  const reclaim = call.later({
    afterMs: reclaimAfterMs,
    kind: 'reclaim',
    payload: { environmentId: environment.id },
    background: true,
  });
  call.state.environments.set(environment.id, { ...rest, status: 'idle', reclaim });
}

/** Ends an environment and forgets it; one that is gone by itself is only forgotten. */
export function stopEnvironment(environment: Environment, call: LambdaCall): void {
  if (call.runtime.isLive(environment.id)) call.runtime.stop(environment.id);
  forget(environment, call);
}

/** Idle environments end with what they were made from; busy ones end after their invocation. */
export function stopIdleEnvironments(functionName: string, call: LambdaCall): void {
  for (const [, environment] of call.state.environments.prefix(idPrefix(functionName, call))) {
    if (environment.status === 'idle') stopEnvironment(environment, call);
  }
}

/** Nobody needed the environment for a long time. */
export function reclaim({ environmentId }: { environmentId: string }, call: LambdaCall): void {
  const environment = call.state.environments.get(environmentId);
  if (environment?.status === 'idle') stopEnvironment(environment, call);
}

function forget(environment: Environment, call: LambdaCall): void {
  if (environment.reclaim !== undefined) call.cancel(environment.reclaim);
  call.state.environments.delete(environment.id);
}
