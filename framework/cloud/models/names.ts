/** The services that have an API model: the name of the file in this folder, mostly the service's IAM prefix. */
export const modelledServices = [
  's3',
  'lambda',
  'dynamodb',
  'sqs',
  'logs',
  'iam',
  'sts',
  'kms',
  'cloudformation',
  'sns',
  'events',
  'cloudwatch',
  'states',
  'ssm',
  'secretsmanager',
] as const satisfies readonly string[];
