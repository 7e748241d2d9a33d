import { parseTemplate, resolve, TemplateError, type Environment } from '../../framework/template';

const sections = `
Parameters:
  Stage: {Type: String}
  Zones: {Type: CommaDelimitedList}
Mappings:
  Regions:
    eu-central-1: {Ami: ami-1, Sizes: [small, large]}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
  Test: !Equals [!Ref Stage, test]
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Gone: {Type: AWS::SQS::Queue}
`;

const environment: Environment = {
  context: {
    accountId: '111122223333',
    region: 'eu-central-1',
    partition: 'aws',
    urlSuffix: 'amazonaws.com',
    stackId: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/orders/1',
    stackName: 'orders',
    notificationArns: ['arn:aws:sns:eu-central-1:111122223333:deploys'],
    zonesOf: (region) =>
      region === 'us-east-1' ? ['us-east-1a', 'us-east-1b'] : ['eu-central-1a', 'eu-central-1b'],
  },
  parameters: { Stage: 'prod', Zones: ['a', 'b', 'c'] },
  conditions: { Prod: true, Test: false },
  resources: {
    ref: (logicalId) => (logicalId === 'Queue' ? 'https://sqs/orders' : undefined),
    att: (logicalId, attribute) => (logicalId === 'Queue' ? `${logicalId}:${attribute}` : undefined),
    importValue: (name) => `imported ${name}`,
    stackOutput: ({ stackName, outputName, region = 'here' }) => `${outputName} of ${stackName}, ${region}`,
  },
};

function resolved(value: string, more = ''): unknown {
  const template = parseTemplate(`${more}${sections}Outputs: {O: {Value: ${value}}}\n`, 't.yaml');
  const output = template.outputs['O'];
  if (typeof output !== 'object' || output === null || Array.isArray(output)) throw new Error('no output');
  try {
    return resolve(template, output['Value'] ?? null, environment, ['Outputs', 'O', 'Value']);
  } catch (error) {
    if (error instanceof TemplateError) return `! ${error.awsMessage}`;
    throw error;
  }
}

const right = [
  ['!Ref Stage', 'prod'],
  ['!Ref Zones', ['a', 'b', 'c']],
  ['!Ref Queue', 'https://sqs/orders'],
  ['!Ref AWS::AccountId', '111122223333'],
  ['!Ref AWS::NotificationARNs', ['arn:aws:sns:eu-central-1:111122223333:deploys']],
  [
    '!Sub "arn:${AWS::Partition}:x:${AWS::Region}:${AWS::URLSuffix}:${AWS::StackName}"',
    'arn:aws:x:eu-central-1:amazonaws.com:orders',
  ],
  ['!Ref AWS::NoValue', undefined],
  ['{a: !Ref AWS::NoValue, b: 1}', { b: 1 }],
  ['[1, !Ref AWS::NoValue, 2]', [1, 2]],
  ['!GetAtt Queue.Arn', 'Queue:Arn'],
  ['{Fn::GetAtt: Queue.Arn}', 'Queue:Arn'],
  ['!GetAtt [Queue, !Ref Stage]', 'Queue:prod'],
  ['!GetAtt Queue.Outputs.Url', 'Queue:Outputs.Url'],
  ['!Sub "${Queue}|${Queue.Arn}|${Stage}"', 'https://sqs/orders|Queue:Arn|prod'],
  ['!Sub "${!Literal} $Stage ${Stage} $${Stage} ${"', '${Literal} $Stage prod $prod ${'],
  ['!Sub ["${a}-${Stage}-${n}", {a: !Select [1, !Ref Zones], n: 3}]', 'b-prod-3'],
  ['!Join ["-", [a, 1, true, !Ref Stage]]', 'a-1-true-prod'],
  ['!Join [",", !Ref Zones]', 'a,b,c'],
  ['!Join [",", []]', ''],
  ['!Split ["|", "a||c"]', ['a', '', 'c']],
  ['!Select ["1", !Split [":", !GetAtt Queue.Arn]]', 'Arn'],
  ['!FindInMap [Regions, !Ref AWS::Region, Ami]', 'ami-1'],
  ['!FindInMap [Regions, eu-central-1, Sizes]', ['small', 'large']],
  ['!If [Prod, "yes", !Ref Gone]', 'yes'],
  ['!If [Test, !Ref Gone, !If [Prod, inner, other]]', 'inner'],
  ['{a: !If [Test, x, !Ref AWS::NoValue]}', {}],
  ['!Base64 "käse"', 'a8Okc2U='],
  ['!GetAZs ""', ['eu-central-1a', 'eu-central-1b']],
  ['!GetAZs us-east-1', ['us-east-1a', 'us-east-1b']],
  ['!GetAZs {Ref: AWS::Region}', ['eu-central-1a', 'eu-central-1b']],
  ['!ImportValue {Fn::Sub: "${Stage}-vpc"}', 'imported prod-vpc'],
  ['!GetStackOutput {StackName: net, OutputName: Vpc}', 'Vpc of net, here'],
  ['{Fn::GetStackOutput: {StackName: !Ref Stage, OutputName: V, Region: eu-west-1}}', 'V of prod, eu-west-1'],
  ['!Cidr [10.0.0.0/16, 3, 8]', ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
  ['!Cidr [192.168.0.0/24, 2, 5]', ['192.168.0.0/27', '192.168.0.32/27']],
  ['!Cidr ["2001:db8::/56", 2, 64]', ['2001:db8::/64', '2001:db8:0:1::/64']],
  ['{Condition: {StringEquals: {a: b}}}', { Condition: { StringEquals: { a: 'b' } } }],
] as const;

const wrong = [
  ['!Ref [a]', 'Template error: All References must be of type string'],
  [
    '!Ref Nope',
    'Template format error: Unresolved resource dependencies [Nope] in the Outputs block of the template',
  ],
  [
    '!Ref constructor',
    'Template format error: Unresolved resource dependencies [constructor] in the Outputs block of the template',
  ],
  [
    '!Ref AWS::Nope',
    'Template format error: Unresolved resource dependencies [AWS::Nope] in the Outputs block of the template',
  ],
  [
    '!GetAtt Queue',
    'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  ],
  [
    '!GetAtt [Queue, ""]',
    'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  ],
  [
    '!GetAtt Stage.Arn',
    'Template format error: Unresolved resource dependencies [Stage] in the Outputs block of the template',
  ],
  [
    '!Sub ["${a}"]',
    "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
  ],
  [
    '!Sub "${a-b}"',
    'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
  ],
  [
    '!Sub "${}"',
    'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
  ],
  [
    '!Sub "${Zones}"',
    'Template error: every value of the context object of every Fn::Sub object must be a string or a function that returns a string',
  ],
  [
    '!Join [a]',
    'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
  ],
  [
    '!Join ["", [[a]]]',
    'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
  ],
  [
    '!Split [",", [a]]',
    'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
  ],
  ['!Select [3, !Ref Zones]', 'Template error: Fn::Select cannot select nonexistent value at index 3'],
  ['!Select [-1, !Ref Zones]', 'Template error: Fn::Select cannot select nonexistent value at index -1'],
  [
    '!Select [first, !Ref Zones]',
    'Template error: Fn::Select requires a list argument with a valid index value as its first element',
  ],
  [
    '!Select [0, text]',
    'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
  ],
  [
    '!FindInMap [Regions, eu-central-1]',
    'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
  ],
  [
    '!FindInMap [Regions, us-east-1, Ami]',
    'Template error: Unable to get mapping for Regions::us-east-1::Ami',
  ],
  [
    '!FindInMap [Nope, a, b]',
    "Template error: Mapping named 'Nope' is not present in the 'Mappings' section of template",
  ],
  ['!If [Nope, a, b]', 'Template error: unresolved condition dependency Nope in Fn::If'],
  ['!If [Prod, a]', 'Template error: Fn::If requires a list argument with three elements'],
  ['!Base64 [a]', 'Template error: every Fn::Base64 object must have a String-typed value.'],
  ['!Equals [a, b]', 'Template Error: Fn::Equals cannot be partially collapsed'],
  [
    '{Fn::Nope: a}',
    'Template Error: Encountered unsupported function: Fn::Nope Supported functions are: [Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Join, Fn::Split, Fn::FindInMap, Fn::Select, Ref, Fn::Equals, Fn::If, Fn::Not, Condition, Fn::And, Fn::Or, Fn::Contains, Fn::EachMemberEquals, Fn::EachMemberIn, Fn::ValueOf, Fn::ValueOfAll, Fn::RefAll, Fn::Sub, Fn::Cidr]',
  ],
  ['{Fn::Transform: {Name: AWS::Include}}', 'STORM_NOT_EMULATED Fn::Transform AWS::Include'],
] as const;

describe('intrinsic functions', () => {
  it.each(right)('%s comes to %j', (value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  it.each(wrong)('%s is refused: %s', (value, expected) => {
    expect(resolved(value)).toBe(`! ${expected}`);
  });

  it.each(['[10.0.0.0/16, 300, 8]', '[10.0.0.0/24, 2, 8]', '[10.0.0.300/16, 1, 8]', '[text, 1, 8]'])(
    '!Cidr %s has no answer',
    (value) => {
      expect(resolved(`!Cidr ${value}`)).toMatch(/^! Template error: every Fn::Cidr object requires/);
    },
  );

  it.each([
    ['!Length [a, b]', 2],
    ['!ToJsonString {a: !Ref Stage, b: [1]}', '{"a":"prod","b":[1]}'],
    ['!FindInMap [Nope, a, b, {DefaultValue: !Ref Stage}]', 'prod'],
  ])('%s comes to %j under AWS::LanguageExtensions', (value, expected) => {
    expect(resolved(value, 'Transform: AWS::LanguageExtensions')).toBe(expected);
  });

  it('an error says where the function stands', () => {
    const template = parseTemplate(
      'Resources:\n  A:\n    Properties:\n      Name: !Sub\n        - ${x}\n        - x: !Select [9, []]\n',
      't.yaml',
    );
    const value = template.resources['A'];
    expect(() => resolve(template, value ?? null, environment, ['Resources', 'A'])).toThrow(
      expect.objectContaining({ place: { file: 't.yaml', line: 6, column: 11 } }),
    );
  });

  it('a member called __proto__ stays a member', () => {
    const template = parseTemplate(sections, 't.yaml');
    const value = parseTemplate('{"a": {"__proto__": {"Ref": "Stage"}}}', 'v.json').body;
    expect(JSON.stringify(resolve(template, value, environment))).toBe('{"a":{"__proto__":"prod"}}');
  });
});
