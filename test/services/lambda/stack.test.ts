/** Versions, aliases and mappings of a stack through its updates, with CloudFormation itself. */
import { functionArn, functionCloud, type FunctionCloud } from './function-cloud';

const code = (text: string) => ({ ZipFile: `exports.handler = async () => "${text}";` });
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

interface Parts {
  text?: string;
  versions?: string[];
  alias?: object;
  mapping?: object;
  logging?: object;
  url?: object;
}

function template({ text = 'one', versions = ['V1'], alias, mapping, logging, url }: Parts): string {
  const FunctionName = { Ref: 'Processor' };
  const newest = versions.at(-1) ?? '';
  return JSON.stringify({
    Resources: {
      Orders: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'Orders' } },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: trust,
          Policies: [
            {
              PolicyName: 'poll',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }],
              },
            },
          ],
        },
      },
      Processor: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'Processor',
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: code(text),
          ...(logging === undefined ? {} : { LoggingConfig: logging }),
        },
      },
      ...Object.fromEntries(
        versions.map((name) => [
          name,
          { Type: 'AWS::Lambda::Version', Properties: { FunctionName }, DeletionPolicy: 'Retain' },
        ]),
      ),
      ...(alias === undefined
        ? {}
        : {
            Live: {
              Type: 'AWS::Lambda::Alias',
              Properties: {
                FunctionName,
                Name: 'live',
                FunctionVersion: { 'Fn::GetAtt': [newest, 'Version'] },
                ...alias,
              },
            },
          }),
      ...(url === undefined
        ? {}
        : {
            Url: {
              Type: 'AWS::Lambda::Url',
              Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['Processor', 'Arn'] }, ...url },
            },
          }),
      ...(mapping === undefined
        ? {}
        : {
            Mapping: {
              Type: 'AWS::Lambda::EventSourceMapping',
              Properties: {
                FunctionName,
                EventSourceArn: { 'Fn::GetAtt': ['Orders', 'Arn'] },
                ...mapping,
              },
            },
          }),
    },
  });
}

function run(cloud: FunctionCloud, how: 'createStack' | 'updateStack', parts: Parts): string {
  const cloudformation = cloud.ask('cloudformation');
  const Capabilities: 'CAPABILITY_IAM'[] = ['CAPABILITY_IAM'];
  cloudformation[how]({ StackName: 'orders', TemplateBody: template(parts), Capabilities });
  for (let minutes = 0; minutes < 10; minutes++) {
    cloud.advance('1 minute');
    for (const effect of cloud.environments.splice(0)) {
      if (effect.kind === 'initialise') {
        cloud.report({ environmentId: effect.environmentId, initialised: true, logs: [] });
      }
    }
  }
  const failed = cloudformation
    .describeStackEvents({ StackName: 'orders' })
    .StackEvents?.find(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
  if (failed !== undefined) return `${failed.LogicalResourceId}: ${failed.ResourceStatusReason}`;
  return cloudformation.describeStacks({ StackName: 'orders' }).Stacks?.[0]?.StackStatus ?? '';
}

test('an alias follows the newest version of its stack, with weights and environments made ready', () => {
  const cloud = functionCloud();
  const lambda = cloud.ask('lambda');
  const live = () => lambda.getAlias({ FunctionName: 'Processor', Name: 'live' });
  expect(run(cloud, 'createStack', { alias: {} })).toBe('CREATE_COMPLETE');
  expect(live()).toMatchObject({ FunctionVersion: '1', Description: '' });
  const weights = { AdditionalVersionWeights: [{ FunctionVersion: '1', FunctionWeight: 0.9 }] };
  const second = {
    text: 'two',
    versions: ['V1', 'V2'],
    alias: {
      RoutingConfig: weights,
      Description: 'canary',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 },
    },
  };
  expect(run(cloud, 'updateStack', second)).toBe('UPDATE_COMPLETE');
  expect(live()).toMatchObject({
    FunctionVersion: '2',
    Description: 'canary',
    RoutingConfig: { AdditionalVersionWeights: { 1: 0.9 } },
  });
  expect(
    lambda.getProvisionedConcurrencyConfig({ FunctionName: 'Processor', Qualifier: 'live' }),
  ).toMatchObject({ Status: 'READY', RequestedProvisionedConcurrentExecutions: 1 });
  expect(run(cloud, 'updateStack', { ...second, alias: {} })).toBe('UPDATE_COMPLETE');
  expect(live()).toMatchObject({ FunctionVersion: '2', Description: '' });
  expect(live()).not.toHaveProperty('RoutingConfig');
  expect(lambda.listProvisionedConcurrencyConfigs({ FunctionName: 'Processor' })).toMatchObject({
    ProvisionedConcurrencyConfigs: [],
  });
});

test('a second version of what has not changed is refused', () => {
  const cloud = functionCloud();
  expect(run(cloud, 'createStack', {})).toBe('CREATE_COMPLETE');
  expect(run(cloud, 'updateStack', { versions: ['V1', 'V2'] })).toMatch(
    /^V2: .*A version for this Lambda function exists \( 1 \)\. Modify the function to create a new version\./,
  );
});

test('a mapping changes in place, and what the template drops goes back to its default', () => {
  const cloud = functionCloud();
  const lambda = cloud.ask('lambda');
  const shown = () => lambda.listEventSourceMappings({}).EventSourceMappings ?? [];
  const Pattern = '{"body":{"kind":["order"]}}';
  const mapping = {
    BatchSize: 5,
    Enabled: false,
    FilterCriteria: { Filters: [{ Pattern }] },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 3 },
    Tags: [{ Key: 'team', Value: 'orders' }],
  };
  expect(run(cloud, 'createStack', { mapping })).toBe('CREATE_COMPLETE');
  const [made] = shown();
  expect(made).toMatchObject({
    State: 'Disabled',
    BatchSize: 5,
    FunctionArn: functionArn,
    FilterCriteria: { Filters: [{ Pattern }] },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 3 },
  });
  expect(lambda.listTags({ Resource: made?.EventSourceMappingArn }).Tags).toMatchObject({ team: 'orders' });
  expect(run(cloud, 'updateStack', { mapping: {} })).toBe('UPDATE_COMPLETE');
  const [changed] = shown();
  expect(changed).toMatchObject({
    UUID: made?.UUID,
    State: 'Enabled',
    BatchSize: 10,
    FunctionResponseTypes: [],
  });
  expect(changed).not.toHaveProperty('FilterCriteria');
  expect(changed).not.toHaveProperty('ScalingConfig');
  expect(lambda.listTags({ Resource: made?.EventSourceMappingArn }).Tags).not.toHaveProperty('team');
});

test('the log format of a function comes and goes with the template', () => {
  const cloud = functionCloud();
  const logging = () =>
    cloud.ask('lambda').getFunctionConfiguration({ FunctionName: 'Processor' }).LoggingConfig;
  const json = { LogFormat: 'JSON', SystemLogLevel: 'WARN' };
  expect(run(cloud, 'createStack', { versions: [], logging: json })).toBe('CREATE_COMPLETE');
  expect(logging()).toMatchObject({ LogFormat: 'JSON', SystemLogLevel: 'WARN', ApplicationLogLevel: 'INFO' });
  expect(run(cloud, 'updateStack', { versions: [] })).toBe('UPDATE_COMPLETE');
  expect(logging()).toEqual({ LogFormat: 'Text', LogGroup: '/aws/lambda/Processor' });
});

test('a URL keeps its address when what it asks of its callers changes', () => {
  const cloud = functionCloud();
  const shown = () => cloud.ask('lambda').getFunctionUrlConfig({ FunctionName: 'Processor' });
  expect(run(cloud, 'createStack', { url: { AuthType: 'NONE' } })).toBe('CREATE_COMPLETE');
  const { FunctionUrl } = shown();
  expect(run(cloud, 'updateStack', { url: { AuthType: 'AWS_IAM' } })).toBe('UPDATE_COMPLETE');
  expect(shown()).toMatchObject({ FunctionUrl, AuthType: 'AWS_IAM' });
  expect(run(cloud, 'updateStack', {})).toBe('UPDATE_COMPLETE');
  expect(shown).toThrow('The resource you requested does not exist.');
});
