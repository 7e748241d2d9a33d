import type { AwsError } from './error';

/** A request as a fault sees it. */
export interface FaultView {
  readonly service: string;
  readonly operation: string;
  readonly resource: string | undefined;
  readonly subject: string | undefined;
  readonly accountId: string;
  readonly region: string;
  /** Who calls: 'scenario', an execution environment ('Processor/1'), or the name of a service. */
  readonly task: string;
  /** Whether the caller is function code in an execution environment. */
  readonly fromFunction: boolean;
  /** Names the request across runs: task and call number, or what caused it. */
  readonly key: string;
  readonly principal: string;
  readonly nowMs: number;
  /** How the service words a throttle and an internal error of its own. */
  readonly throttled: AwsError;
  readonly internalError: AwsError;
}

/** A delivery that AWS makes at least once, as a fault sees it before it is queued. */
export interface DeliveryView {
  readonly service: string;
  readonly kind: string;
  readonly to: string;
  readonly subject: string | undefined;
  /** Names the delivery across runs. */
  readonly key: string;
  readonly nowMs: number;
}

/** What a fault does to a request. `crash` kills the execution environment that called. */
export type FaultEffect = { readonly kind: 'error'; readonly error: AwsError } | { readonly kind: 'crash' };

/** What a fault does to a delivery: a longer wait, and extra copies each after a further wait. */
export interface DeliveryEffect {
  readonly delayMs?: number;
  readonly copiesAfterMs?: readonly number[];
}

/** An active fault as the pipeline meets it. */
export interface FaultHook {
  /** Names the fault within its run: 'duplicate-1'. */
  readonly id: string;
  /** What it does, for the trace: 'throttle dynamodb:PutItem'. */
  readonly title: string;
  before?(view: FaultView): FaultEffect | undefined;
  after?(view: FaultView): FaultEffect | undefined;
  delivery?(view: DeliveryView): DeliveryEffect | undefined;
  /** Told by the pipeline, never by the fault itself: an effect took hold, an extra copy was delivered. */
  tookEffect(effect: 'request' | 'delay' | 'copy'): void;
}
