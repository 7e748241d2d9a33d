import { lose, requestsText, selectsRequest, type Dose, type Fault, type Requests } from './fault';

export interface CrashOptions extends Omit<Requests, 'from'>, Dose {
  /** Before the request takes effect, or after it did and before its answer arrives; after, by default. */
  when?: 'before' | 'after';
}

/**
 * Kills the execution environment at one of its requests, as when its host is lost.
 *
 * Lambda sees the runtime exit; an asynchronous event is tried again in a fresh environment. A request that a crash
 * follows has taken effect, which is what makes half-done work.
 *
 * @example
 * inject(faults.crash({ service: 'dynamodb', operation: 'PutItem', when: 'after', times: 1 }));
 */
export function crash(options: CrashOptions): Fault {
  const { when = 'after' } = options;
  const requests: Requests = { ...options, from: 'functions' };
  return {
    kind: 'crash',
    title: `crash ${when} ${requestsText(options)}`,
    dose: options,
    proof: 'request',
    ...lose('crash', when, (view, dice) => selectsRequest(requests, view, dice)),
  };
}
