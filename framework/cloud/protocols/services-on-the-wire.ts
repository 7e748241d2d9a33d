/**
 * What one service does on the wire and no API model says.
 *
 * Sources: aws-behaviour.md 0; for the name spaces, answers recorded from AWS by emulators' test suites.
 * Without a name space AWS sends the bare code.
 */
export interface OnTheWire {
  /**
   * Before `#` in `__type`: of the service's own errors, of the ones that its model check gives, and of the
   * ones all services share.
   */
  namespace?: string;
  validationNamespace?: string;
  sharedNamespace?: string;
  /** The code of what `validate` finds; undefined where the service checks in words of its own (S3, SQS). */
  validationCode?: string;
  /** Members whose value `validate` does not repeat in what it finds, though the model does not call them sensitive. */
  unshown?: ReadonlySet<string>;
  /** Repeats no value at all in what `validate` finds (IAM). */
  showsNoValues?: true;
  /** What the service says of one member instead of what `validate` would, when nothing else is wrong. */
  inOwnWords?: (member: string, constraint: string) => string | undefined;
  /** Members that the service itself checks, in words of its own. */
  unchecked?: ReadonlySet<string>;
  /** Shapes of lists and maps of whose members AWS adds that they must not be null. */
  neverNull?: ReadonlySet<string>;
  /** Status of UnknownOperationException; 404 where absent. */
  unknownOperationStatus?: number;
  /** Adds the checksum header that only DynamoDB sends. */
  crc32?: true;
  /** Names in JSON of errors that the query protocol calls otherwise and the model does not have. */
  jsonCodes?: Readonly<Record<string, string>>;
  /** Texts of errors that the query protocol words otherwise, by code. */
  queryTexts?: Readonly<Record<string, string>>;
  /** Answers queries that name no version, and takes the queue's URL from the path. */
  lenientQuery?: true;
  /** Adds `Type: User | Service` to an error that has such a member. */
  errorType?: true;
}

const iamPatterns: Readonly<Record<string, string>> = {
  '[\\w+=,.@-]+': 'It must contain only alphanumeric characters and/or the following: +=,.@_-',
  '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)':
    'It must begin and end with / and contain only alphanumeric characters and/or / characters.',
};

function wordsOfIam(member: string, constraint: string): string | undefined {
  const pattern = constraint.replace('Member must satisfy regular expression pattern: ', '');
  return Object.hasOwn(iamPatterns, pattern)
    ? `The specified value for ${member} is invalid. ${iamPatterns[pattern]}`
    : undefined;
}

function wordsOfLogs(member: string, constraint: string): string | undefined {
  const isName = member === 'logGroupName' || member === 'logStreamName';
  return isName && constraint === 'Member must have length less than or equal to 512'
    ? 'Invalid LogGroup or LogStream, both must have length less than or equal to 512.'
    : undefined;
}

const coral = {
  validationNamespace: 'com.amazon.coral.validate',
  sharedNamespace: 'com.amazon.coral.service',
};

const services: Readonly<Record<string, OnTheWire>> = {
  s3: {},
  lambda: {
    validationCode: 'ValidationException',
    errorType: true,
    unchecked: new Set(['runtime']),
    neverNull: new Set(['AdditionalVersionWeights', 'ArchitecturesList', 'LayerList']),
  },
  dynamodb: {
    namespace: 'com.amazonaws.dynamodb.v20120810',
    ...coral,
    validationCode: 'ValidationException',
    unknownOperationStatus: 400,
    crc32: true,
  },
  sqs: {
    namespace: 'com.amazonaws.sqs',
    sharedNamespace: 'com.amazon.coral.service',
    lenientQuery: true,
    queryTexts: { QueueDoesNotExist: 'The specified queue does not exist for this wsdl version.' },
    jsonCodes: {
      InvalidParameterValue: 'InvalidParameterValueException',
      MissingParameter: 'MissingRequiredParameterException',
    },
  },
  logs: {
    validationCode: 'InvalidParameterException',
    unshown: new Set(['logGroupIdentifier', 'logGroupIdentifiers']),
    inOwnWords: wordsOfLogs,
  },
  iam: {
    validationCode: 'ValidationError',
    showsNoValues: true,
    inOwnWords: wordsOfIam,
  },
  sts: { validationCode: 'ValidationError' },
  kms: { validationCode: 'ValidationException' },
  cloudformation: { validationCode: 'ValidationError' },
  sns: { validationCode: 'ValidationError' },
  events: { validationCode: 'ValidationException' },
  cloudwatch: { validationCode: 'ValidationError' },
  states: {
    namespace: 'com.amazonaws.swf.service.v2.model',
    ...coral,
    validationCode: 'ValidationException',
  },
  ssm: { validationCode: 'ValidationException' },
  secretsmanager: { validationCode: 'ValidationException' },
  'application-autoscaling': { validationCode: 'ValidationException' },
  cloudtrail: { validationCode: 'ValidationException' },
  xray: { validationCode: 'InvalidRequestException' },
};

/** Errors that AWS's service framework gives before the service sees the request. */
const shared: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InternalFailure',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SerializationException',
  'ServiceUnavailableException',
  'UnknownOperationException',
  'UnrecognizedClientException',
]);

/** The row of a service; throws for one that has none, since each modelled service must be decided here. */
export function onTheWire(service: string): OnTheWire {
  const row = Object.hasOwn(services, service) ? services[service] : undefined;
  if (row === undefined) throw new Error(`${service} has no row in services-on-the-wire.ts.`);
  return row;
}

/**
 * Whether AWS's framework gives this error and not the service; such errors spell their text `Message` in
 * DynamoDB's JSON.
 */
export function isShared(code: string): boolean {
  return shared.has(code);
}
