import type { DynamoDB, GlobalSecondaryIndexUpdate, KeySchemaElement } from '@aws-sdk/client-dynamodb';
import type { Input } from '../../../cloud/service';
import { indexNotFound, invalid, limitExceeded, WERE_INVALID } from '../errors';
import { dropEntries, fillIndex } from '../items/index-entries';
import { type KeyAttribute, keyAttributes } from '../items/key-schema';
import { type DynamoCall, type DynamoTable, type SecondaryIndex, tableOf, type TableKey } from '../state';
import { forgetUses } from '../throughput/table-units';
import { changedThroughput } from './changed-throughput';
import { countsKey, startCounts } from './counts';
import { withOnDemandMax } from './on-demand-max';
import { checkIndexes, GLOBAL_INDEXES_MAX, readAttributes, readGlobalIndex } from './table-definition';
import { keySchemaElements } from './table-description';
import { warming, warmthOf } from './warm-throughput';

type UpdateTable = Input<DynamoDB, 'updateTable'>;

/** A table with the changes to its global indexes begun. */
export function withIndexUpdates(call: DynamoCall, table: DynamoTable, input: UpdateTable): DynamoTable {
  const updates = input.GlobalSecondaryIndexUpdates ?? [];
  const online = onlineUpdates(input);
  const isBusy = table.indexes.some(({ status }) => status === 'CREATING' || status === 'DELETING');
  if (online.length > (isBusy ? 0 : 1)) {
    throw limitExceeded(
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    );
  }
  const names = updates.map(indexNameOf);
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) {
    invalid(
      `${WERE_INVALID}Only one global secondary index update per index is allowed simultaneously. Index: ${repeated}`,
    );
  }
  const given = readAttributes(input.AttributeDefinitions);
  refuseRedefinition(table, given, updates);
  const attributes = mergedAttributes(table, given);
  let changed: DynamoTable = { ...table, attributes };
  for (const update of updates) changed = withIndexUpdate(call, changed, update);
  if (online.some(({ Create }) => Create !== undefined)) {
    if (changed.indexes.filter(({ isGlobal }) => isGlobal).length > GLOBAL_INDEXES_MAX) {
      throw limitExceeded(
        `Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of ${GLOBAL_INDEXES_MAX}`,
      );
    }
    checkIndexes(changed.attributes, changed.schema, changed.indexes);
  }
  if (changed.billingMode === 'PROVISIONED') changed.indexes.forEach(refuseWithoutUnits);
  return { ...changed, attributes: usedAttributes(changed) };
}

/** A table that becomes provisioned needs units for its indexes too. */
function refuseWithoutUnits({ name, isGlobal, status, throughput }: SecondaryIndex): void {
  if (!isGlobal || status === 'DELETING' || throughput.read > 0) return;
  invalid(`${WERE_INVALID}ProvisionedThroughput must be specified for index: ${name}`);
}

/** Updates that add an index or take one away, which takes a while. */
export function onlineUpdates({
  GlobalSecondaryIndexUpdates = [],
}: UpdateTable): GlobalSecondaryIndexUpdate[] {
  return GlobalSecondaryIndexUpdates.filter(
    ({ Create, Delete }) => Create !== undefined || Delete !== undefined,
  );
}

function indexNameOf({ Create, Update, Delete }: GlobalSecondaryIndexUpdate): string {
  if ([Create, Update, Delete].filter((action) => action !== undefined).length > 1) {
    invalid(
      `${WERE_INVALID}Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object`,
    );
  }
  if (Update?.WarmThroughput !== undefined && warmthOf(Update.WarmThroughput) === undefined) {
    invalid(
      `${WERE_INVALID}WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond ` +
        `specified for index: ${Update.IndexName}`,
    );
  }
  const name = (Update ?? Create ?? Delete)?.IndexName;
  if (name !== undefined) return name;
  return invalid(
    `${WERE_INVALID}One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, ` +
      'GlobalSecondaryIndexUpdate.Delete must not be null',
  );
}

function schemaText(schema: readonly KeySchemaElement[], attributes: readonly KeyAttribute[]): string {
  const elements = schema.map(({ AttributeName = '', KeyType }) => {
    const type = attributes.find(({ name }) => name === AttributeName)?.type;
    return `SchemaElement: key{${AttributeName}:${type}:${KeyType}}`;
  });
  return `Schema:[${elements.join(', ')}]`;
}

/** An attribute that is a key already keeps its type. */
function refuseRedefinition(
  { attributes, schema, indexes }: DynamoTable,
  given: readonly KeyAttribute[],
  updates: readonly GlobalSecondaryIndexUpdate[],
): void {
  for (const { Create } of updates) {
    const wanted = Create?.KeySchema ?? [];
    const changed = attributes.find(({ name, type }) => {
      const isKey = wanted.some(({ AttributeName }) => AttributeName === name);
      return isKey && given.some((each) => each.name === name && each.type !== type);
    });
    const existing = [schema, ...indexes.map((index) => index.schema)].find((each) =>
      keyAttributes(each).some(({ name }) => name === changed?.name),
    );
    if (existing === undefined) continue;
    invalid(
      `${WERE_INVALID}Attributes cannot be redefined. Please check that your attribute has the same type as ` +
        `previously defined. Existing schema: ${schemaText(keySchemaElements(existing), attributes)} ` +
        `New schema: ${schemaText(wanted, given)}`,
    );
  }
}

function mergedAttributes(table: DynamoTable, given: readonly KeyAttribute[]): KeyAttribute[] {
  const added = given.filter(({ name }) => table.attributes.every((known) => known.name !== name));
  return [...table.attributes, ...added];
}

/** Definitions that no key needs go when their index goes. */
function usedAttributes({ attributes, schema, indexes }: DynamoTable): KeyAttribute[] {
  const schemas = [schema, ...indexes.map((index) => index.schema)];
  const used = new Set(schemas.flatMap((each) => keyAttributes(each).map(({ name }) => name)));
  return attributes.filter(({ name }) => used.has(name));
}

type IndexUpdate = NonNullable<GlobalSecondaryIndexUpdate['Update']>;

function withUpdate(
  call: DynamoCall,
  table: DynamoTable,
  index: SecondaryIndex,
  { ProvisionedThroughput: units, OnDemandThroughput: max, WarmThroughput }: IndexUpdate,
): SecondaryIndex {
  const { name, throughput } = index;
  const { billingMode } = table;
  const warm = warmthOf(WarmThroughput);
  const isMax = max?.MaxReadRequestUnits !== undefined || max?.MaxWriteRequestUnits !== undefined;
  if (billingMode === 'PAY_PER_REQUEST' && (units !== undefined || (!isMax && warm === undefined))) {
    invalid(
      `${WERE_INVALID}The only Updates for index: ${name} when TableThroughputMode is PAY_PER_REQUEST can be to ` +
        'OnDemandThroughput, WarmThroughput',
    );
  }
  const heated = { ...index, ...(warm === undefined ? {} : warming(call, table, index, warm)) };
  const limited = withOnDemandMax(heated, max, { billingMode, where: `index : ${name}`, isUpdate: true });
  if (units === undefined && warm !== undefined && !isMax) return limited;
  return {
    ...limited,
    status: 'UPDATING',
    // An update of the maximum alone leaves the units as they are.
    throughput:
      units === undefined && isMax
        ? throughput
        : changedThroughput(call, throughput, units, throughput.read === 0, `index ${name}`),
  };
}

function withIndexUpdate(
  call: DynamoCall,
  table: DynamoTable,
  { Create, Update, Delete }: GlobalSecondaryIndexUpdate,
): DynamoTable {
  if (Create !== undefined) {
    if (table.indexes.some(({ name }) => name === Create.IndexName)) {
      invalid('Attempting to create an index which already exists');
    }
    const { attributes, schema, billingMode } = table;
    const index = readGlobalIndex(Create, { call, attributes, schema, billingMode });
    startCounts(call, countsKey(table, index));
    return { ...table, indexes: [...table.indexes, { ...index, backfilling: true }] };
  }
  const name = (Update ?? Delete)?.IndexName ?? '';
  const index = table.indexes.find((each) => each.name === name);
  if (index === undefined) throw indexNotFound(name, table.name);
  if (!index.isGlobal) {
    const what = Update === undefined ? 'delete' : 'update';
    invalid(`Cannot ${what} an index that is not a GlobalSecondaryIndex: ${name}`);
  }
  const changed: SecondaryIndex =
    Update === undefined ? { ...index, status: 'DELETING' } : withUpdate(call, table, index, Update);
  return { ...table, indexes: table.indexes.map((each) => (each === index ? changed : each)) };
}

/** An index that was added is filled and can be read, or one that was taken away is gone. */
export function indexesUpdated(payload: TableKey, call: DynamoCall): void {
  const table = tableOf(call, payload);
  if (table === undefined) return;
  const gone = table.indexes.filter(({ status }) => status === 'DELETING');
  const added = table.indexes.filter(({ status }) => status === 'CREATING');
  for (const index of gone) {
    dropEntries(call, table, index);
    forgetUses(call, table, index);
  }
  for (const index of added) fillIndex(call, table, index);
  const indexes = table.indexes
    .filter((index) => !gone.includes(index))
    .map((index) =>
      added.includes(index) ? { ...index, status: 'ACTIVE' as const, backfilling: false } : index,
    );
  const updated = { ...table, indexes };
  call.state.tables.set(table.name, { ...updated, attributes: usedAttributes(updated) });
  for (const { name } of added) call.note('index active', `${table.arn}/index/${name}`);
  for (const { name } of gone) call.note('index deleted', `${table.arn}/index/${name}`);
}
