import type { SFN } from '@aws-sdk/client-sfn';
import { AwsError, defineService, table, type AnswerData } from '../../framework/cloud/service';
import { services } from '../../framework/services';
import { functionCloud } from '../services/lambda/function-cloud';
import { testCloud } from '../test-cloud';

/** A service that waits for a function: executions by name, each with what came back. */
const state = { executions: table<string>() };
const states = defineService<SFN>()({
  name: 'states',
  state,
  operations: {
    startExecution(input, call) {
      const name = input.name ?? '';
      call.state.executions.set(name, 'running');
      call.askLater('lambda', { answerTo: { kind: 'invoked', payload: { name } } }).invoke({
        FunctionName: 'Processor',
        Payload: Buffer.from(input.input ?? '{}'),
      });
      return { executionArn: name, startDate: call.date() };
    },
    describeExecution: ({ executionArn }, call) => ({
      executionArn,
      stateMachineArn: 'x',
      status: 'RUNNING',
      startDate: call.date(),
      output: call.state.executions.get(executionArn) ?? 'none',
    }),
  },
  later: {
    invoked({ name, answer }: { name: string; answer: AnswerData }, call) {
      try {
        const { Payload, FunctionError = 'no error' } = call.answerOf('lambda', 'invoke', answer);
        call.state.executions.set(name, `${Buffer.from(Payload ?? []).toString()} ${FunctionError}`);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        call.state.executions.set(name, `${error.code} ${error.status}: ${error.message}`);
      }
    },
  },
  accessDenied: { code: 'AccessDeniedException', status: 400 },
  throttled: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  internalError: { code: 'InternalServerError', status: 500, message: 'Internal error' },
});

function cloudWithStates() {
  const cloud = functionCloud(undefined, {
    services: [...services.filter(({ name }) => name !== 'states'), states],
  });
  const sfn = cloud.ask('states');
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:x';
  return {
    ...cloud,
    start: (name: string) => void sfn.startExecution({ stateMachineArn, name, input: '{"n":1}' }),
    output: (executionArn: string) => sfn.describeExecution({ executionArn }).output,
  };
}

test('a service waits for a function that it invoked, and goes on in a step of its own', () => {
  const cloud = cloudWithStates();
  cloud.createProcessor();
  cloud.ask('lambda').addPermission({
    FunctionName: 'Processor',
    StatementId: 's',
    Action: 'lambda:InvokeFunction',
    Principal: 'states.amazonaws.com',
  });
  cloud.start('one');
  cloud.advance('1 second');
  expect(cloud.output('one')).toBe('running');
  expect(cloud.engine.parked.size).toBe(1);
  cloud.returnLast({ ok: true });
  expect(cloud.output('one')).toBe('running');
  cloud.settle();
  expect(cloud.output('one')).toBe('{"ok":true} no error');
  cloud.start('two');
  cloud.throwLast('no such order');
  cloud.settle();
  expect(cloud.output('two')).toBe(
    '{"errorType":"Error","errorMessage":"no such order","trace":[]} Unhandled',
  );
});

test('a refusal is an answer too, even where it comes at once', () => {
  const cloud = cloudWithStates();
  cloud.start('denied');
  expect(cloud.output('denied')).toBe('running');
  cloud.settle();
  expect(cloud.output('denied')).toMatchInlineSnapshot(
    `"AccessDeniedException 403: User: states.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:000000000000:function:Processor because no resource-based policy allows the lambda:InvokeFunction action"`,
  );
});

test('asking at once for what takes its time is a defect of the asking service, and loud', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  expect(() => cloud.ask('lambda').invoke({ FunctionName: 'Processor' })).toThrow(
    "lambda:invoke parked a call of a service, which can't wait: it must be asked with askLater.",
  );
});

test('moments and bytes of an answer come back as what they were', () => {
  const seen: { at: unknown; body: string }[] = [];
  const probe = defineService<SFN>()({
    name: 'states',
    state: {},
    operations: {
      startExecution(_, call) {
        const answerTo = { kind: 'read', payload: {} };
        call.askLater('s3', { as: call.principal, answerTo }).getObject({ Bucket: 'bucket', Key: 'k' });
        return { executionArn: 'x', startDate: call.date() };
      },
    },
    later: {
      read({ answer }: { answer: AnswerData }, call) {
        const { LastModified, Body } = call.answerOf('s3', 'getObject', answer);
        seen.push({ at: LastModified, body: Buffer.from(Body ?? []).toString() });
      },
    },
    accessDenied: { code: 'AccessDeniedException', status: 400 },
    throttled: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
    internalError: { code: 'InternalServerError', status: 500, message: 'Internal error' },
  });
  const cloud = testCloud({ services: [...services.filter(({ name }) => name !== 'states'), probe] });
  cloud.ask('s3').createBucket({ Bucket: 'bucket' });
  cloud.ask('s3').putObject({ Bucket: 'bucket', Key: 'k', Body: Buffer.from('content') });
  cloud.ask('states').startExecution({ stateMachineArn: 'x' });
  cloud.settle();
  expect(seen).toEqual([{ at: expect.any(Date), body: 'content' }]);
});
