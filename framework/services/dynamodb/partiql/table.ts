import { invalid } from '../errors';
import { isComposite } from '../items/key-schema';
import type { DynamoCall, DynamoTable } from '../state';
import { tableForItems } from '../tables/find-table';
import type { Source } from './syntax/tree';

/** The table of a statement; one of whose indexes has several attributes of a kind in its key takes none. */
export function statementTable(call: DynamoCall, source: Source): DynamoTable {
  const table = tableForItems(call, source.table);
  if (table.indexes.some(({ schema }) => isComposite(schema))) {
    invalid(
      'PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys.',
    );
  }
  return table;
}
