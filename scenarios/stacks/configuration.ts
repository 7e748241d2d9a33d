import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import type { Outcome, Stack, SystemContext } from 'stormproof';

type Aws = Pick<SystemContext, 'aws'>;

/**
 * How a shop is configured, as the services themselves tell it, one row for each resource. What differs between two
 * shops for no reason but their names is left out.
 */
export async function configuration(context: Aws, stack: Stack): Promise<Outcome[]> {
  return [
    await bucket(context, stack.ref('Uploads')),
    ...(await processor(context, stack.ref('Processor'))),
    await ledger(context, stack.ref('Ledger')),
    ...(await around(context, stack)),
  ];
}

async function bucket({ aws }: Aws, Bucket: string): Promise<Outcome> {
  const { Status: versioning } = await aws(S3).getBucketVersioning({ Bucket });
  const { TagSet = [] } = await aws(S3).getBucketTagging({ Bucket });
  const tags = TagSet.filter(({ Key }) => Key?.startsWith('aws:') !== true).map(
    ({ Key = '', Value = '' }) => `${Key}=${Value}`,
  );
  return { id: 'Uploads', versioning, tags };
}

async function processor({ aws }: Aws, FunctionName: string): Promise<Outcome[]> {
  const { Timeout, CodeSha256 } = await aws(Lambda).getFunctionConfiguration({ FunctionName });
  const { MaximumRetryAttempts } = await aws(Lambda).getFunctionEventInvokeConfig({ FunctionName });
  return [
    { id: 'Processor', Timeout, CodeSha256 },
    { id: 'Retries', MaximumRetryAttempts },
  ];
}

async function ledger({ aws }: Aws, TableName: string): Promise<Outcome> {
  const { Table } = await aws(DynamoDB).describeTable({ TableName });
  return { id: 'Ledger', keys: (Table?.KeySchema ?? []).map(({ AttributeName }) => AttributeName) };
}

async function around({ aws }: Aws, stack: Stack): Promise<Outcome[]> {
  const { logGroups = [] } = await aws(CloudWatchLogs).describeLogGroups({
    logGroupNamePrefix: stack.ref('Logs'),
  });
  const { Attributes: queue } = await aws(SQS).getQueueAttributes({
    QueueUrl: stack.ref('Dead'),
    AttributeNames: ['MessageRetentionPeriod'],
  });
  const { Attributes: topic } = await aws(SNS).getTopicAttributes({ TopicArn: stack.ref('Told') });
  const { MetricAlarms = [] } = await aws(CloudWatch).describeAlarms({
    AlarmNames: [stack.ref('DeadLetters')],
  });
  return [
    { id: 'Logs', days: logGroups[0]?.retentionInDays },
    { id: 'Dead', seconds: queue?.MessageRetentionPeriod },
    { id: 'Told', name: topic?.['DisplayName'] },
    { id: 'DeadLetters', threshold: MetricAlarms[0]?.Threshold },
  ];
}
