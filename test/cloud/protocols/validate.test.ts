import { loadModel, validate } from '../../../framework/cloud/protocols';

function found(service: string, operation: string, input: Record<string, unknown>): string | undefined {
  const error = validate(loadModel(service), operation, input);
  return error === undefined ? undefined : `${error.status} ${error.code}: ${error.message}`;
}

test('what fits the model passes', () => {
  expect(found('dynamodb', 'PutItem', { TableName: 'T', Item: { id: { S: 'x' } } })).toBeUndefined();
  const FunctionName = 'arn:aws:lambda:eu-west-1:000000000000:function:f:live';
  expect(found('lambda', 'Invoke', { FunctionName })).toBeUndefined();
  expect(found('cloudformation', 'CreateStack', { StackName: 's', TemplateBody: '{}' })).toBeUndefined();
});

test('S3 and SQS check in words of their own', () => {
  expect(found('s3', 'GetObject', {})).toBeUndefined();
  expect(found('sqs', 'SendMessage', {})).toBeUndefined();
});

interface Case {
  service: string;
  operation: string;
  input: Record<string, unknown>;
  code: string;
  failures: string[];
}

const cases: Case[] = [
  {
    service: 'dynamodb',
    operation: 'PutItem',
    input: { Item: {} },
    code: 'ValidationException',
    failures: ["Value null at 'tableName' failed to satisfy constraint: Member must not be null"],
  },
  {
    service: 'dynamodb',
    operation: 'TransactWriteItems',
    input: { TransactItems: [{ Update: { TableName: 'T', UpdateExpression: 'x' } }] },
    code: 'ValidationException',
    failures: [
      "Value null at 'transactItems.1.member.update.key' failed to satisfy constraint: Member must not be null",
    ],
  },
  {
    service: 'dynamodb',
    operation: 'Query',
    input: { TableName: 'T', Limit: 0, Select: 'SOME' },
    code: 'ValidationException',
    failures: [
      "Value 'SOME' at 'select' failed to satisfy constraint: Member must satisfy enum value set: " +
        '[SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]',
      "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
  },
  {
    service: 'dynamodb',
    operation: 'UpdateTable',
    input: { TableName: 'T', SSESpecification: { SSEType: 'x' } },
    code: 'ValidationException',
    failures: [
      "Value 'x' at 'sSESpecification.sSEType' failed to satisfy constraint: Member must satisfy enum value set: [AES256, KMS]",
    ],
  },
  {
    service: 'dynamodb',
    operation: 'BatchWriteItem',
    input: { RequestItems: { T: [] } },
    code: 'ValidationException',
    failures: [
      "Value '{T=[]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: " +
        '[Member must have length less than or equal to 25, Member must have length greater than or equal to 1]',
    ],
  },
  {
    service: 'lambda',
    operation: 'PutFunctionConcurrency',
    input: { FunctionName: 'a b', ReservedConcurrentExecutions: -1 },
    code: 'ValidationException',
    failures: [
      "Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: " +
        '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?' +
        '([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?',
      "Value '-1' at 'reservedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ],
  },
  {
    service: 'lambda',
    operation: 'UpdateAlias',
    input: { FunctionName: 'f', Name: 'a', RoutingConfig: { AdditionalVersionWeights: { 1: 2 } } },
    code: 'ValidationException',
    failures: [
      "Value '{1=2.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: " +
        '[Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]',
    ],
  },
  {
    service: 'events',
    operation: 'PutEvents',
    input: { Entries: Array.from({ length: 11 }, () => ({ Source: 's' })) },
    code: 'ValidationException',
    failures: [
      `Value '[${Array.from({ length: 11 }, () => 'PutEventsRequestEntry(time=null, source=s, resources=null, detailType=null, detail=null, eventBusName=null, traceHeader=null)').join(', ')}]' ` +
        "at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10",
    ],
  },
  {
    service: 'cloudformation',
    operation: 'CreateStack',
    input: { StackName: 's', TemplateBody: '', Capabilities: ['CAPABILITY_ANY'] },
    code: 'ValidationError',
    failures: [
      "Value '' at 'templateBody' failed to satisfy constraint: Member must have length greater than or equal to 1",
      "Value '[CAPABILITY_ANY]' at 'capabilities' failed to satisfy constraint: Member must satisfy constraint: " +
        '[Member must satisfy enum value set: [CAPABILITY_IAM, CAPABILITY_NAMED_IAM, CAPABILITY_AUTO_EXPAND]]',
    ],
  },
  {
    service: 'logs',
    operation: 'CreateLogGroup',
    input: { logGroupName: 'a b' },
    code: 'InvalidParameterException',
    failures: [
      "Value 'a b' at 'logGroupName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+',
    ],
  },
  {
    service: 'kms',
    operation: 'Encrypt',
    input: { KeyId: 'k', Plaintext: new Uint8Array(4097) },
    code: 'ValidationException',
    failures: [
      "Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    ],
  },
];

test.each(cases)(
  '$service $operation names what is wrong',
  ({ service, operation, input, code, failures }) => {
    const count = failures.length === 1 ? '1 validation error' : `${failures.length} validation errors`;
    expect(found(service, operation, input)).toBe(`400 ${code}: ${count} detected: ${failures.join('; ')}`);
  },
);
