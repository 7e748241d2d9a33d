import {
  checkTemplate,
  parseTemplate,
  placeOf,
  TemplateError,
  type Template,
} from '../../framework/template';

const parse = (text: string): Template => parseTemplate(text, 'template.yaml');

function refusal(text: string): string {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { place, awsMessage, hint } = error;
    return `${place?.file}:${place?.line}:${place?.column} ${awsMessage}${hint === undefined ? '' : ` | ${hint}`}`;
  }
  return 'accepted';
}

const shortTags = [
  ['!Ref Queue', { Ref: 'Queue' }],
  ['!GetAtt Queue.Arn', { 'Fn::GetAtt': ['Queue', 'Arn'] }],
  ['!GetAtt Nested.Outputs.Url', { 'Fn::GetAtt': ['Nested', 'Outputs.Url'] }],
  ['!GetAtt [Queue, Arn]', { 'Fn::GetAtt': ['Queue', 'Arn'] }],
  ['{Fn::GetAtt: Queue.Arn}', { 'Fn::GetAtt': 'Queue.Arn' }],
  ['!Sub "${Queue.Arn}/x"', { 'Fn::Sub': '${Queue.Arn}/x' }],
  ['!Sub ["${a}", {a: !Ref Queue}]', { 'Fn::Sub': ['${a}', { a: { Ref: 'Queue' } }] }],
  ['!Join ["-", [a, !Ref Queue]]', { 'Fn::Join': ['-', ['a', { Ref: 'Queue' }]] }],
  [
    '!If [Prod, !Ref AWS::NoValue, !Sub x]',
    { 'Fn::If': ['Prod', { Ref: 'AWS::NoValue' }, { 'Fn::Sub': 'x' }] },
  ],
  ['!Select [0, !GetAZs ""]', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
  ['!Base64 text', { 'Fn::Base64': 'text' }],
  ['!Cidr [10.0.0.0/16, 4, 8]', { 'Fn::Cidr': ['10.0.0.0/16', 4, 8] }],
  ['!FindInMap [Map, key, value]', { 'Fn::FindInMap': ['Map', 'key', 'value'] }],
  ['!ImportValue shared', { 'Fn::ImportValue': 'shared' }],
  ['!Split [",", a,b]', { 'Fn::Split': [',', 'a', 'b'] }],
  ['!Not [!Equals [a, b]]', { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }],
  [
    '!And [!Condition A, !Or [!Condition B, !Condition C]]',
    {
      'Fn::And': [{ Condition: 'A' }, { 'Fn::Or': [{ Condition: 'B' }, { Condition: 'C' }] }],
    },
  ],
  ['!Transform {Name: AWS::Include}', { 'Fn::Transform': { Name: 'AWS::Include' } }],
] as const;

describe('short tags', () => {
  it.each(shortTags)('%s is the long form', (text, expected) => {
    expect(parse(`Value: ${text}`).body['Value']).toEqual(expected);
  });
});

const scalars = [
  ['012345678901', '012345678901'],
  ['123456789012', 123456789012],
  ['12345678901234567890', '12345678901234567890'],
  ['2010-09-09', '2010-09-09'],
  ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
  ['1.0', '1.0'],
  ['1.5', 1.5],
  ['0x1F', '0x1F'],
  ['1e3', '1e3'],
  ['-7', -7],
  ['yes', true],
  ['Off', false],
  ['"yes"', 'yes'],
  ["'no'", 'no'],
  ['y', 'y'],
  ['true', true],
  ['"true"', 'true'],
  ['12:30:45', '12:30:45'],
  ['!!str 42', '42'],
] as const;

describe('scalars', () => {
  it.each(scalars)('%s is read as %p', (text, expected) => {
    expect(parse(`Value: ${text}`).body['Value']).toBe(expected);
  });

  it('JSON numbers that JavaScript would round keep their text', () => {
    const { body } = parse('{"a": 12345678901234567890, "b": 1.0, "c": 1.5, "d": "012345678901"}');
    expect(body).toEqual({ a: '12345678901234567890', b: '1.0', c: 1.5, d: '012345678901' });
  });
});

describe('positions', () => {
  const yaml = [
    'Resources:',
    '  Queue:',
    '    Type: AWS::SQS::Queue',
    '    Properties:',
    '      Tags:',
    '        - Key: a',
    '          Value: !Sub',
    '            - ${x}',
    '            - x: 1',
  ].join('\n');
  const json = '{\n  "Resources": {\n    "Queue": { "Type": "AWS::SQS::Queue" }\n  }\n}';

  it.each([
    [['Resources'], 1, 1],
    [['Resources', 'Queue', 'Type'], 3, 5],
    [['Resources', 'Queue', 'Properties', 'Tags', 0], 6, 11],
    [['Resources', 'Queue', 'Properties', 'Tags', 0, 'Value', 'Fn::Sub', 1, 'x'], 9, 15],
    [['Resources', 'Queue', 'Properties', 'RedrivePolicy', 'maxReceiveCount'], 4, 5],
    [['Resources', 'Missing'], 1, 1],
  ])('%j stands at %i:%i of the YAML', (path, line, column) => {
    expect(placeOf(parse(yaml), path)).toEqual({ file: 'template.yaml', line, column });
  });

  it.each([
    [['Resources', 'Queue'], 3, 5],
    [['Resources', 'Queue', 'Type'], 3, 16],
    [['Resources', 'Queue', 'Properties'], 3, 5],
  ])('%j stands at %i:%i of the JSON', (path, line, column) => {
    expect(placeOf(parse(json), path)).toEqual({ file: 'template.yaml', line, column });
  });
});

describe('what CloudFormation takes and strict YAML does not', () => {
  it('brackets may hold lines left of the member they belong to, and places stay the ones of the file', () => {
    const template = parse('A:\n  Schema: {"type": "object",\n  "properties": {\n"to": [\n1]}}\n  Next: 1\n');
    expect(template.body).toEqual({ A: { Schema: { type: 'object', properties: { to: [1] } }, Next: 1 } });
    expect(placeOf(template, ['A', 'Schema', 'properties', 'to'])).toEqual({
      file: 'template.yaml',
      line: 4,
      column: 1,
    });
    expect(placeOf(template, ['A', 'Next'])).toEqual({ file: 'template.yaml', line: 6, column: 3 });
  });

  it.each(['A:\n  B: 1\n  B: 2\n', '{"A": {"B": 1,\n\n "B": 2}}'])('%j: what stands last counts', (text) => {
    const template = parse(text);
    expect(template.body).toEqual({ A: { B: 2 } });
    expect(placeOf(template, ['A', 'B'])?.line).toBe(3);
  });

  it('a comment may follow a quote at once', () => {
    expect(parse("A: 'text'# note\nB: 1\n").body).toEqual({ A: 'text', B: 1 });
  });

  it('tabs indent JSON, and a byte order mark is skipped', () => {
    expect(parse('\ufeff{\n\t"A":\t1\n}').body).toEqual({ A: 1 });
  });
});

describe('text that is no template', () => {
  it.each([
    [
      'Resources:\n  A: [1\n',
      'template.yaml:3:1 Template format error: YAML not well-formed. (line 3, column 1)',
    ],
    [
      '{"A": 1,\n "B": }',
      'template.yaml:2:7 Template format error: JSON not well-formed. (line 2, column 7) | a value is missing here',
    ],
    [
      '{"A": 1,}',
      'template.yaml:1:9 Template format error: JSON not well-formed. (line 1, column 9) | a member name in double quotes is missing here',
    ],
    [
      '{"A": "x\n"}',
      'template.yaml:1:7 Template format error: JSON not well-formed. (line 1, column 7) | this string is not closed',
    ],
    [
      '{"A": 1} x',
      'template.yaml:1:10 Template format error: JSON not well-formed. (line 1, column 10) | text after the end of the template',
    ],
    [
      'A: !Reff x',
      'template.yaml:1:10 Template format error: YAML not well-formed. (line 1, column 10) | !Reff is not a tag of CloudFormation',
    ],
    [
      'A: 1\n---\nB: 2\n',
      'template.yaml:2:1 Template format error: YAML not well-formed. (line 2, column 1) | a template is one YAML document',
    ],
    ['just text', 'template.yaml:1:1 Template format error: unsupported structure.'],
    ['', 'undefined:undefined:undefined Template format error: unsupported structure.'],
    ['- a\n', 'template.yaml:1:1 Template format error: unsupported structure.'],
  ])('%j is refused', (text, expected) => {
    expect(refusal(text).slice(0, expected.length)).toBe(expected);
  });
});

describe('aliases', () => {
  const shared = 'A: &a {x: 1, y: 2}\nB: *a\nC:\n  <<: *a\n  y: 3\n';

  it('are refused in the words of CloudFormation', () => {
    expect(refusal(shared)).toMatchInlineSnapshot(
      `"template.yaml:2:4 Template error: YAML aliases are not allowed in CloudFormation templates | *a has to be written out; \`aws cloudformation package\` does so"`,
    );
  });

  it('are written out where a command stands for `aws cloudformation package`', () => {
    const { body } = parseTemplate(shared, 'template.yaml', 'expand');
    expect(body).toEqual({ A: { x: 1, y: 2 }, B: { x: 1, y: 2 }, C: { x: 1, y: 3 } });
  });

  it('a bomb of aliases is refused before it fills the memory', () => {
    const levels = Array.from({ length: 30 }, (_, level) => {
      const item = level === 0 ? '"lol"' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array.from({ length: 9 }, () => item).join(', ')}]`;
    });
    expect(() => parseTemplate(levels.join('\n'), 'bomb.yaml', 'expand')).toThrow(TemplateError);
  });

  it('an alias of what holds it is refused', () => {
    expect(() => parseTemplate('A: &a [*a]\n', 'loop.yaml', 'expand')).toThrow(TemplateError);
  });
});

describe('hostile text', () => {
  it.each([
    ['YAML lists', '['.repeat(10_000)],
    ['closed YAML lists', `A: ${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['YAML blocks', Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['YAML dashes', `A:\n${'- '.repeat(10_000)}x`],
    ['JSON', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
  ])('10,000 levels of %s are refused', (_, text) => {
    expect(refusal(text)).toMatch(/not well-formed\. \(line \d+, column \d+\)/);
  });

  it('more than a megabyte is refused', () => {
    const huge = `A: "${'x'.repeat(1_000_000)}"`;
    expect(refusal(huge)).toBe('template.yaml:1:1 Template may not exceed 1000000 bytes in size.');
  });

  it.each([
    ['YAML', 'Resources:\n  __proto__: {polluted: yes}\n  constructor: {Type: A::B::C}\n'],
    ['JSON', '{"Resources": {"__proto__": {"polluted": "yes"}, "constructor": {"Type": "A::B::C"}}}'],
  ])(
    '`__proto__` in %s is a name like any other, and CloudFormation takes letters and digits only',
    (_, text) => {
      const template = parse(text);
      expect(Object.keys(template.resources)).toEqual(['__proto__', 'constructor']);
      expect(Object.hasOwn({}, 'polluted')).toBe(false);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      expect(checkTemplate(template).map((error) => error.awsMessage)).toContain(
        'Template format error: Resource name __proto__ is non alphanumeric.',
      );
    },
  );
});

test('the first line of a literal block is kept, behind a short tag too', () => {
  const { literals } = parseTemplate(
    [
      'Metadata:',
      '  Plain: |',
      '    one',
      '    two',
      '  Tagged: !Sub |-',
      '    three',
      '  Folded: >',
      '    four',
    ].join('\n'),
    'template.yaml',
  );
  expect(literals).toEqual({ '/Metadata/Plain': 3, '/Metadata/Tagged/Fn::Sub': 6 });
});
