import {
  checkTemplate,
  evaluateConditions,
  evaluateRules,
  parseTemplate,
  resolveParameters,
  TemplateError,
  type StackContext,
} from '../../framework/template';

const context: StackContext = {
  accountId: '111122223333',
  region: 'eu-central-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
  stackId: 'arn',
  stackName: 'orders',
  notificationArns: [],
  zonesOf: (region) =>
    region === 'us-east-1' ? ['us-east-1a', 'us-east-1b'] : ['eu-central-1a', 'eu-central-1b'],
};

function settled(
  declaration: string,
  given: Record<string, string>,
  previous?: Record<string, string>,
): unknown {
  const template = parseTemplate(`Parameters:\n  P: ${declaration}\n`, 't.yaml');
  try {
    return resolveParameters(template, given, previous).values['P'];
  } catch (error) {
    if (error instanceof TemplateError) return `! ${error.awsMessage}`;
    throw error;
  }
}

const cases = [
  { name: 'a given value', declaration: '{Type: String, Default: a}', value: 'b', expected: 'b' },
  { name: 'the default, as text', declaration: '{Type: Number, Default: 3}', expected: '3' },
  { name: 'an empty default', declaration: '{Type: String, Default: ""}', expected: '' },
  {
    name: 'a list, trimmed',
    declaration: '{Type: CommaDelimitedList}',
    value: 'a, b ,c',
    expected: ['a', 'b', 'c'],
  },
  { name: 'an empty list', declaration: '{Type: CommaDelimitedList}', value: '', expected: [] },
  { name: 'a list of numbers', declaration: '{Type: List<Number>}', value: '1, 2.5', expected: ['1', '2.5'] },
  { name: 'no value', declaration: '{Type: String}', expected: '! Parameters: [P] must have values' },
  {
    name: 'letters as a number',
    declaration: '{Type: Number}',
    value: 'x',
    expected: "! Parameter 'P' must be a number.",
  },
  {
    name: 'a letter in a list of numbers',
    declaration: '{Type: List<Number>}',
    value: '1,x',
    expected: "! Parameter 'P' must be a number.",
  },
  {
    name: 'a small number',
    declaration: '{Type: Number, MinValue: 2}',
    value: '1',
    expected: "! Parameter 'P' must be a number not less than 2",
  },
  {
    name: 'a large number',
    declaration: '{Type: Number, MaxValue: 2}',
    value: '2.5',
    expected: "! Parameter 'P' must be a number not greater than 2",
  },
  {
    name: 'a short text',
    declaration: '{Type: String, MinLength: 3}',
    value: 'ab',
    expected: "! Parameter 'P' must contain at least 3 characters",
  },
  {
    name: 'a long text',
    declaration: '{Type: String, MaxLength: "1"}',
    value: 'ab',
    expected: "! Parameter 'P' must contain at most 1 characters",
  },
  {
    name: 'a value that is not allowed',
    declaration: '{Type: String, AllowedValues: [a, 1, true]}',
    value: 'b',
    expected: "! Parameter 'P' must be one of AllowedValues",
  },
  {
    name: 'an allowed number',
    declaration: '{Type: Number, AllowedValues: [1, 2]}',
    value: '2',
    expected: '2',
  },
  {
    name: 'an allowed boolean',
    declaration: '{Type: String, AllowedValues: [true, false]}',
    value: 'true',
    expected: 'true',
  },
  {
    name: 'a list member that is not allowed',
    declaration: '{Type: CommaDelimitedList, AllowedValues: [a]}',
    value: 'a,b',
    expected: "! Parameter 'P' must be one of AllowedValues",
  },
  {
    name: 'a pattern found only inside',
    declaration: '{Type: String, AllowedPattern: "[a-z]+"}',
    value: 'ab1',
    expected: "! Parameter 'P' must match pattern [a-z]+",
  },
  {
    name: 'a pattern with a flag of Java',
    declaration: '{Type: String, AllowedPattern: "(?i)[a-z]+"}',
    value: 'ABc',
    expected: 'ABc',
  },
  {
    name: 'a pattern that is none',
    declaration: '{Type: String, AllowedPattern: "["}',
    value: 'a',
    expected: "! Parameter 'P' AllowedPattern must be a valid regular expression.",
  },
  {
    name: 'a described constraint',
    declaration: '{Type: String, AllowedPattern: "[a-z]+", ConstraintDescription: small letters only.}',
    value: '1',
    expected: '! Parameter P failed to satisfy constraint: small letters only.',
  },
];

describe('resolveParameters', () => {
  it.each(cases)('$name', ({ declaration, value, expected }) => {
    expect(settled(declaration, value === undefined ? {} : { P: value })).toEqual(expected);
  });

  it('a parameter the template does not have is refused', () => {
    expect(settled('{Type: String}', { P: 'a', Q: 'b', constructor: 'c' })).toBe(
      '! Parameters: [Q, constructor] do not exist in the template',
    );
  });

  it('the value given wins over the previous one, and that over the default', () => {
    expect(settled('{Type: String, Default: a}', { P: 'c' }, { P: 'b' })).toBe('c');
    expect(settled('{Type: String, Default: a}', {}, { P: 'b' })).toBe('b');
  });

  it('SSM parameters are left to the caller, and so is whether a VPC exists', () => {
    const template = parseTemplate(
      'Parameters:\n  A: {Type: "AWS::SSM::Parameter::Value<List<String>>", Default: /a}\n  B: {Type: AWS::EC2::VPC::Id}\n  C: {Type: String, NoEcho: true}\n',
      't.yaml',
    );
    expect(resolveParameters(template, { B: 'vpc-1', C: 'secret' })).toEqual({
      values: { B: 'vpc-1', C: 'secret' },
      texts: { A: '/a', B: 'vpc-1', C: 'secret' },
      noEcho: new Set(['C']),
      lookups: [{ name: 'A', type: 'AWS::SSM::Parameter::Value<List<String>>', key: '/a', isList: true }],
      mustExist: [{ name: 'B', type: 'AWS::EC2::VPC::Id', values: ['vpc-1'] }],
    });
  });
});

describe('a parameter that is too much', () => {
  it('a value of more than 4096 bytes is refused', () => {
    expect(settled('{Type: String}', { P: 'x'.repeat(4096) })).toHaveLength(4096);
    expect(settled('{Type: String}', { P: 'x'.repeat(4097) })).toBe(
      '! Parameter value for parameter name P exceeds the maximum length of 4096 bytes',
    );
  });

  it('a default that is a reference to SSM needs a version', () => {
    const errors = (fallback: string) =>
      checkTemplate(
        parseTemplate(
          `Parameters: {P: {Type: String, Default: '${fallback}'}}\nResources: {A: {Type: AWS::SQS::Queue}}`,
          't.yaml',
        ),
      ).map(({ awsMessage }) => awsMessage);
    expect(errors('{{resolve:ssm:/a:1}}')).toEqual([]);
    expect(errors('{{resolve:ssm:/a}}')).toEqual([
      'Template error: parameter P should not contain ssm versionless resolver',
    ]);
  });
});

function conditions(text: string): unknown {
  const template = parseTemplate(
    `Mappings: {M: {prod: {Big: true}, test: {Big: false}}}\nConditions:\n${text}`,
    't.yaml',
  );
  try {
    return evaluateConditions(template, context, { Stage: 'prod', Zones: ['a', 'b'] });
  } catch (error) {
    if (error instanceof TemplateError)
      return `! ${error.awsMessage}${error.hint === undefined ? '' : ` | ${error.hint}`}`;
    throw error;
  }
}

describe('evaluateConditions', () => {
  it.each([
    ['  A: !Equals [!Ref Stage, prod]', { A: true }],
    ['  A: !Equals [!Ref Stage, Prod]', { A: false }],
    ['  A: !Equals [true, "true"]', { A: true }],
    ['  A: !Equals [!Ref Zones, [a, b]]', { A: true }],
    ['  A: !Equals [!FindInMap [M, !Ref Stage, Big], true]', { A: true }],
    ['  A: !Equals [!Select [0, !Ref Zones], a]', { A: true }],
    ['  A: !Not [!Condition B]\n  B: !Equals [a, b]', { A: true, B: false }],
    ['  A: !And [!Condition B, !Equals [a, a]]\n  B: !Equals [a, b]', { A: false, B: false }],
    ['  A: !Or [!Condition B, !Equals [a, a]]\n  B: !Equals [a, b]', { A: true, B: false }],
    ['  A: {Condition: B}\n  B: !Equals [!Ref AWS::Region, eu-central-1]', { A: true, B: true }],
    [
      '  A: !Condition B\n  B: !Not [!Condition A]',
      '! Template error: Found circular condition dependency: [A, B] | A -> B -> A',
    ],
    ['  A: !Condition Nope', '! Template error: unresolved condition dependency Nope'],
    ['  A: !Equals [a]', '! Template error: every Fn::Equals object requires a list of 2 string parameters.'],
    ['  A: !Not [a]', '! Template error: Fn::Not requires a list argument with one function token'],
    ['  A: !Not []', '! Template error: Fn::Not requires a list argument with one element'],
    [
      '  A: !And [!Equals [a, a]]',
      '! Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.',
    ],
    [
      '  A: !Or [a, b]',
      '! Template error: every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters.',
    ],
    [
      '  A: text',
      '! Template format error: Conditions can only be boolean operations on parameters and other conditions',
    ],
    [
      '  A: !Equals [!Ref Queue, a]',
      '! Template format error: Unresolved dependencies [Queue]. Cannot reference resources in the Conditions block of the template',
    ],
  ])('%s', (text, expected) => {
    expect(conditions(text)).toEqual(expected);
  });
});

describe('evaluateRules', () => {
  const rules = parseTemplate(
    `Rules:
  Bootstrap:
    Assertions:
      - Assert: !Not [!Contains [["1", "2"], !Ref Version]]
        AssertDescription: version 3 required.
  OnlyInProd:
    RuleCondition: !Equals [!Ref Stage, prod]
    Assertions:
      - Assert: !EachMemberIn [!Ref Zones, [a, b]]
`,
    't.yaml',
  );

  it.each([
    [{ Version: '3', Stage: 'prod', Zones: ['a'] }, 'holds'],
    [{ Version: '2', Stage: 'prod', Zones: ['a'] }, 'version 3 required.'],
    [{ Version: '3', Stage: 'prod', Zones: ['a', 'c'] }, 'Rule OnlyInProd is not satisfied'],
    [{ Version: '3', Stage: 'test', Zones: ['a', 'c'] }, 'holds'],
  ])('%j: %s', (parameters, expected) => {
    let outcome = 'holds';
    try {
      evaluateRules(rules, context, parameters);
    } catch (error) {
      outcome = error instanceof TemplateError ? error.awsMessage : 'unexpected';
    }
    expect(outcome).toBe(expected);
  });
});
