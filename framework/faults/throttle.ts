import { requestsText, selectsRequest, type Dose, type Fault, type Requests } from './fault';

/**
 * Refuses requests as the service does when it is asked too often, with its own code and words.
 *
 * The SDK retries these, so function code sees the error only when three attempts in a row are hit.
 *
 * @example
 * inject(faults.throttle({ service: 'dynamodb', operation: 'PutItem', chance: 0.5 }));
 */
export function throttle(options: Requests & Dose): Fault {
  return {
    kind: 'throttle',
    title: `throttle ${requestsText(options)}`,
    dose: options,
    proof: 'request',
    before: (view, dice) =>
      selectsRequest(options, view, dice) ? { kind: 'error', error: view.throttled } : undefined,
  };
}
