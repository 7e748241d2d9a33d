import { isMap, own, scalarText, type Template, type TemplateError, type Value } from '../template';
import { checkName, errorAt } from './structure';

const members = [
  'Type',
  'Default',
  'AllowedPattern',
  'AllowedValues',
  'ConstraintDescription',
  'Description',
  'MaxLength',
  'MaxValue',
  'MinLength',
  'MinValue',
  'NoEcho',
];

/**
 * Types of parameters:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
 */
const ownTypes = [
  'String',
  'Number',
  'List<Number>',
  'List<String>',
  'CommaDelimitedList',
  'AWS::SSM::Parameter::Name',
];
const existing = [
  'AWS::EC2::AvailabilityZone::Name',
  'AWS::EC2::Image::Id',
  'AWS::EC2::Instance::Id',
  'AWS::EC2::KeyPair::KeyName',
  'AWS::EC2::SecurityGroup::GroupName',
  'AWS::EC2::SecurityGroup::Id',
  'AWS::EC2::Subnet::Id',
  'AWS::EC2::Volume::Id',
  'AWS::EC2::VPC::Id',
  'AWS::Route53::HostedZone::Id',
];

/** What the declarations of parameters break. */
export function checkParameters(template: Template): TemplateError[] {
  return Object.entries(template.parameters).flatMap(([name, parameter]) =>
    checkParameter(template, name, parameter),
  );
}

function checkParameter(template: Template, name: string, parameter: Value): TemplateError[] {
  const path = ['Parameters', name];
  const errors = checkName(
    template,
    path,
    name,
    `Template format error: Parameter name ${name} is non alphanumeric.`,
  );
  if (!isMap(parameter)) {
    return [
      ...errors,
      errorAt(template, path, 'Template format error: Any Parameters member must be an object.'),
    ];
  }
  for (const member of Object.keys(parameter)) {
    if (members.includes(member)) continue;
    errors.push(errorAt(template, [...path, member], `Invalid template parameter property '${member}'`));
  }
  const type = own(parameter, 'Type');
  if (typeof type !== 'string') {
    errors.push(
      errorAt(template, path, 'Template format error: Every Parameters object must contain a Type member.'),
    );
  } else if (!isParameterType(type)) {
    errors.push(
      errorAt(template, [...path, 'Type'], `Template format error: Unrecognized parameter type: ${type}`),
    );
  }
  const fallback = own(parameter, 'Default');
  if (fallback !== undefined && fallback !== null && scalarText(fallback) === undefined) {
    errors.push(
      errorAt(
        template,
        [...path, 'Default'],
        'Template format error: Every Default member must be a string.',
      ),
    );
  }
  if (typeof fallback === 'string' && /\{\{resolve:ssm(-secure)?:[^:}]*\}\}/.test(fallback)) {
    const words = `Template error: parameter ${name} should not contain ssm versionless resolver`;
    errors.push(errorAt(template, [...path, 'Default'], words));
  }
  return errors;
}

function isParameterType(type: string): boolean {
  const inner = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(type)?.[1] ?? type;
  const item = /^List<(.+)>$/.exec(inner)?.[1] ?? inner;
  return ownTypes.includes(inner) || ownTypes.includes(item) || existing.includes(item);
}
