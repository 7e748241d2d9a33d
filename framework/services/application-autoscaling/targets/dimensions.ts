/** What can be scaled: the units of DynamoDB's tables and indexes. */
import { parseArn } from '../../../cloud/service';
import { noTarget, validation } from '../errors';
import { keyOf, type ScalingCall, type Target } from '../state';

const dimensions: Readonly<Record<string, { kind: 'Read' | 'Write'; isIndex: boolean }>> = {
  'dynamodb:table:ReadCapacityUnits': { kind: 'Read', isIndex: false },
  'dynamodb:table:WriteCapacityUnits': { kind: 'Write', isIndex: false },
  'dynamodb:index:ReadCapacityUnits': { kind: 'Read', isIndex: true },
  'dynamodb:index:WriteCapacityUnits': { kind: 'Write', isIndex: true },
};

/** A place whose units are scaled. */
export interface Place {
  readonly table: string;
  readonly index: string | undefined;
  readonly kind: 'Read' | 'Write';
}

/** Reads what names a target; other services than DynamoDB are refused loudly. */
export function placeOf(call: ScalingCall, namespace: string, resourceId: string, dimension: string): Place {
  if (namespace !== 'dynamodb') {
    call.notEmulated(`application-autoscaling: the service namespace ${namespace}`);
  }
  const row = Object.hasOwn(dimensions, dimension) ? dimensions[dimension] : undefined;
  const [, table, index] = /^table\/([\w.-]+)(?:\/index\/([\w.-]+))?$/.exec(resourceId) ?? [];
  if (row === undefined || table === undefined || row.isIndex !== (index !== undefined)) {
    throw validation('Unsupported service namespace, resource type or scalable dimension');
  }
  return { table, index, kind: row.kind };
}

/** The place of something that was checked before. */
export const knownPlace = (call: ScalingCall, of: { resourceId: string; dimension: string }): Place =>
  placeOf(call, 'dynamodb', of.resourceId, of.dimension);

export function targetAt(call: ScalingCall, resourceId: string, dimension: string): Target {
  const target = call.state.targets.get(keyOf(resourceId, dimension));
  if (target === undefined) throw noTarget(resourceId, dimension);
  return target;
}

export const targetKey = ({ resourceId, dimension }: Target): string => keyOf(resourceId, dimension);

/** A role that AWS makes for this service itself. */
export const isServiceLinked = (roleArn: string): boolean =>
  parseArn(roleArn)?.resource.startsWith('role/aws-service-role/') === true;
