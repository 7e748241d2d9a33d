import type { DynamoDB, Tag } from '@aws-sdk/client-dynamodb';
import { type Operations, parseArn } from '../../../cloud/service';
import { invalid, resourceOfArnNotFound, WERE_INVALID } from '../errors';
import type { DynamoCall, DynamoTable, State } from '../state';
import { tableNameOf } from './find-table';

const TAGS_MAX = 50;

/** Tags with others added; refuses reserved keys and more than fifty. */
export function checkTags(
  present: Readonly<Record<string, string>>,
  given: readonly Tag[],
): Record<string, string> {
  const tags: Record<string, string> = { ...present };
  for (const { Key = '', Value = '' } of given) {
    if (Object.hasOwn(tags, Key) && !Object.hasOwn(present, Key)) {
      invalid(`Duplicate Tag Keys detected: ${Key}`);
    }
    tags[Key] = Value;
  }
  if (Object.keys(tags).length > TAGS_MAX) {
    invalid(`${WERE_INVALID}Too many tags: a resource can have at most ${TAGS_MAX} tags`);
  }
  return tags;
}

function tableOfArn(call: DynamoCall, arn: string): DynamoTable {
  const name = parseArn(arn) === undefined ? undefined : tableNameOf(arn);
  if (name === undefined) {
    return invalid(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  }
  const table = call.state.tables.get(name);
  if (table === undefined || table.arn !== arn) throw resourceOfArnNotFound(arn);
  return table;
}

export const tags: Operations<DynamoDB, State> = {
  tagResource({ ResourceArn, Tags }, call) {
    const table = tableOfArn(call, ResourceArn);
    call.state.tables.set(table.name, { ...table, tags: checkTags(table.tags, Tags) });
    return {};
  },

  untagResource({ ResourceArn, TagKeys }, call) {
    const table = tableOfArn(call, ResourceArn);
    const left = Object.entries(table.tags).filter(([key]) => !TagKeys.includes(key));
    call.state.tables.set(table.name, { ...table, tags: Object.fromEntries(left) });
    return {};
  },

  /** All at once: a table has at most fifty tags, and pages are larger. */
  listTagsOfResource({ ResourceArn }, call) {
    const { tags: present } = tableOfArn(call, ResourceArn);
    return { Tags: Object.entries(present).map(([Key, Value]) => ({ Key, Value })) };
  },
};
