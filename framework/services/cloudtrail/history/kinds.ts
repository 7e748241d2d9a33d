/** Which calls are data events, and which only read. */

/** Operations on what services hold; CloudTrail records them only where a trail asks for them. */
const dataOperations: Readonly<Record<string, RegExp>> = {
  cloudwatch: /^(GetMetric|PutMetricData|ListMetrics)/,
  dynamodb: /^((Get|Put|Update|Delete)Item|Query|Scan|Batch|Transact|Execute)/,
  events: /^PutEvents$/,
  lambda: /^Invoke/,
  logs: /^PutLogEvents$/,
  s3: new RegExp(
    '^((Get|Put|Head|Delete|Copy|Restore|Select)Object|DeleteObjects|ListObject|CreateMultipart|UploadPart|CompleteMultipart|' +
      'AbortMultipart|ListParts|HeadBucket)',
  ),
  sns: /^Publish/,
  sqs: /^(Send|Receive|Delete)Message|^ChangeMessageVisibility/,
  xray: /^(Put|GetTrace|BatchGetTraces|GetServiceGraph|GetSampling(Targets|Statistic))/,
};

const lockConfiguration = /ObjectLockConfiguration$/;

/** What was asked before; every call of a world asks. */
const known = new Map<string, boolean>();

export function isDataEvent(service: string, operation: string): boolean {
  const key = `${service}:${operation}`;
  let isData = known.get(key);
  if (isData === undefined) {
    const pattern = Object.hasOwn(dataOperations, service) ? dataOperations[service] : undefined;
    isData = pattern?.test(operation) === true && !lockConfiguration.test(operation);
    known.set(key, isData);
  }
  return isData;
}

const reads =
  /^(Get|List|Describe|Head|Lookup|BatchGet|Query|Scan|Select|Filter|Search|Simulate|Test|Validate|Estimate)/;
/** Calls that change nothing, whatever they are called. */
const otherReads: Readonly<Record<string, RegExp>> = {
  kms: /^(Decrypt|Encrypt|ReEncrypt|Generate|Verify|Sign)/,
  sqs: /^ReceiveMessage$/,
  sts: /^Assume/,
};

export const isReadOnly = (service: string, operation: string): boolean =>
  reads.test(operation) ||
  (Object.hasOwn(otherReads, service) && otherReads[service]?.test(operation) === true);

/** Names of Lambda's events carry the version of its API. */
const lambdaVersions: readonly (readonly [string, readonly string[]])[] = [
  [
    '20150331',
    [
      'CreateAlias',
      'CreateEventSourceMapping',
      'CreateFunction',
      'DeleteAlias',
      'DeleteEventSourceMapping',
      'DeleteFunction',
      'GetAlias',
      'GetEventSourceMapping',
      'GetFunction',
      'GetFunctionConfiguration',
      'GetPolicy',
      'ListAliases',
      'ListEventSourceMappings',
      'ListFunctions',
      'ListVersionsByFunction',
      'PublishVersion',
      'UpdateAlias',
      'UpdateEventSourceMapping',
    ],
  ],
  ['20150331v2', ['AddPermission', 'RemovePermission', 'UpdateFunctionCode', 'UpdateFunctionConfiguration']],
  ['20170331v2', ['ListTags', 'TagResource', 'UntagResource']],
];

export function eventName(service: string, operation: string): string {
  if (service !== 'lambda') return operation;
  const [version = ''] = lambdaVersions.find(([, operations]) => operations.includes(operation)) ?? [];
  return operation + version;
}

export const eventSource = (service: string): string =>
  `${service === 'cloudwatch' ? 'monitoring' : service}.amazonaws.com`;
