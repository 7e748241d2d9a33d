import {
  checkTemplate,
  graph,
  parseTemplate,
  requiredCapabilities,
  TemplateError,
} from '../../framework/template';

function thrown(act: () => unknown): TemplateError {
  try {
    act();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const shop = `Conditions: {Prod: !Equals [a, a]}
Resources:
  Function:
    Type: AWS::Lambda::Function
    DependsOn: [Policy]
    Properties:
      Role: !GetAtt Role.Arn
      Environment: {Variables: {QUEUE: !Sub "\${Queue}", DEAD: !If [Prod, !Ref Dead, none]}}
  Role: {Type: AWS::IAM::Role, Properties: {RoleName: !Sub ["\${Queue}-\${x}", {x: !GetAtt Dead.Arn, Queue: named}]}}
  Policy: {Type: AWS::IAM::Policy, DependsOn: Dead}
  Queue: {Type: AWS::SQS::Queue, Metadata: {of: !Ref Role}}
  Dead: {Type: AWS::SQS::Queue, Condition: Prod}
`;

describe('graph', () => {
  it('holds Ref, GetAtt, Sub and DependsOn, and of Fn::If the branch taken', () => {
    expect(graph(parseTemplate(shop, 't.yaml'), { Prod: true })).toEqual({
      Function: ['Role', 'Policy', 'Queue', 'Dead'],
      Role: ['Dead'],
      Policy: ['Dead'],
      Queue: ['Role'],
      Dead: [],
    });
  });

  it('a reference to a resource that its condition leaves out is refused, a DependsOn is not', () => {
    const text = shop.replace(', {x: !GetAtt Dead.Arn, Queue: named}', ', {x: a, Queue: named}');
    expect(graph(parseTemplate(text, 't.yaml'), { Prod: false })).toEqual({
      Function: ['Role', 'Policy', 'Queue'],
      Role: [],
      Policy: [],
      Queue: ['Role'],
    });
    const error = thrown(() => graph(parseTemplate(shop, 't.yaml'), { Prod: false }));
    expect(`${error.place?.line} ${error.awsMessage} | ${error.hint}`).toMatchInlineSnapshot(
      `"9 Template format error: Unresolved resource dependencies [Dead] in the Resources block of the template | Dead is not created because its condition Prod is false; put the reference into an Fn::If over it"`,
    );
  });
});

describe('circular dependencies', () => {
  const circle = `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DependsOn: Permission
    Properties: {NotificationConfiguration: {LambdaConfigurations: [{Event: "s3:*", Function: !GetAtt Function.Arn}]}}
  Function:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt Role.Arn}
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies: [{PolicyDocument: {Statement: [{Resource: !Sub "\${Bucket.Arn}/*"}]}}]
  Permission: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Function}}
  Alarm: {Type: AWS::CloudWatch::Alarm, Properties: {Dimensions: [{Value: !Ref Function}]}}
  Table: {Type: AWS::DynamoDB::Table}
`;

  it('name all that cannot be ordered, and the hint spells the cycle out', () => {
    const error = thrown(() => graph(parseTemplate(circle, 't.yaml'), {}));
    expect(error.awsMessage).toMatchInlineSnapshot(
      `"Circular dependency between resources: [Bucket, Function, Role, Permission, Alarm]"`,
    );
    expect(error.hint).toMatchInlineSnapshot(`
     "Bucket -> Function -> Role -> Bucket
       /Resources/Bucket/Properties/NotificationConfiguration/LambdaConfigurations/0/Function/Fn::GetAtt needs Function.Arn (line 5)
       /Resources/Function/Properties/Role/Fn::GetAtt needs Role.Arn (line 8)
       /Resources/Role/Properties/Policies/0/PolicyDocument/Statement/0/Resource/Fn::Sub needs Bucket.Arn (line 12)"
    `);
    expect(error.place).toEqual({ file: 't.yaml', line: 5, column: 85 });
  });

  it('are found without conditions when no condition can undo them', () => {
    expect(checkTemplate(parseTemplate(circle, 't.yaml')).map((error) => error.awsMessage)).toEqual([
      'Circular dependency between resources: [Bucket, Function, Role, Permission, Alarm]',
    ]);
  });

  it('a resource that needs itself is a cycle of one', () => {
    const error = thrown(() =>
      graph(
        parseTemplate('Resources: {A: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref A}}}', 't.yaml'),
        {},
      ),
    );
    expect(`${error.awsMessage} | ${error.hint}`).toMatchInlineSnapshot(`
     "Circular dependency between resources: [A] | A -> A
       /Resources/A/Properties/QueueName/Ref needs A (line 1)"
    `);
  });

  it('branches that exclude each other make none', () => {
    const text = `Conditions: {C: !Equals [a, a]}
Resources:
  A: {Type: AWS::SQS::Queue, Properties: {QueueName: !If [C, !GetAtt B.QueueName, a]}}
  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !If [C, b, !GetAtt A.QueueName]}}
`;
    const template = parseTemplate(text, 't.yaml');
    expect(checkTemplate(template)).toEqual([]);
    expect(graph(template, { C: true })).toEqual({ A: ['B'], B: [] });
    expect(graph(template, { C: false })).toEqual({ A: [], B: ['A'] });
  });
});

describe('requiredCapabilities', () => {
  it.each([
    ['{Q: {Type: AWS::SQS::Queue}}', '', []],
    [
      '{R: {Type: AWS::IAM::Role}, P: {Type: AWS::IAM::Policy, Properties: {PolicyName: p}}}',
      '',
      ['CAPABILITY_IAM'],
    ],
    [
      '{R: {Type: AWS::IAM::Role, Properties: {RoleName: r}}, P: {Type: AWS::IAM::Policy}}',
      '',
      ['CAPABILITY_NAMED_IAM'],
    ],
    ['{Q: {Type: AWS::SQS::Queue}}', 'Transform: AWS::LanguageExtensions\n', ['CAPABILITY_AUTO_EXPAND']],
  ])('%s', (resources, transform, expected) => {
    expect(requiredCapabilities(parseTemplate(`${transform}Resources: ${resources}`, 't.yaml'))).toEqual(
      expected,
    );
  });
});
