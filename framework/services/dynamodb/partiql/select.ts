import { canonicalJson, digest } from '../../../kernel';
import { type Consumption, sum } from '../capacity';
import { invalid, WERE_INVALID } from '../errors';
import type { Condition } from '../expressions/condition';
import { valueAt } from '../expressions/document-path';
import { keyConditionFor, keyRange, type SortCondition } from '../expressions/key-condition';
import { type AttributeValue, type Item, setAttribute, toWireItem } from '../items/attribute-value';
import { readItem } from '../items/read-value';
import { valuesEqual } from '../items/compare-values';
import { KEY_END } from '../items/key-encoding';
import { partitionHash } from '../items/partition-hash';
import { conditionPaths } from '../queries/filter-names';
import { readPage } from '../queries/page';
import { heldNames, placeOfStartKey, type Source, sourceOf } from '../queries/source';
import type { DynamoCall, DynamoTable } from '../state';
import { conditionOf } from './conditions';
import { joined, partsOf, rangeOn, valuesOn } from './keys';
import { readToken, type PlaceInSelect, tokenOf } from './next-token';
import type { Path, Select } from './syntax/tree';
import { statementTable } from './table';
import type { Parameters } from './values';

export interface SelectRequest {
  readonly limit: number | undefined;
  readonly isConsistent: boolean | undefined;
  readonly nextToken: string | undefined;
}

/** What a SELECT reads: ranges of partitions where its WHERE names their keys, or else the whole source. */
interface Plan {
  readonly source: Source;
  readonly ranges: readonly { low: string; high: string }[];
  readonly filter: Condition | undefined;
  readonly reverse: boolean;
  readonly fetches: boolean;
}

export interface Selected {
  readonly table: DynamoTable;
  readonly items: Item[];
  readonly consumption: Consumption;
  readonly next: { token: string; key: Item | undefined } | undefined;
}

/** The WHERE of a SELECT as a condition; it is judged before the table is looked up. */
export const whereOf = (select: Select, parameters: Parameters): Condition | undefined =>
  select.where === undefined ? undefined : conditionOf(select.where, parameters);

/** Reads one page of what a SELECT asks for. */
export function runSelect(
  call: DynamoCall,
  select: Select,
  parameters: Parameters,
  { limit, isConsistent, nextToken }: SelectRequest,
): Selected {
  const where = whereOf(select, parameters);
  const table = statementTable(call, select.source);
  const plan = planOf(select, where, selectSource(table, select, isConsistent));
  const asked = digest(canonicalJson([select, parameters])).sha256;
  let place: PlaceInSelect | undefined = nextToken === undefined ? undefined : readToken(nextToken, asked);
  const items: Item[] = [];
  let consumption: Consumption = { kind: 'Read', table: 0, indexes: {} };
  let left = limit;
  for (let at = place?.range ?? 0; at < plan.ranges.length; at++) {
    const range = plan.ranges[at];
    if (range === undefined) break;
    const page = readRange(call, plan, range, {
      limit: left,
      isConsistent,
      after: startOf(plan.source, place),
    });
    place = undefined;
    items.push(...page.items);
    consumption = sum(consumption, page.consumption);
    left = left === undefined ? undefined : left - page.scannedCount;
    const following: PlaceInSelect | undefined =
      page.lastKey !== undefined
        ? { range: at, key: toWireItem(page.lastKey) }
        : left === 0
          ? { range: at + 1 }
          : undefined;
    if (following === undefined || following.range >= plan.ranges.length) continue;
    const next = { token: tokenOf(following, asked), key: page.lastKey };
    return { table, items: shownItems(select, items), consumption, next };
  }
  return { table, items: shownItems(select, items), consumption, next: undefined };
}

function readRange(
  call: DynamoCall,
  { source, filter, reverse, fetches }: Plan,
  { low, high }: { low: string; high: string },
  how: { limit: number | undefined; isConsistent: boolean | undefined; after: string | undefined },
): ReturnType<typeof readPage> {
  const { limit, isConsistent, after } = how;
  return readPage(call, {
    source,
    low,
    high,
    filter,
    reverse,
    fetches,
    limit,
    isConsistent,
    ...(after === undefined ? {} : { after }),
  });
}

function startOf(source: Source, place: PlaceInSelect | undefined): string | undefined {
  if (place?.key === undefined) return undefined;
  return placeOfStartKey(source, readItem(place.key)) ?? invalid('Invalid NextToken');
}

function selectSource(table: DynamoTable, { source }: Select, isConsistent: boolean | undefined): Source {
  const index = table.indexes.find(({ name }) => name === source.index);
  if (source.index !== undefined && index === undefined) {
    invalid('The table does not have the specified index');
  }
  if (index?.isGlobal === true && isConsistent === true) {
    invalid('Strongly consistent read is not supported on Global Secondary Indexes');
  }
  return sourceOf(table, source.index, isConsistent);
}

function planOf(select: Select, where: Condition | undefined, source: Source): Plan {
  const lacking = lackingNames(select, source);
  if (lacking.length > 0 && source.index?.isGlobal === true) {
    invalid(
      `${WERE_INVALID}Global secondary index ${source.index.name} does not project [${lacking.join(', ')}]`,
    );
  }
  const keyed = keyedRanges(where, source);
  const reverse = orderOf(select, keyed, source);
  const plan = { source, reverse, fetches: lacking.length > 0 };
  if (keyed === undefined) {
    return { ...plan, ranges: [{ low: source.prefix, high: source.prefix + KEY_END }], filter: where };
  }
  if (keyed.isConjunction) refuseUnheldFilter(keyed.filter, source);
  return { ...plan, ranges: keyed.ranges, filter: keyed.filter };
}

interface Keyed {
  readonly ranges: readonly { low: string; high: string }[];
  readonly filter: Condition | undefined;
  /** The key stands beside the rest of the condition, and not in the branches of an OR. */
  readonly isConjunction: boolean;
}

/** The partitions that a WHERE names; undefined where it names none, so that all is read. */
function keyedRanges(where: Condition | undefined, source: Source): Keyed | undefined {
  const { partition, sort } = source.schema;
  const parts = partsOf(where);
  const named = parts.find((part) => valuesOn(part, partition.name) !== undefined);
  const values = named && valuesOn(named, partition.name);
  if (named === undefined || values === undefined) return branchedRanges(where, source);
  const ranged = sort && parts.find((part) => rangeOn(part, sort.name) !== undefined);
  const range = ranged && sort && rangeOn(ranged, sort.name);
  return {
    ranges: distinct(values).map((value) => rangeOf(source, value, range)),
    filter: joined(parts.filter((part) => part !== named && part !== ranged)),
    isConjunction: true,
  };
}

/** `a = 1 AND … OR a = 2 AND …`: the partitions of all branches, where each names one. */
function branchedRanges(where: Condition | undefined, source: Source): Keyed | undefined {
  if (where?.kind !== 'or') return undefined;
  const { partition, sort } = source.schema;
  const branches = where.conditions.map((condition) => {
    const parts = partsOf(condition);
    const [values] = parts
      .map((part) => valuesOn(part, partition.name))
      .filter((found) => found !== undefined);
    const touched = sort === undefined ? [] : parts.filter((part) => looksAt(part, sort.name));
    const ranges = touched.map((part) => (sort === undefined ? undefined : rangeOn(part, sort.name)));
    return { values, ranges, isNegated: ranges.includes(undefined) };
  });
  if (branches.some(({ values }) => values === undefined)) return undefined;
  for (const [at, one] of branches.entries()) {
    for (const other of branches.slice(at + 1)) {
      const isShared = (one.values ?? []).some((value) =>
        (other.values ?? []).some((each) => valuesEqual(value, each)),
      );
      if (isShared && overlap(one, other)) {
        invalid('Overlapping conditions with range keys are not supported in where clause');
      }
    }
  }
  const values = distinct(branches.flatMap((branch) => branch.values ?? []));
  return {
    ranges: values.map((value) => rangeOf(source, value, undefined)),
    filter: where,
    isConjunction: false,
  };
}

interface Branch {
  readonly ranges: readonly (SortCondition | undefined)[];
  readonly isNegated: boolean;
}

/** Whether two branches of one partition may both find an item by its sort key; negated ones don't count. */
function overlap(one: Branch, other: Branch): boolean {
  if (one.isNegated || other.isNegated) return false;
  const [first] = one.ranges;
  const [second] = other.ranges;
  if (first === undefined || second === undefined) return first !== second;
  const [left] = first.values;
  const [right] = second.values;
  if (left === undefined || right === undefined) return true;
  if (first.operator === 'EQ' && second.operator === 'EQ') return valuesEqual(left, right);
  const a = keyRange({ partitions: [{ S: '' }], fixed: [], sort: first });
  const b = keyRange({ partitions: [{ S: '' }], fixed: [], sort: second });
  return a.from < b.to && b.from < a.to;
}

const looksAt = (condition: Condition, name: string): boolean =>
  conditionPaths(condition).some(([first]) => first === name);

function distinct(values: readonly AttributeValue[]): AttributeValue[] {
  return values.filter((value, at) => values.findIndex((each) => valuesEqual(each, value)) === at);
}

function rangeOf(
  source: Source,
  value: AttributeValue,
  range: SortCondition | undefined,
): { low: string; high: string } {
  const { partition, sort } = source.schema;
  const condition = keyConditionFor(
    [
      { name: partition.name, operator: 'EQ', values: [value] },
      ...(range === undefined || sort === undefined ? [] : [{ name: sort.name, ...range }]),
    ],
    source.schema,
  );
  const { from, to } = keyRange(condition);
  const hashed = source.prefix + partitionHash(value);
  return { low: hashed + from, high: hashed + to };
}

/** Whether the rows come backwards; an ORDER BY goes by the key and needs to know the partition. */
function orderOf({ orderBy, where }: Select, keyed: Keyed | undefined, { schema }: Source): boolean {
  if (orderBy.length === 0) return false;
  if (where === undefined) invalid('Must have WHERE clause in the statement when using ORDER BY clause.');
  const names = [schema.partition.name, schema.sort?.name];
  const stranger = orderBy.find(({ path: { path } }) => path.length > 1 || !names.includes(String(path[0])));
  if (stranger !== undefined) {
    invalid(
      `Variable reference ${stranger.path.path.join('.')} in ORDER BY clause must be part of the primary key`,
    );
  }
  if (keyed === undefined) {
    invalid(
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    );
  }
  if (keyed.ranges.length > 1 && orderBy[0]?.path.path[0] !== schema.partition.name) {
    invalid(
      'Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.',
    );
  }
  return orderBy.at(-1)?.descending ?? false;
}

/** The attributes of the projection that the index does not hold, in the order of the statement. */
function lackingNames({ projection = [] }: Select, source: Source): string[] {
  const held = heldNames(source);
  if (held === undefined) return [];
  return projection.map(({ path: [first] }) => String(first)).filter((name) => !held.includes(name));
}

function refuseUnheldFilter(filter: Condition | undefined, source: Source): void {
  const held = heldNames(source);
  if (held === undefined || filter === undefined) return;
  const names = [...new Set(conditionPaths(filter).map(([first]) => String(first)))];
  const lacking = names.filter((name) => !held.includes(name));
  if (lacking.length === 0) return;
  invalid(
    `${WERE_INVALID}Secondary index ${source.index?.name} does not project one or more filter attributes: ` +
      `[${lacking.join(', ')}]`,
  );
}

const shownItems = ({ projection }: Select, items: readonly Item[]): Item[] =>
  items.map((item) => shownItem(projection, item));

/** The parts of an item that a SELECT names, each under the last name of its path. */
export function shownItem(projection: readonly Path[] | undefined, item: Item): Item {
  if (projection === undefined) return item;
  const shown: Item = {};
  for (const [at, { path }] of projection.entries()) {
    const value = valueAt(item, path);
    const last = path.at(-1);
    if (value !== undefined) setAttribute(shown, typeof last === 'string' ? last : `_${at + 1}`, value);
  }
  return shown;
}
