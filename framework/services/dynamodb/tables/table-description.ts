import type {
  AttributeDefinition,
  GlobalSecondaryIndexDescription,
  KeySchemaElement,
  LocalSecondaryIndexDescription,
  Projection as WireProjection,
  ProvisionedThroughputDescription,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
import { sseDescription } from '../encryption/table-encryption';
import { type KeySchema, partitionAttributes, sortAttributes } from '../items/key-schema';
import { decreasesToday } from '../throughput/decreases';
import type { DynamoCall, DynamoTable, Projection, SecondaryIndex, Throughput } from '../state';
import { warmUnits } from '../throughput/table-units';
import { countsKey, refreshed } from './counts';
import { onDemandThroughput } from './on-demand-max';

/** A table as CreateTable, DescribeTable and others answer it (aws-behaviour.md 3.1). */
export function describe(call: DynamoCall, table: DynamoTable): TableDescription {
  const { items, bytes } = measured(call, countsKey(table));
  const locals = table.indexes.filter((index) => !index.isGlobal);
  const globals = table.indexes.filter((index) => index.isGlobal);
  return {
    AttributeDefinitions: table.attributes.map(({ name, type }): AttributeDefinition => ({
      AttributeName: name,
      AttributeType: type,
    })),
    TableName: table.name,
    KeySchema: keySchemaElements(table.schema),
    TableStatus: table.status,
    CreationDateTime: new Date(table.createdAtMs),
    ProvisionedThroughput: throughputDescription(table.throughput, call.nowMs),
    TableSizeBytes: bytes,
    ItemCount: items,
    TableArn: table.arn,
    TableId: table.uuid,
    ...billing(table),
    ...(locals.length > 0 ? { LocalSecondaryIndexes: locals.map((index) => local(call, table, index)) } : {}),
    ...(globals.length > 0
      ? { GlobalSecondaryIndexes: globals.map((index) => global(call, table, index)) }
      : {}),
    ...streamDescription(table),
    ...sseDescription(table),
    ...tableClassSummary(table),
    ...onDemandThroughput(table),
    ...restoreSummary(table),
    DeletionProtectionEnabled: table.deletionProtected,
    WarmThroughput: {
      ...warmth(call, table),
      Status: table.status === 'ACTIVE' && table.warming === undefined ? 'ACTIVE' : 'UPDATING',
    },
  };
}

function billing(table: DynamoTable): Pick<TableDescription, 'BillingModeSummary'> {
  const { billingMode, onDemandSinceMs, status } = table;
  // A table that never was on demand has no summary.
  if (billingMode === 'PROVISIONED' && onDemandSinceMs === undefined) return {};
  return {
    BillingModeSummary: {
      BillingMode: billingMode,
      ...(onDemandSinceMs === undefined || status === 'CREATING'
        ? {}
        : { LastUpdateToPayPerRequestDateTime: new Date(onDemandSinceMs) }),
    },
  };
}

function streamDescription({
  stream,
}: DynamoTable): Pick<TableDescription, 'StreamSpecification' | 'LatestStreamArn' | 'LatestStreamLabel'> {
  if (stream === undefined) return {};
  const { arn, label, viewType, isEnabled } = stream;
  return {
    ...(isEnabled ? { StreamSpecification: { StreamEnabled: true, StreamViewType: viewType } } : {}),
    LatestStreamLabel: label,
    LatestStreamArn: arn,
  };
}

function tableClassSummary({ tableClass }: DynamoTable): Pick<TableDescription, 'TableClassSummary'> {
  if (tableClass === undefined) return {};
  const { name, sinceMs } = tableClass;
  return {
    TableClassSummary: {
      TableClass: name,
      ...(sinceMs === undefined ? {} : { LastUpdateDateTime: new Date(sinceMs) }),
    },
  };
}

export function keySchemaElements(schema: KeySchema): KeySchemaElement[] {
  return [
    ...partitionAttributes(schema).map(({ name }) => ({ AttributeName: name, KeyType: 'HASH' as const })),
    ...sortAttributes(schema).map(({ name }) => ({ AttributeName: name, KeyType: 'RANGE' as const })),
  ];
}

function measured(call: DynamoCall, key: string): { items: number; bytes: number } {
  const counts = call.state.counts.get(key);
  if (counts === undefined) return { items: 0, bytes: 0 };
  const { seenItems, seenBytes } = refreshed(counts, call.nowMs);
  return { items: seenItems, bytes: seenBytes };
}

function throughputDescription(throughput: Throughput, nowMs: number): ProvisionedThroughputDescription {
  const { read, write, increasedAtMs, decreasedAtMs } = throughput;
  return {
    ...(increasedAtMs === undefined ? {} : { LastIncreaseDateTime: new Date(increasedAtMs) }),
    ...(decreasedAtMs === undefined ? {} : { LastDecreaseDateTime: new Date(decreasedAtMs) }),
    NumberOfDecreasesToday: decreasesToday(throughput, nowMs),
    ReadCapacityUnits: read,
    WriteCapacityUnits: write,
  };
}

function warmth(
  call: DynamoCall,
  table: DynamoTable,
  index?: SecondaryIndex,
): { ReadUnitsPerSecond: number; WriteUnitsPerSecond: number } {
  return {
    ReadUnitsPerSecond: warmUnits(call, table, index, 'Read'),
    WriteUnitsPerSecond: warmUnits(call, table, index, 'Write'),
  };
}

function restoreSummary({ restored, status }: DynamoTable): Pick<TableDescription, 'RestoreSummary'> {
  if (restored === undefined) return {};
  const { tableArn, backupArn, atMs } = restored;
  return {
    RestoreSummary: {
      ...(backupArn === undefined ? {} : { SourceBackupArn: backupArn }),
      SourceTableArn: tableArn,
      RestoreDateTime: new Date(atMs),
      RestoreInProgress: status === 'CREATING',
    },
  };
}

function local(call: DynamoCall, table: DynamoTable, index: SecondaryIndex): LocalSecondaryIndexDescription {
  const { items, bytes } = measured(call, countsKey(table, index));
  return {
    IndexName: index.name,
    KeySchema: keySchemaElements(index.schema),
    Projection: wireProjection(index.projection),
    IndexSizeBytes: bytes,
    ItemCount: items,
    IndexArn: `${table.arn}/index/${index.name}`,
  };
}

function global(
  call: DynamoCall,
  table: DynamoTable,
  index: SecondaryIndex,
): GlobalSecondaryIndexDescription {
  return {
    ...local(call, table, index),
    IndexStatus: index.status,
    ...(index.backfilling ? { Backfilling: true } : {}),
    ProvisionedThroughput: throughputDescription(index.throughput, call.nowMs),
    ...onDemandThroughput(index),
    WarmThroughput: {
      ...warmth(call, table, index),
      Status: index.status === 'ACTIVE' && index.warming === undefined ? 'ACTIVE' : 'UPDATING',
    },
  };
}

export function wireProjection({ type, attributes }: Projection): WireProjection {
  return { ProjectionType: type, ...(type === 'INCLUDE' ? { NonKeyAttributes: [...attributes] } : {}) };
}
