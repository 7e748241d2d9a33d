import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Input } from '../../../cloud/service';
import { encryptTable, requestedKeyId } from '../encryption/table-encryption';
import { invalid, invalidRequest, limitExceeded, tableExists, WERE_INVALID } from '../errors';
import { type DynamoCall, type DynamoTable, tableOf, type TableKey } from '../state';
import { resettle } from '../throughput/table-units';
import { settleStream, withFirstStream } from '../streams/specification';
import { countsKey, startCounts } from './counts';
import { readTableName, tableArn } from './find-table';
import { withOnDemandMax } from './on-demand-max';
import { attachPolicy } from './resource-policies';
import { checkTags } from './tags';
import {
  checkIndexes,
  readAttributes,
  readGlobalIndexes,
  readKeySchema,
  readLocalIndexes,
  readThroughput,
  refuseThroughputOnDemand,
} from './table-definition';
import { withWarmth } from './warm-throughput';

const TABLES_MAX = 2500;

type CreateTable = Input<DynamoDB, 'createTable'>;

/** Parameters that would change what a table does, and that nothing here does. */
const notEmulated = ['GlobalTableSourceArn', 'GlobalTableSettingsReplicationMode'] as const;

export function createTable(input: CreateTable, call: DynamoCall): DynamoTable {
  for (const parameter of notEmulated) {
    if (input[parameter] !== undefined) call.notEmulated(`dynamodb:CreateTable with ${parameter}`);
  }
  const defined = readTable(input, call);
  const keyId = requestedKeyId(input.SSESpecification);
  const { tables } = call.state;
  if (tables.has(defined.name)) throw tableExists(defined.name);
  if (tables.size >= TABLES_MAX) {
    throw limitExceeded(`Subscriber limit exceeded: There is a limit of ${TABLES_MAX} tables per subscriber`);
  }
  const streamed = withFirstStream(call, defined, input.StreamSpecification);
  const table: DynamoTable =
    keyId === undefined ? streamed : { ...streamed, encryption: encryptTable(call, streamed.name, keyId) };
  attachPolicy(call, table.arn, input.ResourcePolicy);
  tables.set(table.name, table);
  startCounts(call, countsKey(table));
  for (const index of table.indexes) startCounts(call, countsKey(table, index));
  if (table.billingMode === 'PROVISIONED') resettle(call, undefined, table);
  const payload: TableKey = { name: table.name, id: table.id };
  const afterMs = call.random('tableCreation').between(800, 2500);
  call.later({ afterMs, kind: 'tableCreated', payload });
  return table;
}

function readTable(input: CreateTable, call: DynamoCall): DynamoTable {
  const name = readTableName(call, input.TableName);
  const { KeySchema = [], BillingMode: billingMode = 'PROVISIONED', TableClass } = input;
  refuseThroughputOnDemand(input.ProvisionedThroughput, billingMode);
  const throughput = readThroughput(call, input.ProvisionedThroughput, billingMode);
  const attributes = readAttributes(input.AttributeDefinitions);
  if (KeySchema.length > 2) {
    const elements = KeySchema.map(
      ({ AttributeName, KeyType }) => `KeySchemaElement(attributeName=${AttributeName}, keyType=${KeyType})`,
    );
    invalidRequest(
      `Value '[${elements.join(', ')}]' at 'keySchema' failed to satisfy constraint: ` +
        'Member must have length less than or equal to 2',
    );
  }
  if (KeySchema.length > attributes.length) {
    invalid('Invalid KeySchema: Some index key attribute have no definition');
  }
  const schema = readKeySchema(KeySchema, attributes);
  const hasIndexes = input.LocalSecondaryIndexes !== undefined || input.GlobalSecondaryIndexes !== undefined;
  if (!hasIndexes && KeySchema.length !== attributes.length) {
    invalid(
      `${WERE_INVALID}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
    );
  }
  const context = { call, attributes, schema, billingMode };
  const indexes = [
    ...readLocalIndexes(input.LocalSecondaryIndexes, context),
    ...readGlobalIndexes(input.GlobalSecondaryIndexes, context),
  ];
  checkIndexes(attributes, schema, indexes);
  const table: DynamoTable = {
    id: String(call.count('table')),
    uuid: call.random('tableId').uuid(),
    name,
    arn: tableArn(call, name),
    status: 'CREATING',
    createdAtMs: call.nowMs,
    attributes,
    schema,
    billingMode,
    ...(billingMode === 'PAY_PER_REQUEST' ? { onDemandSinceMs: call.nowMs } : {}),
    throughput,
    indexes,
    deletionProtected: input.DeletionProtectionEnabled ?? false,
    ...(TableClass === undefined ? {} : { tableClass: { name: TableClass } }),
    tags: checkTags({}, input.Tags ?? []),
  };
  const limited = withOnDemandMax(table, input.OnDemandThroughput, { billingMode, where: 'table' });
  return withWarmth(call, limited, input.WarmThroughput, billingMode, 'table');
}

export function tableCreated(payload: TableKey, call: DynamoCall): void {
  const table = tableOf(call, payload);
  if (table?.status !== 'CREATING') return;
  const indexes = table.indexes.map((index) => ({ ...index, status: 'ACTIVE' as const }));
  call.state.tables.set(table.name, { ...table, status: 'ACTIVE', indexes });
  settleStream(call, table);
  call.note('table active', table.arn);
}
