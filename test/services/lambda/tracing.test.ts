import { allow, functionArn, functionCloud, type FunctionCloud } from './function-cloud';

const rights = [allow('xray:PutTraceSegments'), allow('logs:*'), allow('sqs:*')];
const header = /^Root=(1-[0-9a-f]{8}-[0-9a-f]{24});Parent=([0-9a-f]{16});Sampled=([01])$/;

interface Segment {
  id: string;
  parent_id?: string;
  name: string;
  origin: string;
  fault?: boolean;
  http?: object;
  cause?: { exceptions: { message: string; type: string }[] };
  aws: Record<string, unknown>;
  subsegments?: { id: string; name: string; fault?: boolean }[];
}

function traced(statements = rights): FunctionCloud {
  const cloud = functionCloud(statements);
  cloud.createProcessor({ TracingConfig: { Mode: 'Active' } });
  return cloud;
}

function headers(cloud: FunctionCloud): string[] {
  return cloud.environments.flatMap((effect) =>
    effect.kind === 'invoke' ? [effect.invocation.traceId] : [],
  );
}

/** The segments of the trace of the first invocation, Lambda's own first. */
function segments(cloud: FunctionCloud): Segment[] {
  const [, root = ''] = header.exec(headers(cloud)[0] ?? '') ?? [];
  const { Traces = [] } = cloud.ask('xray').batchGetTraces({ TraceIds: [root] });
  const documents = (Traces[0]?.Segments ?? []).map(({ Document = '' }): Segment => JSON.parse(Document));
  return documents.toSorted((a, b) => a.origin.length - b.origin.length);
}

test('an invocation that is traced has a segment of Lambda and one of the function below it', () => {
  const cloud = traced();
  cloud.invokeAndWait();
  const [, , parent, sampled] = header.exec(headers(cloud)[0] ?? '') ?? [];
  expect(sampled).toBe('1');
  cloud.throwLast('no such order');
  const [service, own] = segments(cloud);
  expect(service).toMatchObject({
    name: 'Processor',
    origin: 'AWS::Lambda',
    resource_arn: functionArn,
    http: { response: { status: 200 } },
    fault: true,
    aws: { request_id: cloud.requestIds()[0], function_arn: functionArn, resource_names: ['Processor'] },
  });
  expect(own).toMatchObject({
    id: parent,
    parent_id: service?.id,
    name: 'Processor',
    origin: 'AWS::Lambda::Function',
    fault: true,
    cause: { exceptions: [{ message: 'no such order', type: 'Error' }] },
    aws: { account_id: '000000000000', cold_start: true },
  });
  expect(own?.subsegments?.map(({ name }) => name)).toEqual(['Initialization', 'Invocation', 'Overhead']);
});

test('the report says which segment it is', () => {
  const cloud = traced();
  const waiting = cloud.invokeAndWait('{}', { 'x-amz-log-type': 'Tail' });
  cloud.returnLast();
  const [, root, parent] = header.exec(headers(cloud)[0] ?? '') ?? [];
  expect(waiting.log).toContain(`\t\nXRAY TraceId: ${root}\tSegmentId: ${parent}\tSampled: true\t`);
});

test('the first request of a second is traced, and few of the others', () => {
  const cloud = traced();
  const sampled: string[] = [];
  for (let i = 0; i < 60; i++) {
    cloud.ask('lambda').invoke({ FunctionName: 'Processor', InvocationType: 'Event' });
  }
  for (let i = 0; i < 40; i++) {
    cloud.advance('10 milliseconds');
  }
  sampled.push(...headers(cloud).map((text) => header.exec(text)?.[3] ?? ''));
  expect(sampled.filter((each) => each === '1').length).toBeGreaterThanOrEqual(1);
  expect(sampled.filter((each) => each === '1').length).toBeLessThan(12);
});

test('a caller’s trace is gone on with, and its decision holds', () => {
  const cloud = traced();
  const root = '1-6955b905-bd862e3fe1be46a994272793';
  cloud.invokeAndWait('{}', { 'x-amzn-trace-id': `Root=${root};Parent=53995c3f42cd8ad8;Sampled=0` });
  cloud.returnLast();
  expect(headers(cloud)[0]).toMatch(new RegExp(`^Root=${root};Parent=[0-9a-f]{16};Sampled=0$`));
  expect(segments(cloud)).toEqual([]);
});

test('a function that only passes traces through records what its caller records', () => {
  const cloud = functionCloud(rights);
  cloud.createProcessor();
  cloud.invokeAndWait();
  cloud.returnLast();
  expect(header.exec(headers(cloud)[0] ?? '')?.[3]).toBe('0');
  const root = '1-6955b905-bd862e3fe1be46a994272793';
  cloud.invokeAndWait('{}', { 'x-amzn-trace-id': `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1` });
  cloud.returnLast();
  const { Traces = [] } = cloud.ask('xray').batchGetTraces({ TraceIds: [root] });
  const parents = (Traces[0]?.Segments ?? []).map(
    ({ Document = '' }): unknown => JSON.parse(Document).parent_id,
  );
  expect(parents).toContain('53995c3f42cd8ad8');
  expect(parents).toHaveLength(2);
});

test('all attempts at an event are in one trace, each under a subsegment of its own', () => {
  const cloud = traced();
  cloud.invokeEvent();
  cloud.throwLast();
  cloud.advance('61 seconds');
  cloud.returnLast();
  const [service, ...attempts] = segments(cloud);
  expect(service).toMatchObject({ http: { response: { status: 202 } } });
  expect(service?.fault).toBeUndefined();
  const [dwelt, first, second] = service?.subsegments ?? [];
  expect([dwelt?.name, first?.name, second?.name]).toEqual(['Dwell Time', 'Attempt #1', 'Attempt #2']);
  expect([first?.fault, second?.fault]).toEqual([true, undefined]);
  expect(new Set(attempts.map(({ parent_id: parent }) => parent))).toEqual(new Set([first?.id, second?.id]));
});

test('a role that may not send segments has none, and the invocation does not mind', () => {
  const cloud = traced([allow('logs:*')]);
  const waiting = cloud.invokeAndWait();
  cloud.returnLast(1);
  expect(waiting.status).toBe(200);
  expect(segments(cloud)).toEqual([]);
});

test('a batch goes on with the trace of its first message', () => {
  const cloud = functionCloud(rights);
  cloud.ask('sqs').createQueue({ QueueName: 'Orders' });
  cloud.createProcessor();
  cloud.ask('lambda').createEventSourceMapping({
    EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:Orders',
    FunctionName: 'Processor',
  });
  cloud.advance('10 seconds');
  const root = '1-6955b905-bd862e3fe1be46a994272793';
  cloud.ask('sqs').sendMessage({
    QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/Orders',
    MessageBody: '1',
    MessageSystemAttributes: {
      AWSTraceHeader: { DataType: 'String', StringValue: `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1` },
    },
  });
  cloud.advance('1 second');
  expect(headers(cloud)[0]).toMatch(new RegExp(`^Root=${root};Parent=[0-9a-f]{16};Sampled=1$`));
});
