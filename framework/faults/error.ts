import { AwsError } from '../cloud/service';
import { requestsText, selectsRequest, type Dose, type Fault, type Requests } from './fault';

export interface ErrorOptions extends Requests, Dose {
  /** The AWS error code to answer with; by default the service's internal error, with its own words. */
  code?: string;
  message?: string;
  /** HTTP status that goes with `code`; 400 by default. */
  status?: number;
}

/**
 * Answers requests with an error before the operation runs.
 *
 * @example
 * inject(faults.error({ service: 's3', operation: 'GetObject', times: 1 }));
 */
export function error(options: ErrorOptions): Fault {
  const { code, message = 'Injected by stormproof.', status = 400 } = options;
  return {
    kind: 'error',
    title: `${code ?? 'internal error'} from ${requestsText(options)}`,
    dose: options,
    proof: 'request',
    before(view, dice) {
      if (!selectsRequest(options, view, dice)) return undefined;
      return {
        kind: 'error',
        error: code === undefined ? view.internalError : new AwsError(code, message, { status }),
      };
    },
  };
}
