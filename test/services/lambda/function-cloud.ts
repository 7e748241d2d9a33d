import { zipSync } from 'fflate';
import type { AskClient, EnvironmentReport, ServiceClients } from '../../../framework/cloud/service';
import type { EventEntry } from '../../../framework/kernel';
import { testCloud, type TestCloud } from '../../test-cloud';

export const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:Processor';
export const roleArn = 'arn:aws:iam::000000000000:role/ProcessorRole';
export const dlqArn = 'arn:aws:sqs:us-east-1:000000000000:Dlq';

/** A deployment package with one file. */
export function zip(source = 'exports.handler = async () => 1;'): Uint8Array {
  return zipSync({ 'index.js': Buffer.from(source) }, { mtime: new Date(1980, 0, 1) });
}

export type CreateInput = Parameters<AskClient<ServiceClients['lambda']>['createFunction']>[0];

export interface WaitingInvocation {
  status?: number;
  payload?: string;
  functionError?: string;
  log?: string;
  /** The version that ran, where one was asked for. */
  version?: string;
}

/** A cloud in which the test plays the function host. */
export interface FunctionCloud extends TestCloud {
  /** Makes the function 'Processor' with the role 'ProcessorRole' and waits until it is active. */
  createProcessor(more?: Partial<CreateInput>): void;
  invokeEvent(payload?: object, functionName?: string): void;
  /** A synchronous invocation over the wire; the answer is there once it has come. */
  invokeAndWait(payload?: string, headers?: Record<string, string>, qualifier?: string): WaitingInvocation;
  /** Environments that were started, in order. */
  started(): string[];
  /** Invocations handed to environments, in order: 'Processor/1 {"n":1}'. */
  invoked(): string[];
  /** Request ids of those invocations. */
  requestIds(): string[];
  /** What the environment of the last invocation reports. */
  reportLast(report: Partial<EnvironmentReport>): void;
  returnLast(value?: unknown): void;
  throwLast(errorMessage?: string): void;
  /** Lambda's events so far: '00:00:00.040 invocation started'. */
  events(names?: readonly string[]): string[];
  notes(event: string): EventEntry[];
  messages(queueName: string): { body: string; attributes: Record<string, string> }[];
}

export function functionCloud(
  statements: object[] = [allow('sqs:SendMessage'), allow('logs:*')],
  options: Parameters<typeof testCloud>[0] = {},
): FunctionCloud {
  const cloud = testCloud(options);
  let calls = 0;
  const beginMs = cloud.world.nowMs;
  cloud.role('ProcessorRole', statements);
  const invokes = () => cloud.environments.filter((effect) => effect.kind === 'invoke');
  const entries = () =>
    cloud.world.trace.entries
      .filter((entry) => entry.type === 'event')
      .filter(({ service }) => service === 'lambda');

  const self: FunctionCloud = {
    ...cloud,
    createProcessor(more) {
      cloud.ask('lambda').createFunction({
        FunctionName: 'Processor',
        Role: roleArn,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: zip() },
        ...more,
      });
      cloud.advance('5 seconds');
    },
    invokeEvent(payload = { n: 1 }, functionName = 'Processor') {
      cloud.ask('lambda').invoke({
        FunctionName: functionName,
        InvocationType: 'Event',
        Payload: Buffer.from(JSON.stringify(payload)),
      });
      cloud.advance('100 milliseconds');
    },
    invokeAndWait(payload = '{"n":1}', headers = {}, qualifier = '') {
      const waiting: WaitingInvocation = {};
      cloud.engine.post({
        origin: { task: 'scenario', call: ++calls, cause: 0 },
        wire: {
          method: 'POST',
          host: 'lambda.us-east-1.amazonaws.com',
          path: `/2015-03-31/functions/Processor/invocations${qualifier && `?Qualifier=${qualifier}`}`,
          headers: {
            authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request',
            'content-type': 'application/octet-stream',
            ...headers,
          },
          body: Buffer.from(payload),
        },
        onAnswer: ({ status, headers, body }) => {
          waiting.status = status;
          waiting.payload = Buffer.from(body).toString('utf8');
          const error = headers['x-amz-function-error'];
          if (error !== undefined) waiting.functionError = error;
          const log = headers['x-amz-log-result'];
          const version = headers['x-amz-executed-version'];
          if (qualifier !== '' && version !== undefined) waiting.version = version;
          if (log !== undefined) waiting.log = Buffer.from(log, 'base64').toString('utf8');
        },
      });
      cloud.advance('10 milliseconds');
      return waiting;
    },
    started: () =>
      cloud.environments.flatMap((effect) =>
        effect.kind === 'start' ? [effect.environment.environmentId] : [],
      ),
    invoked: () => invokes().map(({ environmentId, invocation }) => `${environmentId} ${invocation.event}`),
    requestIds: () => invokes().map(({ invocation }) => invocation.requestId),
    reportLast(report) {
      const environmentId = invokes().at(-1)?.environmentId ?? '';
      cloud.report({ environmentId, initialised: true, logs: [], ...report });
    },
    returnLast(value = null) {
      self.reportLast({ result: { kind: 'value', json: JSON.stringify(value) } });
    },
    throwLast(errorMessage = 'no such order') {
      const error = { errorType: 'Error', errorMessage, trace: [] };
      self.reportLast({ result: { kind: 'error', json: JSON.stringify(error) } });
    },
    events: (names) =>
      entries()
        .filter(({ event }) => names === undefined || names.includes(event))
        .map(({ atMs, event }) => `${((atMs - beginMs) / 1000).toFixed(3)} ${event}`),
    notes: (event) => entries().filter((entry) => entry.event === event),
    messages(queueName) {
      const { Messages = [] } = cloud.ask('sqs').receiveMessage({
        QueueUrl: `https://sqs.us-east-1.amazonaws.com/000000000000/${queueName}`,
        MessageAttributeNames: ['All'],
        MaxNumberOfMessages: 10,
      });
      return Messages.map(({ Body = '', MessageAttributes = {} }) => ({
        body: Body,
        attributes: Object.fromEntries(
          Object.entries(MessageAttributes).map(([name, value]) => [name, value.StringValue ?? '']),
        ),
      }));
    },
  };
  return self;
}

export function allow(action: string, resource = '*'): object {
  return { Effect: 'Allow', Action: action, Resource: resource };
}

/** Code and message of what a call was refused with. */
export function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return `${String(error.code)}: ${error.message}`;
    throw error;
  }
  throw new Error('The call was not refused.');
}
