import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { SSM } from '@aws-sdk/client-ssm';
import { AwsError, defineService, table, type Service } from '../../../framework/cloud/service';
import { services } from '../../../framework/services';
import { testCloud, type TestCloud } from '../../test-cloud';
import { createRefusal, withoutIds } from './stack';

const refusals = {
  accessDenied: { code: 'AccessDeniedException', status: 400 },
  throttled: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  internalError: { code: 'InternalServerError', status: 500, message: '' },
} as const;

const parameters: Record<string, { Type: 'String' | 'StringList' | 'SecureString'; Value: string }> = {
  '/size': { Type: 'String', Value: '30' },
  '/size:1': { Type: 'String', Value: '10' },
  '/list': { Type: 'StringList', Value: 'a,b, c' },
  '/secret': { Type: 'SecureString', Value: 'hush' },
  '/image': { Type: 'String', Value: 'not-an-ami' },
};

const ssm: Service = defineService<SSM>()({
  name: 'ssm',
  state: { nothing: table<string>() },
  operations: {
    getParameter({ Name }) {
      const Parameter = Object.hasOwn(parameters, Name) ? parameters[Name] : undefined;
      if (Parameter === undefined) throw new AwsError('ParameterNotFound', '', { status: 400 });
      return { Parameter };
    },
  },
  ...refusals,
});

const secretsmanager: Service = defineService<SecretsManager>()({
  name: 'secretsmanager',
  state: { nothing: table<string>() },
  operations: {
    getSecretValue({ SecretId, VersionStage = 'AWSCURRENT' }) {
      if (SecretId === 'plain') return { SecretString: 'whole' };
      if (!SecretId.endsWith('json')) {
        const words = "Secrets Manager can't find the specified secret.";
        throw new AwsError('ResourceNotFoundException', words, { status: 400 });
      }
      return {
        SecretString: JSON.stringify({ user: 'me', word: VersionStage === 'AWSCURRENT' ? 'p2' : 'p1' }),
      };
    },
  },
  ...refusals,
});

function cloudWithStores(): TestCloud {
  const others = services.filter(({ name }) => name !== 'ssm' && name !== 'secretsmanager');
  return testCloud({ services: [...others, ssm, secretsmanager] });
}

interface Ended {
  cloud: TestCloud;
  status: string | undefined;
  /** Why a resource or the stack failed. */
  reasons: string[];
}

function created(TemplateBody: string, given: Record<string, string> = {}): Ended {
  const cloud = cloudWithStores();
  const cfn = cloud.ask('cloudformation');
  const Parameters = Object.entries(given).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }));
  cfn.createStack({ StackName: 'shop', TemplateBody, Parameters });
  cloud.settle();
  const [stack] = cfn.describeStacks({ StackName: 'shop' }).Stacks ?? [];
  const reasons = (cfn.describeStackEvents({ StackName: 'shop' }).StackEvents ?? [])
    .filter(({ ResourceStatus = '' }) => /FAILED$|^ROLLBACK_IN/.test(ResourceStatus))
    .map(({ ResourceStatusReason = '' }) => withoutIds(ResourceStatusReason));
  return { cloud, status: stack?.StackStatus, reasons: reasons.toReversed() };
}

const queue = (properties: string) => `Resources: {Work: {Type: AWS::SQS::Queue, Properties: ${properties}}}`;

function queueAttribute(
  cloud: TestCloud,
  name: string,
  attribute: 'VisibilityTimeout' | 'DelaySeconds',
): string {
  const QueueUrl = `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`;
  return (
    cloud.ask('sqs').getQueueAttributes({ QueueUrl, AttributeNames: ['All'] }).Attributes?.[attribute] ?? ''
  );
}

test('ssm references are put in, also in the middle of texts and where a number is wanted', () => {
  const { cloud, status } = created(
    queue(
      "{QueueName: 'q-{{resolve:ssm:/size:1}}-{{resolve:ssm:/size}}', VisibilityTimeout: '{{resolve:ssm:/size}}'}",
    ),
  );
  expect(status).toBe('CREATE_COMPLETE');
  expect(queueAttribute(cloud, 'q-10-30', 'VisibilityTimeout')).toBe('30');
});

test('secrets are read whole, by key and by stage, and are never shown', () => {
  const { cloud, status } = created(
    queue(
      "{QueueName: !Sub 'q-{{resolve:secretsmanager:json:SecretString:user}}-{{resolve:secretsmanager:json:SecretString:word:AWSPREVIOUS}}-{{resolve:secretsmanager:plain}}'}",
    ),
  );
  expect(status).toBe('CREATE_COMPLETE');
  expect(queueAttribute(cloud, 'q-me-p1-whole', 'DelaySeconds')).toBe('0');
  const { StackEvents } = cloud.ask('cloudformation').describeStackEvents({ StackName: 'shop' });
  expect(JSON.stringify(StackEvents?.map(({ ResourceProperties }) => ResourceProperties))).toContain(
    '{{resolve:secretsmanager:json:SecretString:user}}',
  );
});

test.each([
  [
    '{{resolve:secretsmanager:json:SecretString:none}}',
    'Could not find a value associated with JSONKey in SecretString',
  ],
  ['{{resolve:secretsmanager:plain:SecretString:key}}', 'Could not parse SecretString JSON'],
  [
    '{{resolve:secretsmanager:none}}',
    "Secrets Manager can't find the specified secret. (Service: AWSSecretsManager; Status Code: 400; Error Code: ResourceNotFoundException; Request ID: <uuid>; Proxy: null)",
  ],
  ['{{resolve:ssm:/none}}', 'Unable to fetch parameters [/none] from parameter store for this account.'],
  ['{{resolve:ssm:/secret}}', 'Non-secure ssm prefix was used for secure parameter /secret'],
  [
    '{{resolve:ssm:/size:prod}}',
    'Incorrect format is used in the following SSM reference: [{{resolve:ssm:/size:prod}}]',
  ],
  [
    '{{resolve:ssm-secure:/secret}}',
    'SSM Secure reference is not supported in: [AWS::SQS::Queue/Properties/QueueName]',
  ],
])('%s fails the resource in CloudFormation’s words', (reference, reason) => {
  const { reasons } = created(queue(`{QueueName: '${reference}'}`));
  expect(reasons[0]).toBe(reason);
});

test('ssm-secure references stand where AWS takes them', () => {
  const { status, reasons } = created(`
Resources:
  Base:
    Type: AWS::RDS::DBInstance
    DeletionPolicy: Delete
    Properties: {DBInstanceClass: db.t3.micro, Engine: mysql, MasterUserPassword: '{{resolve:ssm-secure:/secret}}'}
`);
  expect([status, reasons]).toEqual(['CREATE_COMPLETE', []]);
});

test('references in outputs stay as they are', () => {
  const { cloud } = created(`${queue('{QueueName: a}')}\nOutputs: {O: {Value: '{{resolve:ssm:/size}}'}}`);
  const [stack] = cloud.ask('cloudformation').describeStacks({ StackName: 'shop' }).Stacks ?? [];
  expect(stack?.Outputs?.[0]?.OutputValue).toBe('{{resolve:ssm:/size}}');
});

test('parameters of SSM types take the stored value, lists trimmed, and show both', () => {
  const { cloud, status } = created(`
Parameters: {P: {Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /list}}
${queue("{QueueName: !Join ['-', !Ref P]}")}`);
  expect(status).toBe('CREATE_COMPLETE');
  expect(queueAttribute(cloud, 'a-b-c', 'DelaySeconds')).toBe('0');
  const [stack] = cloud.ask('cloudformation').describeStacks({ StackName: 'shop' }).Stacks ?? [];
  expect(stack?.Parameters).toEqual([{ ParameterKey: 'P', ParameterValue: '/list', ResolvedValue: 'a,b,c' }]);
});

test.each([
  [
    'AWS::SSM::Parameter::Value<String>',
    '/none',
    'Unable to fetch parameters [/none] from parameter store for this account.',
  ],
  [
    'AWS::SSM::Parameter::Value<String>',
    '/secret',
    'Parameters [/secret] referenced by template have types not supported by CloudFormation.',
  ],
  [
    'AWS::SSM::Parameter::Value<String>',
    '/list',
    'Types for SSM parameters [/list] defined in CFN template and SSM are incompatible',
  ],
  [
    'AWS::SSM::Parameter::Value<List<String>>',
    '/size',
    'Types for SSM parameters [/size] defined in CFN template and SSM are incompatible',
  ],
])('a parameter of type %s does not take %s', (type, key, message) => {
  const body = `Parameters: {P: {Type: '${type}', Default: ${key}}}\n${queue('{}')}`;
  expect(createRefusal(body, {}, cloudWithStores())).toBe(`ValidationError: ${message}`);
});

test.each([
  ['AWS::EC2::VPC::Id', 'vpc-none', 'parameter value vpc-none for parameter name P does not exist'],
  [
    'List<AWS::EC2::Subnet::Id>',
    'subnet-12345678,x',
    'parameter value x for parameter name P does not exist',
  ],
  [
    'AWS::EC2::AvailabilityZone::Name',
    'us-east-1z',
    'parameter value us-east-1z for parameter name P does not exist',
  ],
  ['AWS::EC2::KeyPair::KeyName', "''", 'parameter value  for parameter name P does not exist'],
  ['AWS::SSM::Parameter::Name', '/none', 'parameter value /none for parameter name P does not exist'],
  [
    'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
    '/image',
    'parameter value not-an-ami for parameter name P does not exist',
  ],
])('a %s that is no such thing fails the stack before any resource', (type, value, words) => {
  const { status, reasons } = created(
    `Parameters: {P: {Type: '${type}', Default: '${value.replaceAll("'", '')}'}}\n${queue('{}')}`,
  );
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(reasons).toEqual([`Parameter validation failed: ${words}. Rollback requested by user.`]);
});

test('things that no service keeps are taken to exist, which is reported', () => {
  const { cloud, status } = created(`Parameters: {P: {Type: AWS::EC2::VPC::Id}}\n${queue('{}')}`, {
    P: 'vpc-0123456789abcdef0',
  });
  expect(status).toBe('CREATE_COMPLETE');
  expect([...cloud.engine.modelledOnly]).toEqual([
    'the AWS::EC2::VPC::Id vpc-0123456789abcdef0 of parameter P, which is taken to exist',
  ]);
});

test('public images and the CDK’s bootstrap version are there, modelled', () => {
  const { cloud, status } = created(`
Parameters:
  Image: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2}
  BootstrapVersion: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /cdk-bootstrap/hnb659fds/version}
Rules:
  CheckBootstrapVersion:
    Assertions:
      - Assert: {'Fn::Not': [{'Fn::Contains': [['1', '2', '3', '4', '5'], !Ref BootstrapVersion]}]}
        AssertDescription: CDK bootstrap stack version 6 required.
${queue('{}')}
Outputs: {Image: {Value: !Ref Image}}`);
  expect(status).toBe('CREATE_COMPLETE');
  const [stack] = cloud.ask('cloudformation').describeStacks({ StackName: 'shop' }).Stacks ?? [];
  expect(stack?.Outputs?.[0]?.OutputValue).toMatch(/^ami-[0-9a-f]{17}$/);
});
