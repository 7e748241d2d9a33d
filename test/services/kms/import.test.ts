import { constants, createCipheriv, createPublicKey, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import type { AlgorithmSpec, KeySpec, KeyUsageType } from '@aws-sdk/client-kms';
import { testCloud } from '../../test-cloud';

function externalKey(KeySpec: KeySpec = 'SYMMETRIC_DEFAULT', KeyUsage: KeyUsageType = 'ENCRYPT_DECRYPT') {
  const cloud = testCloud();
  const kms = cloud.ask('kms');
  const { KeyId = '', Arn = '' } = kms.createKey({ Origin: 'EXTERNAL', KeySpec, KeyUsage }).KeyMetadata ?? {};
  const parameters = (WrappingAlgorithm: AlgorithmSpec) => {
    const given = kms.getParametersForImport({ KeyId, WrappingAlgorithm, WrappingKeySpec: 'RSA_2048' });
    const { PublicKey = new Uint8Array(0), ImportToken } = given;
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return {
      ImportToken,
      wrap: (bytes: Uint8Array) => publicEncrypt({ key, padding, oaepHash: 'sha256' }, bytes),
    };
  };
  const stateOf = () => kms.describeKey({ KeyId }).KeyMetadata?.KeyState;
  return { cloud, kms, KeyId, Arn, parameters, stateOf };
}

const secret = new Uint8Array(32).fill(7);

test('an external key waits for its material, and again once that is deleted', () => {
  const { kms, KeyId, Arn, parameters, stateOf } = externalKey();
  const Plaintext = Buffer.from('hello');
  const waiting = expect.objectContaining({
    code: 'KMSInvalidStateException',
    message: `${Arn} is pending import.`,
  });
  expect(() => kms.encrypt({ KeyId, Plaintext })).toThrow(waiting);
  const { ImportToken, wrap } = parameters('RSAES_OAEP_SHA_256');
  const request = { KeyId, ImportToken, EncryptedKeyMaterial: wrap(secret) };
  expect(() => kms.importKeyMaterial(request)).toThrow(
    'A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES',
  );
  kms.importKeyMaterial({ ...request, ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' });
  const { CiphertextBlob } = kms.encrypt({ KeyId, Plaintext });
  expect(kms.describeKey({ KeyId }).KeyMetadata?.ExpirationModel).toBe('KEY_MATERIAL_DOES_NOT_EXPIRE');
  kms.deleteImportedKeyMaterial({ KeyId });
  expect(stateOf()).toBe('PendingImport');
  expect(() => kms.decrypt({ CiphertextBlob })).toThrow(waiting);
  const other = parameters('RSAES_OAEP_SHA_256');
  const again = {
    KeyId,
    ImportToken: other.ImportToken,
    ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
  } as const;
  expect(() =>
    kms.importKeyMaterial({ ...again, EncryptedKeyMaterial: other.wrap(secret.toReversed().fill(8)) }),
  ).toThrow(expect.objectContaining({ code: 'IncorrectKeyMaterialException' }));
  kms.importKeyMaterial({ ...again, EncryptedKeyMaterial: other.wrap(secret) });
  expect(kms.decrypt({ CiphertextBlob }).Plaintext).toEqual(new Uint8Array(Plaintext));
});

test('material expires when its date has come', () => {
  const { cloud, kms, KeyId, parameters, stateOf } = externalKey();
  const { ImportToken, wrap } = parameters('RSAES_OAEP_SHA_256');
  const ValidTo = new Date(cloud.world.nowMs + 3_600_000);
  kms.importKeyMaterial({ KeyId, ImportToken, EncryptedKeyMaterial: wrap(secret), ValidTo });
  cloud.advance('59 minutes');
  expect(stateOf()).toBe('Enabled');
  cloud.advance('1 minute');
  expect(stateOf()).toBe('PendingImport');
});

test('a private key comes in under an AES key', () => {
  const { kms, KeyId, parameters } = externalKey('ECC_NIST_P256', 'SIGN_VERIFY');
  const { ImportToken, wrap } = parameters('RSA_AES_KEY_WRAP_SHA_256');
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cipher = createCipheriv('id-aes256-wrap-pad', secret, Buffer.from('a65959a6', 'hex'));
  const wrapped = cipher.update(privateKey.export({ format: 'der', type: 'pkcs8' }));
  kms.importKeyMaterial({
    KeyId,
    ImportToken,
    EncryptedKeyMaterial: Buffer.concat([wrap(secret), wrapped, cipher.final()]),
    ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
  });
  expect(kms.getPublicKey({ KeyId }).PublicKey).toEqual(
    new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
  );
});

test('an import token is worth nothing after a day or a newer one', () => {
  const { cloud, kms, KeyId, parameters } = externalKey();
  const older = parameters('RSAES_OAEP_SHA_256');
  const newer = parameters('RSAES_OAEP_SHA_256');
  const request = { KeyId, ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' } as const;
  const EncryptedKeyMaterial = newer.wrap(secret);
  expect(() =>
    kms.importKeyMaterial({ ...request, EncryptedKeyMaterial, ImportToken: older.ImportToken }),
  ).toThrow(expect.objectContaining({ code: 'InvalidImportTokenException' }));
  cloud.advance('1 day');
  expect(() =>
    kms.importKeyMaterial({ ...request, EncryptedKeyMaterial, ImportToken: newer.ImportToken }),
  ).toThrow(expect.objectContaining({ code: 'ExpiredImportTokenException' }));
});

test('keys of the service itself take no material', () => {
  const kms = testCloud().ask('kms');
  const { KeyId = '', Arn = '' } = kms.createKey({}).KeyMetadata ?? {};
  expect(() =>
    kms.getParametersForImport({
      KeyId,
      WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
      WrappingKeySpec: 'RSA_2048',
    }),
  ).toThrow(
    expect.objectContaining({
      code: 'UnsupportedOperationException',
      message: `${Arn} origin is AWS_KMS which is not valid for this operation.`,
    }),
  );
});
