import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Operations } from '../../../cloud/service';
import { backUpDeleted } from '../backups/backups';
import { closeJournal } from '../backups/journal';
import { inUse, invalid } from '../errors';
import { dropEntries } from '../items/index-entries';
import { endOf, itemsPrefix } from '../items/places';
import { type DynamoCall, type State, tableOf, type TableKey } from '../state';
import { endStream } from '../streams/specification';
import { forgetUses } from '../throughput/table-units';
import { countsKey } from './counts';
import { createTable } from './create-table';
import { forgetExpiries } from './expiry';
import { retireGrant } from '../encryption/table-encryption';
import { tableNamed } from './find-table';
import { describe } from './table-description';
import { updateTable } from './update-table';

export const tables: Operations<DynamoDB, State> = {
  createTable(input, call) {
    return { TableDescription: describe(call, createTable(input, call)) };
  },

  describeTable({ TableName }, call) {
    return { Table: describe(call, tableNamed(call, TableName)) };
  },

  updateTable(input, call) {
    return { TableDescription: describe(call, updateTable(input, call)) };
  },

  /** The table answers no more calls on items at once; AWS may serve some until it is gone. */
  deleteTable({ TableName }, call) {
    const table = tableNamed(call, TableName);
    if (table.status === 'DELETING') return { TableDescription: describe(call, table) };
    if (table.deletionProtected) {
      invalid(
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      );
    }
    if (table.status === 'CREATING') throw inUse(`Table is being created: ${table.name}`);
    if (table.status === 'UPDATING') throw inUse(`Table is being updated: ${table.name}`);
    endStream(call, table, 'DISABLED');
    const deleting = { ...table, status: 'DELETING' as const };
    call.state.tables.set(table.name, deleting);
    const payload: TableKey = { name: table.name, id: table.id };
    const afterMs = call.random('tableDeletion').between(800, 2500);
    call.later({ afterMs, kind: 'tableDeleted', payload });
    return { TableDescription: describe(call, deleting) };
  },

  listTables({ ExclusiveStartTableName = '', Limit = 100 }, call) {
    const names: string[] = [];
    for (const [name] of call.state.tables.range({ from: ExclusiveStartTableName, after: true })) {
      if (names.length === Limit) {
        return { TableNames: names, LastEvaluatedTableName: names.at(-1) ?? '' };
      }
      names.push(name);
    }
    return { TableNames: names };
  },

  describeEndpoints(_input, { region }) {
    return { Endpoints: [{ Address: `dynamodb.${region}.amazonaws.com`, CachePeriodInMinutes: 1440 }] };
  },

  describeLimits() {
    return {
      AccountMaxReadCapacityUnits: 80_000,
      AccountMaxWriteCapacityUnits: 80_000,
      TableMaxReadCapacityUnits: 40_000,
      TableMaxWriteCapacityUnits: 40_000,
    };
  },
};

export function tableDeleted(payload: TableKey, call: DynamoCall): void {
  const table = tableOf(call, payload);
  if (table === undefined) return;
  const { state } = call;
  backUpDeleted(call, table);
  closeJournal(call, table);
  forgetUses(call, table);
  retireGrant(call, table);
  forgetExpiries(call, table);
  for (const index of table.indexes) dropEntries(call, table, index);
  const prefix = itemsPrefix(table);
  for (const [key] of state.items.range({ from: prefix, to: endOf(prefix) })) state.items.delete(key);
  state.counts.delete(countsKey(table));
  state.resourcePolicies.delete(table.arn);
  state.tables.delete(table.name);
  call.note('table deleted', table.arn);
}
