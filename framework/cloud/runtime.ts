import type { EnvironmentInvoke, EnvironmentStart, FunctionRuntime } from './service';

/** Something to be done to an execution environment; carried out in order by whoever hosts functions. */
export type RuntimeEffect = {
  readonly accountId: string;
  readonly region: string;
  readonly cause: number;
} & (
  | { readonly kind: 'start'; readonly environment: EnvironmentStart }
  | { readonly kind: 'invoke'; readonly environmentId: string; readonly invocation: EnvironmentInvoke }
  | { readonly kind: 'initialise'; readonly environmentId: string }
  | { readonly kind: 'stop'; readonly environmentId: string }
);

/** Which environments live, and what is to be done to them next. No part of a world: a fork begins without any. */
export class HostedFunctions {
  private readonly live = new Set<string>();
  private effects: RuntimeEffect[] = [];

  constructor(readonly liveMax: number) {}

  get liveCount(): number {
    return this.live.size;
  }

  isLive(environmentId: string): boolean {
    return this.live.has(environmentId);
  }

  add(effect: RuntimeEffect): void {
    if (effect.kind === 'start') this.live.add(effect.environment.environmentId);
    if (effect.kind === 'stop') this.live.delete(effect.environmentId);
    this.effects.push(effect);
  }

  /** The environment ended by itself. */
  ended(environmentId: string): void {
    this.live.delete(environmentId);
  }

  /** Takes what is to be done, in order. */
  take(): RuntimeEffect[] {
    const effects = this.effects;
    this.effects = [];
    return effects;
  }

  get pending(): number {
    return this.effects.length;
  }
}

/** The function runtime as one call of the lambda service sees it. */
export function runtimeOf(
  functions: HostedFunctions,
  owner: { accountId: string; region: string; cause: () => number },
  log: (environmentId: string, text: string) => void,
  faults: Pick<FunctionRuntime, 'startsCold' | 'refusesInvocation'>,
): FunctionRuntime {
  const at = () => ({ accountId: owner.accountId, region: owner.region, cause: owner.cause() });
  return {
    isLive: (environmentId) => functions.isLive(environmentId),
    get liveCount() {
      return functions.liveCount;
    },
    liveMax: functions.liveMax,
    start: (environment) => functions.add({ ...at(), kind: 'start', environment }),
    initialise: (environmentId) => functions.add({ ...at(), kind: 'initialise', environmentId }),
    invoke: (environmentId, invocation) =>
      functions.add({ ...at(), kind: 'invoke', environmentId, invocation }),
    stop: (environmentId) => functions.add({ ...at(), kind: 'stop', environmentId }),
    log,
    ...faults,
  };
}
