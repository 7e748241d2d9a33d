import type { ConsumedCapacity, DynamoDB, ReturnConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { AwsError, type Operations } from '../../../cloud/service';
import { reported } from '../capacity';
import { invalid } from '../errors';
import type { Condition } from '../expressions/condition';
import { type AttributeCondition, keyConditionFor, keyRange } from '../expressions/key-condition';
import { legacyFilter, readLegacyConditions } from '../expressions/legacy-conditions';
import { legacyProjection } from '../expressions/legacy-updates';
import { project } from '../expressions/projection';
import { refuseMixedParameters, requestExpressions } from '../expressions/request-expressions';
import { type Item, toWireItem, type WireAttributeValue } from '../items/attribute-value';
import { keyAttributes } from '../items/key-schema';
import { partitionHash } from '../items/partition-hash';
import { readItem } from '../items/read-value';
import type { State } from '../state';
import { tableForItems } from '../tables/find-table';
import { spendOrRefuse } from '../throughput/table-units';
import { conditionPaths } from './filter-names';
import { type Page, readPage } from './page';
import { segmentRange } from './segments';
import { checkSelect, type Selection, selectionOf } from './selection';
import { placeOfStartKey, type Source, sourceOf } from './source';

type WireItem = { [name: string]: WireAttributeValue };

const INVALID_START = 'The provided starting key is invalid';

export const queries: Operations<DynamoDB, State> = {
  query(input, call) {
    refuseMixedParameters(
      { ...input },
      ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'],
      ['AttributesToGet', 'QueryFilter', 'ConditionalOperator', 'KeyConditions'],
    );
    checkSelect(input, input.IndexName);
    const startKey = readStartKey(input.ExclusiveStartKey);
    const expressions = requestExpressions(input);
    const filter = expressions.filter ?? legacyFilter(input.QueryFilter, input.ConditionalOperator);
    const conditions = expressions.keyConditions ?? legacyKeyConditions(input.KeyConditions);
    const projection = expressions.projection ?? legacyNames(input.AttributesToGet);
    const source = sourceOf(tableForItems(call, input.TableName), input.IndexName, input.ConsistentRead);
    const condition = keyConditionFor(conditions, source.schema);
    refuseKeysInFilter(source, filter, input.QueryFilter === undefined ? 'Filter Expression' : 'QueryFilter');
    const selection = selectionOf(source, input.Select, projection);
    const hashed = source.prefix + partitionHash(...condition.partitions);
    const { from, to } = keyRange(condition);
    const low = hashed + from;
    const high = hashed + to;
    const after = startKey && (placeOfStartKey(source, startKey) ?? invalid(INVALID_START));
    if (after !== undefined && (after < low || after >= high)) {
      invalid(
        condition.sort === undefined
          ? 'The provided starting key is outside query boundaries based on provided conditions'
          : 'The provided starting key does not match the range key predicate',
      );
    }
    const reverse = input.ScanIndexForward === false;
    const page = readPage(call, {
      source,
      low,
      high,
      reverse,
      filter,
      ...(after === undefined ? {} : { after }),
      limit: input.Limit,
      fetches: selection.fetches,
      isConsistent: input.ConsistentRead,
    });
    spendOrRefuse(call, source.table, page.consumption);
    return answer(page, selection, source, input);
  },

  scan(input, call) {
    refuseMixedParameters(
      { ...input },
      ['ProjectionExpression', 'FilterExpression'],
      ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
    );
    checkSelect(input, input.IndexName);
    const startKey = readStartKey(input.ExclusiveStartKey);
    const expressions = requestExpressions(input);
    const filter = expressions.filter ?? legacyFilter(input.ScanFilter, input.ConditionalOperator);
    const projection = expressions.projection ?? legacyNames(input.AttributesToGet);
    const segment = segmentRange(input.Segment, input.TotalSegments);
    const source = sourceOf(tableForItems(call, input.TableName), input.IndexName, input.ConsistentRead);
    const selection = selectionOf(source, input.Select, projection);
    const low = source.prefix + segment.low;
    const high = source.prefix + segment.high;
    const after = startKey && (placeOfStartKey(source, startKey) ?? invalid(scanStartProblem(source)));
    if (after !== undefined && (after < low || after >= high)) {
      invalid(
        'The provided Exclusive start key does not map to the provided Segment and TotalSegments values.',
      );
    }
    const page = readPage(call, {
      source,
      low,
      high,
      filter,
      reverse: false,
      ...(after === undefined ? {} : { after }),
      limit: input.Limit,
      fetches: selection.fetches,
      isConsistent: input.ConsistentRead,
    });
    spendOrRefuse(call, source.table, page.consumption);
    return answer(page, selection, source, input);
  },
};

function legacyNames(names: readonly string[] | undefined): ReturnType<typeof legacyProjection> | undefined {
  return names === undefined ? undefined : legacyProjection(names);
}

function legacyKeyConditions(given: Parameters<typeof readLegacyConditions>[0]): AttributeCondition[] {
  if (given === undefined) {
    return invalid(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const conditions = readLegacyConditions(given);
  if (conditions.length === 0) invalid('Conditions can be of length 1 or 2 only');
  return conditions;
}

function scanStartProblem({ index }: Source): string {
  return index === undefined
    ? `${INVALID_START}: The provided key element does not match the schema`
    : INVALID_START;
}

/** An ExclusiveStartKey's values; what is wrong with one is said of the starting key. */
function readStartKey(wire: WireItem | undefined): Item | undefined {
  if (wire === undefined) return undefined;
  try {
    return readItem(wire);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return invalid(`${INVALID_START}: ${error.message}`);
  }
}

/** A Query reads by the key, so its filter may not look at it. */
function refuseKeysInFilter({ schema }: Source, filter: Condition | undefined, parameter: string): void {
  if (filter === undefined) return;
  const names = conditionPaths(filter).map(([first]) => first);
  const key = keyAttributes(schema).find(({ name }) => names.includes(name));
  if (key === undefined) return;
  invalid(`${parameter} can only contain non-primary key attributes: Primary key attribute: ${key.name}`);
}

interface Answer {
  Count: number;
  ScannedCount: number;
  Items?: WireItem[];
  LastEvaluatedKey?: WireItem;
  ConsumedCapacity?: ConsumedCapacity;
}

function answer(
  page: Page,
  { countOnly, projection }: Selection,
  { table }: Source,
  asked: { TableName: string; ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined },
): Answer {
  const shown = (item: Item): Item => (projection === undefined ? item : project(projection, item));
  return {
    Count: page.items.length,
    ScannedCount: page.scannedCount,
    ...(countOnly ? {} : { Items: page.items.map((item) => toWireItem(shown(item))) }),
    ...(page.lastKey === undefined ? {} : { LastEvaluatedKey: toWireItem(page.lastKey) }),
    ...reported(asked.ReturnConsumedCapacity, page.consumption, { table, tableName: asked.TableName }),
  };
}
