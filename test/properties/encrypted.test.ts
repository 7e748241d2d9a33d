import { encrypted } from '../../framework/properties';
import { story, type Story } from './story';

const options = { key: 'DataKey', resources: ['Ledger'] };
const key = 'arn:aws:kms:us-east-1:000000000000:key/DataKey';

function useKey(told: Story, cause: number, resource = key): void {
  told.call(cause, { task: 'dynamodb', service: 'kms', operation: 'Decrypt', resource }, {});
}

test('holds when the first use of the table made it use the key, and later ones had it at hand', () => {
  const told = story();
  useKey(told, told.write(told.invoke(told.submit('a'))));
  told.write(told.invoke(told.submit('b')));
  expect(encrypted(options).judge(told.evidence(['a', 'b'], ['a', 'b']))).toEqual({
    holds: true,
    proven: 'data in Ledger went through DataKey',
  });
});

test('fails when nothing asked for a key, and tells whose data lies there', () => {
  const told = story();
  told.write(told.invoke(told.submit('a')));
  expect(encrypted(options).judge(told.evidence(['a'], ['a']))).toMatchInlineSnapshot(`
   {
     "fix": {
       "text": "encrypt Ledger with DataKey (KMSMasterKeyID)",
     },
     "holds": false,
     "lines": [
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
         "text": "00:00:00.040  Processor#1: dynamodb:PutItem Ledger → done  src/handler.mjs:31",
       },
     ],
     "what": "data in Ledger is not encrypted with DataKey: its use asks for no key",
   }
  `);
});

test('fails when another key was used', () => {
  const told = story();
  useKey(told, told.write(told.invoke(told.submit('a'))), key.replace('DataKey', 'aws-managed'));
  expect(encrypted(options).judge(told.evidence(['a'], ['a']))).toMatchObject({
    what: 'data in Ledger is encrypted with aws-managed, not with DataKey',
  });
});

test('fails when data was there before the first use of the key', () => {
  const told = story();
  told.write(told.invoke(told.submit('a')));
  useKey(told, told.write(told.invoke(told.submit('b'))));
  expect(encrypted(options).judge(told.evidence(['a', 'b'], ['a', 'b']))).toMatchObject({ holds: false });
});

test('proves nothing of a resource that nobody used', () => {
  expect(encrypted({ ...options, resources: ['Dlq'] }).judge(story().evidence([], []))).toMatchObject({
    what: 'nobody used Dlq, so it proves nothing',
    fix: { text: 'let the storm use Dlq' },
  });
});
