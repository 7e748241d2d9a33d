import { AwsError } from '../../framework/cloud/service';
import {
  requestsText,
  selectsRequest,
  type Dose,
  type Fault,
  type Requests,
} from '../../framework/faults/fault';

/**
 * Refuses DynamoDB writes as while a transaction holds the item.
 *
 * @example
 * inject(faults.conflict({ operation: 'PutItem', times: 2 }));
 */
export function conflict(options: Omit<Requests, 'service'> & Dose = {}): Fault {
  const requests: Requests = { ...options, service: 'dynamodb' };
  return {
    kind: 'conflict',
    title: `conflict at ${requestsText(requests)}`,
    dose: options,
    proof: 'request',
    before(view, dice) {
      if (!selectsRequest(requests, view, dice)) return undefined;
      const error = new AwsError('TransactionConflictException', 'Transaction is ongoing for the item');
      return { kind: 'error', error };
    },
  };
}
