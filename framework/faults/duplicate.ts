import { milliseconds, type Duration } from '../kernel';
import { deliveriesText, selectsDelivery, type Deliveries, type Dose, type Fault } from './fault';

export interface DuplicateOptions extends Deliveries, Dose {
  /** How many extra copies of each; one by default. */
  copies?: number;
  /** How long after the first each copy comes at most; by default a minute. Some come at once, some late. */
  within?: Duration;
}

/**
 * Delivers again what AWS delivers at least once: an S3 event, an asynchronous invocation.
 *
 * Half of the copies follow close on the first (so that both may run at the same time), the others come later (so
 * that the first may have succeeded).
 *
 * @example
 * inject(faults.duplicate({ service: 's3', to: 'Processor' }));
 */
export function duplicate(options: DuplicateOptions = {}): Fault {
  const { copies = 1, within = '1 minute' } = options;
  const withinMs = milliseconds(within);
  return {
    kind: 'duplicate',
    title: `duplicate ${deliveriesText(options)}`,
    dose: options,
    proof: 'copy',
    delivery(view, dice) {
      if (!selectsDelivery(options, view, dice)) return undefined;
      const copiesAfterMs = Array.from({ length: copies }, (_, copy) => {
        const key = `${view.key} copy ${copy}`;
        return dice.between(`${key} late`, 0, 1) === 0
          ? dice.between(key, 0, 5)
          : dice.between(key, 1, withinMs);
      });
      return { copiesAfterMs };
    },
  };
}
