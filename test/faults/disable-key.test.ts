import { disableKey } from '../../framework/faults';
import { refusal } from '../services/lambda/function-cloud';
import { ordersCloud } from './orders';

function keyedCloud() {
  const cloud = ordersCloud();
  const kms = cloud.ask('kms');
  const [key, other] = [kms.createKey({}), kms.createKey({})].map(
    ({ KeyMetadata }) => KeyMetadata?.Arn ?? '',
  );
  const use = (KeyId = key) => kms.generateDataKey({ KeyId, KeySpec: 'AES_256' });
  return { cloud, kms, use, key: key ?? '', other: other ?? '' };
}

test('whoever uses the key is refused, in the words of KMS', () => {
  const { cloud, use, key } = keyedCloud();
  const armed = cloud.inject(disableKey({ key }));
  expect(refusal(use)).toBe(`DisabledException: ${key} is disabled.`);
  expect([armed.fired, armed.title]).toEqual([1, `disabled key ${key}`]);
});

test('another key, and what looks at the key only, are left alone', () => {
  const { cloud, kms, use, key, other } = keyedCloud();
  const armed = cloud.inject(disableKey({ key }));
  expect(use(other)).toHaveProperty('CiphertextBlob');
  expect(kms.describeKey({ KeyId: key }).KeyMetadata).toMatchObject({ Enabled: true });
  expect(armed.fired).toBe(0);
});

test('a key may be named by its id; when the window has closed or the fault is lifted it is as before', () => {
  const { cloud, use, key } = keyedCloud();
  const ended = cloud.inject(disableKey({ key: key.split('/')[1] ?? '', during: '1 minute' }));
  expect(refusal(use)).toContain('DisabledException');
  cloud.advance('1 minute');
  expect(use()).toHaveProperty('CiphertextBlob');
  const lifted = cloud.inject(disableKey({ key }));
  cloud.engine.lift(lifted.id);
  expect(use()).toHaveProperty('CiphertextBlob');
  expect([ended.fired, lifted.fired]).toEqual([1, 0]);
});
