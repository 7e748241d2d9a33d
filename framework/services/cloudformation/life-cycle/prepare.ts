import { isMap, own, resolve, TemplateError } from '../../../template';
import { checkProperties } from '../properties/check';
import { brokenReference, dereferenced } from '../properties/dynamic-references';
import type { CloudFormationCall, Stack, StackResource } from '../state';
import { apiError, templateOf } from '../templates/source';
import { declarationOf, environmentOf } from './environment';
import { moveResource } from './events';
import { propertySchema } from './own-type-names';
import { refuseUnhonoured } from './request';

/** What a resource is made of: its properties, resolved and checked, or why they won't do. */
export type Preparation =
  { properties: Record<string, unknown>; failure?: undefined } | { properties?: undefined; failure: string };

/** Resolves a resource's properties when all that they refer to exists. */
export function prepare(call: CloudFormationCall, stack: Stack, resource: StackResource): Preparation {
  const { logicalId, type } = resource;
  const template = templateOf(call, stack);
  const declared = own(declarationOf(template, logicalId), 'Properties') ?? {};
  try {
    const path = ['Resources', logicalId, 'Properties'];
    const resolved = resolve(template, declared, environmentOf(call, stack), path);
    const broken = brokenReference(type, resolved);
    if (broken !== undefined) return { failure: broken };
    const plain = dereferenced(call, stack, resolved, 'plain');
    const given = isMap(plain) ? plain : {};
    const schema = propertySchema(type);
    const checked =
      schema === undefined ? { properties: given, violations: [] } : checkProperties(schema, given);
    if (checked.violations.length > 0) {
      const violations = checked.violations.join('\n');
      return {
        failure: `Properties validation failed for resource ${logicalId} with message:\n${violations}`,
      };
    }
    refuseUnhonoured(call, type, checked.properties);
    // What can't be read shows before the resource is begun; the values themselves are read by those who use them.
    dereferenced(call, stack, checked.properties, 'secret');
    return { properties: checked.properties };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (error.code !== 'ValidationError') throw apiError(error);
    return { failure: error.awsMessage };
  }
}

/** Checks what is known of a resource's properties; one that breaks its schema has failed before it was begun. */
export function isInvalid(
  call: CloudFormationCall,
  stack: Stack,
  resource: StackResource,
  properties: Record<string, unknown> | undefined,
): boolean {
  const schema = propertySchema(resource.type);
  if (schema === undefined || properties === undefined) return false;
  const { violations } = checkProperties(schema, properties);
  if (violations.length === 0) return false;
  const reason = `Properties validation failed for resource ${resource.logicalId} with message: [${violations.join(', ')}]`;
  const isNew = resource.physicalId === undefined;
  const status = isNew ? 'CREATE_FAILED' : 'UPDATE_FAILED';
  moveResource(call, stack, resource, status, reason, {
    detailedStatus: 'VALIDATION_FAILED',
    turn: 'failed',
    isChanged: !isNew,
  });
  return true;
}
