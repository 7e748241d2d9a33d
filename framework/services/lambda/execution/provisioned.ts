/** Environments made ready ahead of the invocations of a version or alias (aws-behaviour.md 1.4). */
import type { Routed } from '../functions/names';
import { qualifiedKey, type Environment, type LambdaCall, type ProvisionedConcurrency } from '../state';
import { versionOf } from '../functions/names';
import { environmentsOf, keepIdle, startEnvironment, stopEnvironment } from './environments';

/** How long AWS takes to allocate; it promises a minute or two. */
const allocationMs = { low: 30_000, high: 120_000 };

/** The provisioned concurrency that an invocation draws on, if it was reached by a name that has one. */
export function provisionedOf(
  { version, qualifier }: Routed,
  call: LambdaCall,
): ProvisionedConcurrency | undefined {
  if (qualifier === undefined || call.state.provisioned.size === 0) return undefined;
  const config = call.state.provisioned.get(qualifiedKey(version.name, qualifier));
  return config?.version === version.version && config.status === 'READY' ? config : undefined;
}

/** Whether one of the environments made ready is free for an invocation. */
export function hasProvisionedPlace(routed: Routed, call: LambdaCall): boolean {
  const config = provisionedOf(routed, call);
  return config !== undefined && busyWith(config, call) < config.requested;
}

/** Begins to allocate: what was ready for another version or a larger number ends. */
export function allocate(
  config: Omit<ProvisionedConcurrency, 'status' | 'allocation' | 'statusReason'>,
  call: LambdaCall,
): ProvisionedConcurrency {
  const { functionName, qualifier, version, requested, lastModifiedAtMs } = config;
  const next: ProvisionedConcurrency = {
    functionName,
    qualifier,
    version,
    requested,
    lastModifiedAtMs,
    status: 'IN_PROGRESS',
    allocation: call.count('allocation'),
  };
  call.state.provisioned.set(qualifiedKey(functionName, qualifier), next);
  stopReady(next, call);
  call.later({
    afterMs: call.random('allocation').between(allocationMs.low, allocationMs.high),
    kind: 'provision',
    payload: { functionName, qualifier, allocation: next.allocation },
  });
  return next;
}

/** The environments begin to initialise, as many as this machine hosts; the others begin at their first use. */
export function provision(
  { functionName, qualifier, allocation }: { functionName: string; qualifier: string; allocation: number },
  call: LambdaCall,
): void {
  const config = call.state.provisioned.get(qualifiedKey(functionName, qualifier));
  if (config === undefined || config.allocation !== allocation) return;
  makeReady(config, call);
  concludeAllocation(config, call);
}

/** An environment of a provisioned concurrency has loaded its module, ahead of any invocation. */
export function readyAhead(environment: Environment, call: LambdaCall): void {
  keepIdle({ ...environment, initialisedAtMs: call.nowMs }, call);
  const config = configOf(environment, call);
  if (config !== undefined) concludeAllocation(config, call);
}

/** An environment ended before it was ready: the allocation has failed, as the function does. */
export function failedAhead(environment: Environment, call: LambdaCall): void {
  stopEnvironment(environment, call);
  const config = configOf(environment, call);
  if (config === undefined || config.status !== 'IN_PROGRESS') return;
  call.state.provisioned.set(qualifiedKey(config.functionName, config.qualifier), {
    ...config,
    status: 'FAILED',
    statusReason: 'FUNCTION_ERROR_INIT_FAILURE',
  });
}

/** In place of an environment that ended in use, another one is made ready. */
export function replaceProvisioned(ended: Environment, call: LambdaCall): void {
  const config = configOf(ended, call);
  if (config?.status === 'READY') makeReady(config, call);
}

/** How many of the environments can take an invocation now. */
export function available(config: ProvisionedConcurrency, call: LambdaCall): number {
  return config.status === 'READY' ? config.requested - busyWith(config, call) : 0;
}

export function deleteProvisioned(functionName: string, qualifier: string, call: LambdaCall): void {
  const config = call.state.provisioned.get(qualifiedKey(functionName, qualifier));
  if (config === undefined) return;
  call.state.provisioned.delete(qualifiedKey(functionName, qualifier));
  for (const environment of readyFor(config, call)) {
    if (environment.status === 'idle') stopEnvironment(environment, call);
  }
}

/** Whether an environment still belongs to a provisioned concurrency. */
export function isWanted(environment: Environment, call: LambdaCall): boolean {
  return environment.provisionedFor === undefined || configOf(environment, call) !== undefined;
}

/** All that is provisioned for a function, whatever for. */
export function provisionedSum(functionName: string, call: LambdaCall): number {
  if (call.state.provisioned.size === 0) return 0;
  let sum = 0;
  for (const [, { requested }] of call.state.provisioned.prefix(qualifiedKey(functionName, ''))) {
    sum += requested;
  }
  return sum;
}

function configOf(
  { functionName, provisionedFor, version }: Environment,
  call: LambdaCall,
): ProvisionedConcurrency | undefined {
  if (provisionedFor === undefined) return undefined;
  const config = call.state.provisioned.get(qualifiedKey(functionName, provisionedFor));
  return config?.version === version ? config : undefined;
}

function readyFor({ functionName, qualifier }: ProvisionedConcurrency, call: LambdaCall): Environment[] {
  return environmentsOf(functionName, call).filter(({ provisionedFor }) => provisionedFor === qualifier);
}

function busyWith(config: ProvisionedConcurrency, call: LambdaCall): number {
  return readyFor(config, call).filter(({ invocation }) => invocation !== undefined).length;
}

function stopReady(config: ProvisionedConcurrency, call: LambdaCall): void {
  let kept = 0;
  for (const environment of readyFor(config, call)) {
    if (environment.version === config.version && kept < config.requested) kept++;
    else if (environment.status === 'idle') stopEnvironment(environment, call);
  }
}

function makeReady(config: ProvisionedConcurrency, call: LambdaCall): void {
  const fn = call.state.functions.get(config.functionName);
  const version = fn === undefined ? undefined : versionOf(fn, config.version, call);
  if (version === undefined) return;
  let there = readyFor(config, call).length;
  while (there < config.requested && call.runtime.liveCount < call.runtime.liveMax) {
    const { id } = startEnvironment(version, call, config.qualifier);
    call.runtime.initialise(id);
    there++;
  }
}

function concludeAllocation(config: ProvisionedConcurrency, call: LambdaCall): void {
  if (config.status !== 'IN_PROGRESS') return;
  if (readyFor(config, call).some(({ status }) => status === 'initialising')) return;
  call.state.provisioned.set(qualifiedKey(config.functionName, config.qualifier), {
    ...config,
    status: 'READY',
  });
}
