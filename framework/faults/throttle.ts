import { requestsText, selectsRequest, type Dose, type Fault, type Requests } from './fault';

export interface ThrottleOptions extends Requests, Dose {
  /**
   * Invocations of this function (a logical id, a name, an ARN) instead of requests: they find no concurrency left in
   * the account.
   */
  function?: string;
}

/**
 * Refuses requests as the service does when it is asked too often, with its own code and words.
 *
 * With `beyond`, only what goes beyond so many a second, which is what a rate or a capacity allows. The SDK retries
 * what is throttled, so function code sees the error only when all its attempts are hit. A throttled invocation of an
 * asynchronous event goes back into Lambda's queue; it uses up no attempt, only time.
 *
 * @example
 * inject(faults.throttle({ service: 'dynamodb', operation: 'PutItem', chance: 0.5 }));
 * inject(faults.throttle({ function: 'Processor', during: '10 minutes' }));
 */
export function throttle(options: ThrottleOptions): Fault {
  const { function: selected } = options;
  if (selected !== undefined) {
    return {
      kind: 'throttle',
      title: `no concurrency for ${selected}`,
      dose: options,
      proof: 'refused invocation',
      refusesInvocation: (view, dice) => (dice.means(selected, view.functionArn) ? true : undefined),
    };
  }
  return {
    kind: 'throttle',
    title: `throttle ${requestsText(options)}`,
    dose: options,
    proof: 'request',
    before: (view, dice) =>
      selectsRequest(options, view, dice) ? { kind: 'error', error: view.throttled } : undefined,
  };
}
