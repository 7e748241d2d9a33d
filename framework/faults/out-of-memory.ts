import type { CrashOptions } from './crash';
import { lose, requestsText, selectsRequest, type Fault, type Requests } from './fault';

/**
 * Ends the execution environment at one of its requests because its memory is used up.
 *
 * Like a crash, but Lambda says `Runtime.OutOfMemory`. An asynchronous event is tried again in a fresh environment.
 *
 * @example
 * inject(faults.outOfMemory({ service: 's3', operation: 'GetObject', times: 1 }));
 */
export function outOfMemory(options: CrashOptions): Fault {
  const { when = 'after' } = options;
  const requests: Requests = { ...options, from: 'functions' };
  return {
    kind: 'outOfMemory',
    title: `out of memory ${when} ${requestsText(options)}`,
    dose: options,
    proof: 'request',
    ...lose('outOfMemory', when, (view, dice) => selectsRequest(requests, view, dice)),
  };
}
