import { cloudOfThings, deployed } from './stack';

const broken = `
Resources:
  First: {Type: AWS::SQS::Queue}
  Second: {Type: AWS::SQS::Queue, DependsOn: First, Properties: {DelaySeconds: 901}}
  Third: {Type: AWS::SQS::Queue, DependsOn: Second}
`;

test('a failed creation is rolled back and leaves nothing', () => {
  const { cloud, events, status } = deployed(broken);
  expect(status()).toBe('ROLLBACK_COMPLETE');
  expect(events()).toMatchInlineSnapshot(`
   [
     "shop CREATE_IN_PROGRESS User Initiated",
     "First CREATE_IN_PROGRESS",
     "First CREATE_IN_PROGRESS Resource creation Initiated",
     "First CREATE_COMPLETE",
     "Second CREATE_IN_PROGRESS",
     "Second CREATE_FAILED Resource handler returned message: "Invalid value for the parameter DelaySeconds. (Service: Sqs, Status Code: 400, Request ID: <uuid>)" (RequestToken: <uuid>, HandlerErrorCode: InvalidRequest)",
     "shop ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Second]. Rollback requested by user.",
     "Second DELETE_COMPLETE",
     "First DELETE_IN_PROGRESS",
     "First DELETE_COMPLETE",
     "shop ROLLBACK_COMPLETE",
   ]
  `);
  expect(cloud.ask('sqs').listQueues({}).QueueUrls).toBeUndefined();
});

test('siblings under way are cancelled and rolled back', () => {
  const { events } = deployed(`
Resources:
  Quick: {Type: Test::Storm::Thing, Properties: {Fail: create}}
  Slow: {Type: Test::Storm::Thing, Properties: {Polls: 9}}
`);
  const lines = events();
  expect(lines).toContain('Slow CREATE_FAILED Resource creation cancelled');
  expect(lines).toContain(
    'shop ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Quick, Slow]. Rollback requested by user.',
  );
  expect(lines.at(-1)).toBe('shop ROLLBACK_COMPLETE');
});

test('a resource that never settles fails the stack', () => {
  const { events } = deployed(
    'Resources: {Slow: {Type: Test::Storm::Thing, Properties: {Polls: 2, Fail: check}}}',
  );
  expect(events()).toContain(
    'Slow CREATE_FAILED Resource handler returned message: "The thing never settled." (RequestToken: <uuid>, HandlerErrorCode: NotStabilized)',
  );
});

test('OnFailure DO_NOTHING leaves what was made', () => {
  const { cloud, status } = deployed(broken, { OnFailure: 'DO_NOTHING' });
  expect(status()).toBe('CREATE_FAILED The following resource(s) failed to create: [Second]. ');
  expect(cloud.ask('sqs').listQueues({}).QueueUrls).toHaveLength(1);
});

test('OnFailure DELETE deletes the stack', () => {
  const { cloud, events, status } = deployed(broken, { OnFailure: 'DELETE' });
  expect(status()).toBe('DELETE_COMPLETE');
  expect(events()).toContain(
    'shop DELETE_IN_PROGRESS The following resource(s) failed to create: [Second]. Delete requested by user.',
  );
  expect(cloud.ask('sqs').listQueues({}).QueueUrls).toBeUndefined();
});

test('a rollback that may not delete ends in ROLLBACK_FAILED, and the stack can be deleted later', () => {
  const cloud = cloudOfThings();
  const as = cloud.role('deployer', [
    { Effect: 'Allow', Action: 'cloudformation:*', Resource: '*' },
    { Effect: 'Allow', Action: 'sqs:*', Resource: '*' },
    { Effect: 'Deny', Action: 'sqs:DeleteQueue', Resource: '*' },
  ]);
  const { status, events } = deployed(broken, { cloud, as });
  expect(status()).toBe('ROLLBACK_FAILED The following resource(s) failed to delete: [First]. ');
  expect(events().find((line) => line.startsWith('First DELETE_FAILED'))).toMatch(
    /^First DELETE_FAILED Resource handler returned message: "User: arn:aws:sts::000000000000:assumed-role\/deployer\/test is not authorized to perform: sqs:DeleteQueue on resource: .* with an explicit deny in an identity-based policy \(Service: Sqs, Status Code: 403, Request ID: <uuid>\)" \(RequestToken: <uuid>, HandlerErrorCode: AccessDenied\)$/,
  );
  cloud.ask('iam').putRolePolicy({
    RoleName: 'deployer',
    PolicyName: 'test',
    PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
  });
  cloud.ask('cloudformation', { as }).deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(status()).toBe('DELETE_COMPLETE');
});

test('a stack that takes too long is rolled back', () => {
  const slow = 'Resources: {Slow: {Type: Test::Storm::Thing, Properties: {Polls: 9}}}';
  const { events } = deployed(slow, { TimeoutInMinutes: 2 });
  expect(events()).toContain(
    'shop ROLLBACK_IN_PROGRESS Stack creation time exceeded the specified timeout. Rollback requested by user.',
  );
  expect(deployed(slow, { TimeoutInMinutes: 20 }).status()).toBe('CREATE_COMPLETE');
});

test('a deployer that may not pass a role fails by IAM’s words and leaves nothing', () => {
  const cloud = cloudOfThings();
  const as = cloud.role('deployer', [
    { Effect: 'Allow', Action: ['cloudformation:*', 'lambda:*', 'iam:*', 's3:*'], Resource: '*' },
    { Effect: 'Deny', Action: 'iam:PassRole', Resource: '*' },
  ]);
  const template = `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: works
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: {ZipFile: 'exports.handler = async () => 1;'}
`;
  const { status, events } = deployed(template, { cloud, as, Capabilities: ['CAPABILITY_NAMED_IAM'] });
  expect(status()).toBe('ROLLBACK_COMPLETE');
  expect(events().find((line) => line.startsWith('Function CREATE_FAILED'))).toBe(
    'Function CREATE_FAILED Resource handler returned message: "User: arn:aws:sts::000000000000:assumed-role/deployer/test is not authorized to perform: iam:PassRole on resource: arn:aws:iam::000000000000:role/works with an explicit deny in an identity-based policy (Service: Lambda, Status Code: 403, Request ID: <uuid>)" (RequestToken: <uuid>, HandlerErrorCode: AccessDenied)',
  );
  expect(
    cloud
      .ask('iam')
      .listRoles({})
      .Roles?.map(({ RoleName }) => RoleName),
  ).toEqual(['deployer']);
  expect(cloud.ask('lambda').listFunctions({}).Functions).toEqual([]);
});

test('a stack with RoleARN makes its resources as that role', () => {
  const cloud = cloudOfThings();
  cloud.role(
    'maker',
    [{ Effect: 'Allow', Action: 'sqs:GetQueueUrl', Resource: '*' }],
    'cloudformation.amazonaws.com',
  );
  const RoleARN = 'arn:aws:iam::000000000000:role/maker';
  const { status, events } = deployed('Resources: {Work: {Type: AWS::SQS::Queue}}', { cloud, RoleARN });
  expect(status()).toBe('ROLLBACK_COMPLETE');
  expect(events().find((line) => line.startsWith('Work CREATE_FAILED'))).toMatch(
    /User: arn:aws:sts::000000000000:assumed-role\/maker\/AWSCloudFormation is not authorized to perform: sqs:CreateQueue/,
  );
});

test('a resource that fails after it was made is known and rolled back', () => {
  const { cloud, events } = deployed(
    `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: ['arn:aws:iam::000000000000:policy/missing']
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
`,
    { Capabilities: ['CAPABILITY_IAM'] },
  );
  expect(events().slice(1, 4)).toEqual([
    'Role CREATE_IN_PROGRESS',
    'Role CREATE_IN_PROGRESS Resource creation Initiated',
    expect.stringMatching(
      /^Role CREATE_FAILED Resource handler returned message: "Policy arn:aws:iam::000000000000:policy\/missing/,
    ),
  ]);
  expect(events()).toContain('Role DELETE_COMPLETE');
  expect(cloud.ask('iam').listRoles({}).Roles).toEqual([]);
});
