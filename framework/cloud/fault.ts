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
  /** Of a session, the ARN of its role. */
  readonly role: string | undefined;
  /** What must be allowed for the request: 's3:GetObject', and what goes with it. */
  readonly actions: readonly string[];
  readonly nowMs: number;
  /** When the caller's clock says that it signed the request, where it came over a wire and says so. */
  readonly signedAtMs: number | undefined;
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
  /** When it comes, as far as is known. */
  readonly dueMs: number;
  readonly nowMs: number;
}

/**
 * How an answer gets lost: the caller's environment is killed (`crash`, `outOfMemory`), or its connection breaks
 * (`reset`) or falls silent (`silence`).
 */
export type Loss = 'crash' | 'outOfMemory' | 'reset' | 'silence';

/**
 * What a fault does to a request: refuses it, damages or loses its answer, lets its answer come later, lets it arrive
 * again, or takes permissions away.
 *
 * A service's own call has no connection and can't wait: there a lost answer is the called service's internal error,
 * and a late one is not late.
 */
export type FaultEffect =
  | {
      readonly kind: 'error';
      readonly error: AwsError;
      /** The time that the answer's `Date` tells, where it isn't the cloud's. */
      readonly clockMs?: number;
    }
  | { readonly kind: 'corrupt'; readonly damage: Damage }
  | { readonly kind: 'lost'; readonly loss: Loss }
  | { readonly kind: 'late'; readonly byMs: number }
  /** The same bytes arrive so many times more. */
  | { readonly kind: 'repeated'; readonly copies: number }
  | { readonly kind: 'revoke'; readonly actions: readonly string[] };

/** What becomes of the bytes of an answer: cut off at `at`, or another byte there. */
export interface Damage {
  readonly kind: 'cut' | 'changed';
  /** Where, from 0 (the first byte) to 1 (the end). */
  readonly at: number;
}

/** What a fault does to a delivery: a longer wait, extra copies each after a further wait, or its end. */
export interface DeliveryEffect {
  readonly isDropped?: boolean;
  /** An earlier one that the fault delayed comes after this one. */
  readonly overtakes?: boolean;
  readonly delayMs?: number;
  readonly copiesAfterMs?: readonly number[];
}

/** An invocation that is about to begin. */
export interface InvocationView {
  readonly functionArn: string;
  /** Names the invocation across runs. */
  readonly key: string;
  readonly nowMs: number;
}

/** One step of a resource of a CloudFormation stack, as a fault sees it. */
export interface StackStepView {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  /** What is done to the resource; whatever a rollback does is `rollback`. */
  readonly step: 'create' | 'update' | 'delete' | 'rollback';
  /** How often that was begun for this resource, this time included. */
  readonly nth: number;
  /** Before it takes effect, or after it did. */
  readonly when: 'before' | 'after';
  /** Names the step across runs. */
  readonly key: string;
  readonly nowMs: number;
}

/** A resource's failure; without a reason CloudFormation words it. */
export interface StackStepFailure {
  readonly reason?: string;
}

/** What a fault can be proven by. */
export type Effect =
  'request' | 'delay' | 'copy' | 'drop' | 'overtake' | 'cold start' | 'refused invocation' | 'stack failure';

/** An active fault as the pipeline meets it. */
export interface FaultHook {
  /** Names the fault within its run: 'duplicate-1'. */
  readonly id: string;
  /** What it does, for the trace: 'throttle dynamodb:PutItem'. */
  readonly title: string;
  before?(view: FaultView): FaultEffect | undefined;
  after?(view: FaultView): FaultEffect | undefined;
  delivery?(view: DeliveryView): DeliveryEffect | undefined;
  /** Whether an invocation that would use an idle environment again begins in a fresh one. */
  startsCold?(view: InvocationView): boolean;
  /** Whether an invocation is refused because the account has no concurrency left. */
  refusesInvocation?(view: InvocationView): boolean;
  /** Whether a step of a stack's resource fails. */
  stackStep?(view: StackStepView): StackStepFailure | undefined;
  /** Told by the pipeline, never by the fault itself: an effect took hold, an extra copy was delivered. */
  tookEffect(effect: Effect): void;
}
