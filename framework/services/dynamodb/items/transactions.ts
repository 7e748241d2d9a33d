import type {
  ConsumedCapacity,
  DynamoDB,
  ItemCollectionMetrics,
  TransactGetItem,
  TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { AwsError, type Input, type Operations, type Output } from '../../../cloud/service';
import {
  type Consumption,
  consumedCapacity,
  doubled,
  itemCollectionMetrics,
  readOf,
  readUnits,
  refusedWriteOf,
  sum,
  writeOf,
} from '../capacity';
import {
  type CancellationReason,
  CONDITION_FAILED,
  idempotentParameterMismatch,
  invalid,
  transactionCancelled,
} from '../errors';
import { type Projection, project } from '../expressions/projection';
import { requestExpressions } from '../expressions/request-expressions';
import type { DynamoCall, DynamoTable, State, StoredItem } from '../state';
import { tableForItems } from '../tables/find-table';
import { spend } from '../throughput/table-units';
import { throttledReason } from '../throughput/throttling';
import { toWireItem } from './attribute-value';
import { checkKey } from './key-schema';
import { itemKey } from './places';
import { readItem } from './read-value';
import { replaceItem } from './stored-items';
import { earlierDigest, remember, requestDigest } from './transaction-tokens';
import {
  type CarriedOut,
  checkWrite,
  conditionHolds,
  deleteWrite,
  putWrite,
  updateWrite,
  type Write,
  type Written,
} from './writes';

/** What the items of one transaction may come to (aws-behaviour.md 3.2). */
const TRANSACTION_BYTES_MAX = 4 * 1024 * 1024;
const ONE_ITEM_TWICE = 'Transaction request cannot include multiple operations on one item';
const ONE_ACTION = 'TransactItems can only contain one of Check, Put, Update or Delete';

type TransactWrite = Input<DynamoDB, 'transactWriteItems'>;

/** All or nothing, and at once: nothing else happens in between, so no transaction ever conflicts with another. */
export const transactions: Operations<DynamoDB, State> = {
  transactWriteItems(input, call) {
    const { ClientRequestToken: token } = input;
    const writes = input.TransactItems.map((action) => readAction(call, action));
    if (new Set(writes.map(({ key }) => key)).size < writes.length) invalid(ONE_ITEM_TWICE);
    const digest = token === undefined ? '' : requestDigest(input.TransactItems);
    const earlier = token === undefined ? undefined : earlierDigest(call, token);
    if (earlier !== undefined && earlier !== digest) throw idempotentParameterMismatch();
    if (earlier !== undefined) return repeatedAnswer(call, input, writes);
    const outcomes = decide(call, writes);
    for (const { write, before, after } of outcomes) {
      if (after !== before) replaceItem(call, write.table, write.key, before, after);
    }
    if (token !== undefined) remember(call, token, digest);
    return {
      ...collectionMetrics(input, writes),
      ...capacities(
        input.ReturnConsumedCapacity,
        outcomes.map(({ write, consumption }) => ({ ...write, consumption })),
      ),
    };
  },

  transactGetItems(input, call) {
    const gets = input.TransactItems.map((action) => readGet(call, action));
    if (new Set(gets.map(({ key }) => key)).size < gets.length) invalid(ONE_ITEM_TWICE);
    const found = gets.map((get) => {
      const stored = call.state.items.get(get.key);
      return { ...get, stored, consumption: doubled(readOf(readUnits(stored?.size ?? 0, true))) };
    });
    const bytes = found.reduce((total, { stored }) => total + (stored?.size ?? 0), 0);
    if (bytes > TRANSACTION_BYTES_MAX) invalid(TOO_LARGE);
    spendAll(call, found);
    return {
      Responses: found.map(({ stored, projection }) => shown(stored, projection)),
      ...capacities(input.ReturnConsumedCapacity, found),
    };
  },
};

const TOO_LARGE = 'Transaction size has exceeded the maximum allowed size';

function readAction(call: DynamoCall, { ConditionCheck, Put, Update, Delete }: TransactWriteItem): Write {
  const given = [ConditionCheck, Put, Update, Delete].filter((action) => action !== undefined);
  if (given.length !== 1) return invalid(ONE_ACTION);
  if (Put !== undefined) return putWrite(call, Put);
  if (Update !== undefined) return updateWrite(call, Update);
  if (Delete !== undefined) return deleteWrite(call, Delete);
  if (ConditionCheck !== undefined) return checkWrite(call, ConditionCheck);
  return invalid(ONE_ACTION);
}

/** An action of a transaction that can be done, and paid. */
interface Decided extends CarriedOut {
  readonly write: Write;
}

/** What each write would do; cancels the transaction if one of them cannot be done. Its units are gone even so. */
function decide(call: DynamoCall, writes: readonly Write[]): Decided[] {
  const outcomes: Decided[] = [];
  const reasons: CancellationReason[] = [];
  let bytes = 0;
  for (const write of writes) {
    const before = call.state.items.get(write.key);
    const outcome = outcomeOf(write, before);
    const used =
      'Code' in outcome ? refusedWriteOf(before) : writeOf(write.table, write.key, before, outcome.after);
    const consumption = doubled(used);
    const throttling = spend(call, write.table, consumption);
    if (throttling !== undefined) {
      reasons.push(throttledReason(throttling));
    } else if ('Code' in outcome) {
      reasons.push(outcome);
    } else {
      reasons.push({ Code: 'None' });
      outcomes.push({ ...outcome, write, consumption });
      bytes += Math.max(before?.size ?? 0, outcome.after?.size ?? 0);
    }
  }
  if (reasons.some(({ Code }) => Code !== 'None')) throw transactionCancelled(reasons);
  if (bytes > TRANSACTION_BYTES_MAX) invalid(TOO_LARGE);
  return outcomes;
}

function outcomeOf(write: Write, before: StoredItem | undefined): Written | CancellationReason {
  if (!conditionHolds(write, before)) {
    const isReturned = write.returnsItemOnFailure && before !== undefined;
    return {
      Code: 'ConditionalCheckFailed',
      Message: CONDITION_FAILED,
      ...(isReturned ? { Item: toWireItem(before.item) } : {}),
    };
  }
  try {
    return { before, after: write.after(before) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { Code: 'ValidationError', Message: error.message };
  }
}

/** Takes what the reads of a transaction consume; cancels it where one of them is throttled. */
function spendAll(
  call: DynamoCall,
  reads: readonly { table: DynamoTable; consumption: Consumption }[],
): void {
  const reasons = reads.map(({ table, consumption }): CancellationReason => {
    const throttling = spend(call, table, consumption);
    return throttling === undefined ? { Code: 'None' } : throttledReason(throttling);
  });
  if (reasons.some(({ Code }) => Code !== 'None')) throw transactionCancelled(reasons);
}

/** The same token again: a success without an effect, which reads the items (aws-behaviour.md 3.4). */
function repeatedAnswer(
  call: DynamoCall,
  input: TransactWrite,
  writes: readonly Write[],
): Output<DynamoDB, 'transactWriteItems'> {
  const read = writes.map((write) => {
    const size = call.state.items.get(write.key)?.size ?? 0;
    return { ...write, consumption: doubled(readOf(readUnits(size, true))) };
  });
  spendAll(call, read);
  return { ...collectionMetrics(input, writes), ...capacities(input.ReturnConsumedCapacity, read) };
}

function collectionMetrics(
  { ReturnItemCollectionMetrics }: TransactWrite,
  writes: readonly Write[],
): { ItemCollectionMetrics?: Record<string, ItemCollectionMetrics[]> } {
  const metrics: Record<string, ItemCollectionMetrics[]> = {};
  for (const { table, tableName, named } of writes) {
    const metric = itemCollectionMetrics(ReturnItemCollectionMetrics, table, named);
    if (metric !== undefined) metrics[tableName] = [...(metrics[tableName] ?? []), metric];
  }
  return Object.keys(metrics).length > 0 ? { ItemCollectionMetrics: metrics } : {};
}

interface Get {
  table: DynamoTable;
  tableName: string;
  key: string;
  projection: Projection | undefined;
}

function readGet(call: DynamoCall, { Get: get }: TransactGetItem): Get {
  const { TableName = '', Key = {} } = get ?? {};
  const key = readItem(Key);
  const { projection } = requestExpressions({ ...get });
  const table = tableForItems(call, TableName);
  checkKey(key, table.schema);
  return { table, tableName: TableName, key: itemKey(table, key), projection };
}

function shown(
  stored: StoredItem | undefined,
  projection: Projection | undefined,
): { Item?: ReturnType<typeof toWireItem> } {
  if (stored === undefined) return {};
  const item = projection === undefined ? stored.item : project(projection, stored.item);
  return Object.keys(item).length === 0 ? {} : { Item: toWireItem(item) };
}

function capacities(
  how: 'INDEXES' | 'TOTAL' | 'NONE' | undefined,
  parts: readonly { table: DynamoTable; tableName: string; consumption: Consumption }[],
): { ConsumedCapacity?: ConsumedCapacity[] } {
  if (how !== 'TOTAL' && how !== 'INDEXES') return {};
  const byTable = new Map<string, { table: DynamoTable; consumption: Consumption }>();
  for (const { table, tableName, consumption } of parts) {
    const known = byTable.get(tableName);
    byTable.set(tableName, { table, consumption: known ? sum(known.consumption, consumption) : consumption });
  }
  return {
    ConsumedCapacity: [...byTable].map(([tableName, { table, consumption }]) =>
      consumedCapacity(how, consumption, { table, tableName, isTransaction: true }),
    ),
  };
}
