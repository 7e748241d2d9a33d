import { noneDenied } from '../../framework/properties';
import { services } from '../../framework/services';
import { processed, story } from './story';

test('holds when no call of the system was refused for want of a permission', () => {
  const told = story();
  processed(told, 'a');
  told.write(told.invoke(told.submit('b')), { code: 'ThrottlingException' });
  expect(noneDenied().judge(told.evidence(['a', 'b'], ['a']))).toEqual({
    holds: true,
    proven: '2 calls, none denied',
  });
});

test('fails when one was, with its message, its history and what to allow', () => {
  const told = story();
  const message = 'User: p is not authorized to perform: dynamodb:PutItem on resource: Ledger';
  told.write(told.invoke(told.submit('a')), { code: 'AccessDeniedException', message });
  expect(noneDenied().judge(told.evidence(['a'], []))).toMatchInlineSnapshot(`
   {
     "fix": {
       "text": "allow dynamodb:PutItem on arn:aws:dynamodb:us-east-1:000000000000:table/orders-Ledger-3Z in the role's policy",
     },
     "holds": false,
     "lines": [
       {
         "label": "denied",
         "text": "User: p is not authorized to perform: dynamodb:PutItem on resource: Ledger",
       },
       {
         "label": "history",
         "text": "00:00:00.010  scenario: s3:PutObject a.json → done",
       },
       {
         "label": "history",
         "text": "00:00:00.030  Processor: invocation started (attempt 1)",
       },
       {
         "label": "history",
         "text": "00:00:00.040  Processor#1: dynamodb:PutItem Ledger → AccessDeniedException  src/handler.mjs:31",
       },
     ],
     "what": "1 of 1 call was denied",
   }
  `);
});

test('equal refusals are told once, and those that no order caused have no history', () => {
  const told = story();
  for (let n = 0; n < 3; n++) {
    told.call(
      0,
      { task: 'lambda', service: 'logs', operation: 'CreateLogStream' },
      { code: 'AccessDeniedException', message: 'No.' },
    );
  }
  expect(noneDenied().judge(told.evidence([], []))).toEqual({
    holds: false,
    what: '3 of 3 calls were denied',
    lines: [{ label: 'denied', text: 'No.' }],
    fix: { text: "allow logs:CreateLogStream on * in the role's policy" },
  });
});

test('what the scenario itself may not do is its own affair', () => {
  const told = story();
  told.call(
    0,
    { task: 'scenario', call: 1, service: 's3', operation: 'GetObject' },
    { code: 'AccessDenied' },
  );
  expect(noneDenied().judge(told.evidence([], []))).toMatchObject({ holds: true });
});

test.each(services.map(({ name, accessDenied }) => [name, accessDenied.code] as const))(
  'a denial is known as %s words it: %s',
  (service, code) => {
    const told = story();
    told.call(0, { service, operation: 'Any', call: 1 }, { code });
    expect(noneDenied().judge(told.evidence([], []))).toMatchObject({ holds: false });
  },
);
