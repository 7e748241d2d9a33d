import { lose, requestsText, selectsRequest, type Dose, type Fault, type Requests } from './fault';

export interface TimeoutOptions extends Omit<Requests, 'from'>, Dose {
  /** Whether the operation has taken effect all the same; it has, by default. */
  applied?: boolean;
}

/**
 * Leaves requests of function code without an answer for ever.
 *
 * The SDK has no time-out unless the client is given one (`requestTimeout`), so the function hangs until its own time
 * is up. Requests of services and of the scenario are left alone: nothing would end their waiting.
 *
 * @example
 * inject(faults.timeout({ service: 's3', operation: 'GetObject', times: 1 }));
 */
export function timeout(options: TimeoutOptions): Fault {
  const { applied = true } = options;
  const requests: Requests = { ...options, from: 'functions' };
  return {
    kind: 'timeout',
    title: `no answer ${applied ? 'after' : 'before'} ${requestsText(options)}`,
    dose: options,
    proof: 'request',
    ...lose('silence', applied ? 'after' : 'before', (view, dice) => selectsRequest(requests, view, dice)),
  };
}
