import { errorsLogged } from '../../framework/properties';
import { story, type Story } from './story';

const fields = { with: ['requestId', 'key', 'cause'] };

/** An invocation that fails, having logged these lines. */
function failing(told: Story, work: string, ...lines: string[]): void {
  const environment = 'orders-Processor-1X/1';
  const started = told.event(told.submit(work), 'invocation started', {
    requestId: work,
    environment,
  });
  told.write(started, { code: 'ThrottlingException' });
  for (const line of lines) told.log(started, `2026-01-01T00:00:00.000Z\t${work}\tERROR\t${line}\n`);
  told.event(started, 'invocation ended', {
    requestId: work,
    environment,
    outcome: 'error',
    errorType: 'Error',
  });
}

test('holds when each failed invocation logged a line with the fields', () => {
  const told = story();
  failing(told, 'a', 'begin', '{"requestId":"a","key":"a.json","cause":"Error: boom"}');
  expect(errorsLogged(fields).judge(told.evidence(['a'], []))).toEqual({
    holds: true,
    proven: '1 of 1 failed invocation logged with requestId, key, cause',
  });
});

test('knows the lines of Python: printed ones, and those of its logger', () => {
  const line = '{"requestId":"a","key":"a.json","cause":"KeyError: id"}';
  for (const text of [line, `[ERROR]\t2026-01-01T00:00:00.000Z\ta\t${line}`]) {
    const told = story();
    const detail = { requestId: 'a', environment: 'orders-Processor-1X/1' };
    const started = told.event(told.submit('a'), 'invocation started', detail);
    told.log(started, text);
    told.log(started, '[ERROR] KeyError: id\nTraceback (most recent call last):');
    told.event(started, 'invocation ended', { ...detail, outcome: 'error', errorType: 'KeyError' });
    expect(errorsLogged(fields).judge(told.evidence(['a'], [])).holds).toBe(true);
  }
});

test('fails when one logged less, and tells what it did log and where', () => {
  const told = story();
  failing(told, 'a', '{"requestId":"a","key":"a.json","cause":"Error: boom"}');
  failing(
    told,
    'b',
    '{"requestId":"b","cause":""}',
    'Invoke Error \t{"requestId":"b","key":"k","cause":"c"}',
  );
  expect(errorsLogged(fields).judge(told.evidence(['a', 'b'], []))).toMatchInlineSnapshot(`
   {
     "fix": {
       "place": "src/handler.mjs:31",
       "text": "log requestId, key, cause where the error of this call is caught",
     },
     "holds": false,
     "lines": [
       {
         "label": "logged",
         "text": "{"requestId":"b","cause":""}",
       },
       {
         "label": "history",
         "text": "00:00:00.080  scenario: s3:PutObject b.json → done",
       },
       {
         "label": "history",
         "text": "00:00:00.100  Processor: invocation started",
       },
       {
         "label": "history",
         "text": "00:00:00.110  Processor#1: dynamodb:PutItem Ledger → ThrottlingException  src/handler.mjs:31",
       },
       {
         "label": "history",
         "text": "00:00:00.130  Processor#1 logged "{\\"requestId\\":\\"b\\",\\"cause\\":\\"\\"}\\n"",
       },
       {
         "label": "history",
         "text": "00:00:00.140  Processor#1 logged "Invoke Error  {\\"requestId\\":\\"b\\",\\"key\\":\\"k\\",\\"cause\\":\\"c\\"}\\n"",
       },
       {
         "label": "history",
         "text": "00:00:00.150  Processor: invocation ended (outcome error, errorType Error)",
       },
     ],
     "what": "1 of 2 failed invocations logged no line with requestId, key, cause",
   }
  `);
});

test("another invocation's line does not count", () => {
  const told = story();
  failing(told, 'a', '{"requestId":"a","key":"a.json","cause":"Error: boom"}');
  failing(told, 'b');
  const verdict = errorsLogged(fields).judge(told.evidence(['a', 'b'], []));
  expect(verdict).toMatchObject({
    what: '1 of 2 failed invocations logged no line with requestId, key, cause',
  });
  expect(verdict.holds ? undefined : verdict.lines[0]).toEqual({ label: 'logged', text: 'nothing' });
});

test('proves nothing where none failed', () => {
  expect(errorsLogged(fields).judge(story().evidence([], []))).toMatchObject({
    holds: false,
  });
});
