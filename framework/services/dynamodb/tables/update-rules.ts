import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Input } from '../../../cloud/service';
import { invalid, WERE_INVALID } from '../errors';
import type { DynamoTable } from '../state';
import { warmthOf } from './warm-throughput';

type UpdateTable = Input<DynamoDB, 'updateTable'>;

export const honoured = [
  'BillingMode',
  'DeletionProtectionEnabled',
  'GlobalSecondaryIndexUpdates',
  'OnDemandThroughput',
  'ProvisionedThroughput',
  'SSESpecification',
  'StreamSpecification',
  'TableClass',
  'WarmThroughput',
] as const;

/** Changes that AWS makes one at a time; a request with several is refused for the first of these. */
const alone = [
  ['SSESpecification', 'Server-Side Encryption modification'],
  ['TableClass', 'TableClass modification'],
  ['DeletionProtectionEnabled', 'DeletionProtection modification'],
] as const;

/** The parts of a request that change something: an empty `WarmThroughput` or `OnDemandThroughput` does not. */
function partsOf(input: UpdateTable): (typeof honoured)[number][] {
  const max = input.OnDemandThroughput;
  const isMax = max?.MaxReadRequestUnits !== undefined || max?.MaxWriteRequestUnits !== undefined;
  return honoured.filter((part) => {
    if (part === 'OnDemandThroughput') return isMax;
    if (part === 'WarmThroughput') return warmthOf(input.WarmThroughput) !== undefined;
    return input[part] !== undefined;
  });
}

function refuse(text: string): never {
  return invalid(WERE_INVALID + text);
}

/** Refuses changes that do not go together. */
export function refuseTogether(input: UpdateTable): void {
  const parts = partsOf(input);
  const updates = input.GlobalSecondaryIndexUpdates;
  if (updates?.length === 0) refuse('List of GlobalSecondaryIndexUpdates is empty');
  for (const [part, name] of alone) {
    if (parts.includes(part) && parts.length > 1) {
      refuse(`${name} must be the only operation in the request`);
    }
  }
  if (parts.includes('OnDemandThroughput') && parts.length > (parts.includes('BillingMode') ? 2 : 1)) {
    refuse('OnDemandThroughput can only be combined with BillingMode in an UpdateTable request');
  }
  const isOnline =
    updates?.some(({ Create, Delete }) => Create !== undefined || Delete !== undefined) === true;
  if (parts.includes('WarmThroughput') && parts.length > 1) {
    if (updates?.some(({ Create }) => Create !== undefined) === true) {
      refuse('Create global secondary index cannot be specified when updating WarmThroughput');
    }
    refuse('WarmThroughput must be the only operation in the request');
  }
  const isStream = parts.includes('StreamSpecification');
  if (parts.includes('ProvisionedThroughput') || input.BillingMode === 'PROVISIONED') {
    if (isStream) refuse('You cannot modify stream status while updating table IOPS');
    if (isOnline && parts.includes('ProvisionedThroughput')) {
      refuse('You cannot create or delete index while updating table IOPS');
    }
  }
  if (isOnline && isStream) refuse('You cannot create or delete index while changing stream status');
}

/** Refuses encryption that the table has already. */
export function refuseSameEncryption({ encryption }: DynamoTable, keyId: string | undefined): void {
  if (encryption === undefined && keyId === undefined) {
    invalid(`${WERE_INVALID}Table is already encrypted by default`);
  }
  if (encryption === undefined || keyId === undefined) return;
  if (encryption.keyArn === keyId || encryption.keyArn.endsWith(`:key/${keyId}`)) {
    invalid(
      `${WERE_INVALID}Table is already encrypted with given KMSMasterKeyId. ` +
        'Use KMSMasterKeyId parameter if you want to change Master Key',
    );
  }
}
