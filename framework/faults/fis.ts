import { StormError, type Duration } from '../kernel';
import { error } from './error';
import type { Fault } from './fault';
import { outage } from './outage';
import { throttle } from './throttle';

/** Parameters of AWS Fault Injection Service, as its actions have them: all of them text. */
export interface FisParameters {
  /** 'PT10M' */
  duration?: string;
  /** 'dynamodb' */
  service?: string;
  /** 'PutItem,GetItem' */
  operations?: string;
  /** '50' */
  percentage?: string;
}

/** Whose dose may be chosen: what FIS calls `percentage` and `duration`. */
interface Chosen {
  service?: string;
  operation?: string;
  from: 'functions';
  chance?: number;
  during?: Duration;
}

/** Actions that one of our faults does as it is; `inject-api-unavailable-error` answers 503 like an outage. */
const actions: { readonly [id: string]: (chosen: Chosen) => Fault } = {
  'aws:fis:inject-api-throttle-error': throttle,
  'aws:fis:inject-api-internal-error': error,
  'aws:fis:inject-api-unavailable-error': outage,
};

/**
 * A fault by the name and the parameters that it has in AWS Fault Injection Service; one for each operation named.
 *
 * FIS selects the callers by their roles and reaches EC2 alone as the called service; here function code calls, and
 * any service may be called.
 *
 * @example
 * const parameters = { service: 'dynamodb', operations: 'PutItem', duration: 'PT10M' };
 * for (const fault of faults.fis('aws:fis:inject-api-throttle-error', parameters)) inject(fault);
 */
export function fis(action: string, parameters: FisParameters = {}): Fault[] {
  const make = actions[action];
  if (make === undefined) {
    throw new StormError('STORM_BAD_INPUT', `No fault does what '${action}' does.`, {
      fix: `use one of: ${Object.keys(actions).join(', ')}; or a fault by its own name`,
    });
  }
  const { duration, service, operations, percentage } = parameters;
  if (action.endsWith('unavailable-error') && (operations !== undefined || percentage !== undefined)) {
    throw new StormError('STORM_BAD_INPUT', 'An outage hits each operation of a service, and every time.', {
      fix: "leave out operations and percentage, or use faults.error({ code: 'ServiceUnavailable', status: 503, … })",
    });
  }
  const chosen: Chosen = {
    from: 'functions',
    ...(service === undefined ? {} : { service }),
    ...(percentage === undefined ? {} : { chance: Number(percentage) / 100 }),
    ...(duration === undefined ? {} : { during: spanOf(duration) }),
  };
  const names = operations?.split(',').map((name) => name.trim()) ?? [];
  return names.length === 0 ? [make(chosen)] : names.map((operation) => make({ ...chosen, operation }));
}

/** ISO 8601, as far as FIS takes it: 'PT1H30M'. */
function spanOf(duration: string): Duration {
  const [, hours = '0', minutes = '0', seconds = '0'] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration) ?? [];
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (total > 0) return `${total} seconds`;
  throw new StormError('STORM_BAD_INPUT', `'${duration}' is no duration of FIS.`, { fix: "as in 'PT10M'" });
}
