import type { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { CloudTrail } from '@aws-sdk/client-cloudtrail';
import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { EventBridge } from '@aws-sdk/client-eventbridge';
import type { IAM } from '@aws-sdk/client-iam';
import type { KMS } from '@aws-sdk/client-kms';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { S3 } from '@aws-sdk/client-s3';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { SFN } from '@aws-sdk/client-sfn';
import type { SNS } from '@aws-sdk/client-sns';
import type { SQS } from '@aws-sdk/client-sqs';
import type { SSM } from '@aws-sdk/client-ssm';
import type { STS } from '@aws-sdk/client-sts';
import type { XRay } from '@aws-sdk/client-xray';
import type { DynamoDBStreams } from './dynamodb-streams';

/** Each service's operations, by the name that it has in ARNs and IAM actions: the AWS SDK is the contract. */
export interface ServiceClients {
  'application-autoscaling': ApplicationAutoScaling;
  cloudformation: CloudFormation;
  cloudtrail: CloudTrail;
  cloudwatch: CloudWatch;
  /** With the API of its streams, which signs and names its resources as DynamoDB does. */
  dynamodb: DynamoDB & DynamoDBStreams;
  events: EventBridge;
  iam: IAM;
  kms: KMS;
  lambda: Lambda;
  logs: CloudWatchLogs;
  s3: S3;
  secretsmanager: SecretsManager;
  sns: SNS;
  sqs: SQS;
  ssm: SSM;
  states: SFN;
  sts: STS;
  xray: XRay;
}
