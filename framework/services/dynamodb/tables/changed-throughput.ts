import type { ProvisionedThroughput } from '@aws-sdk/client-dynamodb';
import { invalid } from '../errors';
import type { DynamoCall, Throughput } from '../state';
import { decreasesToday, refuseDecrease } from '../throughput/decreases';
import { readThroughput } from './table-definition';

/** The units of a table or index with others put in their place; `where` is what a refusal calls it. */
export function changedThroughput(
  call: DynamoCall,
  current: Throughput,
  given: ProvisionedThroughput | undefined,
  mayStay: boolean,
  where = 'table',
): Throughput {
  const { read, write } = readThroughput(call, given, 'PROVISIONED', where);
  const isMore = read > current.read || write > current.write;
  const isLess = read < current.read || write < current.write;
  if (!isMore && !isLess && !mayStay) {
    invalid(
      `The provisioned throughput for the ${where} will not change. The requested value equals the current value. ` +
        `Current ReadCapacityUnits provisioned for the ${where}: ${current.read}. Requested ReadCapacityUnits: ${read}. ` +
        `Current WriteCapacityUnits provisioned for the ${where}: ${current.write}. Requested WriteCapacityUnits: ${write}. ` +
        'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    );
  }
  const decreases = decreasesToday(current, call.nowMs);
  if (isLess) refuseDecrease(current, decreases, call.nowMs);
  return {
    ...current,
    read,
    write,
    ...(isMore ? { increasedAtMs: call.nowMs } : {}),
    ...(isLess ? { decreasedAtMs: call.nowMs, decreasesToday: decreases + 1 } : {}),
  };
}
