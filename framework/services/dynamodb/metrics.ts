import { parseArn, type Answer } from '../../cloud/service';
import type { DynamoCall } from './state';

const throttles = ['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded'];
const reads = ['BatchGetItem', 'GetItem', 'Query', 'Scan', 'TransactGetItems'];
const writes = ['BatchWriteItem', 'DeleteItem', 'PutItem', 'TransactWriteItems', 'UpdateItem'];

/**
 * Counts refused requests in AWS/DynamoDB (aws-behaviour.md 10.2). What requests consume is counted where it is taken.
 */
export function answered({ operation, resource = '', code, status }: Answer, call: DynamoCall): void {
  if (code === undefined) return;
  const count = (name: string, dimensions: Record<string, string>) =>
    call.metric({ namespace: 'AWS/DynamoDB', name, unit: 'Count', value: 1, dimensions });
  const TableName = /^table\/([^/]+)/.exec(parseArn(resource)?.resource ?? '')?.[1] ?? '';
  const table = TableName === '' ? {} : { TableName };
  const isItemCall = reads.includes(operation) || writes.includes(operation);
  if (status >= 500) {
    count('SystemErrors', { ...table, Operation: operation });
  } else if (throttles.includes(code)) {
    count('ThrottledRequests', { ...table, Operation: operation });
    if (isItemCall) count(reads.includes(operation) ? 'ReadThrottleEvents' : 'WriteThrottleEvents', table);
  } else if (code === 'ConditionalCheckFailedException') {
    count('ConditionalCheckFailedRequests', table);
  } else if (isItemCall) {
    // Of the whole account: a wrong request need not name a table that is there.
    count('UserErrors', {});
  }
}
