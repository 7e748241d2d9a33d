import type {
  ConsumedCapacity,
  DynamoDB,
  ItemCollectionMetrics,
  KeysAndAttributes,
  WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { Operations } from '../../../cloud/service';
import {
  type Consumption,
  consumedCapacity,
  itemCollectionMetrics,
  readOf,
  readUnits,
  sum,
} from '../capacity';
import { invalid } from '../errors';
import { legacyProjection } from '../expressions/legacy-updates';
import { type Projection, project } from '../expressions/projection';
import { refuseMixedParameters, requestExpressions } from '../expressions/request-expressions';
import type { DynamoCall, DynamoTable, State } from '../state';
import { tableForItems } from '../tables/find-table';
import { spend } from '../throughput/table-units';
import { throttled, type Throttling } from '../throughput/throttling';
import { toWireItem, type WireAttributeValue } from './attribute-value';
import { checkKey } from './key-schema';
import { itemKey } from './places';
import { readItem } from './read-value';
import { attempt, deleteWrite, putWrite, type Write } from './writes';

type WireItem = { [name: string]: WireAttributeValue };

const GETS_MAX = 100;
const WRITES_MAX = 25;
/** What BatchGetItem returns at most; keys beyond it come back as unprocessed (aws-behaviour.md 3.2). */
const RESPONSE_BYTES_MAX = 16 * 1024 * 1024;
const DUPLICATES = 'Provided list of item keys contains duplicates';

/** The keys that a batch reads of one table. */
interface Gets {
  readonly tableName: string;
  readonly table: DynamoTable;
  readonly asked: KeysAndAttributes;
  readonly projection: Projection | undefined;
  readonly keys: readonly { place: string; wire: WireItem }[];
}

export const batches: Operations<DynamoDB, State> = {
  /** Items come in no order that has to do with the request's, as on AWS. */
  batchGetItem(input, call) {
    const requests = Object.entries(input.RequestItems);
    const count = requests.reduce((total, [, { Keys = [] }]) => total + Keys.length, 0);
    if (count > GETS_MAX) invalid('Too many items requested for the BatchGetItem call');
    const gets = requests.map(([tableName, asked]) => readGets(call, tableName, asked));
    const Responses: Record<string, WireItem[]> = {};
    const UnprocessedKeys: Record<string, KeysAndAttributes> = {};
    const capacities: ConsumedCapacity[] = [];
    let throttling: Throttling | undefined;
    let processed = 0;
    let bytes = 0;
    for (const { tableName, table, asked, projection, keys } of gets) {
      const items: WireItem[] = [];
      const unprocessed: WireItem[] = [];
      let consumption = readOf(0);
      for (const { place, wire } of keys) {
        const stored = call.state.items.get(place);
        if (bytes + (stored?.size ?? 0) > RESPONSE_BYTES_MAX) {
          unprocessed.push(wire);
          continue;
        }
        const used = readOf(readUnits(stored?.size ?? 0, asked.ConsistentRead));
        const refusal = spend(call, table, used);
        if (refusal !== undefined) {
          throttling = refusal;
          unprocessed.push(wire);
          continue;
        }
        bytes += stored?.size ?? 0;
        processed++;
        consumption = sum(consumption, used);
        if (stored === undefined) continue;
        items.push(toWireItem(projection === undefined ? stored.item : project(projection, stored.item)));
      }
      Responses[tableName] = items;
      if (unprocessed.length > 0) UnprocessedKeys[tableName] = { ...asked, Keys: unprocessed };
      addCapacity(capacities, input.ReturnConsumedCapacity, consumption, table, tableName);
    }
    if (throttling !== undefined && processed === 0) throw throttled(throttling);
    return { Responses, UnprocessedKeys, ...capacityMember(input.ReturnConsumedCapacity, capacities) };
  },

  batchWriteItem(input, call) {
    const requests = Object.entries(input.RequestItems);
    const count = requests.reduce((total, [, writes]) => total + writes.length, 0);
    if (count > WRITES_MAX) invalid('Too many items requested for the BatchWriteItem call');
    const batch = requests.map(([tableName, writes]) => ({
      tableName,
      writes: readWrites(call, tableName, writes),
    }));
    const UnprocessedItems: Record<string, WriteRequest[]> = {};
    const capacities: ConsumedCapacity[] = [];
    const metrics: Record<string, ItemCollectionMetrics[]> = {};
    let throttling: Throttling | undefined;
    let processed = 0;
    for (const { tableName, writes } of batch) {
      const [first] = writes;
      if (first === undefined) continue;
      let consumption: Consumption = { kind: 'Write', table: 0, indexes: {} };
      for (const { write, request } of writes) {
        const outcome = attempt(call, write);
        if (!('consumption' in outcome)) {
          throttling = outcome;
          UnprocessedItems[tableName] = [...(UnprocessedItems[tableName] ?? []), request];
          continue;
        }
        processed++;
        consumption = sum(consumption, outcome.consumption);
        const metric = itemCollectionMetrics(input.ReturnItemCollectionMetrics, write.table, write.named);
        if (metric !== undefined) metrics[tableName] = [...(metrics[tableName] ?? []), metric];
      }
      addCapacity(capacities, input.ReturnConsumedCapacity, consumption, first.write.table, tableName);
    }
    if (throttling !== undefined && processed === 0) throw throttled(throttling);
    return {
      UnprocessedItems,
      ...(Object.keys(metrics).length > 0 ? { ItemCollectionMetrics: metrics } : {}),
      ...capacityMember(input.ReturnConsumedCapacity, capacities),
    };
  },
};

function readGets(call: DynamoCall, tableName: string, asked: KeysAndAttributes): Gets {
  refuseMixedParameters({ ...asked }, ['ProjectionExpression'], ['AttributesToGet']);
  const wires = asked.Keys ?? [];
  const read = wires.map((wire) => ({ wire, key: readItem(wire) }));
  const { AttributesToGet: names } = asked;
  const projection =
    requestExpressions(asked).projection ?? (names === undefined ? undefined : legacyProjection(names));
  const table = tableForItems(call, tableName);
  const keys = read.map(({ wire, key }) => {
    checkKey(key, table.schema);
    return { wire, place: itemKey(table, key) };
  });
  if (new Set(keys.map(({ place }) => place)).size < keys.length) invalid(DUPLICATES);
  keys.sort((one, other) => (one.place < other.place ? -1 : 1));
  return { tableName, table, asked, projection, keys };
}

/** A write of a batch, and the entry that asked for it. */
interface Asked {
  readonly write: Write;
  readonly request: WriteRequest;
}

function readWrites(call: DynamoCall, TableName: string, requests: readonly WriteRequest[]): Asked[] {
  const writes = requests.map((request) => ({ request, write: readWrite(call, TableName, request) }));
  if (new Set(writes.map(({ write }) => write.key)).size < writes.length) invalid(DUPLICATES);
  return writes;
}

function readWrite(call: DynamoCall, TableName: string, { PutRequest, DeleteRequest }: WriteRequest): Write {
  if ((PutRequest === undefined) === (DeleteRequest === undefined)) {
    return invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  return PutRequest === undefined
    ? deleteWrite(call, { TableName, Key: DeleteRequest?.Key })
    : putWrite(call, { TableName, Item: PutRequest.Item });
}

type How = 'INDEXES' | 'TOTAL' | 'NONE' | undefined;

function addCapacity(
  capacities: ConsumedCapacity[],
  how: How,
  consumption: Consumption,
  table: DynamoTable,
  tableName: string,
): void {
  if (how === 'TOTAL' || how === 'INDEXES') {
    capacities.push(consumedCapacity(how, consumption, { table, tableName }));
  }
}

function capacityMember(how: How, capacities: ConsumedCapacity[]): { ConsumedCapacity?: ConsumedCapacity[] } {
  return how === 'TOTAL' || how === 'INDEXES' ? { ConsumedCapacity: capacities } : {};
}
