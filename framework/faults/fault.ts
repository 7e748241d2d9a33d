import type {
  DeliveryEffect,
  DeliveryView,
  Effect,
  FaultEffect,
  FaultView,
  InvocationView,
  Loss,
  StackStepFailure,
  StackStepView,
} from '../cloud/service';
import type { Duration } from '../kernel';

/** Which requests a fault hits; what is left out selects everything. */
export interface Requests {
  /** 'dynamodb' */
  service?: string;
  /** 'PutItem' */
  operation?: string;
  /** A logical id of the stack, a physical name, or an ARN. */
  resource?: string;
  /** Whose requests: function code and services by default; the scenario's own only when it says so. */
  from?: 'functions' | 'services' | 'scenario';
}

/** Which deliveries a fault hits; what is left out selects everything. */
export interface Deliveries {
  /** The service that delivers: 's3' (its events), 'lambda' (its queue of asynchronous invocations). */
  service?: string;
  /** The receiver: a logical id of the stack, a physical name, or an ARN. */
  to?: string;
}

/** How often and how long. */
export interface Dose {
  /** The chance that a selected request or delivery is hit, from 0 to 1; by default each one is. */
  chance?: number;
  /** At most so many are hit. */
  times?: number;
  /** Of those that come within a second, the first so many are spared. */
  beyond?: number;
  /** From its injection on; by default the whole storm. */
  during?: Duration;
}

/** What a fault decides with: its own drawn values, recorded and keyed, and the names of the stack. */
export interface Dice {
  /** Whether this one is hit. */
  hits(key: string, chance: number): boolean;
  /** An integer from `low` to `high`, both included. */
  between(key: string, low: number, high: number): number;
  /** Whether `selected` (a logical id, name or ARN) means this ARN. */
  means(selected: string, arn: string | undefined): boolean;
  /** When the delivery to a receiver comes that this fault delayed last and that no other has overtaken yet. */
  delayedUntilMs(to: string): number | undefined;
}

/** Something that goes wrong: told as what it does to a request or a delivery. */
export interface Fault {
  /** Its name, as a verb that a person would use. */
  readonly kind: string;
  /** What it does to whom, for messages. */
  readonly title: string;
  /** All options that it was made with, as plain data: `faultOf` makes it again from its kind and these. */
  readonly dose: Dose;
  /** What must have happened for the fault not to be vacuous. */
  readonly proof: Effect;
  /** Decides over one request; `undefined` leaves it alone. */
  before?(view: FaultView, dice: Dice): FaultEffect | undefined;
  after?(view: FaultView, dice: Dice): FaultEffect | undefined;
  delivery?(view: DeliveryView, dice: Dice): DeliveryEffect | undefined;
  /** Whether an invocation begins in a fresh environment; `undefined` leaves it alone. */
  startsCold?(view: InvocationView, dice: Dice): true | undefined;
  /** Whether an invocation is refused for want of concurrency; `undefined` leaves it alone. */
  refusesInvocation?(view: InvocationView, dice: Dice): true | undefined;
  /** Decides over one step of a stack's resource; `undefined` leaves it alone. */
  stackStep?(view: StackStepView, dice: Dice): StackStepFailure | undefined;
}

/** Whether a fault's selection takes in a request. */
export function selectsRequest(requests: Requests, view: FaultView, dice: Dice): boolean {
  const from = view.task === 'scenario' ? 'scenario' : view.fromFunction ? 'functions' : 'services';
  if (requests.from === undefined ? from === 'scenario' : requests.from !== from) return false;
  if (requests.service !== undefined && requests.service !== view.service) return false;
  if (requests.operation !== undefined && requests.operation !== view.operation) return false;
  return requests.resource === undefined || dice.means(requests.resource, view.resource);
}

/** Whether a fault's selection takes in a delivery. */
export function selectsDelivery(deliveries: Deliveries, view: DeliveryView, dice: Dice): boolean {
  if (deliveries.service !== undefined && deliveries.service !== view.service) return false;
  return deliveries.to === undefined || dice.means(deliveries.to, view.to);
}

/** 'dynamodb:PutItem on Records' */
export function requestsText({ service = 'every service', operation, resource, from }: Requests): string {
  const what = operation === undefined ? service : `${service}:${operation}`;
  return `${what}${resource === undefined ? '' : ` on ${resource}`}${from === undefined ? '' : ` from ${from}`}`;
}

export function deliveriesText({ service = 'every service', to }: Deliveries): string {
  return `deliveries of ${service}${to === undefined ? '' : ` to ${to}`}`;
}

/** Loses the answers to what is selected, before or after the operation took effect. */
export function lose(
  loss: Loss,
  when: 'before' | 'after',
  isSelected: (view: FaultView, dice: Dice) => boolean,
): Pick<Fault, 'before' | 'after'> {
  return {
    [when]: ((view, dice) =>
      isSelected(view, dice) ? { kind: 'lost', loss } : undefined) satisfies Fault['before'],
  };
}
