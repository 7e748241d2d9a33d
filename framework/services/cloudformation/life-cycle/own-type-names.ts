/** Types whose work is CloudFormation's own. */
import { resourceSchema } from '../schema/load';
import type { FileResource } from '../schema/file';

export const nestedStackType = 'AWS::CloudFormation::Stack';
export const waitConditionType = 'AWS::CloudFormation::WaitCondition';
export const waitHandleType = 'AWS::CloudFormation::WaitConditionHandle';
const customResourceType = 'AWS::CloudFormation::CustomResource';

/** Whether somebody else makes the resource: a function or whoever listens to a topic. */
export const isCustomResource = (type: string): boolean =>
  type === customResourceType || type.startsWith('Custom::');

/** Whether a type's work is CloudFormation's own. */
export const isOwnType = (type: string): boolean =>
  isCustomResource(type) || type === nestedStackType || type === waitConditionType || type === waitHandleType;

/** What a type's properties are checked by; a custom resource takes any. */
export function propertySchema(type: string): FileResource | undefined {
  return isCustomResource(type) ? undefined : resourceSchema(type);
}
