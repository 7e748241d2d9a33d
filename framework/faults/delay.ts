import { milliseconds, type Duration } from '../kernel';
import { deliveriesText, selectsDelivery, type Deliveries, type Dose, type Fault } from './fault';

export interface DelayOptions extends Deliveries, Dose {
  /** The longest delay; each is drawn up to it, so that deliveries also overtake each other. */
  upTo: Duration;
}

/**
 * Delivers later than usual, each delivery by a time of its own.
 *
 * @example
 * inject(faults.delay({ service: 's3', upTo: '10 minutes' }));
 */
export function delay(options: DelayOptions): Fault {
  const upToMs = milliseconds(options.upTo);
  return {
    kind: 'delay',
    title: `delay ${deliveriesText(options)}`,
    dose: options,
    proof: 'delay',
    delivery: (view, dice) =>
      selectsDelivery(options, view, dice) ? { delayMs: dice.between(view.key, 1, upToMs) } : undefined,
  };
}
