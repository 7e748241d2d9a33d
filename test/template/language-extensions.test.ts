import {
  checkTemplate,
  expandLoops,
  parseTemplate,
  placeOf,
  TemplateError,
  type LoopValues,
  type Template,
} from '../../framework/template';

const values: LoopValues = {
  context: {
    accountId: '111122223333',
    region: 'eu-central-1',
    partition: 'aws',
    urlSuffix: 'amazonaws.com',
    stackId: 'arn',
    stackName: 'orders',
    notificationArns: [],
    zonesOf: (region) =>
      region === 'us-east-1' ? ['us-east-1a', 'us-east-1b'] : ['eu-central-1a', 'eu-central-1b'],
  },
  parameters: { Names: ['Red', 'Blue-1'] },
};

const head = 'Transform: AWS::LanguageExtensions\nParameters: {Names: {Type: CommaDelimitedList}}\n';

function template(text: string): Template {
  return parseTemplate(head + text, 't.yaml');
}

function refusal(text: string): string {
  try {
    expandLoops(template(text), values);
  } catch (error) {
    if (error instanceof TemplateError)
      return `${error.awsMessage}${error.hint === undefined ? '' : ` | ${error.hint}`}`;
    throw error;
  }
  return 'accepted';
}

describe('Fn::ForEach', () => {
  const loops = template(`Resources:
  Fn::ForEach::Queues:
    - Name
    - !Ref Names
    - Queue&{Name}:
        Type: AWS::SQS::Queue
        Properties:
          QueueName: !Sub orders-\${Name}-&{Name}-\${AWS::Region}
          Plain: plain \${Name}
          Tag: !Ref Name
Outputs:
  Fn::ForEach::Ids:
    - Id
    - [Red]
    - Fn::ForEach::Attributes:
        - Attribute
        - [Arn, QueueName]
        - Queue\${Id}\${Attribute}:
            Value: !GetAtt [!Sub "Queue\${Id}", !Ref Attribute]
`);

  it('makes a member for each item and puts the item where CloudFormation does', () => {
    const expanded = expandLoops(loops, values);
    expect(expanded.resources).toEqual({
      QueueRed: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: { 'Fn::Sub': 'orders-Red-&{Name}-${AWS::Region}' },
          Plain: 'plain ${Name}',
          Tag: 'Red',
        },
      },
      QueueBlue1: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: { 'Fn::Sub': 'orders-Blue-1-&{Name}-${AWS::Region}' },
          Plain: 'plain ${Name}',
          Tag: 'Blue-1',
        },
      },
    });
    expect(expanded.outputs).toEqual({
      QueueRedArn: { Value: { 'Fn::GetAtt': ['QueueRed', 'Arn'] } },
      QueueRedQueueName: { Value: { 'Fn::GetAtt': ['QueueRed', 'QueueName'] } },
    });
  });

  it('what a loop makes stands where the loop stands, and checks as any template', () => {
    const expanded = expandLoops(loops, values);
    expect(placeOf(expanded, ['Resources', 'QueueBlue1', 'Properties'])).toEqual({
      file: 't.yaml',
      line: 7,
      column: 7,
    });
    expect(checkTemplate(loops, values)).toEqual([]);
    expect(checkTemplate(loops)).toEqual([]);
  });

  it('a name made by a loop can be missing as any other', () => {
    const broken = template(
      'Resources:\n  Fn::ForEach::Q:\n    - N\n    - [A]\n    - Queue${N}: {Type: AWS::SQS::Queue, DependsOn: !Sub "Role${N}"}\n',
    );
    expect(checkTemplate(broken, values).map((error) => error.awsMessage)).toEqual([
      'Template format error: Unresolved resource dependencies [RoleA] in the Resources block of the template',
    ]);
  });

  it.each([
    [
      'Resources:\n  Fn::ForEach::A: [x, [a]]\n',
      'Transform AWS::LanguageExtensions failed with: Fn::ForEach layout is incorrect | a loop is [identifier, collection, { name: value }]',
    ],
    [
      'Resources:\n  Fn::ForEach::A: [x, text, {"B${x}": {Type: A::B::C}}]\n',
      'Transform AWS::LanguageExtensions failed with: Could not find a collection or could not be resolved for Fn::ForEach',
    ],
    [
      'Resources:\n  Fn::ForEach::A: [x, [a, b], {B: {Type: A::B::C}}]\n',
      "Transform AWS::LanguageExtensions failed with: Fn::ForEach layout is incorrect | B is made twice; the name needs the loop's identifier in it",
    ],
  ])('%j is refused', (text, expected) => {
    expect(refusal(text)).toBe(expected);
  });

  it('loops in loops are stopped before they fill the memory', () => {
    const items = Array.from({ length: 20 }, (_, index) => `i${index}`).join(', ');
    let fragment = '{"R${a}${b}${c}${d}${e}": {Type: A::B::C}}';
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      fragment = `{"Fn::ForEach::L${name}": [${name}, [${items}], ${fragment}]}`;
    expect(refusal(`Resources: ${fragment}\n`)).toMatch(/loops make more than 20000 members$/);
  });
});

test('policies that are written as functions are worked out from the parameters', () => {
  const { resources } = expandLoops(
    template(
      'Resources:\n  Kept:\n    Type: AWS::SQS::Queue\n    DeletionPolicy: !Select [0, [Retain, Delete]]\n',
    ),
    values,
  );
  expect(resources['Kept']).toEqual({ Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain' });
});
