import type { AttributeValueUpdate } from '@aws-sdk/client-dynamodb';
import { typeOf } from '../items/attribute-value';
import { readValue } from '../items/read-value';
import { invalid } from '../errors';
import type { Projection } from './projection';
import type { Update, UpdateAction } from './update';

const WERE_INVALID = 'One or more parameter values were invalid: ';
const ADDED_TYPES = ['N', 'SS', 'NS', 'BS', 'L'];
const DELETED_TYPES = ['SS', 'NS', 'BS'];

/** AttributeUpdates as the update of an UpdateExpression. Unlike an expression's, its ADD appends to lists. */
export function legacyUpdate(updates: { [name: string]: AttributeValueUpdate }): Update {
  return { actions: Object.entries(updates).map(([name, update]) => actionOf(name, update)), legacy: true };
}

function actionOf(name: string, { Value, Action }: AttributeValueUpdate): UpdateAction {
  const path = [name];
  if (!Value) {
    if (Action !== 'DELETE') {
      return invalid(`${WERE_INVALID}Only DELETE action is allowed when no attribute value is specified`);
    }
    return { kind: 'remove', path };
  }
  const value = readValue(Value);
  const type = typeOf(value);
  if (Action === 'DELETE') {
    if (DELETED_TYPES.includes(type)) return { kind: 'delete', path, value };
    return invalid(`${WERE_INVALID}DELETE action with value is not supported for the type ${type}`);
  }
  if (Action === 'ADD') {
    if (ADDED_TYPES.includes(type)) return { kind: 'add', path, value };
    return invalid(`${WERE_INVALID}ADD action is not supported for the type ${type}`);
  }
  return { kind: 'set', path, value: { kind: 'value', value } };
}

/** AttributesToGet as the paths of a ProjectionExpression. */
export function legacyProjection(names: readonly string[]): Projection {
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) invalid(`${WERE_INVALID}Duplicate value in attribute name: ${repeated}`);
  return names.map((name) => [name]);
}
