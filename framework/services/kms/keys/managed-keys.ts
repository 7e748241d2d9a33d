import { type KmsCall, type Key } from '../state';
import { newKey } from './new-key';
import { parseKeyPolicy } from './policy-document';

/** What each service says of the key that it makes for an account. */
const services: Readonly<Record<string, string>> = {
  acm: 'ACM private keys',
  dynamodb: 'DynamoDB data',
  ebs: 'EBS volumes',
  elasticfilesystem: 'EFS filesystems',
  es: 'Elasticsearch domains',
  glue: 'Glue metadata',
  kinesis: 'Kinesis data',
  kinesisvideo: 'Kinesis Video Streams data',
  lambda: 'Lambda functions',
  rds: 'RDS database volumes',
  redshift: 'Redshift clusters',
  s3: 'S3 objects',
  secretsmanager: 'Secrets Manager secrets',
  sns: 'SNS data',
  sqs: 'SQS messages',
  ssm: 'SSM parameters',
  xray: 'X-Ray data',
};

const usages = ['Encrypt', 'Decrypt', 'ReEncrypt*', 'GenerateDataKey*', 'CreateGrant', 'DescribeKey'];

/** Whoever may use the service may use its key, but only through the service and from this account. */
function policyOf(call: KmsCall, service: string): string {
  const { accountId, partition, region } = call;
  return JSON.stringify({
    Version: '2012-10-17',
    Id: `auto-${service}-1`,
    Statement: [
      {
        Sid: `Allow access through ${service} for all principals in the account that are authorized to use it`,
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: usages.map((usage) => `kms:${usage}`),
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:CallerAccount': accountId,
            'kms:ViaService': `${service}.${region}.amazonaws.com`,
          },
        },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  });
}

/** The aliases that every account has, be there keys behind them yet or not. */
export const managedAliases: readonly string[] = Object.keys(services).map((name) => `alias/aws/${name}`);

/**
 * The key behind `alias/aws/<service>`, made when it is first asked for; undefined for any other name.
 *
 * Its policy lets nobody change or delete it, and other accounts' principals not use it (aws-behaviour.md 9.2).
 */
export function managedKey(call: KmsCall, aliasName: string): Key | undefined {
  const service = aliasName.replace(/^alias\/aws\//, '');
  const what = Object.hasOwn(services, service) ? services[service] : undefined;
  if (what === undefined || !aliasName.startsWith('alias/aws/')) return undefined;
  const text = policyOf(call, service);
  const key = newKey(call, {
    description: `Default key that protects my ${what} when no other key is defined`,
    manager: 'AWS',
    policy: { text, document: parseKeyPolicy(text) },
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    isMultiRegion: false,
    tags: {},
  });
  const atMs = call.nowMs;
  call.state.aliases.set(aliasName, {
    name: aliasName,
    targetKeyId: key.id,
    createdAtMs: atMs,
    updatedAtMs: atMs,
  });
  return key;
}
