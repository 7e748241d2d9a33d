import type { DynamoDB, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Subjects } from '../../cloud/service';
import type { WireAttributeValue } from './items/attribute-value';

type WireItem = { [name: string]: WireAttributeValue };

const SHOWN_MAX = 2;
const TOGETHER_MAX = 3;

const textOf = (value: WireAttributeValue): string | undefined => value.S ?? value.N;

/** A key as people write it: `pk=order-7, sk=1`. */
function keySubject(key: WireItem | undefined): string | undefined {
  const parts = Object.entries(key ?? {}).map(([name, value]) => `${name}=${textOf(value) ?? '(binary)'}`);
  return parts.length === 0 ? undefined : parts.slice(0, SHOWN_MAX).join(', ');
}

const LOOKS_LIKE_KEY = /^(pk|sk|id|key|partition_?key|sort_?key)$|id$/i;

/** What a part of a transaction is about. */
const actionSubject = ({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): string | undefined =>
  Put === undefined ? keySubject((Update ?? Delete ?? ConditionCheck)?.Key) : itemSubject(Put.Item);

/** Several subjects as one; a long transaction is told by its first few. */
function together(subjects: readonly (string | undefined)[]): string {
  const shown = subjects.filter((subject) => subject !== undefined).slice(0, TOGETHER_MAX);
  return shown.join('; ') + (subjects.length > TOGETHER_MAX ? '; …' : '');
}

/** What is known of an item without its table's schema: the attributes that are named as keys are, or the first one. */
function itemSubject(item: WireItem | undefined): string | undefined {
  const entries = Object.entries(item ?? {}).filter(([, value]) => textOf(value) !== undefined);
  const named = entries.filter(([name]) => LOOKS_LIKE_KEY.test(name));
  return keySubject(Object.fromEntries(named.length > 0 ? named : entries.slice(0, 1)));
}

/** What calls are about, for people who read a trace. */
export const subjects: Subjects<DynamoDB> = {
  createBackup: ({ TableName }) => TableName,
  createTable: ({ TableName }) => TableName,
  deleteItem: ({ Key }) => keySubject(Key),
  executeStatement: ({ Statement }) => Statement,
  getItem: ({ Key }) => keySubject(Key),
  putItem: ({ Item }) => itemSubject(Item),
  query: ({ IndexName }) => IndexName,
  restoreTableFromBackup: ({ TargetTableName }) => TargetTableName,
  restoreTableToPointInTime: ({ TargetTableName }) => TargetTableName,
  scan: ({ IndexName }) => IndexName,
  transactGetItems: ({ TransactItems }) => together(TransactItems.map(({ Get }) => keySubject(Get?.Key))),
  transactWriteItems: ({ TransactItems }) => together(TransactItems.map(actionSubject)),
  updateItem: ({ Key }) => keySubject(Key),
};
