import { functionCloud, roleArn, zip } from './function-cloud';

test('an environment takes one invocation at a time and is used again when it is idle', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  cloud.invokeEvent({ n: 1 });
  cloud.invokeEvent({ n: 2 });
  expect(cloud.invoked()).toEqual(['Processor/1 {"n":1}', 'Processor/2 {"n":2}']);
  cloud.returnLast();
  cloud.invokeEvent({ n: 3 });
  expect(cloud.invoked().at(-1)).toBe('Processor/2 {"n":3}');
});

test('of two idle environments the one used last is used again', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  cloud.invokeEvent({ n: 1 });
  cloud.invokeEvent({ n: 2 });
  for (const environmentId of ['Processor/2', 'Processor/1']) {
    cloud.report({ environmentId, initialised: true, logs: [], result: { kind: 'value', json: '1' } });
  }
  cloud.invokeEvent({ n: 3 });
  expect(cloud.invoked().at(-1)).toBe('Processor/2 {"n":3}');
});

test('an environment that nobody needs for seven minutes ends', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  cloud.invokeEvent();
  cloud.returnLast();
  cloud.advance('6 minutes');
  expect(cloud.environments.at(-1)?.kind).toBe('invoke');
  cloud.advance('2 minutes');
  expect(cloud.environments.at(-1)).toMatchObject({ kind: 'stop', environmentId: 'Processor/1' });
  cloud.invokeEvent();
  expect(cloud.started()).toEqual(['Processor/1', 'Processor/2']);
});

test('settling does not wait for idle environments', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  cloud.invokeEvent();
  cloud.returnLast();
  const beforeMs = cloud.world.nowMs;
  cloud.settle();
  expect(cloud.world.nowMs).toBe(beforeMs);
});

test('an update runs the old code until it is complete, and the new code in a new environment', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const first = zip();
  const second = zip('exports.handler = async () => 2;');
  cloud.invokeEvent();
  cloud.returnLast();
  cloud.ask('lambda').updateFunctionCode({ FunctionName: 'Processor', ZipFile: second });
  cloud.invokeEvent();
  expect(cloud.invoked().at(-1)).toMatch(/^Processor\/1 /);
  cloud.advance('5 seconds');
  cloud.returnLast();
  cloud.invokeEvent();
  const codes = cloud.environments.flatMap((effect) =>
    effect.kind === 'start' ? [cloud.world.blobs.get(effect.environment.codeBlob)] : [],
  );
  expect(codes).toEqual([first, second]);
});

test('environments have the variables that Lambda sets, and credentials of the role', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ Environment: { Variables: { TABLE: 'Orders' } } });
  cloud.invokeEvent();
  const [start] = cloud.environments;
  const { variables = {}, ...rest } = start?.kind === 'start' ? start.environment : {};
  expect(rest).toEqual({
    environmentId: 'Processor/1',
    codeBlob: cloud.world.blobs.put(zip()),
    layerBlobs: [],
    handler: 'index.handler',
    runtime: 'nodejs22.x',
    memoryMb: 128,
  });
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, ...known } = variables;
  for (const credential of [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN]) {
    expect(credential).toMatch(/./);
  }
  expect({ ...known, AWS_LAMBDA_LOG_STREAM_NAME: '' }).toMatchInlineSnapshot(`
   {
     "AWS_DEFAULT_REGION": "us-east-1",
     "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x",
     "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
     "AWS_LAMBDA_FUNCTION_NAME": "Processor",
     "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
     "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
     "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/Processor",
     "AWS_LAMBDA_LOG_STREAM_NAME": "",
     "AWS_LAMBDA_RUNTIME_API": "169.254.100.1:9001",
     "AWS_REGION": "us-east-1",
     "LAMBDA_RUNTIME_DIR": "/var/runtime",
     "LAMBDA_TASK_ROOT": "/var/task",
     "LANG": "en_US.UTF-8",
     "LD_LIBRARY_PATH": "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib",
     "NODE_PATH": "/opt/nodejs/node22/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task",
     "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
     "TABLE": "Orders",
     "TZ": ":UTC",
     "_HANDLER": "index.handler",
   }
  `);
  expect(known['AWS_LAMBDA_LOG_STREAM_NAME']).toMatch(/^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/);
});

test('asynchronous starts beyond what the machine hosts wait; a synchronous one always starts', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ Timeout: 900 });
  const { liveMax } = cloud.engine.functions;
  for (let n = 1; n <= liveMax + 2; n++) {
    cloud.invokeEvent({ n });
    cloud.reportLast({});
  }
  expect(cloud.started()).toHaveLength(liveMax);
  expect(cloud.notes('invocation waits for an environment')).toHaveLength(2);
  cloud.invokeAndWait('{"sync":true}');
  expect(cloud.started()).toHaveLength(liveMax + 1);
  const ends = (environmentId: string) =>
    cloud.report({ environmentId, initialised: true, logs: [], result: { kind: 'value', json: '1' } });
  ends('Processor/1');
  expect(cloud.invoked().at(-1)).toBe(`Processor/1 {"n":${liveMax + 1}}`);
  ends('Processor/2');
  expect(cloud.invoked().at(-1)).toBe(`Processor/2 {"n":${liveMax + 2}}`);
});

test('an idle environment of another function makes room', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ Timeout: 900 });
  cloud.createProcessor({ FunctionName: 'Other' });
  for (let n = 1; n <= cloud.engine.functions.liveMax; n++) cloud.invokeEvent({ n });
  cloud.reportLast({ result: { kind: 'value', json: '1' } });
  cloud.invokeEvent({}, 'Other');
  const last = cloud.engine.functions.liveMax;
  expect(cloud.environments.filter(({ kind }) => kind === 'stop')).toMatchObject([
    { environmentId: `Processor/${last}` },
  ]);
  expect(cloud.invoked().at(-1)).toBe('Other/1 {}');
});

test('environments of equal functions in two regions have ids of their own', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  const elsewhere = cloud.ask('lambda', { region: 'eu-west-1' });
  elsewhere.createFunction({
    FunctionName: 'Processor',
    Role: roleArn,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: zip() },
  });
  cloud.settle();
  elsewhere.invoke({ FunctionName: 'Processor', InvocationType: 'Event' });
  cloud.invokeEvent();
  expect(cloud.started().sort()).toEqual(['Processor/1', 'Processor@000000000000.eu-west-1/1']);
});

test('an environment that is not hosted any more is forgotten', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  cloud.invokeEvent();
  cloud.returnLast();
  cloud.engine.functions.ended('Processor/1');
  cloud.invokeEvent();
  expect(cloud.started()).toEqual(['Processor/1', 'Processor/2']);
});
