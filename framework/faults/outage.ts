import { AwsError } from '../cloud/service';
import { selectsRequest, type Dose, type Fault, type Requests } from './fault';

export interface OutageOptions extends Pick<Requests, 'service' | 'from'>, Pick<Dose, 'during'> {
  /** 'us-east-1'; every region by default. */
  region?: string;
}

/** AWS's common errors, and where a service has its own: S3's list of error codes, the API model of CloudWatch Logs. */
const usual = [
  'ServiceUnavailable',
  'The request has failed due to a temporary failure of the server.',
] as const;
const own: { readonly [service: string]: readonly [code: string, message: string] } = {
  s3: ['ServiceUnavailable', 'Service is unable to handle request.'],
  logs: ['ServiceUnavailableException', 'The service cannot complete the request.'],
};

/**
 * Answers every request to a service, a region, or all of AWS with 503, as while it is down.
 *
 * Requests alone: what a service had put off before (a delivery under way, a retry) still happens, as far as it asks
 * nobody who is down. SDKs try again, a few times within seconds; an outage lasts longer.
 *
 * @example
 * inject(faults.outage({ service: 'dynamodb', during: '10 minutes' }));
 */
export function outage(options: OutageOptions = {}): Fault {
  const { service, region, from } = options;
  const where = region === undefined ? '' : ` in ${region}`;
  const whose = from === undefined ? '' : ` from ${from}`;
  return {
    kind: 'outage',
    title: `outage of ${service ?? 'every service'}${where}${whose}`,
    dose: options,
    proof: 'request',
    before(view, dice) {
      if (!selectsRequest(options, view, dice) || (region ?? view.region) !== view.region) return undefined;
      const [code, message] = own[view.service] ?? usual;
      return { kind: 'error', error: new AwsError(code, message, { status: 503, fault: 'server' }) };
    },
  };
}
