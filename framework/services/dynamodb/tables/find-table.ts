import { parseArn } from '../../../cloud/service';
import { openTableKey } from '../encryption/table-encryption';
import { invalid, resourceNotFound, tableNotFound } from '../errors';
import type { DynamoCall, DynamoTable } from '../state';

const TABLE_RESOURCE = /^table\/([^/]+)$/;
const NAME_MIN = 3;
const NAME_MAX = 255;
const NAME = /^[a-zA-Z0-9_.-]+$/;

/** The name in a TableName parameter, which may be the table's ARN; undefined for an ARN of something else. */
export function tableNameOf(text: string): string | undefined {
  if (!text.startsWith('arn:')) return text;
  const arn = parseArn(text);
  return arn?.service === 'dynamodb' ? TABLE_RESOURCE.exec(arn.resource)?.[1] : undefined;
}

export const tableArn = (call: DynamoCall, name: string): string =>
  `arn:${call.partition}:dynamodb:${call.region}:${call.accountId}:table/${name}`;

/** A checked table name; the API model lets ARNs through, so it does not check names (aws-behaviour.md 3.1). */
export function readTableName(call: DynamoCall, text: string): string {
  const name = tableNameOf(text);
  if (name === undefined) {
    return invalid(`Invalid TableArn: Invalid ResourceArn provided as input ${text}`);
  }
  if (text !== name && text !== tableArn(call, name)) {
    return call.notEmulated('dynamodb: the use of a table of another account or region by its ARN');
  }
  const problems = [
    ...(name.length < NAME_MIN ? [`length greater than or equal to ${NAME_MIN}`] : []),
    ...(name.length > NAME_MAX ? [`length less than or equal to ${NAME_MAX}`] : []),
  ].map((length) => `Member must have ${length}`);
  if (!NAME.test(name)) problems.push('Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+');
  if (problems.length > 0) {
    const found = problems.map(
      (each) => `Value '${name}' at 'tableName' failed to satisfy constraint: ${each}`,
    );
    const errors = found.length === 1 ? 'error' : 'errors';
    return invalid(`${found.length} validation ${errors} detected: ${found.join('; ')}`);
  }
  return name;
}

/** The table of a call on items: one that is being made or deleted is not found, one whose key is shut is refused. */
export function tableForItems(call: DynamoCall, text: string): DynamoTable {
  const table = call.state.tables.get(text) ?? call.state.tables.get(readTableName(call, text));
  if (table === undefined || table.status === 'CREATING' || table.status === 'DELETING') {
    throw resourceNotFound();
  }
  openTableKey(call, table);
  return table;
}

/** The table of a call about it, in whatever status. */
export function tableNamed(call: DynamoCall, text: string): DynamoTable {
  const name = readTableName(call, text);
  const table = call.state.tables.get(name);
  if (table === undefined) throw tableNotFound(name);
  return table;
}
