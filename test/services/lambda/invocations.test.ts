import { allow, functionCloud, refusal } from './function-cloud';

test('a synchronous caller gets what the handler returned', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const waiting = cloud.invokeAndWait('{"n":1}');
  expect(cloud.invoked()).toEqual(['Processor/1 {"n":1}']);
  expect(waiting.status).toBeUndefined();
  cloud.returnLast({ ok: true });
  expect(waiting).toEqual({ status: 200, payload: '{"ok":true}' });
});

test('what the handler throws is an answer with status 200 and X-Amz-Function-Error', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const waiting = cloud.invokeAndWait();
  cloud.throwLast('no such order');
  expect(waiting).toEqual({
    status: 200,
    functionError: 'Unhandled',
    payload: '{"errorType":"Error","errorMessage":"no such order","trace":[]}',
  });
  cloud.invokeAndWait();
  expect(cloud.started()).toEqual(['Processor/1']);
});

test('a function that runs too long is stopped and answered for', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ Timeout: 2 });
  const waiting = cloud.invokeAndWait('{}', { 'x-amz-log-type': 'Tail' });
  cloud.reportLast({});
  cloud.advance('3 seconds');
  const [requestId = ''] = cloud.requestIds();
  expect(JSON.parse(waiting.payload ?? '')).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after 2.00 seconds`,
  });
  expect(
    waiting.log
      ?.replaceAll(requestId, '<id>')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replaceAll(/(200|: )\d(?=(\.00)? ms)/g, '$1<n>'),
  ).toBe(
    [
      'START RequestId: <id> Version: $LATEST',
      '<time> <id> Task timed out after 2.00 seconds',
      'END RequestId: <id>',
      'REPORT RequestId: <id>\tDuration: 200<n>.00 ms\tBilled Duration: 200<n> ms\tMemory Size: 128 MB\tMax Memory Used: 75 MB\tInit Duration: <n>.00 ms\tStatus: timeout\t',
      '',
    ].join('\n'),
  );
  expect(cloud.environments.at(-1)).toMatchObject({ kind: 'stop', environmentId: 'Processor/1' });
});

test('initialisation has ten seconds of its own and is then begun again in the time of the function', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ Timeout: 4 });
  const waiting = cloud.invokeAndWait();
  cloud.advance('9 seconds');
  expect(cloud.started()).toEqual(['Processor/1']);
  cloud.advance('1 second');
  expect(cloud.started()).toEqual(['Processor/1', 'Processor/2']);
  cloud.advance('4 seconds');
  expect(waiting.payload).toMatch(/Task timed out after 4\.00 seconds/);
});

test.each([
  [{ reason: 'exit', code: 0 }, 'Runtime.ExitError', 'Runtime exited without providing a reason'],
  [{ reason: 'exit', code: 7 }, 'Runtime.ExitError', 'Runtime exited with error: exit status 7'],
  [{ reason: 'crash', code: 1 }, 'Runtime.ExitError', 'Runtime exited with error: signal: killed'],
  [{ reason: 'outOfMemory', code: 1 }, 'Runtime.OutOfMemory', 'Runtime exited with error: signal: killed'],
] as const)('an environment that ended by %j answers %s', (exit, errorType, how) => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const waiting = cloud.invokeAndWait();
  cloud.reportLast({ exit });
  const [requestId] = cloud.requestIds();
  expect(JSON.parse(waiting.payload ?? '')).toEqual({
    errorType,
    errorMessage: `RequestId: ${requestId} Error: ${how}`,
  });
  cloud.invokeAndWait();
  expect(cloud.started()).toEqual(['Processor/1', 'Processor/2']);
});

test('an environment that never comes back in real time fails its invocation at the end of its virtual time', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ Timeout: 2 });
  const waiting = cloud.invokeAndWait();
  cloud.reportLast({ exit: { reason: 'watchdog', code: 137 } });
  expect(waiting.payload).toBeUndefined();
  cloud.advance('3 seconds');
  expect(waiting.payload).toMatch(/Task timed out after 2\.00 seconds/);
});

test('a module that fails to load fails the invocation, and its environment is not used again', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const waiting = cloud.invokeAndWait();
  const json = '{"errorType":"Runtime.ImportModuleError","errorMessage":"Cannot find module","trace":[]}';
  cloud.reportLast({ initialised: false, result: { kind: 'error', json } });
  expect(waiting.payload).toBe(json);
  cloud.invokeAndWait();
  expect(cloud.started()).toEqual(['Processor/1', 'Processor/2']);
});

test('a response over 6 MB is replaced by an error', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const waiting = cloud.invokeAndWait();
  cloud.returnLast('x'.repeat(6_291_556));
  expect(waiting.payload).toBe(
    '{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes)."}',
  );
});

test('logs go to the log group of the function, written by its role', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  cloud.invokeEvent();
  cloud.reportLast({
    logs: [{ atMs: cloud.world.nowMs, text: 'stored' }],
    result: { kind: 'value', json: 'null' },
  });
  const { events = [] } = cloud.ask('logs').filterLogEvents({ logGroupName: '/aws/lambda/Processor' });
  const [requestId = ''] = cloud.requestIds();
  const lines = events.map(({ message = '' }) => message.replaceAll(requestId, '<id>'));
  expect(lines.slice(0, -1)).toEqual([
    'START RequestId: <id> Version: $LATEST',
    'stored',
    'END RequestId: <id>',
  ]);
  expect(lines.at(-1)).toMatch(/^REPORT RequestId: <id>\tDuration: 0\.00 ms\tBilled Duration: \d+ ms/);
  const writers = cloud.world.trace.entries.flatMap((entry) =>
    entry.type === 'call' && entry.operation === 'PutLogEvents' ? [entry.principal] : [],
  );
  expect(writers).toEqual(['arn:aws:sts::000000000000:assumed-role/ProcessorRole/Processor']);
});

test('a session of a function with a name of one letter has a longer name', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ FunctionName: 'x' });
  cloud.invokeEvent({}, 'x');
  cloud.returnLast();
  const writers = cloud.world.trace.entries.flatMap((entry) =>
    entry.type === 'call' && entry.operation === 'PutLogEvents' ? [entry.principal] : [],
  );
  expect(writers).toEqual(['arn:aws:sts::000000000000:assumed-role/ProcessorRole/x@lambda_function']);
});

test('a role without permission to write logs loses them, and the invocation succeeds', () => {
  const cloud = functionCloud([allow('sqs:SendMessage')]);
  cloud.createProcessor();
  const first = cloud.invokeAndWait();
  cloud.returnLast(1);
  cloud.invokeAndWait();
  cloud.returnLast(2);
  expect(first).toEqual({ status: 200, payload: '1' });
  expect(cloud.notes('logs dropped')).toHaveLength(1);
});

test('DryRun answers 204 and runs nothing', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  expect(cloud.ask('lambda').invoke({ FunctionName: 'Processor', InvocationType: 'DryRun' })).toEqual({
    StatusCode: 204,
  });
  expect(cloud.environments).toEqual([]);
});

test('payloads are checked before anything runs', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const invoke = (Payload: Uint8Array) => () =>
    cloud.ask('lambda').invoke({ FunctionName: 'Processor', InvocationType: 'Event', Payload });
  expect(refusal(invoke(Buffer.from('{oops')))).toMatch(
    /^InvalidRequestContentException: Could not parse request body into json: Could not parse payload into json: /,
  );
  expect(refusal(invoke(Buffer.alloc(1_048_577, '1')))).toBe(
    'RequestTooLargeException: 1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
  );
});

test('a function is invoked with {} when no payload is given', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  cloud.ask('lambda').invoke({ FunctionName: 'Processor', InvocationType: 'Event' });
  cloud.advance('1 second');
  expect(cloud.invoked()).toEqual(['Processor/1 {}']);
});

test('functions that are pending, missing or elsewhere are refused in words of their own', () => {
  const cloud = functionCloud();
  const invoke = (FunctionName: string) => () =>
    cloud.ask('lambda').invoke({ FunctionName, InvocationType: 'Event' });
  expect(refusal(invoke('Processor'))).toBe(
    'ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:000000000000:function:Processor',
  );
  expect(refusal(invoke('arn:aws:lambda:eu-west-1:000000000000:function:Processor'))).toBe(
    "ResourceNotFoundException: Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
  );
  cloud.createProcessor();
  expect(refusal(invoke('Processor:7'))).toBe(
    'ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:000000000000:function:Processor:7',
  );
  cloud.ask('lambda').deleteFunction({ FunctionName: 'Processor' });
  expect(refusal(invoke('Processor'))).toMatch(/^ResourceNotFoundException/);
});

test('a role that no longer trusts Lambda refuses synchronous callers', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  cloud.ask('iam').updateAssumeRolePolicy({
    RoleName: 'ProcessorRole',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    }),
  });
  const waiting = cloud.invokeAndWait();
  expect(waiting.status).toBe(403);
  expect(waiting.payload).toContain('The role defined for the function cannot be assumed by Lambda.');
});
