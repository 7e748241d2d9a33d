import { lose, requestsText, selectsRequest, type Dose, type Fault, type Requests } from './fault';

export interface PartitionOptions extends Requests, Pick<Dose, 'during'> {
  /** 'us-east-1': what lies there can't be reached; every region by default. */
  region?: string;
  /** How the caller notices: its requests fall into silence (by default), or its connections are reset. */
  how?: 'silence' | 'reset';
}

/**
 * Cuts callers off: no request gets through, so none takes effect, and no answer comes back.
 *
 * In an outage the service still says that it can't; here nobody says anything. Function code waits until its SDK or
 * its own time-out gives up. A service's own call of another ends as that one's internal error.
 *
 * @example
 * inject(faults.partition({ service: 'dynamodb', during: '5 minutes' }));
 */
export function partition(options: PartitionOptions = {}): Fault {
  const { region, how = 'silence' } = options;
  return {
    kind: 'partition',
    title: `partition from ${requestsText(options)}${region === undefined ? '' : ` in ${region}`}`,
    dose: options,
    proof: 'request',
    ...lose(
      how,
      'before',
      (view, dice) => (region ?? view.region) === view.region && selectsRequest(options, view, dice),
    ),
  };
}
