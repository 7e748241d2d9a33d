import type { OnDemandThroughput } from '@aws-sdk/client-dynamodb';
import { invalid, WERE_INVALID } from '../errors';
import type { DynamoTable, OnDemandMax } from '../state';

/** Takes a limit away again. */
const NO_LIMIT = -1;

function changedMax(
  name: string,
  given: number | undefined,
  current: number | undefined,
): number | undefined {
  if (given === undefined) return current;
  if (given === NO_LIMIT) return undefined;
  if (given < 1) invalid(`${WERE_INVALID}${name} must be at least 1, or -1 for no limit`);
  return given;
}

/** `OnDemandThroughput` put onto the limits there are; a limit that is not named stays. */
export function withOnDemandMax<T extends { readonly onDemandMax?: OnDemandMax }>(
  limited: T,
  given: OnDemandThroughput | undefined,
  billingMode: DynamoTable['billingMode'],
): T {
  if (given !== undefined && billingMode === 'PROVISIONED') {
    invalid(`${WERE_INVALID}OnDemandThroughput cannot be specified when BillingMode is PROVISIONED`);
  }
  if (given === undefined && billingMode === 'PAY_PER_REQUEST') return limited;
  const { Read, Write } = limited.onDemandMax ?? {};
  const read = changedMax('MaxReadRequestUnits', given?.MaxReadRequestUnits, Read);
  const write = changedMax('MaxWriteRequestUnits', given?.MaxWriteRequestUnits, Write);
  const isLimited = billingMode === 'PAY_PER_REQUEST';
  const onDemandMax: OnDemandMax = {
    ...(isLimited && read !== undefined ? { Read: read } : {}),
    ...(isLimited && write !== undefined ? { Write: write } : {}),
  };
  return { ...limited, onDemandMax };
}

/** The member of a description, where there is a limit. */
export function onDemandThroughput({
  onDemandMax: { Read, Write } = {},
}: {
  readonly onDemandMax?: OnDemandMax;
}): { OnDemandThroughput?: OnDemandThroughput } {
  if (Read === undefined && Write === undefined) return {};
  return {
    OnDemandThroughput: { MaxReadRequestUnits: Read ?? NO_LIMIT, MaxWriteRequestUnits: Write ?? NO_LIMIT },
  };
}
