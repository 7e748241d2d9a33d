import type { ReturnValuesOnConditionCheckFailure } from '@aws-sdk/client-dynamodb';
import { invalid } from '../errors';
import { updatedAttributes } from '../expressions/apply-update';
import type { Condition } from '../expressions/condition';
import type { Update as BoundUpdate } from '../expressions/update';
import type { Item } from '../items/attribute-value';
import type { KeySchema } from '../items/key-schema';
import { insertWrite, keyedWrite, type Write, type Written } from '../items/writes';
import type { DynamoCall, DynamoTable } from '../state';
import { conditionOf } from './conditions';
import { checkKeyTypes, partsOf, joined, writtenKey } from './keys';
import type { Delete, Exists, Insert, Returning, Source, Statement, Update } from './syntax/tree';
import { statementTable } from './table';
import { updateOf } from './updates';
import { itemOf, type Parameters } from './values';

export type WriteStatement = Insert | Update | Delete | Exists;

export interface WriteRequest {
  readonly parameters: Parameters;
  readonly onFailure?: ReturnValuesOnConditionCheckFailure | undefined;
}

export const isWrite = (statement: Statement): statement is WriteStatement => statement.kind !== 'select';

/** The write that a statement asks for; what is wrong with the statement itself comes before its table. */
export function writeOf(call: DynamoCall, statement: WriteStatement, request: WriteRequest): Write {
  switch (statement.kind) {
    case 'insert':
      return insertOf(call, statement, request);
    case 'update': {
      const update = updateOf(statement.clauses, request.parameters);
      return keyedOf(call, statement, { ...request, update });
    }
    case 'delete':
      return keyedOf(call, statement, { ...request, update: 'delete' });
    default:
      return checkOf(call, statement, request);
  }
}

function tableOf(call: DynamoCall, source: Source): DynamoTable {
  const table = statementTable(call, source);
  if (source.index !== undefined) invalid('This operation is not supported on an index');
  return table;
}

function insertOf(
  call: DynamoCall,
  { source, item }: Insert,
  { parameters, onFailure }: WriteRequest,
): Write {
  const read = itemOf(item, parameters);
  const table = tableOf(call, source);
  checkKeyTypes(read, table.schema);
  return insertWrite(table, namedBy(source, onFailure), read);
}

const namedBy = (source: Source, onFailure: WriteRequest['onFailure']) => ({
  TableName: source.table,
  ReturnValuesOnConditionCheckFailure: onFailure,
});

function keyedOf(
  call: DynamoCall,
  { source, where }: Update | Delete,
  { parameters, onFailure, update }: WriteRequest & { update: BoundUpdate | 'delete' },
): Write {
  const condition = where === undefined ? undefined : conditionOf(where, parameters);
  const table = tableOf(call, source);
  const { key, rest } = writtenKey(condition, table.schema);
  return keyedWrite(table, namedBy(source, onFailure), {
    key,
    update,
    condition: update === 'delete' ? ifThere(table.schema, rest) : andThere(table.schema, rest),
  });
}

function checkOf(call: DynamoCall, { select }: Exists, { parameters, onFailure }: WriteRequest): Write {
  const condition = select.where === undefined ? undefined : conditionOf(select.where, parameters);
  if (select.source.index !== undefined) invalid('Operations on indices are not supported in transactions');
  const table = statementTable(call, select.source);
  const lacking = 'EXISTS() must contain a single item read with additional condition';
  if (condition === undefined) return invalid(lacking);
  const { key, rest } = writtenKey(condition, table.schema, lacking);
  if (rest === undefined) return invalid(lacking);
  return keyedWrite(table, namedBy(select.source, onFailure), {
    key,
    update: 'check',
    condition: andThere(table.schema, rest),
  });
}

const there = ({ partition }: KeySchema, name: 'attribute_exists' | 'attribute_not_exists'): Condition => ({
  kind: 'call',
  name,
  args: [{ kind: 'path', path: [partition.name] }],
});

/** An UPDATE is no upsert: the item must be there, and satisfy the rest of the WHERE. */
const andThere = (schema: KeySchema, rest: Condition | undefined): Condition | undefined =>
  joined([there(schema, 'attribute_exists'), ...partsOf(rest)]);

/** A DELETE of an item that is not there does nothing, whatever else its WHERE says. */
const ifThere = (schema: KeySchema, rest: Condition | undefined): Condition | undefined =>
  rest === undefined ? undefined : { kind: 'or', conditions: [there(schema, 'attribute_not_exists'), rest] };

/** What RETURNING shows of a write; undefined where there is nothing to show. */
export function returnedItem(
  returning: Returning | undefined,
  { update }: Write,
  { before, after }: Written,
): Item | undefined {
  const item = (returning?.when === 'OLD' ? before : after)?.item;
  if (returning === undefined || item === undefined) return undefined;
  const shown = returning.which === 'ALL' || update === undefined ? item : updatedAttributes(update, item);
  return Object.keys(shown).length === 0 ? undefined : shown;
}
