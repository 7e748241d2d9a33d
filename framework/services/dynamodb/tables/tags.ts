import type { DynamoDB, Tag } from '@aws-sdk/client-dynamodb';
import { type Operations, parseArn } from '../../../cloud/service';
import { invalid, resourceOfArnNotFound } from '../errors';
import type { DynamoCall, DynamoTable, State } from '../state';
import { tableNameOf } from './find-table';

const TAGS_MAX = 50;

const KEY_MAX = 128;
const VALUE_MAX = 256;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function checkKey(key: string | undefined): void {
  if (key === undefined || key.length === 0 || key.length > KEY_MAX || !CHARACTERS.test(key)) {
    invalid(`The Tag Key provided is invalid, Key: ${key ?? 'null'}`);
  }
  if (key.startsWith('aws:') && !key.startsWith('aws:cloudformation:')) {
    invalid(`Tag Key cannot be prefixed with aws:, Key: ${key}`);
  }
}

function checkTag({ Key, Value }: Tag): void {
  checkKey(Key);
  if (Value === undefined || Value.length > VALUE_MAX || !CHARACTERS.test(Value)) {
    invalid(`The Tag Value provided is invalid, Value: ${Value ?? 'null'}`);
  }
}

function refuseTooMany(count: number): void {
  if (count > TAGS_MAX) invalid('Number of Tags exceed the current limit for the provided ResourceArn');
}

/** Tags with others added; refuses reserved keys and more than fifty. */
export function checkTags(
  present: Readonly<Record<string, string>>,
  given: readonly Tag[],
): Record<string, string> {
  const tags: Record<string, string> = { ...present };
  const seen = new Set<string>();
  given.forEach(checkTag);
  for (const { Key = '', Value = '' } of given) {
    if (seen.has(Key)) {
      invalid(`Duplicate Tag Keys provided as input: Duplicate Tag Key found ${Key}`);
    }
    seen.add(Key);
    tags[Key] = Value;
  }
  refuseTooMany(Object.keys(tags).length);
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
    if (Tags.length === 0) invalid('Atleast one Tag needs to be provided as Input.');
    const table = tableOfArn(call, ResourceArn);
    call.state.tables.set(table.name, { ...table, tags: checkTags(table.tags, Tags) });
    return {};
  },

  untagResource({ ResourceArn, TagKeys }, call) {
    if (TagKeys.length === 0) invalid('Atleast one Tag Key needs to be provided as Input.');
    const table = tableOfArn(call, ResourceArn);
    TagKeys.forEach(checkKey);
    refuseTooMany(TagKeys.length);
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
