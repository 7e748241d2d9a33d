import { hasIncludes } from './includes';
import { isMap, own, type Template } from './template';

/** What `Capabilities` of a stack operation can acknowledge. */
export type Capability = 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' | 'CAPABILITY_AUTO_EXPAND';

/** IAM types that need acknowledging, with the property that gives the resource a name of its own, if it has one. */
const iamTypes: Record<string, string | undefined> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::GroupPolicy': undefined,
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::RolePolicy': undefined,
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserPolicy': undefined,
  'AWS::IAM::UserToGroupAddition': undefined,
};

/**
 * The capabilities CloudFormation asks for: `CAPABILITY_NAMED_IAM` stands for `CAPABILITY_IAM` too.
 *
 * Conditions do not matter, as on AWS.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
 */
export function requiredCapabilities(template: Template): Capability[] {
  let iam: Capability | undefined;
  for (const resource of Object.values(template.resources)) {
    const type = isMap(resource) ? own(resource, 'Type') : undefined;
    if (!isMap(resource) || typeof type !== 'string' || !Object.hasOwn(iamTypes, type)) continue;
    const properties = own(resource, 'Properties');
    const nameProperty = iamTypes[type];
    const isNamed =
      nameProperty !== undefined && isMap(properties) && own(properties, nameProperty) !== undefined;
    if (isNamed) iam = 'CAPABILITY_NAMED_IAM';
    else iam ??= 'CAPABILITY_IAM';
  }
  const capabilities: Capability[] = iam === undefined ? [] : [iam];
  if (template.transforms.length > 0 || hasIncludes(template)) capabilities.push('CAPABILITY_AUTO_EXPAND');
  return capabilities;
}
