import { refusal } from '../dynamodb/table';
import { testCloud } from '../../test-cloud';

function vault() {
  const cloud = testCloud();
  const secrets = cloud.ask('secretsmanager');
  const { ARN = '' } = secrets.createSecret({ Name: 'app/db', SecretString: 'one' });
  return {
    cloud,
    secrets,
    ARN,
    value: (VersionStage?: string, SecretId = 'app/db') =>
      secrets.getSecretValue({ SecretId, VersionStage }).SecretString,
    put: (SecretString: string, ClientRequestToken?: string, VersionStages?: string[]) =>
      secrets.putSecretValue({ SecretId: 'app/db', SecretString, ClientRequestToken, VersionStages }),
  };
}

const token = (letter: string) => letter.repeat(32);

test('a secret is read by its name, its ARN, and the ARN without its last characters', () => {
  const { value, ARN } = vault();
  expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:app\/db-\w{6}$/);
  expect([value(), value(undefined, ARN), value(undefined, ARN.slice(0, -7))]).toEqual(['one', 'one', 'one']);
});

test('a new value is current, and the former one previous', () => {
  const { value, put, secrets } = vault();
  put('two', token('b'));
  expect([value(), value('AWSPREVIOUS')]).toEqual(['two', 'one']);
  put('three', token('c'), ['AWSPENDING']);
  expect([value(), value('AWSPENDING')]).toEqual(['two', 'three']);
  expect(
    refusal(() =>
      secrets.updateSecretVersionStage({
        SecretId: 'app/db',
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: token('c'),
      }),
    ),
  ).toBe(
    "InvalidParameterException: The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently " +
      `attached to version ${token('b')}, so you must explicitly reference that version in RemoveFromVersionId.`,
  );
  secrets.updateSecretVersionStage({
    SecretId: 'app/db',
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: token('c'),
    RemoveFromVersionId: token('b'),
  });
  expect([value(), value('AWSPREVIOUS')]).toEqual(['three', 'two']);
  expect(secrets.listSecretVersionIds({ SecretId: 'app/db' }).Versions).toHaveLength(2);
  expect(secrets.listSecretVersionIds({ SecretId: 'app/db', IncludeDeprecated: true }).Versions).toHaveLength(
    3,
  );
});

test('the same token again is no error with the same value, and one with another', () => {
  const { put } = vault();
  put('two', token('b'));
  expect(put('two', token('b')).VersionId).toBe(token('b'));
  expect(refusal(() => put('other', token('b')))).toMatch(
    /^ResourceExistsException: You can't use ClientRequestToken b{32} because that value is already in use for a version of secret arn:\S+\.$/,
  );
});

test('what is not there is refused in the words of AWS', () => {
  const { value, secrets } = vault();
  expect(refusal(() => value(undefined, 'none'))).toBe(
    "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
  );
  expect(refusal(() => value('AWSPENDING'))).toBe(
    "ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
  );
  expect(refusal(() => secrets.createSecret({ Name: 'app/db' }))).toBe(
    'ResourceExistsException: The operation failed because the secret app/db already exists.',
  );
  expect(refusal(() => secrets.putSecretValue({ SecretId: 'app/db' }))).toBe(
    'InvalidRequestException: You must provide either SecretString or SecretBinary.',
  );
});

test('a deleted secret comes back within its recovery window, and is gone after it', () => {
  const { cloud, secrets, value } = vault();
  const { DeletionDate } = secrets.deleteSecret({ SecretId: 'app/db', RecoveryWindowInDays: 7 });
  expect(DeletionDate?.toISOString()).toBe('2026-01-08T00:00:00.000Z');
  expect(refusal(() => value())).toBe(
    "InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.",
  );
  expect(refusal(() => secrets.createSecret({ Name: 'app/db' }))).toBe(
    "InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.",
  );
  expect(secrets.listSecrets({}).SecretList).toEqual([]);
  expect(secrets.listSecrets({ IncludePlannedDeletion: true }).SecretList).toHaveLength(1);
  cloud.advance('6 days');
  secrets.restoreSecret({ SecretId: 'app/db' });
  cloud.advance('2 days');
  expect(value()).toBe('one');
  secrets.deleteSecret({ SecretId: 'app/db' });
  cloud.advance('30 days');
  expect(refusal(() => secrets.restoreSecret({ SecretId: 'app/db' }))).toMatch(/^ResourceNotFoundException/);
});

test('deletion without recovery is at once, and needs no secret', () => {
  const { secrets, value } = vault();
  secrets.deleteSecret({ SecretId: 'app/db', ForceDeleteWithoutRecovery: true });
  secrets.deleteSecret({ SecretId: 'none', ForceDeleteWithoutRecovery: true });
  expect(refusal(() => value())).toMatch(/^ResourceNotFoundException/);
  expect(
    refusal(() =>
      secrets.deleteSecret({ SecretId: 'x', ForceDeleteWithoutRecovery: true, RecoveryWindowInDays: 7 }),
    ),
  ).toBe(
    "InvalidParameterException: You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
  );
  expect(refusal(() => secrets.deleteSecret({ SecretId: 'x', RecoveryWindowInDays: 5 }))).toBe(
    'InvalidParameterException: The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
  );
});

test('bytes stay bytes', () => {
  const { secrets } = vault();
  secrets.createSecret({ Name: 'bytes', SecretBinary: new Uint8Array([0, 255, 1]) });
  expect([...(secrets.getSecretValue({ SecretId: 'bytes' }).SecretBinary ?? [])]).toEqual([0, 255, 1]);
});

test('the saved state holds no value', () => {
  const { cloud, put } = vault();
  put('a very secret text');
  expect(JSON.stringify(cloud.world.save())).not.toContain('a very secret text');
});

test('a value needs the right to its key', () => {
  const { cloud, secrets } = vault();
  const { KeyMetadata } = cloud.ask('kms').createKey({});
  secrets.createSecret({ Name: 'keyed', SecretString: 'x', KmsKeyId: KeyMetadata?.Arn });
  const as = cloud.role('clerk', [
    { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' },
  ]);
  const clerk = cloud.ask('secretsmanager', { as });
  expect(refusal(() => clerk.getSecretValue({ SecretId: 'keyed' }))).toMatch(
    /^AccessDeniedException: .*kms:Decrypt/,
  );
  expect(clerk.getSecretValue({ SecretId: 'app/db' }).SecretString).toBe('one');
  expect(refusal(() => clerk.describeSecret({ SecretId: 'app/db' }))).toMatch(
    /^AccessDeniedException: .*secretsmanager:DescribeSecret on resource: arn:aws:secretsmanager:us-east-1:000000000000:secret:app\/db-/,
  );
});

test('a resource policy lets in and keeps out', () => {
  const { cloud, secrets, ARN } = vault();
  const as = cloud.role('clerk', []);
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: as.roleArn },
    Action: 'secretsmanager:*',
    Resource: '*',
  };
  const policy = (each: object) => JSON.stringify({ Version: '2012-10-17', Statement: [each] });
  secrets.putResourcePolicy({ SecretId: ARN, ResourcePolicy: policy(statement) });
  expect(cloud.ask('secretsmanager', { as }).describeSecret({ SecretId: ARN }).Name).toBe('app/db');
  expect(
    refusal(() =>
      secrets.putResourcePolicy({
        SecretId: ARN,
        ResourcePolicy: policy({ ...statement, Principal: '*' }),
        BlockPublicPolicy: true,
      }),
    ),
  ).toMatch(/^PublicPolicyException/);
  expect(refusal(() => secrets.putResourcePolicy({ SecretId: ARN, ResourcePolicy: '{' }))).toMatch(
    /^MalformedPolicyDocumentException/,
  );
  secrets.deleteResourcePolicy({ SecretId: ARN });
  expect(refusal(() => cloud.ask('secretsmanager', { as }).describeSecret({ SecretId: ARN }))).toMatch(
    /^AccessDenied/,
  );
});

test('many values are read at once, and what fails is told', () => {
  const { secrets } = vault();
  const { SecretValues = [], Errors = [] } = secrets.batchGetSecretValue({
    SecretIdList: ['app/db', 'none'],
  });
  expect(SecretValues.map(({ SecretString }) => SecretString)).toEqual(['one']);
  expect(Errors.map(({ SecretId, ErrorCode }) => [SecretId, ErrorCode])).toEqual([
    ['none', 'ResourceNotFoundException'],
  ]);
});

test.each([
  [{ Key: 'name', Values: ['app/'] }, ['app/db']],
  [{ Key: 'name', Values: ['!app/'] }, ['other']],
  [{ Key: 'tag-key', Values: ['team'] }, ['other']],
  [{ Key: 'description', Values: ['PASS'] }, ['other']],
] as const)('secrets are listed by filter %#', ({ Key, Values }, expected) => {
  const { secrets } = vault();
  secrets.createSecret({ Name: 'other', Description: 'The password', Tags: [{ Key: 'team', Value: 'a' }] });
  const { SecretList = [] } = secrets.listSecrets({ Filters: [{ Key, Values: [...Values] }] });
  expect(SecretList.map(({ Name }) => Name)).toEqual(expected);
});

test('a random password has a character of each kind; a space is none of them', () => {
  const { secrets } = vault();
  const { RandomPassword = '' } = secrets.getRandomPassword({ PasswordLength: 4, IncludeSpace: true });
  for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /[^\w ]|_/]) expect(RandomPassword).toMatch(kind);
  expect(
    secrets.getRandomPassword({ ExcludePunctuation: true, ExcludeCharacters: 'abc' }).RandomPassword,
  ).toMatch(/^[d-zA-Z0-9]{32}$/);
  expect(refusal(() => secrets.getRandomPassword({ PasswordLength: 3 }))).toBe(
    'InvalidParameterException: Password length is too short based on the required types.',
  );
});

test('replication is refused loudly', () => {
  const { secrets } = vault();
  expect(() => secrets.createSecret({ Name: 'x', AddReplicaRegions: [{ Region: 'eu-west-1' }] })).toThrow(
    'secretsmanager:CreateSecret with AddReplicaRegions is not emulated.',
  );
});

test('a stack makes a secret with a generated password', () => {
  const { cloud, secrets } = vault();
  const cfn = cloud.ask('cloudformation');
  const TemplateBody = JSON.stringify({
    Resources: {
      Secret: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          Name: 'stack/db',
          GenerateSecretString: {
            SecretStringTemplate: '{"username":"admin"}',
            GenerateStringKey: 'password',
            PasswordLength: '16',
            ExcludePunctuation: 'true',
          },
        },
      },
      Policy: {
        Type: 'AWS::SecretsManager::ResourcePolicy',
        Properties: {
          SecretId: { Ref: 'Secret' },
          ResourcePolicy: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Deny',
                Principal: '*',
                Action: 'secretsmanager:DeleteSecret',
                Resource: '*',
                Condition: { StringEquals: { 'aws:userid': 'x' } },
              },
            ],
          },
        },
      },
    },
    Outputs: { Arn: { Value: { Ref: 'Secret' } } },
  });
  cfn.createStack({ StackName: 'shop', TemplateBody });
  cloud.settle();
  const [stack] = cfn.describeStacks({ StackName: 'shop' }).Stacks ?? [];
  expect([stack?.StackStatus, stack?.StackStatusReason]).toEqual(['CREATE_COMPLETE', undefined]);
  const { SecretString = '', ARN } = secrets.getSecretValue({ SecretId: 'stack/db' });
  expect(JSON.parse(SecretString)).toEqual({
    username: 'admin',
    password: expect.stringMatching(/^[a-zA-Z0-9]{16}$/),
  });
  expect(stack?.Outputs?.[0]?.OutputValue).toBe(ARN);
  expect(secrets.getResourcePolicy({ SecretId: 'stack/db' }).ResourcePolicy).toContain('Deny');
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(refusal(() => secrets.describeSecret({ SecretId: 'stack/db' }))).toMatch(
    /^ResourceNotFoundException/,
  );
});

test('versions are listed with their keys, labels in order and none where there are none (recorded on AWS)', () => {
  const { secrets, put } = vault();
  put('two', token('b'));
  put('three', token('c'), ['two', 'one', 'AWSCURRENT']);
  const listed = secrets.listSecretVersionIds({ SecretId: 'app/db', IncludeDeprecated: true }).Versions ?? [];
  expect(listed.map(({ VersionStages, KmsKeyIds }) => ({ VersionStages, KmsKeyIds }))).toEqual([
    { VersionStages: undefined, KmsKeyIds: ['DefaultEncryptionKey'] },
    { VersionStages: ['AWSPREVIOUS'], KmsKeyIds: ['DefaultEncryptionKey'] },
    { VersionStages: ['AWSCURRENT', 'one', 'two'], KmsKeyIds: ['DefaultEncryptionKey'] },
  ]);
});

test('a version without the label that was asked for is refused', () => {
  const { secrets, put } = vault();
  put('two', token('b'));
  const get = (VersionStage: string) =>
    refusal(() => secrets.getSecretValue({ SecretId: 'app/db', VersionId: token('b'), VersionStage }));
  expect(get('AWSPREVIOUS')).toBe(
    'InvalidRequestException: You provided a VersionStage that is not associated to the provided VersionId.',
  );
});

test('a batch is by names or by filters, and pages go with filters', () => {
  const { secrets } = vault();
  const Filters = [{ Key: 'name' as const, Values: ['app'] }];
  const both = () => secrets.batchGetSecretValue({ SecretIdList: ['app/db'], Filters });
  expect(refusal(both)).toBe(
    "InvalidParameterException: Either 'SecretIdList' or 'Filters' must be provided, but not both.",
  );
  expect(refusal(() => secrets.batchGetSecretValue({ SecretIdList: ['app/db'], MaxResults: 1 }))).toBe(
    "InvalidParameterException: 'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
  );
  expect(secrets.batchGetSecretValue({ Filters, MaxResults: 1 }).SecretValues).toHaveLength(1);
});

test('a policy is validated without being put', () => {
  const { secrets } = vault();
  const validate = (Principal: unknown) =>
    secrets.validateResourcePolicy({
      SecretId: 'app/db',
      ResourcePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal, Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
      }),
    });
  expect(validate({ AWS: 'arn:aws:iam::111111111111:root' })).toEqual({
    PolicyValidationPassed: true,
    ValidationErrors: [],
  });
  expect(validate('*')).toMatchObject({
    PolicyValidationPassed: false,
    ValidationErrors: [{ CheckName: 'PUBLIC_POLICY_CHECK' }],
  });
  expect(secrets.validateResourcePolicy({ ResourcePolicy: 'none' }).PolicyValidationPassed).toBe(false);
  expect(secrets.getResourcePolicy({ SecretId: 'app/db' })).not.toHaveProperty('ResourcePolicy');
});

test('a function that is not there reads like one that refuses, and there is nothing to cancel', () => {
  const { secrets } = vault();
  const RotationLambdaARN = 'arn:aws:lambda:us-east-1:000000000000:function:nobody';
  const rotate = () =>
    secrets.rotateSecret({
      SecretId: 'app/db',
      RotationLambdaARN,
      RotationRules: { AutomaticallyAfterDays: 1 },
    });
  expect(refusal(rotate)).toBe(
    'AccessDeniedException: Secrets Manager cannot invoke the specified Lambda function. Ensure that the function ' +
      'policy grants access to the principal secretsmanager.amazonaws.com.',
  );
  expect(refusal(() => secrets.cancelRotateSecret({ SecretId: 'app/db' }))).toBe(
    "InvalidRequestException: You tried to enable rotation on a secret that doesn't already have a Lambda function ARN " +
      "configured and you didn't include such an ARN as a parameter in this call.",
  );
});
