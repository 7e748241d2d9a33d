import type { DynamoDB, ItemCollectionMetrics, ReturnValue } from '@aws-sdk/client-dynamodb';
import type { Operations } from '../../../cloud/service';
import { itemCollectionMetrics, readOf, readUnits, reported } from '../capacity';
import { updatedAttributes } from '../expressions/apply-update';
import { legacyExpected } from '../expressions/legacy-conditions';
import { legacyProjection, legacyUpdate } from '../expressions/legacy-updates';
import { project } from '../expressions/projection';
import { refuseMixedParameters, requestExpressions } from '../expressions/request-expressions';
import { invalid } from '../errors';
import type { State } from '../state';
import { tableForItems } from '../tables/find-table';
import { spendOrRefuse } from '../throughput/table-units';
import { type Item, toWireItem, type WireAttributeValue } from './attribute-value';
import { checkKey } from './key-schema';
import { itemKey } from './places';
import { readItem } from './read-value';
import { inSingleWrite } from './single-write';
import {
  carryOut,
  deleteWrite,
  putWrite,
  type CarriedOut,
  updateWrite,
  type Write,
  type Written,
} from './writes';

const LEGACY_CONDITIONS = ['Expected', 'ConditionalOperator'];

export const itemOperations: Operations<DynamoDB, State> = {
  getItem(input, call) {
    refuseMixedParameters({ ...input }, ['ProjectionExpression'], ['AttributesToGet']);
    const key = readItem(input.Key);
    const { projection = legacyNames(input.AttributesToGet) } = requestExpressions(input);
    const table = tableForItems(call, input.TableName);
    checkKey(key, table.schema);
    const stored = call.state.items.get(itemKey(table, key));
    const consumption = readOf(readUnits(stored?.size ?? 0, input.ConsistentRead));
    spendOrRefuse(call, table, consumption);
    const report = { table, tableName: input.TableName };
    const capacity = reported(input.ReturnConsumedCapacity, consumption, report);
    if (stored === undefined) return capacity;
    const item = projection === undefined ? stored.item : project(projection, stored.item);
    return { Item: toWireItem(item), ...capacity };
  },

  putItem(input, call) {
    refuseMixedParameters({ ...input }, ['ConditionExpression'], LEGACY_CONDITIONS);
    refuseReturnValues(input.ReturnValues);
    const condition = legacyExpected(input.Expected, input.ConditionalOperator);
    const write = inSingleWrite(() => putWrite(call, input, { condition }));
    const written = carryOut(call, write);
    const old = input.ReturnValues === 'ALL_OLD' ? written.before?.item : undefined;
    return { ...attributes(old), ...metrics(input, write, written) };
  },

  deleteItem(input, call) {
    refuseMixedParameters({ ...input }, ['ConditionExpression'], LEGACY_CONDITIONS);
    refuseReturnValues(input.ReturnValues);
    const condition = legacyExpected(input.Expected, input.ConditionalOperator);
    const write = inSingleWrite(() => deleteWrite(call, input, { condition }));
    const written = carryOut(call, write);
    const old = input.ReturnValues === 'ALL_OLD' ? written.before?.item : undefined;
    return { ...attributes(old), ...metrics(input, write, written) };
  },

  updateItem(input, call) {
    refuseMixedParameters(
      { ...input },
      ['UpdateExpression', 'ConditionExpression'],
      ['AttributeUpdates', ...LEGACY_CONDITIONS],
    );
    const condition = legacyExpected(input.Expected, input.ConditionalOperator);
    const update = input.AttributeUpdates === undefined ? undefined : legacyUpdate(input.AttributeUpdates);
    const write = inSingleWrite(() => updateWrite(call, input, { condition, update }));
    const written = carryOut(call, write);
    return {
      ...attributes(returnedOfUpdate(input.ReturnValues, write, written)),
      ...metrics(input, write, written),
    };
  },
};

function legacyNames(names: readonly string[] | undefined): ReturnType<typeof legacyProjection> | undefined {
  return names === undefined ? undefined : legacyProjection(names);
}

/** Only updates have more to return than the item as it was. */
function refuseReturnValues(returned: ReturnValue | undefined): void {
  if (returned !== undefined && returned !== 'NONE' && returned !== 'ALL_OLD') {
    invalid('Return values set to invalid value');
  }
}

function returnedOfUpdate(
  returned: ReturnValue | undefined,
  { update = { actions: [], legacy: false } }: Write,
  { before, after }: Written,
): Item | undefined {
  switch (returned) {
    case 'ALL_OLD':
      return before?.item;
    case 'ALL_NEW':
      return after?.item;
    case 'UPDATED_OLD':
      return before && updatedAttributes(update, before.item);
    case 'UPDATED_NEW':
      return after && updatedAttributes(update, after.item);
    default:
      return undefined;
  }
}

function attributes(item: Item | undefined): { Attributes?: { [name: string]: WireAttributeValue } } {
  return item === undefined || Object.keys(item).length === 0 ? {} : { Attributes: toWireItem(item) };
}

interface Asked {
  ReturnConsumedCapacity?: 'INDEXES' | 'TOTAL' | 'NONE' | undefined;
  ReturnItemCollectionMetrics?: 'SIZE' | 'NONE' | undefined;
}

function metrics(
  { ReturnConsumedCapacity, ReturnItemCollectionMetrics }: Asked,
  { table, tableName, named }: Write,
  { consumption }: CarriedOut,
): ReturnType<typeof reported> & { ItemCollectionMetrics?: ItemCollectionMetrics } {
  const collection = itemCollectionMetrics(ReturnItemCollectionMetrics, table, named);
  return {
    ...reported(ReturnConsumedCapacity, consumption, { table, tableName }),
    ...(collection === undefined ? {} : { ItemCollectionMetrics: collection }),
  };
}
