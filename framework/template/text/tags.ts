import type { Value } from '../template';

/**
 * YAML's short forms by tag:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
const functions: Record<string, string> = {
  '!Ref': 'Ref',
  '!Condition': 'Condition',
  '!And': 'Fn::And',
  '!Base64': 'Fn::Base64',
  '!Cidr': 'Fn::Cidr',
  '!Contains': 'Fn::Contains',
  '!EachMemberEquals': 'Fn::EachMemberEquals',
  '!EachMemberIn': 'Fn::EachMemberIn',
  '!Equals': 'Fn::Equals',
  '!FindInMap': 'Fn::FindInMap',
  '!GetAZs': 'Fn::GetAZs',
  '!GetAtt': 'Fn::GetAtt',
  '!GetStackOutput': 'Fn::GetStackOutput',
  '!If': 'Fn::If',
  '!ImportValue': 'Fn::ImportValue',
  '!Join': 'Fn::Join',
  '!Length': 'Fn::Length',
  '!Not': 'Fn::Not',
  '!Or': 'Fn::Or',
  '!RefAll': 'Fn::RefAll',
  '!Select': 'Fn::Select',
  '!Split': 'Fn::Split',
  '!Sub': 'Fn::Sub',
  '!ToJsonString': 'Fn::ToJsonString',
  '!Transform': 'Fn::Transform',
  '!ValueOf': 'Fn::ValueOf',
  '!ValueOfAll': 'Fn::ValueOfAll',
};

/** The long form of a short tag, or undefined when the tag is none of CloudFormation's. */
export function functionOfTag(tag: string): string | undefined {
  return Object.hasOwn(functions, tag) ? functions[tag] : undefined;
}

/** The argument in its long form: `!GetAtt Queue.Arn` means `["Queue", "Arn"]`, split at the first dot. */
export function longArgument(name: string, argument: Value): Value {
  if (name !== 'Fn::GetAtt' || typeof argument !== 'string') return argument;
  const dot = argument.indexOf('.');
  return dot === -1 ? argument : [argument.slice(0, dot), argument.slice(dot + 1)];
}
