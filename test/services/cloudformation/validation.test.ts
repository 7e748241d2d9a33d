import { cloudOfThings, createRefusal, deployed, refusal } from './stack';

const queue = 'Resources: {Work: {Type: AWS::SQS::Queue}}';
const withProperties = (properties: string): string =>
  `Resources: {Work: {Type: AWS::SQS::Queue, Properties: ${properties}}}`;

/** The reason that a queue with these properties fails for. */
function failure(properties: string): string | undefined {
  const { events } = deployed(withProperties(properties));
  return events().find((line) => line.startsWith('Work CREATE_FAILED'));
}

test('unknown, missing and mistyped properties fail in CloudFormation’s words before anything is made', () => {
  expect(failure('{Colour: red}')).toBe(
    'Work CREATE_FAILED Properties validation failed for resource Work with message: [#: extraneous key [Colour] is not permitted]',
  );
  expect(failure('{DelaySeconds: soon, Tags: [{Key: a}]}')).toBe(
    'Work CREATE_FAILED Properties validation failed for resource Work with message: [#/DelaySeconds: expected type: Integer, found: String, #/Tags/0: required key [Value] not found]',
  );
  expect(failure('{QueueName: [a], FifoQueue: 1, Tags: {}}')).toBe(
    'Work CREATE_FAILED Properties validation failed for resource Work with message: [#/QueueName: expected type: String, found: JSONArray, #/FifoQueue: expected type: Boolean, found: Integer, #/Tags: expected type: JSONArray, found: JSONObject]',
  );
  const { events } = deployed(withProperties('{Colour: red}'));
  expect(events()).toEqual([
    'shop CREATE_IN_PROGRESS User Initiated',
    'Work CREATE_FAILED Properties validation failed for resource Work with message: [#: extraneous key [Colour] is not permitted]',
    'shop ROLLBACK_IN_PROGRESS Validation failed for following resources: [Work]. Rollback requested by user.',
    'Work DELETE_COMPLETE',
    'shop ROLLBACK_COMPLETE',
  ]);
});

test('a property that only another resource settles is checked when the resource is made', () => {
  const { events } = deployed(`
Resources:
  First: {Type: AWS::SQS::Queue}
  Work: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: !GetAtt First.QueueName}}
`);
  expect(events().find((line) => line.startsWith('Work CREATE_FAILED'))).toBe(
    'Work CREATE_FAILED Properties validation failed for resource Work with message:\n#/DelaySeconds: expected type: Integer, found: String',
  );
});

test('scalars are turned into what the type asks for', () => {
  const { cloud } = deployed(
    withProperties("{QueueName: 12, DelaySeconds: '7', SqsManagedSseEnabled: 'false'}"),
  );
  const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/000000000000/12';
  const { Attributes } = cloud.ask('sqs').getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
  expect(Attributes).toMatchObject({ DelaySeconds: '7', SqsManagedSseEnabled: 'false' });
});

test('an attribute that the type does not have fails the stack', () => {
  expect(deployed(`${queue}\nOutputs: {Size: {Value: !GetAtt Work.Size}}`).events()).toContain(
    'shop ROLLBACK_IN_PROGRESS [Error] /Outputs/Size/Value/Fn::GetAtt: Resource type AWS::SQS::Queue does not support attribute {Size}. Rollback requested by user.',
  );
});

test('an export that there is not fails the stack', () => {
  expect(deployed(withProperties('{QueueName: !ImportValue name}')).events()).toContain(
    'shop ROLLBACK_IN_PROGRESS No export named name found. Rollback requested by user.',
  );
});

test('CreateStack refuses names, templates and parameters in CloudFormation’s words', () => {
  expect(createRefusal(queue, { StackName: 'my_shop' })).toBe(
    "ValidationError: 1 validation error detected: Value 'my_shop' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
  );
  expect(createRefusal('Resources: {}')).toBe(
    'ValidationError: Template format error: At least one Resources member must be defined.',
  );
  expect(createRefusal('Resources: {A: {Type: AWS::Foo::Bar}}')).toBe(
    'ValidationError: Template format error: Unrecognized resource types: [AWS::Foo::Bar]',
  );
  expect(createRefusal(`# ${'x'.repeat(51_200)}\n${queue}`)).toMatch(
    /at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200$/,
  );
  expect(refusal(() => cloudOfThings().ask('cloudformation').createStack({ StackName: 'shop' }))).toBe(
    'ValidationError: Either Template URL or Template Body must be specified.',
  );
  expect(
    refusal(() =>
      cloudOfThings().ask('cloudformation').createStack({ StackName: 'shop', TemplateURL: 'ftp://a/b' }),
    ),
  ).toBe('ValidationError: TemplateURL must be a supported URL.');
  expect(createRefusal(queue, { ResourceTypes: ['AWS::S3::*'] })).toBe(
    'ValidationError: Resource type AWS::SQS::Queue is not allowed by parameter ResourceTypes [AWS::S3::*]',
  );
  expect(createRefusal(queue, { OnFailure: 'DELETE', DisableRollback: true })).toBe(
    'ValidationError: You can specify either DisableRollback or OnFailure, but not both.',
  );
});

test('parameters are held to their constraints', () => {
  const template = `Parameters: {Size: {Type: Number, MaxValue: 3}, Mode: {Type: String, AllowedValues: [a, b], Default: a}}\n${queue}`;
  const given = (ParameterKey: string, ParameterValue: string): string =>
    createRefusal(template, {
      Parameters: [
        { ParameterKey: 'Size', ParameterValue: '1' },
        { ParameterKey, ParameterValue },
      ],
    });
  expect(createRefusal(template)).toBe('ValidationError: Parameters: [Size] must have values');
  expect(given('Other', 'x')).toBe('ValidationError: Parameters: [Other] do not exist in the template');
  expect(given('Size', 'x')).toBe("ValidationError: Parameter 'Size' must be a number.");
  expect(given('Size', '4')).toBe("ValidationError: Parameter 'Size' must be a number not greater than 3");
  expect(given('Mode', 'c')).toBe("ValidationError: Parameter 'Mode' must be one of AllowedValues");
});

const role = (name: string): string => `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {${name} AssumeRolePolicyDocument: {Statement: []}}
`;

test('IAM resources need to be acknowledged', () => {
  expect(createRefusal(role(''))).toBe(
    'InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_IAM]',
  );
  expect(createRefusal(role('RoleName: a,'), { Capabilities: ['CAPABILITY_IAM'] })).toBe(
    'InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_NAMED_IAM]',
  );
});

test('loops and snippets need to be acknowledged', () => {
  const loops = `Transform: AWS::LanguageExtensions\n${queue}`;
  expect(createRefusal(loops)).toBe(
    'InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_AUTO_EXPAND]',
  );
});

test('quotas of a request are told in CloudFormation’s words', () => {
  const arns = Array.from({ length: 6 }, (_, n) => `arn:aws:sns:us-east-1:000000000000:t${n}`);
  expect(createRefusal(queue, { NotificationARNs: arns })).toBe(
    `ValidationError: 1 validation error detected: Value '[${arns.join(', ')}]' at 'notificationARNs' failed to satisfy constraint: Member must have length less than or equal to 5`,
  );
  const RollbackTriggers = arns.map((Arn) => ({ Arn, Type: 'AWS::CloudWatch::Alarm' }));
  expect(createRefusal(queue, { RollbackConfiguration: { RollbackTriggers } })).toMatch(
    /at 'rollbackConfiguration\.rollbackTriggers' failed to satisfy constraint: Member must have length less than or equal to 5$/,
  );
  expect(createRefusal(queue, { RollbackConfiguration: { MonitoringTimeInMinutes: 181 } })).toMatch(
    /at 'rollbackConfiguration\.monitoringTimeInMinutes' failed to satisfy constraint: Member must have value less than or equal to 180$/,
  );
});

test('a stack, a change set and a resource that there is not are told in the words of each operation', () => {
  const { cloud } = deployed(queue);
  const cfn = cloud.ask('cloudformation');
  const StackName = 'none';
  expect(refusal(() => cfn.updateStack({ StackName, TemplateBody: queue }))).toBe(
    'ValidationError: Stack [none] does not exist',
  );
  expect(refusal(() => cfn.createChangeSet({ StackName, ChangeSetName: 'c', TemplateBody: queue }))).toBe(
    'ValidationError: Stack [none] does not exist',
  );
  expect(refusal(() => cfn.describeChangeSet({ StackName: 'shop', ChangeSetName: 'c' }))).toBe(
    'ChangeSetNotFound: ChangeSet [c] does not exist',
  );
  expect(refusal(() => cfn.executeChangeSet({ StackName: 'shop', ChangeSetName: 'c' }))).toBe(
    'ChangeSetNotFound: ChangeSet [c] does not exist',
  );
});

test('a request that is repeated with its token answers the same stack; another is refused', () => {
  const { cloud, stackId } = deployed(queue, { ClientRequestToken: 'once' });
  expect(deployed(queue, { cloud, ClientRequestToken: 'once' }).stackId).toBe(stackId);
  expect(createRefusal(queue, { ClientRequestToken: 'twice' }, cloud)).toBe(
    'AlreadyExistsException: Stack [shop] already exists',
  );
});

test('a role that CloudFormation cannot assume is refused', () => {
  const RoleARN = 'arn:aws:iam::000000000000:role/nobody';
  expect(createRefusal(queue, { RoleARN })).toBe(
    `ValidationError: Role ${RoleARN} is invalid or cannot be assumed`,
  );
});

test('what is not emulated says so with its place, and no stack begins', () => {
  const cloud = cloudOfThings();
  const create = (TemplateBody: string): void =>
    void cloud.ask('cloudformation').createStack({ StackName: 'shop', TemplateBody });
  expect(() => create(`Transform: Mine\n${queue}`)).toThrow('STORM_NOT_EMULATED');
  expect(cloud.ask('cloudformation').listStacks({}).StackSummaries).toEqual([]);
});

test('describing what there is not is refused in CloudFormation’s words', () => {
  const { cloud } = deployed(queue);
  const cfn = cloud.ask('cloudformation');
  const StackName = 'none';
  const LogicalResourceId = 'None';
  expect(refusal(() => cfn.describeStacks({ StackName }))).toBe(
    'ValidationError: Stack with id none does not exist',
  );
  expect(refusal(() => cfn.describeStackEvents({ StackName }))).toBe(
    'ValidationError: Stack [none] does not exist',
  );
  expect(refusal(() => cfn.describeStackResource({ StackName, LogicalResourceId }))).toBe(
    "ValidationError: Stack 'none' does not exist",
  );
  expect(refusal(() => cfn.describeStackResource({ StackName: 'shop', LogicalResourceId }))).toBe(
    'ValidationError: Resource None does not exist for stack shop',
  );
  expect(refusal(() => cfn.getTemplate({ StackName }))).toBe(
    'ValidationError: Stack with id none does not exist',
  );
  expect(
    refusal(() => cfn.updateTerminationProtection({ StackName, EnableTerminationProtection: true })),
  ).toBe('ValidationError: Stack [none] does not exist');
});

test('a caller without permission is refused by the stack’s ARN', () => {
  const cloud = cloudOfThings();
  const as = cloud.role('reader', []);
  expect(
    refusal(() =>
      cloud.ask('cloudformation', { as }).createStack({ StackName: 'shop', TemplateBody: queue }),
    ),
  ).toBe(
    'AccessDenied: User: arn:aws:sts::000000000000:assumed-role/reader/test is not authorized to perform: cloudformation:CreateStack on resource: arn:aws:cloudformation:us-east-1:000000000000:stack/shop/* because no identity-based policy allows the cloudformation:CreateStack action',
  );
});
