import { roleSession } from '../functions/role';
import { isHosted } from '../functions/runtimes';
import type { Environment, FunctionVersion, LambdaCall } from '../state';
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

/**
 * The idle environment that a version would use again: the one used most recently; AWS leaves the choice open.
 *
 * Those of a provisioned concurrency are for it alone.
 */
export function idleEnvironment(
  fn: FunctionVersion,
  call: LambdaCall,
  provisionedFor?: string,
): Environment | undefined {
  let best: Environment | undefined;
  for (const [id, environment] of call.state.environments.prefix(idPrefix(fn.name, call))) {
    if (environment.status !== 'idle' || environment.provisionedFor !== provisionedFor) continue;
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
export function startEnvironment(
  fn: FunctionVersion,
  call: LambdaCall,
  provisionedFor?: string,
): Environment {
  const { code, runtime } = fn.inForce;
  if (code.imageUri !== undefined) call.notEmulated('lambda: running code of a container image');
  if (!isHosted(runtime)) call.notEmulated(`lambda: running code of the runtime ${runtime}`);
  const session = roleSession(fn, call);
  const id = `${idPrefix(fn.name, call)}${call.count(`environment of ${fn.name}`)}`;
  const day = new Date(call.nowMs).toISOString().slice(0, 10).replaceAll('-', '/');
  const { inForce: settings } = fn;
  const environment: Environment = {
    id,
    functionName: fn.name,
    functionArn: fn.arn,
    version: fn.version,
    deployment: fn.deployment,
    timeoutSeconds: settings.timeoutSeconds,
    memoryMb: settings.memoryMb,
    status: 'initialising',
    used: call.count('use of an environment'),
    logGroup: settings.logGroup,
    logStream: `${day}/[${fn.version}]${call.random('log stream').hex(32)}`,
    hasLogStream: false,
    logsRefused: false,
    session: session.principal,
    credentialsExpireAtMs: session.expireAtMs,
    startedAtMs: call.nowMs,
    initRanOut: false,
    hangs: false,
    ...(provisionedFor === undefined ? {} : { provisionedFor }),
    runtimeVersion: runtimeVersionOf(settings.runtime),
    logFormat: settings.logFormat,
    systemLogLevel: settings.systemLogLevel ?? 'INFO',
  };
  call.state.environments.set(id, environment);
  call.runtime.start({
    environmentId: id,
    codeBlob: settings.code.blob,
    layerBlobs: settings.layers.map(({ blob }) => blob),
    handler: settings.handler,
    runtime: settings.runtime,
    memoryMb: settings.memoryMb,
    variables: environmentVariables(fn, environment, session, call),
  });
  return environment;
}

/** As AWS names the patch level of a runtime: here always the first, on AWS it changes without notice. */
function runtimeVersionOf(runtime: string): string {
  const [, name = runtime, number = ''] = /^([a-z]+)(\d+(?:\.\d+)?)/.exec(runtime) ?? [];
  return `${name}:${number}.v1`;
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
  // What is provisioned stays as long as its credentials last.
  const atMs =
    environment.provisionedFor === undefined
      ? call.nowMs + reclaimAfterMs
      : environment.credentialsExpireAtMs - environment.timeoutSeconds * 1000;
  const reclaim = call.later({
    atMs,
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
export function stopIdleEnvironments(functionName: string, call: LambdaCall, version?: string): void {
  for (const environment of environmentsOf(functionName, call)) {
    const isMeant = version === undefined || environment.version === version;
    if (environment.status === 'idle' && isMeant) stopEnvironment(environment, call);
  }
}

export function environmentsOf(functionName: string, call: LambdaCall): Environment[] {
  return Array.from(call.state.environments.prefix(idPrefix(functionName, call)), ([, one]) => one);
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
