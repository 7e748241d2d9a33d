import { StormError } from '../kernel';
import { deliveriesText, selectsDelivery, type Deliveries, type Dose, type Fault } from './fault';

/**
 * Drops events out of Lambda's queue of asynchronous invocations: no attempt, no dead letter, no word.
 *
 * The one place where AWS says that it may happen, when a function can't keep up (aws-behaviour.md 1.5). What S3 and
 * SNS deliver comes at least once, so they are refused; to lose those, let the receiver's service be down for longer
 * than they try.
 *
 * @example
 * inject(faults.dropDelivery({ to: 'Processor', times: 1 }));
 */
export function dropDelivery(options: Deliveries & Dose = {}): Fault {
  const { service = 'lambda' } = options;
  if (service !== 'lambda') {
    throw new StormError('STORM_BAD_INPUT', `AWS does not drop deliveries of ${service}.`, {
      fix: "drop asynchronous invocations (service: 'lambda'), or use delay, duplicate or outage",
    });
  }
  const deliveries: Deliveries = { ...options, service };
  return {
    kind: 'dropDelivery',
    title: `drop ${deliveriesText(deliveries)}`,
    dose: options,
    proof: 'drop',
    // What an event source mapping fetched from a queue is no event of that queue: it comes back to its own.
    delivery: (view, dice) =>
      view.kind === 'deliver' && selectsDelivery(deliveries, view, dice) ? { isDropped: true } : undefined,
  };
}
