import type { ResultField } from '@aws-sdk/client-cloudwatch-logs';
import { retainedEvents } from '../events/store';
import { groupNamed, streamNamed, streamsOf } from '../find';
import type { LogGroup, LogsCall, LogStream, Query, QueryResults, StoredEvent } from '../state';
import { compileQuery } from './commands';
import { datesFrom } from './functions';
import type { Row, Value } from './expression';

const rowsMax = 10_000;
const systemFields = ['@timestamp', '@ingestionTime', '@message', '@logStream', '@log', '@ptr'];
const datedFields = ['@timestamp', '@ingestionTime'];

/** Fields of a JSON message, those of objects and lists inside it with a dot between (`user.id`, `items.0`). */
function flattened(value: unknown, path: string): [string, Value][] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    flattened(inner, path === '' ? name : `${path}.${name}`),
  );
}

function fieldsOf(message: string): [string, Value][] {
  if (!message.trimStart().startsWith('{')) return [];
  try {
    return flattened(JSON.parse(message), '');
  } catch {
    return [];
  }
}

const pointer = (group: LogGroup, stream: LogStream, { atMs, sequence }: StoredEvent): string =>
  Buffer.from(JSON.stringify([group.name, stream.name, atMs, sequence])).toString('base64');

function rowOf(call: LogsCall, group: LogGroup, stream: LogStream, event: StoredEvent): Row {
  return new Map<string, Value>([
    ...fieldsOf(event.message),
    ['@timestamp', event.atMs],
    ['@ingestionTime', event.ingestedAtMs],
    ['@message', event.message],
    ['@logStream', stream.name],
    ['@log', `${call.accountId}:${group.name}`],
    ['@ptr', pointer(group, stream, event)],
  ]);
}

const dateText = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');

function shownValue(name: string, value: Value): string {
  const isDate = datedFields.includes(name) || datesFrom.test(name);
  return isDate && typeof value === 'number' ? dateText(value) : String(value);
}

/** Fields without a value are left out; rows that are events end with their pointer. */
function resultOf(row: Row, shown: readonly string[], isSummary: boolean): ResultField[] {
  const names = isSummary || shown.includes('@ptr') ? shown : [...shown, '@ptr'];
  return names.flatMap((field) => {
    const value = row.get(field);
    return value === undefined ? [] : [{ field, value: shownValue(field, value) }];
  });
}

/** Answers a query over what its groups hold now; the latest events come first unless it sorts them. */
export function runQuery(call: LogsCall, query: Query): QueryResults {
  const command = compileQuery(query.queryString, (what) => call.notEmulated(what));
  const rows: Row[] = [];
  let [scanned, bytes] = [0, 0];
  for (const name of query.groupNames) {
    const group = call.state.groups.get(name);
    if (group === undefined) continue;
    for (const stream of streamsOf(call, group)) {
      for (const event of retainedEvents(call, group, stream)) {
        if (event.atMs < query.fromMs || event.atMs > query.toMs) continue;
        scanned++;
        bytes += Buffer.byteLength(event.message);
        rows.push(rowOf(call, group, stream, event));
      }
    }
  }
  rows.sort((a, b) => Number(b.get('@timestamp')) - Number(a.get('@timestamp')));
  const {
    rows: made,
    shown = ['@timestamp', '@message'],
    isSummary,
  } = command({
    rows,
    shown: undefined,
    isSummary: false,
  });
  const results = made.slice(0, query.limit ?? rowsMax).map((row) => resultOf(row, shown, isSummary));
  const rowsOut = results.map((row) => row.map(({ field = '', value = '' }) => ({ field, value })));
  return { rows: rowsOut, matched: made.length, scanned, bytes };
}

/** All fields of the event that a pointer leads to; undefined where it leads nowhere. */
export function recordAt(call: LogsCall, text: string): Record<string, string> | undefined {
  const [groupName, streamName, atMs, sequence] = readPointer(text);
  if (typeof groupName !== 'string' || typeof streamName !== 'string') return undefined;
  const group = groupNamed(call, groupName);
  const stream = streamNamed(call, group, streamName);
  const event = retainedEvents(call, group, stream).find(
    (each) => each.atMs === atMs && each.sequence === sequence,
  );
  if (event === undefined) return undefined;
  const row = rowOf(call, group, stream, event);
  return Object.fromEntries(
    [...row].map(([name, value]) => [name, systemFields.includes(name) ? String(value) : String(value)]),
  );
}

function readPointer(text: string): unknown[] {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64').toString());
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
}
