import { checkTemplate, parseTemplate } from '../../framework/template';

const bucket = 'Resources:\n  B: {Type: AWS::S3::Bucket}\n';

function errors(text: string): string[] {
  return checkTemplate(parseTemplate(text, 't.yaml')).map(
    (error) => `${error.place?.line}:${error.place?.column} ${error.awsMessage}`,
  );
}

const cases = [
  {
    name: 'a sound template',
    template: `${bucket}Outputs: {O: {Value: !Ref B, Export: {Name: !Sub "\${AWS::StackName}-b"}}}`,
    expected: [],
  },
  {
    name: 'no resources',
    template: 'Resources: {}',
    expected: ['1:1 Template format error: At least one Resources member must be defined.'],
  },
  {
    name: 'an unknown section',
    template: `${bucket}Globals: {}\nOther: 1`,
    expected: ['3:1 Invalid template property or properties [Globals, Other]'],
  },
  {
    name: 'another version',
    template: `AWSTemplateFormatVersion: 2011-01-01\n${bucket}`,
    expected: ['1:1 Template format error: unsupported value for AWSTemplateFormatVersion.'],
  },
  {
    name: 'a long description',
    template: `Description: ${'x'.repeat(1025)}\n${bucket}`,
    expected: ["1:1 Template format error: 'Description' length is greater than 1024."],
  },
  {
    name: 'null in properties',
    template: 'Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName:\n',
    expected: ["5:7 [/Resources/B/Type/BucketName] 'null' values are not allowed in templates"],
  },
  {
    name: 'null in outputs',
    template: `${bucket}Outputs:\n  O:\n    Value: null\n`,
    expected: ["5:5 [/Outputs/O/Value] 'null' values are not allowed in templates"],
  },
  {
    name: 'a resource that is no mapping',
    template: 'Resources: {B: text}',
    expected: ['1:13 Template format error: Any Resources member must be an object.'],
  },
  {
    name: 'a resource without a type',
    template: 'Resources: {B: {Properties: {}}}',
    expected: [
      '1:13 Template format error: [/Resources/B] Every Resources object must contain a Type member.',
    ],
  },
  {
    name: 'a type that is none',
    template: 'Resources: {B: {Type: Bucket}}',
    expected: ['1:17 Template format error: Unrecognized resource types: [Bucket]'],
  },
  {
    name: 'a resource name with a dash',
    template: 'Resources: {B-1: {Type: AWS::S3::Bucket}}',
    expected: ['1:13 Template format error: Resource name B-1 is non alphanumeric.'],
  },
  {
    name: 'a property beside Properties',
    template: 'Resources: {B: {Type: AWS::S3::Bucket, BucketName: x}}',
    expected: ["1:40 Invalid template resource property 'BucketName'"],
  },
  {
    name: 'an unknown policy',
    template: 'Resources: {B: {Type: AWS::S3::Bucket, DeletionPolicy: Keep}}',
    expected: ['1:40 Template error: Unrecognized DeletionPolicy Keep for resource B'],
  },
  {
    name: 'a loop without its transform',
    template: 'Resources: {"Fn::ForEach::L": [x, [a], {"B${x}": {Type: AWS::S3::Bucket}}]}',
    expected: ['1:13 Template format error: [/Resources/Fn::ForEach::L] resource definition is malformed'],
  },
  {
    name: 'a reference to nothing',
    template: `${bucket}  C:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: !Ref b\n      Tags: [!GetAtt D.Arn, !Sub "\${E.Arn}"]\n`,
    expected: [
      '6:7 Template format error: Unresolved resource dependencies [b, D, E] in the Resources block of the template',
    ],
  },
  {
    name: 'an output of nothing',
    template: `${bucket}Outputs: {O: {Value: !GetAtt Nope.Arn}}`,
    expected: [
      '3:15 Template format error: Unresolved resource dependencies [Nope] in the Outputs block of the template',
    ],
  },
  {
    name: 'DependsOn of nothing',
    template: 'Resources: {B: {Type: AWS::S3::Bucket, DependsOn: [Nope]}}',
    expected: [
      '1:52 Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
    ],
  },
  {
    name: 'DependsOn of a mapping',
    template: 'Resources: {B: {Type: AWS::S3::Bucket, DependsOn: {a: 1}}}',
    expected: ['1:40 Template format error: Every DependsOn value must be a string.'],
  },
  {
    name: 'an unknown condition of a resource',
    template: 'Resources: {B: {Type: AWS::S3::Bucket, Condition: Nope}}',
    expected: [
      '1:40 Template format error: Unresolved condition dependency Nope in the Resources block of the template',
    ],
  },
  {
    name: 'an unknown condition in Fn::If',
    template: 'Resources: {B: {Type: AWS::S3::Bucket, Properties: {BucketName: !If [Nope, a, b]}}}',
    expected: ['1:53 Template error: unresolved condition dependency Nope in Fn::If'],
  },
  {
    name: 'a condition over a resource',
    template: `Conditions: {C: !Equals [!Ref B, x]}\n${bucket}`,
    expected: [
      '1:31 Template format error: Unresolved dependencies [B]. Cannot reference resources in the Conditions block of the template',
    ],
  },
  {
    name: 'a condition over an unknown one',
    template: `Conditions: {C: !Not [!Condition Nope]}\n${bucket}`,
    expected: [
      '1:34 Template format error: Unresolved condition dependency Nope in the Conditions block of the template',
    ],
  },
  {
    name: 'a condition in a property',
    template: 'Resources: {B: {Type: AWS::S3::Bucket, Properties: {BucketName: !Equals [a, b]}}}',
    expected: ['1:53 Template Error: Fn::Equals cannot be partially collapsed'],
  },
  {
    name: 'a function with another member beside it',
    template: 'Resources: {B: {Type: AWS::S3::Bucket, Properties: {Tags: {"Fn::Join": ["", [a]], Key: b}}}}',
    expected: [expect.stringMatching(/^1:60 Template Error: Encountered unsupported function: Key/)],
  },
  {
    name: 'Fn::ToJsonString without its transform',
    template: 'Resources: {B: {Type: AWS::S3::Bucket, Properties: {Tags: !ToJsonString [a]}}}',
    expected: [expect.stringMatching(/Encountered unsupported function: Fn::ToJsonString/)],
  },
  {
    name: 'a mapping of texts',
    template: `Mappings: {M: {a: b}}\n${bucket}`,
    expected: ['1:16 Template format error: Every Mappings member a must be a map'],
  },
  {
    name: 'an output without a value',
    template: `${bucket}Outputs: {O: {Description: x}}`,
    expected: ['3:11 Template format error: Every Outputs member must contain a Value object'],
  },
  {
    name: 'an output name with an underscore',
    template: `${bucket}Outputs: {o_1: {Value: x}}`,
    expected: ["3:11 Template format error: Outputs name 'o_1' is non alphanumeric."],
  },
  {
    name: 'an export name with a slash',
    template: `${bucket}Outputs: {O: {Value: x, Export: {Name: a/b}}}`,
    expected: [
      '3:25 Template format error: Output O is malformed. The Name field of every Export member must be specified and consist only of alphanumeric characters, colons, or hyphens.',
    ],
  },
  {
    name: 'an import that waits for a resource',
    template: `${bucket}Outputs: {O: {Value: !ImportValue {Ref: B}}}`,
    expected: [
      '3:15 Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs',
    ],
  },
  {
    name: 'a parameter without a type',
    template: `Parameters: {P: {Default: x}}\n${bucket}`,
    expected: ['1:14 Template format error: Every Parameters object must contain a Type member.'],
  },
  {
    name: 'a parameter of an unknown type',
    template: `Parameters: {P: {Type: Boolean}}\n${bucket}`,
    expected: ['1:18 Template format error: Unrecognized parameter type: Boolean'],
  },
  {
    name: 'a parameter with an unknown member',
    template: `Parameters: {P: {Type: String, Foo: 1}}\n${bucket}`,
    expected: ["1:32 Invalid template parameter property 'Foo'"],
  },
  {
    name: 'a default that is a list',
    template: `Parameters: {P: {Type: String, Default: [a]}}\n${bucket}`,
    expected: ['1:32 Template format error: Every Default member must be a string.'],
  },
  {
    name: 'a parameter called as a resource',
    template: `Parameters: {B: {Type: String}}\n${bucket}`,
    expected: ['3:3 Template error: all resources and parameters must have unique names. Common name(s):[B]'],
  },
  {
    name: 'SAM',
    template:
      'Transform: AWS::Serverless-2016-10-31\nResources: {F: {Type: AWS::Serverless::Function, Properties: {Role: !Ref FRole}}}',
    expected: ['1:1 STORM_NOT_EMULATED Transform AWS::Serverless-2016-10-31'],
  },
  {
    name: 'a macro in a list',
    template: `Transform: [AWS::LanguageExtensions, {Name: Mine}]\n${bucket}`,
    expected: ['1:1 STORM_NOT_EMULATED Transform Mine'],
  },
  {
    name: 'a macro',
    template: 'Resources: {B: {Type: AWS::S3::Bucket, Properties: {"Fn::Transform": {Name: Mine}}}}',
    expected: ['1:53 STORM_NOT_EMULATED Fn::Transform Mine'],
  },
  {
    name: 'an attribute of nothing',
    template: 'Resources: {B: {Type: AWS::S3::Bucket, Properties: {BucketName: !GetAtt Nope.Name}}}',
    expected: ['1:53 Template error: instance of Fn::GetAtt references undefined resource Nope'],
  },
];

describe('checkTemplate', () => {
  it.each(cases)('$name', ({ template, expected }) => {
    expect(errors(template)).toEqual(expected);
  });

  it.each([
    ['resources', 500, (count: number) => ({ Resources: many(count, { Type: 'AWS::S3::Bucket' }) })],
    ['parameters', 200, (count: number) => ({ Parameters: many(count, { Type: 'String' }), Resources: one })],
    ['outputs', 200, (count: number) => ({ Outputs: many(count, { Value: 'x' }), Resources: one })],
  ])('more %s than %i are refused', (section, most, body) => {
    expect(errors(JSON.stringify(body(most)))).toEqual([]);
    expect(errors(JSON.stringify(body(most + 1))).map((error) => error.replace(/^\S+ /, ''))).toEqual([
      `Template format error: Number of ${section}, ${most + 1}, is greater than maximum allowed, ${most}`,
    ]);
  });

  it('names of other letter case are offered as a hint, apart from the words of AWS', () => {
    const [error] = checkTemplate(parseTemplate(`${bucket}Outputs: {O: {Value: !Ref b}}`, 't.yaml'));
    expect(error?.hint).toBe('did you mean B?');
    expect(error?.message).toBe(error?.awsMessage);
  });
});

const one = { B: { Type: 'AWS::S3::Bucket' } };

function many(count: number, value: object): Record<string, object> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`X${index}`, value]));
}
