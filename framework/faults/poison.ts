import { requestsText, selectsRequest, type Dose, type Fault, type Requests } from './fault';

export interface PoisonOptions extends Omit<Requests, 'from'>, Pick<Dose, 'during'> {
  /** The id of the piece of work that always fails. */
  work: string;
}

/**
 * Makes one piece of work fail however often it is tried: each request of function code that names it is answered
 * with the service's internal error.
 *
 * A request names what stands in its subject: an object's key, an item's key values. So a batch fails as far as it
 * works on this piece, and the rest of it goes on.
 *
 * @example
 * inject(faults.poison({ work: 'object-03.json' }));
 */
export function poison(options: PoisonOptions): Fault {
  const { work } = options;
  const requests: Requests = { ...options, from: 'functions' };
  return {
    kind: 'poison',
    title: `poison ${work} at ${requestsText(options)}`,
    dose: options,
    proof: 'request',
    before(view, dice) {
      if (!selectsRequest(requests, view, dice) || !names(view.subject, work)) return undefined;
      return { kind: 'error', error: view.internalError };
    },
  };
}

/** 'id=order-1; id=order-2', or a key. */
function names(subject: string | undefined, work: string): boolean {
  if (subject === undefined) return false;
  return subject === work || subject.split(/[=;, ]+/).includes(work) || subject.split('/').includes(work);
}
