import type { UpdateTableInput, WarmThroughput } from '@aws-sdk/client-dynamodb';
import { invalid, limitExceeded, WERE_INVALID } from '../errors';
import {
  type DynamoCall,
  type DynamoTable,
  type SecondaryIndex,
  tableOf,
  type TableKey,
  type Warmth,
} from '../state';
import { onDemandUnits, tableUnitsMax } from '../throughput/on-demand-units';
import { warmUnits } from '../throughput/table-units';

const INITIAL =
  'initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/' +
  'on-demand-capacity-mode.html#on-demand-capacity-mode-initial';
const CURRENT = 'current WarmThroughput, decreasing WarmThroughput is not supported';

/** What a refusal says of units that are too few, or that an account may not have. */
function checked(
  call: DynamoCall,
  kind: 'Read' | 'Write',
  where: string,
  units: number,
  [least, lowerThan]: readonly [number, string],
): number {
  const what = `Requested ${kind}UnitsPerSecond for WarmThroughput for ${where}`;
  if (units < least) invalid(`${WERE_INVALID}${what} is lower than ${lowerThan}`);
  if (units > tableUnitsMax) {
    const quota = `TableMax${kind}CapacityUnits of the account in region ${call.region}`;
    throw limitExceeded(`Subscriber limit exceeded: ${what} exceeds ${quota}`);
  }
  return units;
}

function requested(
  call: DynamoCall,
  { ReadUnitsPerSecond, WriteUnitsPerSecond }: WarmThroughput,
  where: string,
  leastOf: (kind: 'Read' | 'Write') => readonly [number, string],
): Warmth | undefined {
  if (ReadUnitsPerSecond === undefined && WriteUnitsPerSecond === undefined) return undefined;
  const [read, write] = [leastOf('Read'), leastOf('Write')];
  return {
    Read: checked(call, 'Read', where, ReadUnitsPerSecond ?? read[0], read),
    Write: checked(call, 'Write', where, WriteUnitsPerSecond ?? write[0], write),
  };
}

/** A new table or index that is to be warm from the start. */
export function withWarmth<T extends Pick<SecondaryIndex, 'throughput' | 'warmth'>>(
  call: DynamoCall,
  made: T,
  given: WarmThroughput | undefined,
  billingMode: DynamoTable['billingMode'],
  where: string,
): T {
  const { read, write } = made.throughput;
  const warmth = requested(call, given ?? {}, where, (kind) =>
    billingMode === 'PAY_PER_REQUEST'
      ? [onDemandUnits[kind], INITIAL]
      : [kind === 'Read' ? read : write, `${kind}CapacityUnits of ProvisionedThroughput`],
  );
  return warmth === undefined ? made : { ...made, warmth };
}

/** What a table or index that gets warmer will be, later. */
export function warming(
  call: DynamoCall,
  table: DynamoTable,
  index: SecondaryIndex | undefined,
  given: WarmThroughput,
): { warming?: Warmth } {
  const where = index === undefined ? 'table' : `index ${index.name}`;
  const wanted = requested(call, given, where, (kind) => [warmUnits(call, table, index, kind), CURRENT]);
  return wanted === undefined ? {} : { warming: wanted };
}

const isSet = (given: WarmThroughput | undefined): boolean =>
  given?.ReadUnitsPerSecond !== undefined || given?.WriteUnitsPerSecond !== undefined;

/** The request's part on warm throughput, where it has one that says anything. */
export const warmthOf = (given: WarmThroughput | undefined): WarmThroughput | undefined =>
  isSet(given) ? given : undefined;

/** A table whose units or mode change stays as warm as it was, and so do its indexes. */
export function keepingWarm(
  call: DynamoCall,
  before: DynamoTable,
  after: DynamoTable,
  input: Pick<UpdateTableInput, 'BillingMode' | 'ProvisionedThroughput' | 'GlobalSecondaryIndexUpdates'>,
): DynamoTable {
  const { BillingMode, ProvisionedThroughput, GlobalSecondaryIndexUpdates } = input;
  if ((BillingMode ?? ProvisionedThroughput ?? GlobalSecondaryIndexUpdates) === undefined) return after;
  const kept = (index?: SecondaryIndex): Warmth => ({
    Read: warmUnits(call, before, index, 'Read'),
    Write: warmUnits(call, before, index, 'Write'),
  });
  const indexes = after.indexes.map((index) => {
    const former = before.indexes.find(({ name }) => name === index.name);
    return !index.isGlobal || former === undefined ? index : { ...index, warmth: kept(former) };
  });
  return { ...after, warmth: kept(), indexes };
}

/** A table or its indexes are as warm as they were to get. */
export function tableWarmed(payload: TableKey, call: DynamoCall): void {
  const table = tableOf(call, payload);
  if (table === undefined) return;
  const { name } = table;
  call.state.tables.set(name, { ...warmed(table), indexes: table.indexes.map(warmed) });
}

function warmed<T extends Pick<SecondaryIndex, 'warmth' | 'warming'>>(thing: T): T {
  return thing.warming === undefined ? thing : { ...thing, warmth: thing.warming, warming: undefined };
}
