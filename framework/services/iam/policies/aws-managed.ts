/** AWS-managed policies, as published in AWS's managed policy reference guide. */
import type { ManagedPolicy } from '../state';

interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const allow = (...Action: string[]): Statement => ({ Effect: 'Allow', Action, Resource: '*' });

const writeLogs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

const writeTraces = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:GetSamplingStatisticSummaries',
];

/** By the ARN's part after `policy`. */
const statements: Readonly<Record<string, readonly Statement[]>> = {
  '/AdministratorAccess': [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  '/AWSXRayDaemonWriteAccess': [allow(...writeTraces)],
  '/AWSXrayWriteOnlyAccess': [allow(...writeTraces)],
  '/service-role/AWSLambdaBasicExecutionRole': [allow(...writeLogs)],
  '/service-role/AWSLambdaDynamoDBExecutionRole': [
    allow(
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      ...writeLogs,
    ),
  ],
  '/service-role/AWSLambdaRole': [allow('lambda:InvokeFunction')],
  '/service-role/AWSLambdaSQSQueueExecutionRole': [
    allow('sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', ...writeLogs),
  ],
  '/service-role/AWSLambdaVPCAccessExecutionRole': [
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
};

/** All that are known here, in order of their names. */
export function awsManagedPolicies(): ManagedPolicy[] {
  return Object.keys(statements).flatMap((path) => awsManagedPolicy(`arn:aws:iam::aws:policy${path}`) ?? []);
}

/** When AWS published the first of them is no concern of a scenario, so they share one moment: the API's version. */
const publishedAtMs = Date.UTC(2010, 4, 8);

export function awsManagedPolicy(arn: string): ManagedPolicy | undefined {
  const path = arn.slice(arn.indexOf(':policy/') + ':policy'.length);
  const Statement = Object.hasOwn(statements, path) ? statements[path] : undefined;
  if (Statement === undefined) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    name,
    path: path.slice(0, path.lastIndexOf('/') + 1),
    arn,
    id: name,
    accountId: 'aws',
    createdAtMs: publishedAtMs,
    updatedAtMs: publishedAtMs,
    tags: [],
    versions: [
      { id: 'v1', text: JSON.stringify({ Version: '2012-10-17', Statement }), createdAtMs: publishedAtMs },
    ],
    defaultVersionId: 'v1',
    versionsMade: 1,
  };
}
