import type { OnDemandThroughput } from '@aws-sdk/client-dynamodb';
import { invalid, WERE_INVALID } from '../errors';
import type { DynamoTable, OnDemandMax } from '../state';

/** Takes a limit away again. */
const NO_LIMIT = -1;

interface Limited {
  readonly billingMode: DynamoTable['billingMode'];
  /** What a refusal calls what is limited, the table or an index. */
  readonly where: string;
  /** A limit of what is there already can be taken away. */
  readonly isUpdate?: boolean;
}

function changedMax(
  name: string,
  given: number | undefined,
  current: number | undefined,
  { billingMode, where, isUpdate = false }: Limited,
): number | undefined {
  if (given === undefined) return current;
  if (billingMode === 'PROVISIONED') {
    const what = where === 'table' ? '' : ` for ${where}`;
    invalid(
      `${WERE_INVALID}${name} for OnDemandThroughput cannot be specified${what} when the table BillingMode is PROVISIONED`,
    );
  }
  if (given === NO_LIMIT && isUpdate) return undefined;
  if (given < 1) {
    invalid(`${WERE_INVALID}Requested ${name} for OnDemandThroughput for ${where} is outside of valid range`);
  }
  return given;
}

/** `OnDemandThroughput` put onto the limits there are; a limit that is not named stays. */
export function withOnDemandMax<T extends { readonly onDemandMax?: OnDemandMax }>(
  limited: T,
  given: OnDemandThroughput | undefined,
  of: Limited,
): T {
  const { billingMode } = of;
  if (given === undefined && billingMode === 'PAY_PER_REQUEST') return limited;
  const { Read, Write } = limited.onDemandMax ?? {};
  const read = changedMax('MaxReadRequestUnits', given?.MaxReadRequestUnits, Read, of);
  const write = changedMax('MaxWriteRequestUnits', given?.MaxWriteRequestUnits, Write, of);
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
