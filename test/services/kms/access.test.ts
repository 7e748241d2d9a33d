import { allow, keyPolicy, testKey } from './key';

const denied = (message: string) =>
  expect.objectContaining({ code: 'AccessDeniedException', status: 400, message });

test('the default policy leaves it to IAM who may use a key', () => {
  const { cloud, arn, encrypt, decrypt } = testKey();
  const writer = cloud.role('writer', [allow('kms:Encrypt', arn)]);
  const blob = encrypt('hello', {}, writer);
  expect(() => decrypt(blob, {}, writer)).toThrow(
    denied(
      `User: arn:aws:sts::000000000000:assumed-role/writer/test is not authorized to perform: kms:Decrypt ` +
        `on resource: ${arn} because no identity-based policy allows the kms:Decrypt action`,
    ),
  );
});

test('a key policy that does not name the account makes IAM policies worthless', () => {
  const admin = { AWS: 'arn:aws:iam::000000000000:role/admin' };
  const { cloud, id, encrypt } = testKey();
  const user = cloud.role('user', [allow('kms:*')]);
  const adminSession = cloud.role('admin', []);
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: admin, Action: 'kms:*', Resource: '*' }],
  });
  cloud.ask('kms').putKeyPolicy({ KeyId: id, Policy, BypassPolicyLockoutSafetyCheck: true });
  expect(() => encrypt('hello', {}, user)).toThrow(
    'because no resource-based policy allows the kms:Encrypt action',
  );
  expect(encrypt('hello', {}, adminSession)).toBeInstanceOf(Uint8Array);
});

test('a key policy lets in whom it names without any IAM policy', () => {
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::000000000000:role/reader' },
    Action: ['kms:Decrypt', 'kms:Encrypt'],
    Resource: '*',
  };
  const { cloud, encrypt, decrypt } = testKey({ policy: keyPolicy(statement) });
  const reader = cloud.role('reader', []);
  expect(decrypt(encrypt('hello', {}, reader), {}, reader)).toBe('hello');
});

test('a policy that locks its author out is refused', () => {
  const { cloud, id } = testKey();
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::000000000000:role/someone' },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });
  const refused = expect.objectContaining({
    code: 'MalformedPolicyDocumentException',
    message: 'The new key policy will not allow you to update the key policy in the future.',
  });
  expect(() => cloud.ask('kms').putKeyPolicy({ KeyId: id, Policy })).toThrow(refused);
  expect(() => cloud.ask('kms').createKey({ Policy })).toThrow(refused);
});

test('a condition on the encryption context binds who uses the key', () => {
  const { cloud, encrypt } = testKey();
  const statement = {
    ...allow('kms:Encrypt'),
    Condition: { StringEquals: { 'kms:EncryptionContext:Shop': 'a' } },
  };
  const clerk = cloud.role('clerk', [statement]);
  expect(encrypt('hello', { Shop: 'a' }, clerk)).toBeInstanceOf(Uint8Array);
  expect(() => encrypt('hello', { Shop: 'b' }, clerk)).toThrow('is not authorized to perform: kms:Encrypt');
  expect(() => encrypt('hello', {}, clerk)).toThrow('is not authorized to perform: kms:Encrypt');
});

test('another account uses a key when the key policy and its own policy both say so', () => {
  const other = { accountId: '111111111111' };
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111111111111:root' },
    Action: 'kms:Encrypt',
    Resource: '*',
  };
  const { cloud, id, arn } = testKey();
  const encrypt = () => cloud.ask('kms', other).encrypt({ KeyId: arn, Plaintext: Buffer.from('x') });
  expect(encrypt).toThrow('because no resource-based policy allows the kms:Encrypt action');
  cloud.ask('kms').putKeyPolicy({ KeyId: id, Policy: JSON.stringify(keyPolicy(statement)) });
  expect(encrypt().KeyId).toBe(arn);
});

test('other accounts cannot tell which keys exist', () => {
  const { cloud, arn } = testKey();
  const messageFor = (KeyId: string) => {
    try {
      return cloud.ask('kms', { accountId: '111111111111' }).describeKey({ KeyId });
    } catch (error) {
      return String(error).replace(KeyId, 'the key');
    }
  };
  const missing = arn.replace(/.{12}$/, '000000000000');
  expect(messageFor(missing)).toBe(messageFor(arn));
});
