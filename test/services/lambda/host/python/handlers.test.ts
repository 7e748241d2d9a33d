import { closeStages } from '../stage';
import { playPython, pythonStage } from './python-stage';

afterAll(closeStages);

test('the value of a handler is its result, and module state survives', async () => {
  const warm = pythonStage(
    'n = 0\ndef handler(event, context):\n    global n\n    n += 1\n    return [event["name"], n]',
  );
  expect((await warm.invoke({ name: 'a' })).value).toEqual(['a', 1]);
  expect((await warm.invoke({ name: 'b' })).value).toEqual(['b', 2]);
  expect(warm.reports.map(({ initialised }) => initialised)).toEqual([true, undefined]);
  const fresh = pythonStage('n = 0\ndef handler(event, context):\n    global n\n    n += 1\n    return n');
  expect((await fresh.invoke()).value).toBe(1);
});

test('the context tells what AWS tells', async () => {
  const code = `
def handler(event, context):
    told = {name: str(getattr(context, name)) for name in dir(context) if not name.startswith('_')
            and name not in ('get_remaining_time_in_millis', 'log')}
    return told, context.get_remaining_time_in_millis(), repr(context.identity)
`;
  const env = {
    AWS_LAMBDA_FUNCTION_NAME: 'Processor',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/Processor',
    AWS_LAMBDA_LOG_STREAM_NAME: '2031/05/06/[$LATEST]0123',
  };
  const { outcome } = await playPython(code, undefined, { env });
  expect(outcome.value).toMatchInlineSnapshot(`
   [
     {
       "aws_request_id": "00000000-0000-4000-8000-000000000001",
       "client_context": "None",
       "function_name": "Processor",
       "function_version": "$LATEST",
       "identity": "CognitoIdentity([cognito_identity_id=None,cognito_identity_pool_id=None])",
       "invoked_function_arn": "arn:aws:lambda:us-east-1:123456789012:function:Processor",
       "log_group_name": "/aws/lambda/Processor",
       "log_stream_name": "2031/05/06/[$LATEST]0123",
       "memory_limit_in_mb": "256",
       "tenant_id": "None",
     },
     3000,
     "CognitoIdentity([cognito_identity_id=None,cognito_identity_pool_id=None])",
   ]
  `);
});

test('the client context of a caller is an object, the trace id a variable', async () => {
  const code = `
import os
def handler(event, context):
    client = context.client_context
    return client.custom, client.env, client.client.app_title, client.client.installation_id, os.environ['_X_AMZN_TRACE_ID']
`;
  const clientContext = JSON.stringify({ custom: { a: 1 }, client: { app_title: 'shop' } });
  expect((await pythonStage(code).invoke({}, undefined, { clientContext })).value).toEqual([
    { a: 1 },
    null,
    'shop',
    null,
    'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0',
  ]);
});

test('values become JSON as the encoder of the runtime has it', async () => {
  const code = `
import collections, decimal
Point = collections.namedtuple('Point', 'x y')
def handler(event, context):
    return {'decimals': [decimal.Decimal('1.10'), decimal.Decimal('12345678901234567890.5')], 'point': Point(1, 2), 'none': None, 5: 'é'}
`;
  const warm = pythonStage(code);
  await warm.invoke();
  const json = warm.reports[0]?.result?.json.replace('\\u00e9', 'é');
  expect(json).toBe(
    '{"decimals": [1.10, 12345678901234567890.5], "point": {"x": 1, "y": 2}, "none": null, "5": "é"}',
  );
});

test('an error has its type, its message and the frames of the function alone', async () => {
  const code = `
class TooLarge(Exception):
    pass

def check(size):
    if size > 3:
        raise TooLarge(f'{size} is too large')

def handler(event, context):
    check(event['size'])
`;
  const warm = pythonStage(code);
  const { error, logs, exit } = await warm.invoke({ size: 5 });
  expect(error).toMatchInlineSnapshot(`
   {
     "errorMessage": "5 is too large",
     "errorType": "TooLarge",
     "requestId": "00000000-0000-4000-8000-000000000001",
     "stackTrace": [
       "  File "/var/task/index.py", line 10, in handler
       check(event['size'])
   ",
       "  File "/var/task/index.py", line 7, in check
       raise TooLarge(f'{size} is too large')
   ",
     ],
   }
  `);
  expect(logs).toMatchInlineSnapshot(`
   [
     "[ERROR] TooLarge: 5 is too large
   Traceback (most recent call last):
     File "/var/task/index.py", line 10, in handler
       check(event['size'])
     File "/var/task/index.py", line 7, in check
       raise TooLarge(f'{size} is too large')",
   ]
  `);
  expect(exit).toBeUndefined();
  expect((await warm.invoke({ size: 1 })).value).toBeNull();
});

interface Unloadable {
  title: string;
  code: string;
  handler?: string;
  type: string;
  message: string;
  /** The innermost frame. */
  last?: string;
}

const unloadable: Unloadable[] = [
  {
    title: 'a module that is missing',
    code: '',
    handler: 'other.handler',
    type: 'Runtime.ImportModuleError',
    message: "Unable to import module 'other': No module named 'other'",
  },
  {
    title: 'a module that imports what is missing',
    code: 'import nope',
    type: 'Runtime.ImportModuleError',
    message: "Unable to import module 'index': No module named 'nope'",
  },
  {
    title: 'a function that is missing',
    code: '',
    type: 'Runtime.HandlerNotFound',
    message: "Handler 'handler' missing on module 'index'",
  },
  {
    title: 'a syntax error',
    code: 'def handler(:\n',
    type: 'Runtime.UserCodeSyntaxError',
    message: "Syntax error in module 'index': invalid syntax (index.py, line 1)",
    last: '  File "/var/task/index.py" Line 1\n    def handler(:\n',
  },
  {
    title: 'a handler without a module',
    code: '',
    handler: 'handler',
    type: 'Runtime.MalformedHandlerName',
    message: "Bad handler 'handler': not enough values to unpack (expected 2, got 1)",
  },
  {
    title: 'a module of the interpreter',
    code: '',
    handler: 'time.handler',
    type: 'Runtime.BuiltInModuleConflict',
    message: 'Cannot use built-in module time as a handler module',
  },
  {
    title: 'an error of the module itself',
    code: "TABLE = {}['TABLE']",
    type: 'KeyError',
    message: "'TABLE'",
    last: '  File "/var/task/index.py", line 1, in <module>\n    TABLE = {}[\'TABLE\']\n',
  },
];
for (const { title, code, handler = 'index.handler', type, message, last } of unloadable) {
  test(`${title} is ${type}, and the process ends`, async () => {
    const { error, exit, logs } = await pythonStage(code, { handler }).invoke();
    const { stackTrace, ...told }: Record<string, unknown> & { stackTrace?: string[] } = { ...error };
    expect(told).toEqual({ errorMessage: message, errorType: type, requestId: '' });
    expect(stackTrace?.at(-1)).toBe(last);
    expect(exit).toEqual({ code: 1, reason: 'crash' });
    expect(logs[0]?.split('\n')[0]).toBe(`[ERROR] ${type}: ${message}`);
  });
}

test('what is no JSON can be no result', async () => {
  const { error } = await pythonStage('def handler(event, context):\n    return {1, 2}').invoke();
  expect(error).toEqual({
    errorMessage: 'Unable to marshal response: Object of type set is not JSON serializable',
    errorType: 'Runtime.MarshalError',
    requestId: '00000000-0000-4000-8000-000000000001',
    stackTrace: [],
  });
});

test('a process that ends takes the invocation with it', async () => {
  const ends = async (statement: string) => {
    const { error, exit, logs } = await pythonStage(
      `import os, sys\ndef handler(event, context):\n    ${statement}`,
    ).invoke();
    return [error?.errorType, error?.errorMessage.replace(/^RequestId: \S+ /, ''), exit, ...logs];
  };
  expect(await ends('sys.exit(0)')).toEqual([
    'Runtime.ExitError',
    'Error: Runtime exited without providing a reason',
    { code: 0, reason: 'exit' },
  ]);
  expect(await ends("sys.exit('no more')")).toEqual([
    'Runtime.ExitError',
    'Error: Runtime exited with error: exit status 1',
    { code: 1, reason: 'exit' },
    'no more',
  ]);
  expect(await ends('os._exit(3)')).toEqual([
    'Runtime.ExitError',
    'Error: Runtime exited with error: exit status 3',
    { code: 3, reason: 'exit' },
  ]);
  // A process that the system ends says nothing.
  expect(await ends("import ctypes; print('before'); ctypes.string_at(0)")).toEqual([
    'Runtime.ExitError',
    'Error: Runtime exited with error: signal: segmentation fault',
    { code: 139, reason: 'crash' },
  ]);
});

test('too much memory ends the process at the same place each time', async () => {
  const code = `
def handler(event, context):
    kept = []
    while True:
        kept.append(bytearray(1_000_000))
        if len(kept) % 20 == 0:
            print(len(kept))
`;
  const { outcome } = await playPython(code, undefined, { memoryMb: 48 });
  expect(outcome.exit).toEqual({ code: 137, reason: 'outOfMemory' });
  expect(outcome.error?.errorType).toBe('Runtime.ExitError');
  expect(outcome.logs.at(-1)).toBe('40');
});

test('code that never ends is ended by the watchdog', async () => {
  const endless = pythonStage('def handler(event, context):\n    while True: pass', {
    host: { watchdogMs: 300 },
  });
  expect((await endless.invoke()).exit).toEqual({ code: 137, reason: 'watchdog' });
});
