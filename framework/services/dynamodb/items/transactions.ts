import type {
  DynamoDB,
  ItemCollectionMetrics,
  TransactGetItem,
  TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { Input, Operations } from '../../../cloud/service';
import { itemCollectionMetrics } from '../capacity';
import { invalid } from '../errors';
import { type Projection, project } from '../expressions/projection';
import { requestExpressions } from '../expressions/request-expressions';
import type { DynamoCall, State, StoredItem } from '../state';
import { tableForItems } from '../tables/find-table';
import { toWireItem } from './attribute-value';
import { checkKey } from './key-schema';
import { itemKey } from './places';
import { readItem } from './read-value';
import { readEach, runGets, runWrites, type TransactionGet } from './transaction-runs';
import { checkWrite, deleteWrite, putWrite, updateWrite, type Write } from './writes';

const ONE_ACTION = 'TransactItems can only contain one of Check, Put, Update or Delete';

type TransactWrite = Input<DynamoDB, 'transactWriteItems'>;

/** All or nothing, and at once: nothing else happens in between, so no transaction ever conflicts with another. */
export const transactions: Operations<DynamoDB, State> = {
  transactWriteItems(input, call) {
    const writes = readEach(input.TransactItems, (action) => readAction(call, action));
    const capacity = runWrites(call, writes, {
      token: input.ClientRequestToken,
      asked: input.TransactItems,
      how: input.ReturnConsumedCapacity,
    });
    return { ...collectionMetrics(input, writes), ...capacity };
  },

  transactGetItems(input, call) {
    const gets = readEach(input.TransactItems, (action) => readGet(call, action));
    const { found, capacity } = runGets(call, gets, input.ReturnConsumedCapacity);
    return { Responses: found.map(({ stored, projection }) => shown(stored, projection)), ...capacity };
  },
};

function readAction(call: DynamoCall, { ConditionCheck, Put, Update, Delete }: TransactWriteItem): Write {
  const given = [ConditionCheck, Put, Update, Delete].filter((action) => action !== undefined);
  if (given.length !== 1) return invalid(ONE_ACTION);
  if (Put !== undefined) return putWrite(call, Put);
  if (Update !== undefined) return updateWrite(call, Update);
  if (Delete !== undefined) return deleteWrite(call, Delete);
  if (ConditionCheck !== undefined) return checkWrite(call, ConditionCheck);
  return invalid(ONE_ACTION);
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

interface Get extends TransactionGet {
  readonly projection: Projection | undefined;
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
