import { testCloud } from '../../test-cloud';
import { testKey } from './key';

test('what was encrypted comes back, and the ciphertext says by which key', () => {
  const { cloud, arn, encrypt } = testKey();
  const CiphertextBlob = encrypt('hello');
  expect(Buffer.from(CiphertextBlob).includes('hello')).toBe(false);
  expect(cloud.ask('kms').decrypt({ CiphertextBlob })).toEqual({
    KeyId: arn,
    Plaintext: new Uint8Array(Buffer.from('hello')),
    EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    KeyMaterialId: cloud.ask('kms').describeKey({ KeyId: arn }).KeyMetadata?.CurrentKeyMaterialId,
  });
});

test('each encryption of a text gives another ciphertext, and the same ones again in the next run', () => {
  const { encrypt } = testKey();
  const first = encrypt('hello');
  const second = encrypt('hello');
  expect(second).not.toEqual(first);
  const again = testKey();
  expect([again.encrypt('hello'), again.encrypt('hello')]).toEqual([first, second]);
});

test('a ciphertext opens only with the encryption context that it was made with, in any order', () => {
  const { encrypt, decrypt } = testKey();
  const blob = encrypt('hello', { order: '1', shop: 'a' });
  expect(decrypt(blob, { shop: 'a', order: '1' })).toBe('hello');
  const invalid = expect.objectContaining({ code: 'InvalidCiphertextException', status: 400, message: '' });
  expect(() => decrypt(blob)).toThrow(invalid);
  expect(() => decrypt(blob, { order: '2', shop: 'a' })).toThrow(invalid);
});

test('a ciphertext with a byte changed is refused, wherever the byte is', () => {
  const { encrypt, decrypt } = testKey();
  const blob = encrypt('hello');
  for (const at of [0, blob.length - 30, blob.length - 1]) {
    const changed = Uint8Array.from(blob);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => decrypt(changed)).toThrow(expect.objectContaining({ code: 'InvalidCiphertextException' }));
  }
});

test('decrypting with the name of another key is refused', () => {
  const { cloud, encrypt } = testKey();
  const other = testKey({ cloud });
  expect(() => cloud.ask('kms').decrypt({ CiphertextBlob: encrypt('hello'), KeyId: other.id })).toThrow(
    expect.objectContaining({
      code: 'IncorrectKeyException',
      message: 'The key ID in the request does not identify a CMK that can perform this operation.',
    }),
  );
});

test('no more than 4096 bytes can be encrypted', () => {
  const { cloud, id } = testKey();
  const kms = cloud.ask('kms');
  kms.encrypt({ KeyId: id, Plaintext: new Uint8Array(4096) });
  expect(() => kms.encrypt({ KeyId: id, Plaintext: new Uint8Array(4097) })).toThrow(
    "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: " +
      'Member must have length less than or equal to 4096',
  );
});

test('a data key comes in the clear and encrypted, or encrypted only', () => {
  const { cloud, id } = testKey();
  const kms = cloud.ask('kms');
  const { Plaintext, CiphertextBlob } = kms.generateDataKey({ KeyId: id, KeySpec: 'AES_256' });
  expect(Plaintext).toHaveLength(32);
  expect(kms.decrypt({ CiphertextBlob }).Plaintext).toEqual(Plaintext);
  const hidden = kms.generateDataKeyWithoutPlaintext({ KeyId: id, NumberOfBytes: 24 });
  expect(hidden).not.toHaveProperty('Plaintext');
  expect(kms.decrypt({ CiphertextBlob: hidden.CiphertextBlob }).Plaintext).toHaveLength(24);
  expect(() => kms.generateDataKey({ KeyId: id })).toThrow(
    'Please specify either number of bytes or key spec.',
  );
});

test('random bytes are as many as asked for and differ from call to call', () => {
  const kms = testCloud().ask('kms');
  const first = kms.generateRandom({ NumberOfBytes: 16 }).Plaintext;
  expect(first).toHaveLength(16);
  expect(kms.generateRandom({ NumberOfBytes: 16 }).Plaintext).not.toEqual(first);
});

test('a ciphertext moves to another key and context without being seen', () => {
  const { cloud, arn, encrypt } = testKey();
  const other = testKey({ cloud });
  const moved = cloud.ask('kms').reEncrypt({
    CiphertextBlob: encrypt('hello', { v: '1' }),
    SourceEncryptionContext: { v: '1' },
    DestinationKeyId: other.id,
    DestinationEncryptionContext: { v: '2' },
  });
  expect(moved).toMatchObject({ SourceKeyId: arn, KeyId: other.arn });
  expect(other.decrypt(moved.CiphertextBlob ?? new Uint8Array(0), { v: '2' })).toBe('hello');
});

test('a ciphertext of another region is one of a key that does not exist', () => {
  const { cloud, encrypt } = testKey();
  const CiphertextBlob = encrypt('hello');
  expect(() => cloud.ask('kms', { region: 'eu-west-1' }).decrypt({ CiphertextBlob })).toThrow(
    expect.objectContaining({
      code: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::000000000000:root is not authorized to perform: kms:Decrypt on the resource associated ' +
        'with this ciphertext because the resource does not exist in this Region, no resource-based policies allow ' +
        'access, or a resource-based policy explicitly denies access',
    }),
  );
});

test('an HMAC key makes and checks codes, and does not encrypt', () => {
  const cloud = testCloud();
  const kms = cloud.ask('kms');
  const { KeyMetadata } = kms.createKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  const KeyId = KeyMetadata?.Arn ?? '';
  const Message = Buffer.from('hello');
  const { Mac = new Uint8Array(0) } = kms.generateMac({ KeyId, Message, MacAlgorithm: 'HMAC_SHA_256' });
  expect(kms.verifyMac({ KeyId, Message, Mac, MacAlgorithm: 'HMAC_SHA_256' }).MacValid).toBe(true);
  expect(() =>
    kms.verifyMac({ KeyId, Message: Buffer.from('hullo'), Mac, MacAlgorithm: 'HMAC_SHA_256' }),
  ).toThrow(expect.objectContaining({ code: 'KMSInvalidMacException' }));
  expect(() => kms.encrypt({ KeyId, Plaintext: Message })).toThrow(
    expect.objectContaining({
      code: 'InvalidKeyUsageException',
      message: `${KeyId} key usage is GENERATE_VERIFY_MAC which is not valid for Encrypt.`,
    }),
  );
});

test('a dry run tells that the call would have succeeded, and does nothing', () => {
  const { cloud, id } = testKey();
  expect(() => cloud.ask('kms').generateDataKey({ KeyId: id, KeySpec: 'AES_256', DryRun: true })).toThrow(
    'The request would have succeeded, but the DryRun option is set.',
  );
});

test('post-quantum keys are refused loudly', () => {
  const cloud = testCloud();
  expect(() => cloud.ask('kms').createKey({ KeySpec: 'ML_DSA_44', KeyUsage: 'SIGN_VERIFY' })).toThrow(
    'kms:CreateKey with KeySpec ML_DSA_44 is not emulated.',
  );
});
