import { CloudFormation, AlreadyExistsException } from '@aws-sdk/client-cloudformation';
import { CloudWatch, ResourceNotFound } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs, ResourceNotFoundException as LogsNotFound } from '@aws-sdk/client-cloudwatch-logs';
import {
  ConditionalCheckFailedException,
  DynamoDB,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM, NoSuchEntityException } from '@aws-sdk/client-iam';
import { KMS, NotFoundException } from '@aws-sdk/client-kms';
import { Lambda, ResourceConflictException, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SFN, StateMachineDoesNotExist } from '@aws-sdk/client-sfn';
import { SNS, NotFoundException as TopicNotFound } from '@aws-sdk/client-sns';
import { QueueDoesNotExist, SQS } from '@aws-sdk/client-sqs';
import { ParameterNotFound, SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import { wireError, type WireError } from '../../../framework/cloud/protocols';
import { settings, through } from './sdk';

function text(response: { body: Uint8Array } | undefined): string {
  return Buffer.from(response?.body ?? []).toString();
}

function failing(error: WireError) {
  return (): never => {
    throw Object.assign(wireError(error.code, error.message, error.status), error);
  };
}

function failure(service: string, code: string) {
  return settings(through(service, failing({ code, message: 'no' })).handler);
}

describe('awsJson', () => {
  test('DynamoDB items of every type arrive typed and return alike', async () => {
    const item = {
      id: { S: 'a' },
      n: { N: '12.5' },
      bytes: { B: new Uint8Array([0, 255]) },
      sets: { SS: ['x'] },
      blobs: { BS: [new Uint8Array([1])] },
      nested: { M: { __proto__x: { L: [{ NULL: true }, { BOOL: false }] } } },
    };
    const { handler, wire } = through('dynamodb', () => ({ Attributes: item }));
    const answer = await new DynamoDB(settings(handler)).putItem({
      TableName: 'T',
      Item: item,
      ReturnValues: 'ALL_OLD',
    });
    expect(wire.decoded).toEqual({
      operation: 'PutItem',
      protocol: 'awsJson1_0',
      input: { TableName: 'T', Item: item, ReturnValues: 'ALL_OLD' },
    });
    expect(answer.Attributes).toEqual(item);
    expect(answer.$metadata.requestId).toBe('req-1');
    expect(wire.response?.headers).toEqual({
      'content-type': 'application/x-amz-json-1.0',
      'content-length': String(wire.response?.body.length),
      'x-amzn-requestid': 'req-1',
      'x-amz-crc32': expect.stringMatching(/^\d+$/),
    });
  });

  test('a failed condition carries the item', async () => {
    const Item = { id: { S: 'a' }, bytes: { B: new Uint8Array([7]) } };
    const { handler, wire } = through(
      'dynamodb',
      failing({
        code: 'ConditionalCheckFailedException',
        message: 'The conditional request failed',
        fields: { Item },
      }),
    );
    const error = await new DynamoDB(settings(handler))
      .deleteItem({ TableName: 'T', Key: {} })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({
      message: 'The conditional request failed',
      Item,
      $metadata: { httpStatusCode: 400 },
    });
    expect(text(wire.response)).toBe(
      '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed",' +
        '"Item":{"id":{"S":"a"},"bytes":{"B":"Bw=="}}}',
    );
  });

  test('a cancelled transaction spells its text with a capital and lists its reasons', async () => {
    const CancellationReasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Message: 'no' }];
    const { handler, wire } = through(
      'dynamodb',
      failing({
        code: 'TransactionCanceledException',
        message: 'cancelled',
        fields: { CancellationReasons },
      }),
    );
    const error = await new DynamoDB(settings(handler))
      .transactWriteItems({ TransactItems: [] })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error).toMatchObject({ message: 'cancelled', CancellationReasons });
    expect(text(wire.response)).toContain('"Message":"cancelled"');
  });

  test('SQS batches arrive typed, and its errors carry the code of the query protocol', async () => {
    const entries = [
      {
        Id: 'a',
        MessageBody: 'x',
        DelaySeconds: 3,
        MessageAttributes: { k: { DataType: 'Binary', BinaryValue: new Uint8Array([1]) } },
      },
    ];
    const { handler, wire } = through('sqs', (decoded) => {
      if (decoded.operation === 'SendMessageBatch') return { Successful: [], Failed: [] };
      throw wireError('QueueDoesNotExist', 'The specified queue does not exist.');
    });
    const sqs = new SQS({ ...settings(handler), md5: false });
    const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/000000000000/q';
    await sqs.sendMessageBatch({ QueueUrl, Entries: entries });
    expect(wire.decoded?.input).toEqual({ QueueUrl, Entries: entries });
    const error = await sqs.deleteMessage({ QueueUrl, ReceiptHandle: 'r' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(QueueDoesNotExist);
    expect(wire.response?.headers['x-amzn-query-error']).toBe(
      'AWS.SimpleQueueService.NonExistentQueue;Sender',
    );
    expect(text(wire.response)).toBe(
      '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}',
    );
  });

  test('SQS errors without a shape keep the code of the query protocol for SDKs', async () => {
    const { handler, wire } = through('sqs', failing({ code: 'InvalidParameterValue', message: 'too long' }));
    await expect(new SQS(settings(handler)).listQueues({})).rejects.toMatchObject({
      message: 'too long',
      Code: 'InvalidParameterValue',
    });
    expect(text(wire.response)).toBe(
      '{"__type":"com.amazon.coral.service#InvalidParameterValueException","message":"too long"}',
    );
  });

  test('CloudWatch speaks JSON to the current SDK', async () => {
    const Timestamp = new Date('2026-01-02T03:04:05.678Z');
    const { handler, wire } = through('cloudwatch', (decoded) => {
      if (decoded.operation === 'PutMetricData') return {};
      throw wireError('ResourceNotFound', 'gone');
    });
    const client = new CloudWatch(settings(handler));
    await client.putMetricData({ Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1.5, Timestamp }] });
    expect(wire.decoded).toEqual({
      operation: 'PutMetricData',
      protocol: 'awsJson1_0',
      input: { Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1.5, Timestamp }] },
    });
    const error = await client.deleteDashboards({ DashboardNames: ['d'] }).catch((e: unknown) => e);
    expect(error).toMatchObject({ message: 'gone', $metadata: { httpStatusCode: 404 } });
    expect(error).toBeInstanceOf(ResourceNotFound);
  });

  test('Logs, EventBridge, Step Functions, KMS, Parameter Store and Secrets Manager read and answer', async () => {
    const time = new Date('2026-01-02T03:04:05.000Z');
    const logs = through('logs', () => ({ nextSequenceToken: '1' }));
    await new CloudWatchLogs(settings(logs.handler)).putLogEvents({
      logGroupName: 'g',
      logStreamName: 's',
      logEvents: [{ timestamp: 1, message: 'm' }],
    });
    expect(logs.wire.decoded?.input['logEvents']).toEqual([{ timestamp: 1, message: 'm' }]);

    const events = through('events', () => ({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] }));
    const put = await new EventBridge(settings(events.handler)).putEvents({
      Entries: [{ Source: 's', Time: time, Detail: '{}' }],
    });
    expect(events.wire.decoded?.input).toEqual({ Entries: [{ Source: 's', Time: time, Detail: '{}' }] });
    expect(put.Entries).toEqual([{ EventId: 'e' }]);

    const states = through('states', () => ({ executionArn: 'arn', startDate: time }));
    const started = await new SFN(settings(states.handler)).startExecution({
      stateMachineArn: 'm',
      input: '{}',
    });
    expect(started.startDate).toEqual(time);

    const kms = through('kms', () => ({ CiphertextBlob: new Uint8Array([1, 2]), KeyId: 'k' }));
    const encrypted = await new KMS(settings(kms.handler)).encrypt({
      KeyId: 'k',
      Plaintext: new Uint8Array([9]),
    });
    expect(kms.wire.decoded?.input['Plaintext']).toEqual(new Uint8Array([9]));
    expect(encrypted.CiphertextBlob).toEqual(new Uint8Array([1, 2]));

    const ssm = through('ssm', () => ({
      Parameter: { Name: 'p', Value: 'v', Version: 3, LastModifiedDate: time },
    }));
    const parameter = await new SSM(settings(ssm.handler)).getParameter({ Name: 'p', WithDecryption: true });
    expect(ssm.wire.decoded?.input).toEqual({ Name: 'p', WithDecryption: true });
    expect(parameter.Parameter).toEqual({ Name: 'p', Value: 'v', Version: 3, LastModifiedDate: time });

    const secrets = through('secretsmanager', () => ({ SecretString: 's', CreatedDate: time }));
    const secret = await new SecretsManager(settings(secrets.handler)).getSecretValue({ SecretId: 'id' });
    expect(secret).toMatchObject({ SecretString: 's', CreatedDate: time });
  });

  test('errors of the JSON services are 400 and of the right class', async () => {
    const kms = new KMS(failure('kms', 'NotFoundException'));
    const ssm = new SSM(failure('ssm', 'ParameterNotFound'));
    const logs = new CloudWatchLogs(failure('logs', 'ResourceNotFoundException'));
    const states = new SFN(failure('states', 'StateMachineDoesNotExist'));
    const results: [Promise<unknown>, new (options: never) => Error][] = [
      [kms.describeKey({ KeyId: 'k' }), NotFoundException],
      [ssm.getParameter({ Name: 'p' }), ParameterNotFound],
      [logs.deleteLogGroup({ logGroupName: 'g' }), LogsNotFound],
      [states.describeStateMachine({ stateMachineArn: 'a' }), StateMachineDoesNotExist],
    ];
    for (const [call, kind] of results) {
      const error = await call.catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(kind);
      expect(error).toMatchObject({ message: 'no', $metadata: { httpStatusCode: 400, requestId: 'req-1' } });
    }
  });
});

describe('awsQuery', () => {
  test('CloudFormation lists, maps and times arrive and return typed', async () => {
    const CreationTime = new Date('2026-01-02T03:04:05.678Z');
    const stack = {
      StackName: 's<&>"',
      StackStatus: 'CREATE_COMPLETE',
      CreationTime,
      DisableRollback: false,
      Outputs: [{ OutputKey: 'k', OutputValue: ' padded ' }],
    } as const;
    const { handler, wire } = through('cloudformation', (decoded) =>
      decoded.operation === 'CreateStack' ? { StackId: 'id' } : { Stacks: [stack] },
    );
    const client = new CloudFormation(settings(handler));
    const input = {
      StackName: 's',
      TemplateBody: 'a: "é\n&"',
      Parameters: [{ ParameterKey: 'P', ParameterValue: '' }],
      Capabilities: ['CAPABILITY_IAM' as const],
      DisableRollback: true,
      TimeoutInMinutes: 5,
      Tags: [],
    };
    await client.createStack(input);
    expect(wire.decoded).toEqual({ operation: 'CreateStack', protocol: 'awsQuery', input });
    const listed = await client.describeStacks({});
    expect(listed.Stacks).toEqual([stack]);
    expect(text(wire.response)).toMatchInlineSnapshot(
      `"<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>s&lt;&amp;&gt;&quot;</StackName><CreationTime>2026-01-02T03:04:05.678Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><DisableRollback>false</DisableRollback><Outputs><member><OutputKey>k</OutputKey><OutputValue> padded </OutputValue></member></Outputs></member></Stacks></DescribeStacksResult><ResponseMetadata><RequestId>req-1</RequestId></ResponseMetadata></DescribeStacksResponse>"`,
    );
  });

  test('an error has its code of the query protocol and its class', async () => {
    const { handler, wire } = through(
      'cloudformation',
      failing({ code: 'AlreadyExistsException', message: 'Stack [s] already exists' }),
    );
    const error = await new CloudFormation(settings(handler))
      .createStack({ StackName: 's' })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AlreadyExistsException);
    expect(text(wire.response)).toMatchInlineSnapshot(
      `"<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>AlreadyExistsException</Code><Message>Stack [s] already exists</Message></Error><RequestId>req-1</RequestId></ErrorResponse>"`,
    );
  });

  test('IAM, STS and SNS read and answer', async () => {
    const time = new Date('2026-01-02T03:04:05.000Z');
    const iam = through('iam', (decoded) => {
      if (decoded.operation === 'GetRole')
        throw wireError('NoSuchEntity', 'The role with name r cannot be found.');
      return {
        Roles: [{ RoleName: 'r', Path: '/', RoleId: 'i', Arn: 'a', CreateDate: time }],
        IsTruncated: false,
      };
    });
    const client = new IAM(settings(iam.handler));
    expect((await client.listRoles({ MaxItems: 3 })).Roles).toEqual([
      { RoleName: 'r', Path: '/', RoleId: 'i', Arn: 'a', CreateDate: time },
    ]);
    expect(iam.wire.decoded?.input).toEqual({ MaxItems: 3 });
    const error = await client.getRole({ RoleName: 'r' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(NoSuchEntityException);
    expect(error).toMatchObject({
      message: 'The role with name r cannot be found.',
      $metadata: { httpStatusCode: 404 },
    });

    const sts = through('sts', () => ({ Account: '000000000000', Arn: 'a', UserId: 'u' }));
    expect(await new STS(settings(sts.handler)).getCallerIdentity({})).toMatchObject({
      Account: '000000000000',
    });

    const sns = through('sns', (decoded) => {
      if (decoded.operation === 'Publish') return { MessageId: 'm' };
      throw wireError('NotFoundException', 'Topic does not exist');
    });
    const topics = new SNS(settings(sns.handler));
    const MessageAttributes = {
      a: { DataType: 'String', StringValue: 'x' },
      b: { DataType: 'Binary', BinaryValue: new Uint8Array([255]) },
    };
    expect(await topics.publish({ TopicArn: 't', Message: 'm', MessageAttributes })).toMatchObject({
      MessageId: 'm',
    });
    expect(sns.wire.decoded?.input).toEqual({ TopicArn: 't', Message: 'm', MessageAttributes });
    const missing = await topics.getTopicAttributes({ TopicArn: 't' }).catch((e: unknown) => e);
    expect(missing).toBeInstanceOf(TopicNotFound);
    expect(text(sns.wire.response)).toContain('<Code>NotFound</Code>');
  });
});

describe('restJson1', () => {
  test('a Lambda invocation binds path, query string, headers and payload', async () => {
    const { handler, wire } = through('lambda', () => ({
      StatusCode: 202,
      FunctionError: 'Unhandled',
      ExecutedVersion: '$LATEST',
      Payload: '{"ok":1}',
    }));
    const answer = await new Lambda(settings(handler)).invoke({
      FunctionName: 'arn:aws:lambda:eu-west-1:000000000000:function:f',
      Qualifier: '$LATEST',
      InvocationType: 'Event',
      Payload: '{"a":1}',
    });
    expect(wire.decoded?.input).toEqual({
      FunctionName: 'arn:aws:lambda:eu-west-1:000000000000:function:f',
      Qualifier: '$LATEST',
      InvocationType: 'Event',
      Payload: new TextEncoder().encode('{"a":1}'),
    });
    expect(answer.StatusCode).toBe(202);
    expect(answer.FunctionError).toBe('Unhandled');
    expect(answer.Payload?.transformToString()).toBe('{"ok":1}');
  });

  test('a function is created from a zip, listed and deleted', async () => {
    const { handler, wire } = through('lambda', (decoded) =>
      decoded.operation === 'ListFunctions'
        ? { Functions: [{ FunctionName: 'f', Timeout: 3 }] }
        : { FunctionName: 'f' },
    );
    const client = new Lambda(settings(handler));
    const created = await client.createFunction({
      FunctionName: 'f',
      Role: 'r',
      Code: { ZipFile: new Uint8Array([80, 75]) },
      Environment: { Variables: { constructor: 'x' } },
    });
    expect(created.$metadata.httpStatusCode).toBe(201);
    expect(wire.decoded?.input).toEqual({
      FunctionName: 'f',
      Role: 'r',
      Code: { ZipFile: new Uint8Array([80, 75]) },
      Environment: { Variables: { constructor: 'x' } },
    });
    expect((await client.listFunctions({ MaxItems: 2 })).Functions).toEqual([
      { FunctionName: 'f', Timeout: 3 },
    ]);
    expect(wire.decoded?.input).toEqual({ MaxItems: 2 });
    await client.untagResource({
      Resource: 'arn:aws:lambda:eu-west-1:000000000000:function:f',
      TagKeys: ['a', 'b c'],
    });
    expect(wire.decoded?.input).toEqual({
      Resource: 'arn:aws:lambda:eu-west-1:000000000000:function:f',
      TagKeys: ['a', 'b c'],
    });
    await client.deleteFunction({ FunctionName: 'f' });
    expect(wire.decoded?.operation).toBe('DeleteFunction');
  });

  test('an error has its class, status, header members and Type', async () => {
    const { handler, wire } = through(
      'lambda',
      failing({
        code: 'TooManyRequestsException',
        message: 'Rate Exceeded.',
        fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', retryAfterSeconds: '1' },
      }),
    );
    const error = await new Lambda(settings(handler)).invoke({ FunctionName: 'f' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(TooManyRequestsException);
    expect(error).toMatchObject({
      message: 'Rate Exceeded.',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
      retryAfterSeconds: '1',
      $metadata: { httpStatusCode: 429 },
    });
    expect(text(wire.response)).toBe(
      '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
    );
    const conflict = through('lambda', failing({ code: 'ResourceConflictException', message: 'busy' }));
    await expect(
      new Lambda(settings(conflict.handler)).getFunction({ FunctionName: 'f' }),
    ).rejects.toBeInstanceOf(ResourceConflictException);
  });
});
