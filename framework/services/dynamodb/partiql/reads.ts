import { invalid } from '../errors';
import type { Condition } from '../expressions/condition';
import { type Item, setAttribute } from '../items/attribute-value';
import { valuesEqual } from '../items/compare-values';
import { checkKey, keyAttributes } from '../items/key-schema';
import type { DynamoCall, DynamoTable } from '../state';
import { statementTable } from './table';
import { equalityOn, partsOf } from './keys';
import type { Select } from './syntax/tree';

/** The item that a SELECT of a batch or transaction reads: its WHERE names the whole key and nothing else. */
export function readKeyOf(
  call: DynamoCall,
  { source }: Select,
  where: Condition | undefined,
  operation: 'BatchExecuteStatement' | 'ExecuteTransaction',
): { table: DynamoTable; key: Item } {
  const table = statementTable(call, source);
  const message = `Select statements within ${operation} must specify the primary key in the where clause.`;
  if (source.index !== undefined) {
    return invalid(
      operation === 'ExecuteTransaction'
        ? 'Reads on indices are not supported within transactions.'
        : message,
    );
  }
  const key: Item = {};
  for (const part of partsOf(where)) {
    const attribute = keyAttributes(table.schema).find(({ name }) => equalityOn(part, name) !== undefined);
    const value = attribute && equalityOn(part, attribute.name);
    if (attribute === undefined || value === undefined) return invalid(message);
    const known = Object.hasOwn(key, attribute.name) ? key[attribute.name] : undefined;
    if (known !== undefined && !valuesEqual(known, value)) return invalid(message);
    setAttribute(key, attribute.name, value);
  }
  if (Object.keys(key).length < keyAttributes(table.schema).length) return invalid(message);
  checkKey(key, table.schema);
  return { table, key };
}
