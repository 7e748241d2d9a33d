import type { HttpRequest } from './protocols';

/** Services by the label that they have in host names. */
const hostLabels: Readonly<Record<string, string>> = {
  sqs: 'sqs',
  queue: 'sqs',
  sns: 'sns',
  lambda: 'lambda',
  'lambda-url': 'lambda',
  dynamodb: 'dynamodb',
  sts: 'sts',
  iam: 'iam',
  logs: 'logs',
  kms: 'kms',
  events: 'events',
  states: 'states',
  ssm: 'ssm',
  secretsmanager: 'secretsmanager',
  cloudformation: 'cloudformation',
  monitoring: 'cloudwatch',
  cloudtrail: 'cloudtrail',
  xray: 'xray',
  'application-autoscaling': 'application-autoscaling',
};

/** Services by what stands before the dot of `X-Amz-Target`, as each API model names it (`targetPrefix`). */
const targets: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  DynamoDBStreams_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  TrentService: 'kms',
  Logs_20140328: 'logs',
  AWSEvents: 'events',
  AWSStepFunctions: 'states',
  AmazonSSM: 'ssm',
  secretsmanager: 'secretsmanager',
  GraniteServiceVersion20100801: 'cloudwatch',
  AnyScaleFrontendService: 'application-autoscaling',
  'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101': 'cloudtrail',
};

/** Services of the query protocol by their API version. */
const versions: Readonly<Record<string, string>> = {
  '2010-03-31': 'sns',
  '2010-05-08': 'iam',
  '2010-05-15': 'cloudformation',
  '2010-08-01': 'cloudwatch',
  '2011-06-15': 'sts',
  '2012-11-05': 'sqs',
};

/**
 * The service and region that an unsigned request is meant for: by its host, its target, its query's version or its
 * path; S3 is what is left, the one that answers anonymous requests for a living.
 */
export function addressed(request: HttpRequest): { service: string; region: string } {
  const labels = request.host.replace(/:\d+$/, '').toLowerCase().split('.');
  const region = labels.find((label) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(label)) ?? 'us-east-1';
  return { region, service: byHost(labels) ?? byTarget(request) ?? byQuery(request) ?? byPath(request) };
}

function byHost(labels: readonly string[]): string | undefined {
  // A bucket may be named like a service; then `s3` follows.
  if (labels.some((label) => /^s3(-website(-.*)?)?$/.test(label))) return 's3';
  return found(labels, hostLabels);
}

function byTarget({ headers }: HttpRequest): string | undefined {
  const target = headers['x-amz-target'];
  return target === undefined ? undefined : found([target.slice(0, target.lastIndexOf('.'))], targets);
}

function byQuery({ method, path, headers, body }: HttpRequest): string | undefined {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const form = method === 'POST' && isForm ? Buffer.from(body.subarray(0, 65_536)).toString('latin1') : '';
  const text = `${path.slice(path.indexOf('?') + 1)}&${form}`;
  if (!/(?:^|&)Action=\w/.test(text)) return undefined;
  const version = /(?:^|&)Version=([\d-]+)/.exec(text)?.[1];
  if (version === undefined) return /^\/\d{12}\/[\w-]+(?:\.fifo)?\/?(?:\?|$)/.test(path) ? 'sqs' : undefined;
  return found([version], versions);
}

function byPath({ path }: HttpRequest): string {
  return /^\/20\d\d-\d\d-\d\d\/(functions|event-source-mappings|layers|tags|account-settings)(\/|\?|$)/.test(
    path,
  )
    ? 'lambda'
    : 's3';
}

function found(names: readonly string[], table: Readonly<Record<string, string>>): string | undefined {
  for (const name of names) if (Object.hasOwn(table, name)) return table[name];
  return undefined;
}
