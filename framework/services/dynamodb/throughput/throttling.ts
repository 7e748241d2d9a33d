import { AwsError } from '../../../cloud/service';
import type { CancellationReason } from '../errors';
import type { OnDemandLimit } from './on-demand-units';

export type Limit = 'ProvisionedThroughputExceeded' | OnDemandLimit;

/** A limit that a request is beyond. */
export interface Excess {
  readonly limit: Limit;
  readonly kind: 'Read' | 'Write';
  readonly isIndex: boolean;
  /** ARN of the table or index. */
  readonly resource: string;
}

/** All limits that a request is beyond; the first is the one it is refused for. */
export type Throttling = readonly [Excess, ...Excess[]];

const TABLE_UNITS =
  'The level of configured provisioned throughput for the table was exceeded. ' +
  'Consider increasing your provisioning level with the UpdateTable API';
const INDEX_UNITS =
  'The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. ' +
  'Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API';
const CURRENT_CAPACITY =
  'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or ' +
  'index so please try again shortly. If exceptions persist, check if you have a hot key: ' +
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html';
const CONFIGURED_MAXIMUM = 'Throughput exceeds the maximum OnDemandThroughput configured on table or index';
const ACCOUNT_LIMIT =
  'Throughput exceeds the current throughput limit for your account. ' +
  'To request a limit increase, contact AWS Support at https://aws.amazon.com/support';

function messageOf([{ limit, isIndex }]: Throttling): string {
  switch (limit) {
    case 'ProvisionedThroughputExceeded':
      return isIndex ? INDEX_UNITS : TABLE_UNITS;
    case 'MaxOnDemandThroughputExceeded':
      return CONFIGURED_MAXIMUM;
    case 'AccountLimitExceeded':
      return ACCOUNT_LIMIT;
    default:
      return CURRENT_CAPACITY;
  }
}

const codes = {
  ProvisionedThroughputExceeded: 'ProvisionedThroughputExceededException',
  MaxOnDemandThroughputExceeded: 'ThrottlingException',
  KeyRangeThroughputExceeded: 'ThrottlingException',
  AccountLimitExceeded: 'RequestLimitExceeded',
} as const;

/**
 * The error of a throttled request. One exception spells its reasons small, as AWS has it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/throttling-diagnosing-workflow.html
 */
export function throttled(throttling: Throttling): AwsError {
  const code = codes[throttling[0].limit];
  const reasons = throttling.map(({ limit, kind, isIndex, resource }) => ({
    reason: `${isIndex ? 'Index' : 'Table'}${kind}${limit}`,
    resource,
  }));
  const isProvisioned = code === 'ProvisionedThroughputExceededException';
  return new AwsError(code, messageOf(throttling) + (isProvisioned ? '.' : ''), {
    status: 400,
    fields: { [code === 'ThrottlingException' ? 'throttlingReasons' : 'ThrottlingReasons']: reasons },
  });
}

/** What a transaction is cancelled for when one of its items is throttled (aws-behaviour.md 3.4). */
export function throttledReason(throttling: Throttling): CancellationReason {
  const isProvisioned = throttling[0].limit === 'ProvisionedThroughputExceeded';
  return {
    Code: isProvisioned ? 'ProvisionedThroughputExceeded' : 'ThrottlingError',
    Message: messageOf(throttling),
  };
}
