/** What an update would do, told before it begins: from what is known while no resource has been changed. */
import { canonicalJson } from '../../../kernel';
import type { Template } from '../../../template';
import { checkProperties } from '../properties/check';
import {
  resourcesOf,
  type CloudFormationCall,
  type Declared,
  type Stack,
  type StackConfiguration,
  type StackResource,
} from '../state';
import { declaredOf } from './declared';
import { changedProperties, type PropertyChange } from './diff';
import { foreseeProperties, type Known } from './environment';
import { isTaggable } from './forward';
import { nestedStackType, propertySchema } from './own-type-names';
import { resourceType } from './request';

/** What an update would do to one resource. */
export interface ResourceChange {
  logicalId: string;
  type: string;
  action: 'Add' | 'Modify' | 'Remove';
  /** The resource as it is. */
  resource?: StackResource;
  /** Of a modification. */
  replacement?: 'True' | 'False' | 'Conditional';
  scope: ('Properties' | 'Metadata' | 'Tags')[];
  properties: PropertyChange[];
  /** The wanted properties as far as they are known; what is not holds `unknown`. */
  wanted?: Record<string, unknown>;
}

/**
 * The changes that a configuration would bring, additions and modifications in the order of the graph, then removals.
 *
 * A resource that refers to one that may be replaced is a change too, until it shows that nothing came of it.
 */
export function planUpdate(
  call: CloudFormationCall,
  stack: Stack,
  configuration: StackConfiguration,
  template: Template,
  declared: Readonly<Record<string, Declared>>,
): ResourceChange[] {
  const present = new Map(resourcesOf(call, stack.stackId).map((resource) => [resource.logicalId, resource]));
  const next = { ...stack, ...configuration };
  const stands = new Set<string>();
  const known: Known = (id) => (stands.has(id) ? present.get(id) : undefined);
  const changes: ResourceChange[] = [];
  for (const logicalId of inOrder(declared)) {
    const declaration = declared[logicalId];
    if (declaration === undefined) continue;
    const wanted = coerced(declaration.type, foreseeProperties(call, next, template, logicalId, known));
    const resource = present.get(logicalId);
    if (!isThere(resource)) {
      changes.push({
        logicalId,
        type: declaration.type,
        action: 'Add',
        scope: [],
        properties: [],
        ...wanted,
      });
      continue;
    }
    const change = modification(call, stack, configuration, resource, declaration, wanted);
    if (change?.replacement !== 'True' && change?.replacement !== 'Conditional') stands.add(logicalId);
    if (change !== undefined) changes.push(change);
  }
  for (const [logicalId, resource] of present) {
    if (declaredOf(declared, logicalId) !== undefined || !isThere(resource)) continue;
    changes.push({ logicalId, type: resource.type, action: 'Remove', resource, scope: [], properties: [] });
  }
  return changes;
}

const isThere = (resource: StackResource | undefined): resource is StackResource =>
  resource?.physicalId !== undefined &&
  resource.status !== 'CREATE_FAILED' &&
  resource.status !== 'DELETE_COMPLETE';

function coerced(
  type: string,
  properties: Record<string, unknown> | undefined,
): { wanted?: Record<string, unknown> } {
  const schema = propertySchema(type);
  if (properties === undefined) return {};
  return { wanted: schema === undefined ? properties : checkProperties(schema, properties).properties };
}

function modification(
  call: CloudFormationCall,
  stack: Stack,
  configuration: StackConfiguration,
  resource: StackResource,
  declared: Declared,
  { wanted }: { wanted?: Record<string, unknown> },
): ResourceChange | undefined {
  const { logicalId, type, properties: current = {}, status } = resource;
  const kind = resourceType(call, stack, resource);
  const properties = changedProperties(kind, current, wanted ?? {});
  const scope: ResourceChange['scope'] = [];
  if (properties.length > 0 || wanted === undefined || status === 'UPDATE_FAILED') scope.push('Properties');
  else if (type === nestedStackType) scope.push('Properties');
  if (resource.metadata !== declared.metadata) scope.push('Metadata');
  if (isTaggable(type) && canonicalJson(stack.tags) !== canonicalJson(configuration.tags)) scope.push('Tags');
  if (scope.length === 0) return undefined;
  const how = properties.map(({ requiresRecreation }) => requiresRecreation);
  const replacement = how.includes('Always')
    ? 'True'
    : how.includes('Conditionally') || wanted === undefined
      ? 'Conditional'
      : 'False';
  return {
    logicalId,
    type,
    action: 'Modify',
    resource,
    replacement,
    scope,
    properties,
    ...(wanted === undefined ? {} : { wanted }),
  };
}

/** Logical ids, each after those that it needs. */
function inOrder(declared: Readonly<Record<string, Declared>>): string[] {
  const order = new Set<string>();
  const visit = (logicalId: string): void => {
    if (order.has(logicalId)) return;
    for (const need of declared[logicalId]?.needs ?? []) visit(need);
    order.add(logicalId);
  };
  for (const logicalId of Object.keys(declared)) visit(logicalId);
  return [...order];
}
