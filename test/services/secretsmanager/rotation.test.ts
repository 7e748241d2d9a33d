import { refusal } from '../dynamodb/table';
import { functionArn, functionCloud } from '../lambda/function-cloud';

function rotating() {
  const cloud = functionCloud();
  cloud.createProcessor();
  const secrets = cloud.ask('secretsmanager');
  secrets.createSecret({ Name: 'db', SecretString: 'one' });
  const allow = () =>
    cloud.ask('lambda').addPermission({
      FunctionName: 'Processor',
      StatementId: 'rotation',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: '000000000000',
    });
  const rotate = (more: object = {}) =>
    secrets.rotateSecret({
      SecretId: 'db',
      RotationLambdaARN: functionArn,
      RotationRules: { AutomaticallyAfterDays: 30 },
      ...more,
    });
  /** What the function does in the step that it was invoked for. */
  const answer = () => {
    const event = JSON.parse(cloud.invoked().at(-1)?.replace(/^\S+ /, '') ?? '');
    const { SecretId, ClientRequestToken, Step } = event;
    if (Step === 'createSecret') {
      secrets.putSecretValue({
        SecretId,
        ClientRequestToken,
        SecretString: 'two',
        VersionStages: ['AWSPENDING'],
      });
    }
    if (Step === 'finishSecret') {
      const { VersionIdsToStages = {} } = secrets.describeSecret({ SecretId });
      const current = Object.entries(VersionIdsToStages).find(([, stages]) =>
        stages.includes('AWSCURRENT'),
      )?.[0];
      secrets.updateSecretVersionStage({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: ClientRequestToken,
        RemoveFromVersionId: current,
      });
    }
    cloud.returnLast();
    cloud.advance('1 second');
    return Step;
  };
  const value = (VersionStage: string) =>
    secrets.getSecretValue({ SecretId: 'db', VersionStage }).SecretString;
  return { cloud, secrets, allow, rotate, answer, value };
}

test('a rotation goes through its four steps', () => {
  const { cloud, secrets, allow, rotate, answer, value } = rotating();
  allow();
  const { VersionId = '' } = rotate();
  expect(secrets.describeSecret({ SecretId: 'db' }).VersionIdsToStages?.[VersionId]).toEqual(['AWSPENDING']);
  expect(refusal(() => value('AWSPENDING'))).toMatch(/staging label: AWSPENDING$/);
  cloud.advance('1 second');
  expect([answer(), answer(), answer(), answer()]).toEqual([
    'createSecret',
    'setSecret',
    'testSecret',
    'finishSecret',
  ]);
  expect([value('AWSCURRENT'), value('AWSPREVIOUS')]).toEqual(['two', 'one']);
  expect(secrets.describeSecret({ SecretId: 'db' })).toMatchObject({
    RotationEnabled: true,
    RotationLambdaARN: functionArn,
    RotationRules: { AutomaticallyAfterDays: 30 },
    LastRotatedDate: expect.any(Date),
  });
});

test('a rotation comes again when its days are over', () => {
  const { cloud, allow, rotate, answer } = rotating();
  allow();
  rotate();
  cloud.advance('1 second');
  for (let step = 0; step < 4; step++) answer();
  cloud.advance('29 days');
  expect(cloud.invoked()).toHaveLength(4);
  cloud.advance('1 day');
  cloud.advance('1 second');
  expect(cloud.invoked()).toHaveLength(5);
});

test('a function that fails leaves the pending version and the current value', () => {
  const { cloud, secrets, allow, rotate, value } = rotating();
  allow();
  const { VersionId = '' } = rotate();
  cloud.advance('1 second');
  cloud.throwLast('no database');
  cloud.advance('1 second');
  expect(cloud.invoked()).toHaveLength(1);
  expect(value('AWSCURRENT')).toBe('one');
  expect(secrets.describeSecret({ SecretId: 'db' }).VersionIdsToStages?.[VersionId]).toEqual(['AWSPENDING']);
  const failures = cloud.world.trace.entries.flatMap((entry) =>
    entry.type === 'event' && entry.event === 'rotation failed' ? [entry.detail] : [],
  );
  expect(failures).toEqual([
    { step: 'createSecret', versionId: VersionId, reason: expect.stringContaining('no database') },
  ]);
});

test('a rotation that is not to be at once is only tested', () => {
  const { cloud, secrets, allow, rotate, answer } = rotating();
  allow();
  expect(rotate({ RotateImmediately: false }).VersionId).toBeUndefined();
  cloud.advance('1 second');
  expect(answer()).toBe('testSecret');
  expect(Object.keys(secrets.describeSecret({ SecretId: 'db' }).VersionIdsToStages ?? {})).toHaveLength(1);
  expect(cloud.invoked()).toHaveLength(1);
});

test('a secret needs a function that lets Secrets Manager in', () => {
  const { secrets, rotate } = rotating();
  expect(refusal(() => secrets.rotateSecret({ SecretId: 'db' }))).toBe(
    'InvalidRequestException: No Lambda rotation function ARN is associated with this secret.',
  );
  expect(refusal(() => rotate())).toBe(
    'AccessDeniedException: Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy ' +
      'grants access to the principal secretsmanager.amazonaws.com.',
  );
  expect(secrets.describeSecret({ SecretId: 'db' }).RotationEnabled).toBeUndefined();
});

test('a cancelled rotation does not come again', () => {
  const { cloud, secrets, allow, rotate, answer } = rotating();
  allow();
  rotate({ RotationRules: { ScheduleExpression: 'rate(10 days)' } });
  cloud.advance('1 second');
  for (let step = 0; step < 4; step++) answer();
  secrets.cancelRotateSecret({ SecretId: 'db' });
  cloud.advance('40 days');
  expect(cloud.invoked()).toHaveLength(4);
  expect(secrets.describeSecret({ SecretId: 'db' }).RotationEnabled).toBe(false);
});
