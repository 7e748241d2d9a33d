import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  publicEncrypt,
  verify,
} from 'node:crypto';
import { diffieHellman, type KeyObject } from 'node:crypto';
import type { KeySpec, KeyUsageType, SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import { testCloud } from '../../test-cloud';

function pair(KeySpec: KeySpec, KeyUsage: KeyUsageType) {
  const cloud = testCloud();
  const kms = cloud.ask('kms');
  const { KeyMetadata } = kms.createKey({ KeySpec, KeyUsage });
  const { KeyId = '', Arn = '' } = KeyMetadata ?? {};
  const readPublicKey = (): KeyObject => {
    const { PublicKey = new Uint8Array(0) } = kms.getPublicKey({ KeyId });
    return createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  };
  return { kms, KeyId, Arn, readPublicKey };
}

const message = Buffer.from('an order of three');
const none = new Uint8Array(0);

const signings: [KeySpec, SigningAlgorithmSpec, string][] = [
  ['ECC_NIST_P256', 'ECDSA_SHA_256', 'sha256'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384', 'sha384'],
  ['ECC_NIST_P521', 'ECDSA_SHA_512', 'sha512'],
  ['ECC_SECG_P256K1', 'ECDSA_SHA_256', 'sha256'],
  ['RSA_2048', 'RSASSA_PSS_SHA_256', 'sha256'],
  ['RSA_2048', 'RSASSA_PSS_SHA_512', 'sha512'],
  ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_384', 'sha384'],
];

test.each(signings)('what a key %s signs with %s, others verify', (spec, SigningAlgorithm, hash) => {
  const { kms, KeyId, Arn, readPublicKey } = pair(spec, 'SIGN_VERIFY');
  const { Signature = none, ...rest } = kms.sign({ KeyId, Message: message, SigningAlgorithm });
  expect(rest).toEqual({ KeyId: Arn, SigningAlgorithm });
  const isPss = SigningAlgorithm.includes('PSS');
  const key = isPss
    ? {
        key: readPublicKey(),
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      }
    : readPublicKey();
  expect(verify(hash, message, key, Signature)).toBe(true);
  const Message = createHash(hash).update(message).digest();
  expect(kms.verify({ KeyId, Message, MessageType: 'DIGEST', Signature, SigningAlgorithm })).toEqual({
    KeyId: Arn,
    SignatureValid: true,
    SigningAlgorithm,
  });
});

test.each(signings)('a key %s refuses what it did not sign with %s', (spec, SigningAlgorithm) => {
  const { kms, KeyId } = pair(spec, 'SIGN_VERIFY');
  const { Signature = none } = kms.sign({ KeyId, Message: message, SigningAlgorithm });
  const invalid = expect.objectContaining({ code: 'KMSInvalidSignatureException', message: '', status: 400 });
  expect(() => kms.verify({ KeyId, Message: Buffer.from('of four'), Signature, SigningAlgorithm })).toThrow(
    invalid,
  );
  for (const at of [0, Math.floor(Signature.length / 2), Signature.length - 1]) {
    const changed = Uint8Array.from(Signature);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => kms.verify({ KeyId, Message: message, Signature: changed, SigningAlgorithm })).toThrow(
      invalid,
    );
  }
  expect(() =>
    kms.sign({ KeyId, Message: Buffer.alloc(7), MessageType: 'DIGEST', SigningAlgorithm }),
  ).toThrow(`Digest is invalid length for algorithm ${SigningAlgorithm}.`);
});

test('an Edwards key signs the message itself', () => {
  const { kms, KeyId, readPublicKey } = pair('ECC_NIST_EDWARDS25519', 'SIGN_VERIFY');
  const SigningAlgorithm = 'ED25519_SHA_512';
  const { Signature = none } = kms.sign({ KeyId, Message: message, SigningAlgorithm });
  expect(verify(null, message, readPublicKey(), Signature)).toBe(true);
  expect(kms.verify({ KeyId, Message: message, Signature, SigningAlgorithm }).SignatureValid).toBe(true);
});

test('keys and signatures are the same in each run, and no two signatures of one are', () => {
  const signed = () => {
    const { kms, KeyId } = pair('ECC_NIST_P256', 'SIGN_VERIFY');
    const sign = () => kms.sign({ KeyId, Message: message, SigningAlgorithm: 'ECDSA_SHA_256' }).Signature;
    return [kms.getPublicKey({ KeyId }).PublicKey, sign(), sign()];
  };
  const first = signed();
  expect(signed()).toEqual(first);
  expect(first[1]).not.toEqual(first[2]);
});

test('an RSA key decrypts what others encrypted, and others its own', () => {
  const { kms, KeyId, Arn, readPublicKey } = pair('RSA_2048', 'ENCRYPT_DECRYPT');
  const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256';
  const CiphertextBlob = publicEncrypt(
    { key: readPublicKey(), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    message,
  );
  expect(kms.decrypt({ KeyId, CiphertextBlob, EncryptionAlgorithm })).toEqual({
    KeyId: Arn,
    Plaintext: new Uint8Array(message),
    EncryptionAlgorithm,
  });
  const own = kms.encrypt({ KeyId, Plaintext: new Uint8Array(190), EncryptionAlgorithm }).CiphertextBlob;
  expect(kms.decrypt({ KeyId, CiphertextBlob: own, EncryptionAlgorithm }).Plaintext).toEqual(
    new Uint8Array(190),
  );
  expect(() => kms.encrypt({ KeyId, Plaintext: new Uint8Array(191), EncryptionAlgorithm })).toThrow(
    'Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.',
  );
  expect(() => kms.encrypt({ KeyId, Plaintext: message })).toThrow(
    expect.objectContaining({
      code: 'InvalidKeyUsageException',
      message: 'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.',
    }),
  );
});

test('a key agrees with another on a secret', () => {
  const { kms, KeyId, readPublicKey } = pair('ECC_NIST_P256', 'KEY_AGREEMENT');
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const PublicKey = other.publicKey.export({ format: 'der', type: 'spki' });
  const { SharedSecret } = kms.deriveSharedSecret({ KeyId, KeyAgreementAlgorithm: 'ECDH', PublicKey });
  const expected = diffieHellman({ privateKey: other.privateKey, publicKey: readPublicKey() });
  expect(SharedSecret).toEqual(new Uint8Array(expected));
});

test('a key knows only the algorithms of its kind and use', () => {
  const { kms, KeyId, Arn } = pair('ECC_NIST_P384', 'SIGN_VERIFY');
  expect(() => kms.sign({ KeyId, Message: message, SigningAlgorithm: 'ECDSA_SHA_256' })).toThrow(
    'Algorithm ECDSA_SHA_256 is incompatible with key spec ECC_NIST_P384.',
  );
  expect(() => kms.encrypt({ KeyId, Plaintext: message })).toThrow(
    `${Arn} key usage is SIGN_VERIFY which is not valid for Encrypt.`,
  );
  expect(() => kms.createKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'ENCRYPT_DECRYPT' })).toThrow(
    'KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec ECC_NIST_P256',
  );
});

test('a data key pair is whole, and its private half opens with the key alone', () => {
  const cloud = testCloud();
  const kms = cloud.ask('kms');
  const { KeyId = '' } = kms.createKey({}).KeyMetadata ?? {};
  const made = kms.generateDataKeyPair({
    KeyId,
    KeyPairSpec: 'ECC_NIST_P256',
    EncryptionContext: { a: 'b' },
  });
  const { Plaintext } = kms.decrypt({
    CiphertextBlob: made.PrivateKeyCiphertextBlob,
    EncryptionContext: { a: 'b' },
  });
  expect(Plaintext).toEqual(made.PrivateKeyPlaintext);
  expect(() => kms.decrypt({ CiphertextBlob: made.PrivateKeyCiphertextBlob })).toThrow(
    expect.objectContaining({ code: 'InvalidCiphertextException' }),
  );
  const without = kms.generateDataKeyPairWithoutPlaintext({ KeyId, KeyPairSpec: 'ECC_NIST_P256' });
  expect(Object.keys(without).toSorted()).toEqual([
    'KeyId',
    'KeyMaterialId',
    'KeyPairSpec',
    'PrivateKeyCiphertextBlob',
    'PublicKey',
  ]);
});
