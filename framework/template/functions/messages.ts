/** CloudFormation's words for functions used wrongly (aws-behaviour.md 8.3; the API's answers as users quote them). */
export const wrongUse = {
  ref: 'Template error: All References must be of type string',
  condition: 'Template error: All Conditions must be of type string',
  getAtt:
    'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  join:
    'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined ' +
    'or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
  split:
    'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split ' +
    'or a function that returns a string to be split.',
  select:
    'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
  selectIndex:
    'Template error: Fn::Select requires a list argument with a valid index value as its first element',
  findInMap:
    'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
  sub:
    "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, " +
    'and an optional second argument to specify a mapping of values to replace in the string',
  subName:
    'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
  subValue:
    'Template error: every value of the context object of every Fn::Sub object must be a string or a function that returns a string',
  base64: 'Template error: every Fn::Base64 object must have a String-typed value.',
  getAZs: 'Template error: every Fn::GetAZs object must have a String-typed value.',
  importValue:
    'Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs',
  getStackOutput:
    'Template error: every Fn::GetStackOutput object requires two non-empty parameters, StackName and OutputName',
  cidr:
    'Template error: every Fn::Cidr object requires two parameters, (1) a CIDR block and (2) a count of CIDRs to generate, ' +
    'and an optional third, the number of subnet bits for each CIDR',
  ifCondition: 'Template error: Fn::If requires a list argument with the first element being a condition',
  if: 'Template error: Fn::If requires a list argument with three elements',
  equals: 'Template error: every Fn::Equals object requires a list of 2 string parameters.',
  and: 'Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.',
  or: 'Template error: every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters.',
  not: 'Template error: Fn::Not requires a list argument with one element',
  notToken: 'Template error: Fn::Not requires a list argument with one function token',
  length:
    'Transform AWS::LanguageExtensions failed with: The Fn::Length value could not be resolved for properties',
} as const;

const supported = [
  'Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Join, Fn::Split, Fn::FindInMap, Fn::Select, Ref, Fn::Equals, Fn::If',
  'Fn::Not, Condition, Fn::And, Fn::Or, Fn::Contains, Fn::EachMemberEquals, Fn::EachMemberIn, Fn::ValueOf, Fn::ValueOfAll',
  'Fn::RefAll, Fn::Sub, Fn::Cidr',
].join(', ');

/** The refusal of a function CloudFormation does not have; its list, in its order. */
export function unsupportedFunction(name: string): string {
  return `Template Error: Encountered unsupported function: ${name} Supported functions are: [${supported}]`;
}

/** A function of conditions used where a value is wanted: AWS's odd words for it. */
export function notCollapsed(name: string): string {
  return `Template Error: ${name} cannot be partially collapsed`;
}
