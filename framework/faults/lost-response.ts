import { lose, requestsText, selectsRequest, type Dose, type Fault, type Requests } from './fault';

export interface LostResponseOptions extends Requests, Dose {
  /** Whether the operation has taken effect when the connection breaks; it has, by default. */
  applied?: boolean;
}

/**
 * Breaks the connection before an answer arrives: the caller can't tell whether its request took effect.
 *
 * Function code, and the scenario where it says so, gets `ECONNRESET`, and the SDK tries again; a write that was
 * applied is then applied twice unless it is idempotent. A service's own call of another ends as that one's internal
 * error: services have no words of their own for a broken connection, and after a failure of the other side they try
 * again.
 *
 * @example
 * inject(faults.lostResponse({ service: 'dynamodb', operation: 'PutItem', times: 1 }));
 */
export function lostResponse(options: LostResponseOptions): Fault {
  const { applied = true } = options;
  return {
    kind: 'lostResponse',
    title: `lost response ${applied ? 'after' : 'before'} ${requestsText(options)}`,
    dose: options,
    proof: 'request',
    ...lose('reset', applied ? 'after' : 'before', (view, dice) => selectsRequest(options, view, dice)),
  };
}
