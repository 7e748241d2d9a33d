import type { MetricPoint } from '../../../cloud/service';
import type { Consumption } from '../capacity';
import { KEY_SEPARATOR } from '../items/key-encoding';
import { endOf } from '../items/places';
import type { CapacityUse, DynamoCall, DynamoTable, SecondaryIndex, Throughput } from '../state';
import { demandAt, demanded, instantUnits, newDemand, onDemandUnits } from './on-demand-units';
import { bankAt, newBank, withdrawn } from './provisioned-units';
import { type Excess, type Limit, throttled, type Throttling } from './throttling';

type Kind = Consumption['kind'];
const kinds = ['Read', 'Write'] as const;

const useKey = ({ id }: DynamoTable, index: SecondaryIndex | undefined, kind: Kind): string =>
  id + KEY_SEPARATOR + (index === undefined ? '' : index.name) + KEY_SEPARATOR + kind;

const provisioned = ({ read, write }: Throughput, kind: Kind): number => (kind === 'Read' ? read : write);

/** What a table or index has used, as of now. */
function useOf(
  call: DynamoCall,
  table: DynamoTable,
  index: SecondaryIndex | undefined,
  kind: Kind,
): CapacityUse {
  const use = call.state.capacityUses.get(useKey(table, index, kind));
  if (table.billingMode === 'PAY_PER_REQUEST') {
    const demand =
      use?.kind === 'demand' ? demandAt(use, call.nowMs) : newDemand(onDemandUnits[kind], call.nowMs);
    return { ...demand, peak: Math.max(demand.peak, ((index ?? table).warmth?.[kind] ?? 0) / 2) };
  }
  const perSecond = provisioned((index ?? table).throughput, kind);
  return use?.kind === 'bank' ? bankAt(use, perSecond, call.nowMs) : newBank(perSecond, call.nowMs);
}

/** The use of a table or index with a request added to it, or the limit that the request is beyond. */
function used(
  call: DynamoCall,
  table: DynamoTable,
  index: SecondaryIndex | undefined,
  kind: Kind,
  units: number,
): CapacityUse | Limit {
  const use = useOf(call, table, index, kind);
  const { throughput, onDemandMax } = index ?? table;
  if (use.kind === 'demand') return demanded(use, units, onDemandMax && onDemandMax[kind]);
  return withdrawn(use, provisioned(throughput, kind), units) ?? 'ProvisionedThroughputExceeded';
}

/**
 * Takes what a request consumes from its table and global indexes, or nothing where one of them has too little: so a
 * write waits for the indexes that it changes (aws-behaviour.md 3.5). Local indexes live on their table's units.
 */
export function spend(
  call: DynamoCall,
  table: DynamoTable,
  { kind, table: ownUnits, indexes }: Consumption,
): Throttling | undefined {
  let units = ownUnits;
  const uses: [key: string, use: CapacityUse][] = [];
  const excesses: Excess[] = [];
  const take = (index: SecondaryIndex | undefined, taken: number): void => {
    const use = used(call, table, index, kind, taken);
    if (typeof use !== 'string') {
      uses.push([useKey(table, index, kind), use]);
      return;
    }
    const resource = index === undefined ? table.arn : `${table.arn}/index/${index.name}`;
    excesses.push({ limit: use, kind, isIndex: index !== undefined, resource });
  };
  for (const index of table.indexes) if (!index.isGlobal) units += indexes[index.name] ?? 0;
  if (units > 0) take(undefined, units);
  for (const index of table.indexes) {
    const taken = indexes[index.name] ?? 0;
    if (index.isGlobal && taken > 0) take(index, taken);
  }
  const [first, ...others] = excesses;
  if (first !== undefined) return [first, ...others];
  for (const [key, use] of uses) call.state.capacityUses.set(key, use);
  count(call, table, { kind, table: units, indexes });
  return undefined;
}

/** What was taken, as metrics of the table and of each global index. */
function count(call: DynamoCall, table: DynamoTable, { kind, table: units, indexes }: Consumption): void {
  const TableName = table.name;
  if (units > 0) call.metric(consumed(kind, units, { TableName }));
  for (const { name, isGlobal } of table.indexes) {
    const taken = indexes[name] ?? 0;
    if (!isGlobal || taken === 0) continue;
    call.metric(consumed(kind, taken, { TableName, GlobalSecondaryIndexName: name }));
  }
}

const consumed = (kind: Kind, value: number, dimensions: Record<string, string>): MetricPoint => ({
  namespace: 'AWS/DynamoDB',
  name: kind === 'Read' ? 'ConsumedReadCapacityUnits' : 'ConsumedWriteCapacityUnits',
  unit: 'Count',
  value,
  dimensions,
});

/** Takes what a request consumes; one that is beyond a limit is refused. */
export function spendOrRefuse(call: DynamoCall, table: DynamoTable, consumption: Consumption): void {
  const throttling = spend(call, table, consumption);
  if (throttling !== undefined) throw throttled(throttling);
}

/** A table's or index's units were set anew: what was saved stays, as far as the new level lets it. */
export function resettle(call: DynamoCall, before: DynamoTable | undefined, after: DynamoTable): void {
  for (const kind of kinds) {
    for (const index of [undefined, ...after.indexes]) {
      if (index?.isGlobal === false) continue;
      const old = index && before?.indexes.find(({ name }) => name === index.name);
      const isNew = before === undefined || (index !== undefined && old === undefined);
      const former = isNew ? undefined : { table: before, index: old };
      call.state.capacityUses.set(useKey(after, index, kind), resettled(call, former, after, index, kind));
    }
  }
}

function resettled(
  call: DynamoCall,
  former: { table: DynamoTable; index: SecondaryIndex | undefined } | undefined,
  table: DynamoTable,
  index: SecondaryIndex | undefined,
  kind: Kind,
): CapacityUse {
  const perSecond = provisioned((index ?? table).throughput, kind);
  const use = former && useOf(call, former.table, former.index, kind);
  if (table.billingMode === 'PAY_PER_REQUEST') {
    if (use?.kind === 'demand') return use;
    // Half of what was provisioned counts as the previous peak.
    const had = former === undefined ? 0 : provisioned((former.index ?? former.table).throughput, kind);
    return newDemand(Math.max(onDemandUnits[kind], had), call.nowMs);
  }
  return use?.kind === 'bank' ? bankAt(use, perSecond, call.nowMs) : newBank(perSecond, call.nowMs);
}

/** What a table or index takes at once. */
export function warmUnits(
  call: DynamoCall,
  table: DynamoTable,
  index: SecondaryIndex | undefined,
  kind: Kind,
): number {
  const use = useOf(call, table, index, kind);
  if (use.kind === 'demand') return instantUnits(use);
  const { throughput, warmth } = index ?? table;
  return Math.max(provisioned(throughput, kind), warmth?.[kind] ?? 0);
}

/** A table is gone, or one index of it. */
export function forgetUses(call: DynamoCall, { id }: DynamoTable, index?: SecondaryIndex): void {
  const { capacityUses } = call.state;
  const prefix = id + KEY_SEPARATOR + (index === undefined ? '' : index.name + KEY_SEPARATOR);
  for (const [key] of capacityUses.range({ from: prefix, to: endOf(prefix) })) capacityUses.delete(key);
}
