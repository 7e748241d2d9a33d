import { functionCloud, refusal, type FunctionCloud } from './function-cloud';

function written(cloud: FunctionCloud): string[] {
  const logs = cloud.ask('logs');
  const group = { logGroupName: '/aws/lambda/Processor' };
  if (logs.describeLogGroups({ logGroupNamePrefix: group.logGroupName }).logGroups?.length === 0) return [];
  const names = (logs.describeLogStreams(group).logStreams ?? []).map(({ logStreamName }) => logStreamName);
  return names.flatMap((logStreamName) =>
    (logs.getLogEvents({ ...group, logStreamName, startFromHead: true }).events ?? []).map(
      ({ message = '' }) =>
        message
          .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
          .replaceAll(cloud.requestIds()[0] ?? '-', '<id>'),
    ),
  );
}

test('with the JSON format Lambda writes records of the platform, by the level of the system log', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'DEBUG' } });
  cloud.invokeAndWait();
  cloud.advance('10 milliseconds');
  cloud.reportLast({
    logs: [{ atMs: cloud.world.nowMs, text: '{"message":"from the function"}' }],
    result: { kind: 'value', json: '{"ok":true}' },
  });
  expect(written(cloud)).toMatchInlineSnapshot(`
   [
     "{"time":"<time>","type":"platform.initStart","record":{"initializationType":"on-demand","phase":"init","runtimeVersion":"nodejs:22.v1","functionName":"Processor","functionVersion":"$LATEST"}}",
     "{"time":"<time>","type":"platform.initRuntimeDone","record":{"initializationType":"on-demand","phase":"init","status":"success"}}",
     "{"time":"<time>","type":"platform.initReport","record":{"initializationType":"on-demand","phase":"init","status":"success","metrics":{"durationMs":16}}}",
     "{"time":"<time>","type":"platform.start","record":{"requestId":"<id>","version":"$LATEST"}}",
     "{"message":"from the function"}",
     "{"time":"<time>","type":"platform.runtimeDone","record":{"requestId":"<id>","status":"success","metrics":{"durationMs":0,"producedBytes":11}}}",
     "{"time":"<time>","type":"platform.report","record":{"requestId":"<id>","status":"success","metrics":{"durationMs":0,"billedDurationMs":16,"memorySizeMB":128,"maxMemoryUsedMB":75,"initDurationMs":16}}}",
   ]
  `);
});

test('by default only what concerns people is written, and failures as warnings', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ LoggingConfig: { LogFormat: 'JSON' }, Timeout: 1 });
  cloud.invokeAndWait();
  cloud.reportLast({});
  cloud.advance('2 seconds');
  expect(written(cloud)).toMatchInlineSnapshot(`
   [
     "{"time":"<time>","type":"platform.initStart","record":{"initializationType":"on-demand","phase":"init","runtimeVersion":"nodejs:22.v1","functionName":"Processor","functionVersion":"$LATEST"}}",
     "{"time":"<time>","type":"platform.start","record":{"requestId":"<id>","version":"$LATEST"}}",
     "{"time":"<time>","type":"platform.runtimeDone","record":{"requestId":"<id>","status":"timeout","errorType":"Sandbox.Timedout","metrics":{"durationMs":1000,"producedBytes":0}}}",
     "{"time":"<time>","type":"platform.report","record":{"requestId":"<id>","status":"timeout","errorType":"Sandbox.Timedout","metrics":{"durationMs":1000,"billedDurationMs":1006,"memorySizeMB":128,"maxMemoryUsedMB":75,"initDurationMs":6}}}",
   ]
  `);
});

test('a success is not worth a line at the level WARN', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' } });
  cloud.invokeAndWait();
  cloud.returnLast();
  expect(written(cloud)).toEqual([]);
  cloud.invokeAndWait();
  cloud.throwLast();
  expect(written(cloud).map((line) => JSON.parse(line).type)).toEqual([
    'platform.runtimeDone',
    'platform.report',
  ]);
});

test('the runtime learns format and level from its variables', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'ERROR' } });
  cloud.invokeAndWait();
  const [start] = cloud.environments.flatMap((effect) =>
    effect.kind === 'start' ? [effect.environment] : [],
  );
  expect(start?.variables).toMatchObject({ AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'ERROR' });
});

test('levels go with the JSON format alone', () => {
  const cloud = functionCloud();
  const config = (LoggingConfig: object) => ({ LoggingConfig });
  expect(refusal(() => cloud.createProcessor(config({ SystemLogLevel: 'WARN' })))).toBe(
    'InvalidParameterValueException: LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your request or change the LogFormat to "Json" and try again.',
  );
  cloud.createProcessor(config({ LogFormat: 'JSON' }));
  const lambda = cloud.ask('lambda');
  const shown = () => lambda.getFunctionConfiguration({ FunctionName: 'Processor' }).LoggingConfig;
  expect(shown()).toEqual({
    LogFormat: 'JSON',
    ApplicationLogLevel: 'INFO',
    SystemLogLevel: 'INFO',
    LogGroup: '/aws/lambda/Processor',
  });
  lambda.updateFunctionConfiguration({ FunctionName: 'Processor', ...config({ LogFormat: 'Text' }) });
  expect(shown()).toEqual({ LogFormat: 'Text', LogGroup: '/aws/lambda/Processor' });
});

test('a role that may not write loses its logs, where nothing is written nothing is made', () => {
  const cloud = functionCloud([]);
  cloud.createProcessor({ LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' } });
  cloud.invokeAndWait();
  cloud.returnLast();
  expect(cloud.notes('logs dropped')).toEqual([]);
});
