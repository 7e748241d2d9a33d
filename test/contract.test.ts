/**
 * What every listed service must do, whatever else it does: a new service gets these tests by being listed.
 *
 * Goal: nothing reaches a service but through the pipeline. Method: one probe for each service, a thing that it makes
 * and then lists, sent as a client would send it.
 */
import { strToU8, zipSync } from 'fflate';
import { AwsError, type ServiceName } from '../framework/cloud/service';
import { modelledServices } from '../framework/cloud/protocols';
import { arm, throttle } from '../framework/faults';
import { StormError } from '../framework/kernel';
import { services } from '../framework/services';
import { testCloud, type TestCloud } from './test-cloud';

interface Probe {
  /** Makes a thing of the given name; answers how it is listed afterwards. */
  make(cloud: TestCloud, name: string, where: { accountId?: string; region?: string }): void;
  list(cloud: TestCloud, where: { accountId?: string; region?: string }): string[];
  /** Whether a region of an account sees only its own things. */
  isRegional: boolean;
  /** An operation with an input that the service refuses, and the error's code. */
  bad: { operation: string; input: object; code: string };
}

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

const ordersWrites = {
  ServiceNamespace: 'dynamodb',
  ResourceId: 'table/orders',
  ScalableDimension: 'dynamodb:table:WriteCapacityUnits',
} as const;

const probes: Record<string, Probe> = {
  'application-autoscaling': {
    make: (cloud, _name, where) => {
      cloud.ask('dynamodb', where).createTable({
        TableName: 'orders',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      });
      const limits = { MinCapacity: 1, MaxCapacity: 2 };
      cloud.ask('application-autoscaling', where).registerScalableTarget({ ...ordersWrites, ...limits });
    },
    list: (cloud, where) => {
      const scaling = cloud.ask('application-autoscaling', where);
      const { ScalableTargets = [] } = scaling.describeScalableTargets({ ServiceNamespace: 'dynamodb' });
      return ScalableTargets.map(({ ScalableTargetARN = '' }) => ScalableTargetARN);
    },
    isRegional: true,
    bad: {
      operation: 'describeScalingActivities',
      input: { ServiceNamespace: 'none' },
      code: 'ValidationException',
    },
  },
  cloudformation: {
    make: (cloud, name, where) => {
      const TemplateBody = JSON.stringify({ Resources: { Group: { Type: 'AWS::Logs::LogGroup' } } });
      cloud.ask('cloudformation', where).createStack({ StackName: name, TemplateBody });
    },
    list: (cloud, where) =>
      (cloud.ask('cloudformation', where).describeStacks({}).Stacks ?? []).map(
        ({ StackName }) => StackName ?? '',
      ),
    isRegional: true,
    bad: { operation: 'createStack', input: { StackName: '1' }, code: 'ValidationError' },
  },
  cloudtrail: {
    make: (cloud, name, { accountId = '', region = '' }) => {
      const Bucket = `${name}-${accountId}-${region}`;
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Action: ['s3:GetBucketAcl', 's3:PutObject'],
            Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
          },
        ],
      });
      cloud.ask('s3', { accountId, region }).createBucket({ Bucket });
      cloud.ask('s3', { accountId, region }).putBucketPolicy({ Bucket, Policy });
      cloud
        .ask('cloudtrail', { accountId, region })
        .createTrail({ Name: `${name}-trail`, S3BucketName: Bucket });
    },
    list: (cloud, where) =>
      (cloud.ask('cloudtrail', where).describeTrails({}).trailList ?? []).map(({ Name = '' }) => Name),
    isRegional: true,
    bad: { operation: 'getTrail', input: { Name: 'none' }, code: 'TrailNotFoundException' },
  },
  cloudwatch: {
    make: (cloud, name, where) =>
      void cloud
        .ask('cloudwatch', where)
        .putDashboard({ DashboardName: name, DashboardBody: '{"widgets":[]}' }),
    list: (cloud, where) =>
      (cloud.ask('cloudwatch', where).listDashboards({}).DashboardEntries ?? []).map(
        ({ DashboardName }) => DashboardName ?? '',
      ),
    isRegional: true,
    bad: {
      operation: 'setAlarmState',
      input: { AlarmName: 'x', StateValue: 'FINE', StateReason: '' },
      code: 'ValidationError',
    },
  },
  dynamodb: {
    make: (cloud, name, where) =>
      void cloud.ask('dynamodb', where).createTable({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    list: (cloud, where) => cloud.ask('dynamodb', where).listTables({}).TableNames ?? [],
    isRegional: true,
    bad: { operation: 'describeTable', input: { TableName: '' }, code: 'ValidationException' },
  },
  events: {
    make: (cloud, name, where) => void cloud.ask('events', where).createEventBus({ Name: name }),
    list: (cloud, where) =>
      (cloud.ask('events', where).listEventBuses({}).EventBuses ?? [])
        .map(({ Name = '' }) => Name)
        .filter((name) => name !== 'default'),
    isRegional: true,
    bad: { operation: 'describeRule', input: { Name: 'none' }, code: 'ResourceNotFoundException' },
  },
  iam: {
    make: (cloud, name, where) =>
      void cloud.ask('iam', where).createRole({ RoleName: name, AssumeRolePolicyDocument: trust }),
    list: (cloud, where) =>
      (cloud.ask('iam', where).listRoles({}).Roles ?? []).map(({ RoleName }) => RoleName ?? ''),
    isRegional: false,
    bad: { operation: 'getRole', input: { RoleName: '' }, code: 'ValidationError' },
  },
  kms: {
    make: (cloud, name, where) => void cloud.ask('kms', where).createKey({ Description: name }),
    list: (cloud, where) => (cloud.ask('kms', where).listKeys({}).Keys ?? []).map(({ KeyId }) => KeyId ?? ''),
    isRegional: true,
    bad: { operation: 'describeKey', input: { KeyId: 'none' }, code: 'NotFoundException' },
  },
  lambda: {
    make: (cloud, name, where) => {
      const { Role } = cloud
        .ask('iam', where)
        .createRole({ RoleName: `${name}-${where.region ?? ''}`, AssumeRolePolicyDocument: trust });
      cloud.ask('lambda', where).createFunction({
        FunctionName: name,
        Role: Role?.Arn ?? '',
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: code },
      });
    },
    list: (cloud, where) =>
      (cloud.ask('lambda', where).listFunctions({}).Functions ?? []).map(
        ({ FunctionName }) => FunctionName ?? '',
      ),
    isRegional: true,
    bad: { operation: 'getFunction', input: { FunctionName: 'no such:name!' }, code: 'ValidationException' },
  },
  logs: {
    make: (cloud, name, where) => void cloud.ask('logs', where).createLogGroup({ logGroupName: name }),
    list: (cloud, where) =>
      (cloud.ask('logs', where).describeLogGroups({}).logGroups ?? []).map(
        ({ logGroupName }) => logGroupName ?? '',
      ),
    isRegional: true,
    bad: { operation: 'createLogGroup', input: { logGroupName: '' }, code: 'InvalidParameterException' },
  },
  s3: {
    make: (cloud, name, { accountId = '', region = 'us-east-1' }) =>
      void cloud.ask('s3', { accountId, region }).createBucket({
        Bucket: `${name}-${accountId}-${region}`,
        ...(region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
      }),
    list: (cloud, where) =>
      (cloud.ask('s3', where).listBuckets({}).Buckets ?? []).map(({ Name }) => Name ?? ''),
    isRegional: false,
    bad: { operation: 'createBucket', input: { Bucket: 'A' }, code: 'InvalidBucketName' },
  },
  secretsmanager: {
    make: (cloud, name, where) => void cloud.ask('secretsmanager', where).createSecret({ Name: name }),
    list: (cloud, where) =>
      (cloud.ask('secretsmanager', where).listSecrets({}).SecretList ?? []).map(({ Name = '' }) => Name),
    isRegional: true,
    bad: { operation: 'describeSecret', input: { SecretId: 'none' }, code: 'ResourceNotFoundException' },
  },
  sns: {
    make: (cloud, name, where) => void cloud.ask('sns', where).createTopic({ Name: name }),
    list: (cloud, where) =>
      (cloud.ask('sns', where).listTopics({}).Topics ?? []).map(({ TopicArn }) => TopicArn ?? ''),
    isRegional: true,
    bad: { operation: 'createTopic', input: { Name: 'no blanks' }, code: 'InvalidParameter' },
  },
  sqs: {
    make: (cloud, name, where) => void cloud.ask('sqs', where).createQueue({ QueueName: name }),
    list: (cloud, where) => cloud.ask('sqs', where).listQueues({}).QueueUrls ?? [],
    isRegional: true,
    bad: { operation: 'createQueue', input: { QueueName: 'no blanks' }, code: 'InvalidParameterValue' },
  },
  ssm: {
    make: (cloud, name, where) =>
      void cloud.ask('ssm', where).putParameter({ Name: name, Type: 'String', Value: 'x' }),
    list: (cloud, where) =>
      (cloud.ask('ssm', where).describeParameters({}).Parameters ?? []).map(({ Name = '' }) => Name),
    isRegional: true,
    bad: {
      operation: 'putParameter',
      input: { Name: 'a', Value: 'x', Type: 'Text' },
      code: 'ValidationException',
    },
  },
  sts: {
    make: () => undefined,
    list: (cloud, where) => [cloud.ask('sts', where).getCallerIdentity({}).Account ?? ''],
    isRegional: false,
    bad: { operation: 'assumeRole', input: { RoleArn: 'x', RoleSessionName: 'y' }, code: 'ValidationError' },
  },
  xray: {
    make: (cloud, name, where) => void cloud.ask('xray', where).createGroup({ GroupName: name }),
    list: (cloud, where) =>
      (cloud.ask('xray', where).getGroups({}).Groups ?? [])
        .map(({ GroupName = '' }) => GroupName)
        .filter((name) => name !== 'Default'),
    isRegional: true,
    bad: { operation: 'createGroup', input: { GroupName: '' }, code: 'InvalidRequestException' },
  },
};

const code = zipSync({ 'index.mjs': strToU8('export const handler = () => null;') }, { mtime: '2026-01-01' });

const here = { accountId: '000000000000', region: 'us-east-1' };

function probeOf(name: string): Probe {
  const probe = probes[name];
  if (probe === undefined)
    throw new Error(`test/contract.test.ts has no probe for the service ${name}: add one.`);
  return probe;
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AwsError || error instanceof StormError) return error.code;
    throw error;
  }
  return 'none';
}

test('each listed service has an API model and a probe here', () => {
  for (const { name } of services) {
    expect(modelledServices).toContain(name);
    probeOf(name);
  }
  expect(services.map(({ name }) => name)).toEqual(services.map(({ name }) => name).toSorted());
});

describe.each(services.map(({ name }) => name))('%s', (name) => {
  const probe = probeOf(name);
  const listOf = (cloud: TestCloud, where: { accountId?: string; region?: string } = here) =>
    probe.list(cloud, where);

  test('an operation that is not emulated is refused loudly', () => {
    const cloud = testCloud();
    const { engine } = cloud;
    const ask = (operation: string) =>
      engine.ask(
        { task: 'test', cause: 0, ...here },
        name,
        operation,
        {},
        { as: { kind: 'root', arn: 'arn:aws:iam::000000000000:root', accountId: here.accountId } },
      );
    expect(codeOf(() => ask('noSuchOperation'))).toBe('STORM_NOT_EMULATED');
    expect(engine.notEmulated).toHaveLength(1);
  });

  test('bad input is refused with the code of the service', () => {
    const cloud = testCloud();
    const { operation, input, code } = probe.bad;
    const root = { kind: 'root' as const, arn: 'arn:aws:iam::000000000000:root', accountId: here.accountId };
    expect(
      codeOf(() =>
        cloud.engine.ask({ task: 'test', cause: 0, ...here }, name, operation, input, { as: root }),
      ),
    ).toBe(code);
  });

  test('a principal without permission is denied with the code of the service', () => {
    const cloud = testCloud();
    const nobody = cloud.role('nobody', []);
    const service = services.find((one) => one.name === name);
    const denied = codeOf(() => {
      const { operation, input } = probe.bad;
      const valid = validInputs[name] ?? { operation, input };
      cloud.engine.ask({ task: 'test', cause: 0, ...here }, name, valid.operation, valid.input, {
        as: nobody,
      });
    });
    expect(denied).toBe(service?.accessDenied.code);
  });

  test('a fault meets its calls, and the trace has each with its answer', () => {
    const cloud = testCloud();
    const before = cloud.world.trace.length;
    const fault = arm(throttle({ service: name, times: 1 }), 'throttle-1', cloud.world, () => true);
    cloud.engine.inject(fault);
    const service = services.find((one) => one.name === name);
    expect(codeOf(() => listOf(cloud))).toBe(service?.throttled.code);
    expect(fault.fired).toBe(1);
    cloud.engine.lift('throttle-1');
    listOf(cloud);
    const types = cloud.world.trace.entries.slice(before).map(({ type }) => type);
    expect(types).toEqual(['call', 'fault', 'answer', 'call', 'answer']);
  });

  test('accounts and regions are apart', () => {
    const cloud = testCloud();
    probe.make(cloud, 'one', here);
    const mine = listOf(cloud);
    expect(listOf(cloud, { ...here, accountId: '111111111111' })).not.toEqual(mine);
    const elsewhere = listOf(cloud, { ...here, region: 'eu-west-1' });
    expect(elsewhere).toEqual(probe.isRegional ? [] : mine);
  });
});

/** An input that a service takes, where the bad one would be refused before anybody is asked for permission. */
const validInputs: Partial<Record<ServiceName, { operation: string; input: object }>> = {
  'application-autoscaling': {
    operation: 'describeScalableTargets',
    input: { ServiceNamespace: 'dynamodb' },
  },
  cloudformation: { operation: 'listStacks', input: {} },
  cloudwatch: { operation: 'describeAlarms', input: {} },
  dynamodb: { operation: 'listTables', input: {} },
  iam: { operation: 'listRoles', input: {} },
  kms: { operation: 'listKeys', input: {} },
  lambda: { operation: 'listFunctions', input: {} },
  logs: { operation: 'describeLogGroups', input: {} },
  s3: { operation: 'listBuckets', input: {} },
  sns: { operation: 'listTopics', input: {} },
  sqs: { operation: 'listQueues', input: {} },
  ssm: { operation: 'describeParameters', input: {} },
  sts: {
    operation: 'assumeRole',
    input: { RoleArn: 'arn:aws:iam::000000000000:role/nobody', RoleSessionName: 'test' },
  },
  xray: { operation: 'getGroups', input: {} },
};
