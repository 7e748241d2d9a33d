import { milliseconds, type Duration } from '../kernel';
import { deliveriesText, selectsDelivery, type Deliveries, type Dose, type Fault } from './fault';

export interface ReorderOptions extends Deliveries, Dose {
  /** How long a delivery is held back at most for the next one to overtake it; ten seconds by default. */
  within?: Duration;
}

/**
 * Lets deliveries to one receiver overtake each other: of two that were made close together, the later comes first.
 *
 * Counts only where one has overtaken another, so a single delivery proves nothing.
 *
 * @example
 * inject(faults.reorder({ service: 's3', to: 'Processor' }));
 */
export function reorder(options: ReorderOptions = {}): Fault {
  const { within = '10 seconds' } = options;
  const delayMs = milliseconds(within);
  return {
    kind: 'reorder',
    title: `reorder ${deliveriesText(options)}`,
    dose: options,
    proof: 'overtake',
    delivery(view, dice) {
      if (!selectsDelivery(options, view, dice)) return undefined;
      const untilMs = dice.delayedUntilMs(view.to);
      return untilMs === undefined || view.dueMs >= untilMs ? { delayMs } : { overtakes: true };
    },
  };
}
