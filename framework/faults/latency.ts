import { milliseconds, StormError, type Duration } from '../kernel';
import { requestsText, selectsRequest, type Dose, type Fault, type Requests } from './fault';

export interface LatencyOptions extends Omit<Requests, 'from'>, Dose {
  /** Whose requests: function code's by default. Services' own calls of each other take no time. */
  from?: 'functions' | 'scenario';
  /** Each answer comes so much later. */
  by?: Duration;
  /** Each answer comes later by a time of its own, up to this. */
  upTo?: Duration;
}

/**
 * Lets answers, refusals too, come later in virtual time; the operation runs when it always does.
 *
 * While it waits, function code comes nearer to its time-out; an answer that comes after that is lost.
 *
 * @example
 * inject(faults.latency({ service: 'dynamodb', upTo: '2 seconds' }));
 */
export function latency(options: LatencyOptions): Fault {
  const { by, upTo, from = 'functions' } = options;
  const longest = by ?? upTo;
  if (longest === undefined || (by !== undefined && upTo !== undefined)) {
    throw new StormError('STORM_BAD_INPUT', 'The latency fault needs either `by` or `upTo`.', {
      fix: "say how much later answers come: latency({ by: '2 seconds' }) or latency({ upTo: '2 seconds' })",
    });
  }
  const longestMs = milliseconds(longest);
  const requests: Requests = { ...options, from };
  return {
    kind: 'latency',
    title: `latency of ${requestsText(options)}`,
    dose: options,
    proof: 'request',
    before(view, dice) {
      if (!selectsRequest(requests, view, dice)) return undefined;
      return { kind: 'late', byMs: upTo === undefined ? longestMs : dice.between(view.key, 1, longestMs) };
    },
  };
}
