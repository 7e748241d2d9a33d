/**
 * AWS-managed policies, as AWS publishes them in its managed policy reference guide; one that is missing here
 * allows nothing, which is reported wherever it is used.
 */
import type { ManagedPolicy } from '../state';

interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow';
  readonly Action?: string | readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: string | readonly string[];
}

interface Published {
  readonly version: number;
  /** Of the version. */
  readonly at: string;
  readonly statements: readonly Statement[];
}

const allow = (...Action: string[]): Statement => ({ Effect: 'Allow', Action, Resource: '*' });

const writeLogs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

const readStreams = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];

const writeTraces = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:GetSamplingStatisticSummaries',
];

/** By what follows `policy` in the ARN; in order of names. */
const published: Readonly<Record<string, Published>> = {
  '/aws-service-role/AWSApplicationAutoscalingDynamoDBTablePolicy': {
    version: 1,
    at: '2017-10-20T21:34:57Z',
    statements: [
      allow(
        'dynamodb:DescribeTable',
        'dynamodb:UpdateTable',
        'cloudwatch:PutMetricAlarm',
        'cloudwatch:DescribeAlarms',
        'cloudwatch:DeleteAlarms',
      ),
    ],
  },
  '/AWSLambdaExecute': {
    version: 1,
    at: '2015-02-06T18:40:46Z',
    statements: [
      { Effect: 'Allow', Action: ['logs:*'], Resource: 'arn:aws:logs:*:*:*' },
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::*' },
    ],
  },
  '/AWSLambdaInvocation-DynamoDB': {
    version: 1,
    at: '2015-02-06T18:40:47Z',
    statements: [allow('lambda:InvokeFunction'), allow(...readStreams)],
  },
  '/AWSStepFunctionsFullAccess': {
    version: 1,
    at: '2017-01-11T21:51:32Z',
    statements: [{ Effect: 'Allow', Action: 'states:*', Resource: '*' }],
  },
  '/AWSXRayDaemonWriteAccess': {
    version: 2,
    at: '2024-02-13T21:58:00Z',
    statements: [{ Sid: 'AWSXRayDaemonWriteAccess', Effect: 'Allow', Action: writeTraces, Resource: ['*'] }],
  },
  '/AWSXrayWriteOnlyAccess': {
    version: 2,
    at: '2018-08-28T23:03:00Z',
    statements: [{ Effect: 'Allow', Action: writeTraces, Resource: ['*'] }],
  },
  '/AdministratorAccess': {
    version: 1,
    at: '2015-02-06T18:39:46Z',
    statements: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  },
  '/AmazonS3FullAccess': {
    version: 2,
    at: '2021-09-27T20:16:37Z',
    statements: [allow('s3:*', 's3-object-lambda:*')],
  },
  '/AmazonS3ReadOnlyAccess': {
    version: 3,
    at: '2023-08-10T21:31:39Z',
    statements: [
      allow('s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*'),
    ],
  },
  '/AmazonSNSFullAccess': { version: 1, at: '2015-02-06T18:41:05Z', statements: [allow('sns:*')] },
  '/AmazonSQSFullAccess': { version: 1, at: '2015-02-06T18:41:07Z', statements: [allow('sqs:*')] },
  '/AmazonSQSReadOnlyAccess': {
    version: 4,
    at: '2024-05-24T18:16:00Z',
    statements: [
      {
        Sid: 'AmazonSQSReadOnlyAccess',
        ...allow(
          'sqs:GetQueueAttributes',
          'sqs:GetQueueUrl',
          'sqs:ListDeadLetterSourceQueues',
          'sqs:ListQueues',
          'sqs:ListMessageMoveTasks',
          'sqs:ListQueueTags',
        ),
      },
    ],
  },
  '/CloudWatchLambdaInsightsExecutionRolePolicy': {
    version: 1,
    at: '2020-10-07T19:27:06Z',
    statements: [
      { Effect: 'Allow', Action: 'logs:CreateLogGroup', Resource: '*' },
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: 'arn:aws:logs:*:*:log-group:/aws/lambda-insights:*',
      },
    ],
  },
  '/CloudWatchLogsFullAccess': {
    version: 3,
    at: '2025-05-20T17:07:06Z',
    statements: [
      {
        Sid: 'CloudWatchLogsFullAccess',
        ...allow('logs:*', 'cloudwatch:GenerateQuery', 'cloudwatch:GenerateQueryResultsSummary'),
      },
    ],
  },
  '/PowerUserAccess': {
    version: 12,
    at: '2026-02-12T17:59:00Z',
    statements: [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      allow(
        'account:GetAccountInformation',
        'account:GetGovCloudAccountInformation',
        'account:GetPrimaryEmail',
        'account:ListRegions',
        'iam:CreateServiceLinkedRole',
        'iam:DeleteServiceLinkedRole',
        'iam:ListRoles',
        'organizations:DescribeEffectivePolicy',
        'organizations:DescribeOrganization',
      ),
    ],
  },
  '/service-role/AWSLambdaBasicExecutionRole': {
    version: 1,
    at: '2015-04-09T15:03:00Z',
    statements: [allow(...writeLogs)],
  },
  '/service-role/AWSLambdaDynamoDBExecutionRole': {
    version: 1,
    at: '2015-04-09T15:09:00Z',
    statements: [allow(...readStreams, ...writeLogs)],
  },
  '/service-role/AWSLambdaKinesisExecutionRole': {
    version: 2,
    at: '2018-11-19T20:09:24Z',
    statements: [
      allow(
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
        'kinesis:ListStreams',
        'kinesis:SubscribeToShard',
        ...writeLogs,
      ),
    ],
  },
  '/service-role/AWSLambdaRole': {
    version: 1,
    at: '2015-02-06T18:41:28Z',
    statements: [{ Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: ['*'] }],
  },
  '/service-role/AWSLambdaSQSQueueExecutionRole': {
    version: 1,
    at: '2018-06-14T21:50:45Z',
    statements: [allow('sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', ...writeLogs)],
  },
  '/service-role/AWSLambdaVPCAccessExecutionRole': {
    version: 3,
    at: '2024-01-05T22:38:00Z',
    statements: [
      {
        Sid: 'AWSLambdaVPCAccessExecutionPermissions',
        ...allow(
          ...writeLogs,
          'ec2:CreateNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:DeleteNetworkInterface',
          'ec2:AssignPrivateIpAddresses',
          'ec2:UnassignPrivateIpAddresses',
        ),
      },
    ],
  },
};

/** Only the version in force is known; its id is AWS's, the policy's unique id is not. */
export function awsManagedPolicy(arn: string): ManagedPolicy | undefined {
  const tail = arn.slice(arn.indexOf(':policy/') + ':policy'.length);
  const found = Object.hasOwn(published, tail) ? published[tail] : undefined;
  if (found === undefined) return undefined;
  const cut = tail.lastIndexOf('/') + 1;
  const id = `v${found.version}`;
  const createdAtMs = Date.parse(found.at);
  const text = JSON.stringify({ Version: '2012-10-17', Statement: found.statements });
  return {
    name: tail.slice(cut),
    path: tail.slice(0, cut),
    arn,
    id: `ANPA${tail
      .slice(cut)
      .toUpperCase()
      .replace(/[^A-Z2-7]/g, '')
      .slice(0, 17)}`,
    accountId: 'aws',
    createdAtMs,
    updatedAtMs: createdAtMs,
    tags: [],
    versions: [{ id, text, createdAtMs }],
    defaultVersionId: id,
    versionsMade: found.version,
  };
}

/** All that are known here. */
export function awsManagedPolicies(partition: string): ManagedPolicy[] {
  return Object.keys(published).flatMap(
    (tail) => awsManagedPolicy(`arn:${partition}:iam::aws:policy${tail}`) ?? [],
  );
}
