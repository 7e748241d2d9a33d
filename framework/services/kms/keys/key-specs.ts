/** The kinds of keys: what each is for and which algorithms it knows (KMS developer guide, "Key spec reference"). */
import type {
  EncryptionAlgorithmSpec,
  KeyMetadata,
  MacAlgorithmSpec,
  SigningAlgorithmSpec,
} from '@aws-sdk/client-kms';
import { validation } from '../errors';
import type { AsymmetricKeySpec, HmacKeySpec, Key, KeySpec, KeyUsage } from '../state';

const hmacs: Readonly<Record<HmacKeySpec, { algorithm: MacAlgorithmSpec; bytes: number }>> = {
  HMAC_224: { algorithm: 'HMAC_SHA_224', bytes: 28 },
  HMAC_256: { algorithm: 'HMAC_SHA_256', bytes: 32 },
  HMAC_384: { algorithm: 'HMAC_SHA_384', bytes: 48 },
  HMAC_512: { algorithm: 'HMAC_SHA_512', bytes: 64 },
};

const rsaSigning: readonly SigningAlgorithmSpec[] = [
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
];

interface Asymmetric {
  readonly usages: readonly KeyUsage[];
  readonly signing: readonly SigningAlgorithmSpec[];
}

const rsa: Asymmetric = { usages: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY'], signing: rsaSigning };

const curve = (algorithm: SigningAlgorithmSpec, agrees = true): Asymmetric => ({
  usages: agrees ? ['SIGN_VERIFY', 'KEY_AGREEMENT'] : ['SIGN_VERIFY'],
  signing: [algorithm],
});

const asymmetric: Readonly<Record<AsymmetricKeySpec, Asymmetric>> = {
  RSA_2048: rsa,
  RSA_3072: rsa,
  RSA_4096: rsa,
  ECC_NIST_P256: curve('ECDSA_SHA_256'),
  ECC_NIST_P384: curve('ECDSA_SHA_384'),
  ECC_NIST_P521: curve('ECDSA_SHA_512'),
  ECC_SECG_P256K1: curve('ECDSA_SHA_256', false),
  ECC_NIST_EDWARDS25519: { usages: ['SIGN_VERIFY'], signing: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'] },
};

const has = <T extends object>(record: T, name: string): name is Extract<keyof T, string> =>
  Object.hasOwn(record, name);

export const isHmac = (spec: string): spec is HmacKeySpec => has(hmacs, spec);

export const isAsymmetric = (spec: string): spec is AsymmetricKeySpec => has(asymmetric, spec);

export const macAlgorithmOf = (spec: HmacKeySpec): MacAlgorithmSpec => hmacs[spec].algorithm;

/** Bytes of the secret of a key that is no pair. */
export const secretBytesOf = (spec: HmacKeySpec | 'SYMMETRIC_DEFAULT'): number =>
  spec === 'SYMMETRIC_DEFAULT' ? 32 : hmacs[spec].bytes;

function usagesOf(spec: KeySpec): readonly KeyUsage[] {
  if (spec === 'SYMMETRIC_DEFAULT') return ['ENCRYPT_DECRYPT'];
  return isHmac(spec) ? ['GENERATE_VERIFY_MAC'] : asymmetric[spec].usages;
}

/** The spec under its two names; the older one knows no Edwards curve. */
export function specOf(spec: KeySpec): Pick<KeyMetadata, 'KeySpec' | 'CustomerMasterKeySpec'> {
  return spec === 'ECC_NIST_EDWARDS25519'
    ? { KeySpec: spec }
    : { CustomerMasterKeySpec: spec, KeySpec: spec };
}

/** The usage of a new key; only symmetric keys need not say it. */
export function readUsage(spec: KeySpec, asked: string | undefined): KeyUsage {
  if (asked === undefined && spec !== 'SYMMETRIC_DEFAULT') {
    throw validation(
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    );
  }
  const usage = usagesOf(spec).find((known) => known === (asked ?? 'ENCRYPT_DECRYPT'));
  if (usage === undefined)
    throw validation(`KeyUsage ${String(asked)} is not compatible with KeySpec ${spec}`);
  return usage;
}

export function encryptionAlgorithmsOf({
  spec,
  usage,
}: Pick<Key, 'spec' | 'usage'>): EncryptionAlgorithmSpec[] {
  if (usage !== 'ENCRYPT_DECRYPT') return [];
  return spec === 'SYMMETRIC_DEFAULT' ? ['SYMMETRIC_DEFAULT'] : ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'];
}

export function signingAlgorithmsOf({ spec, usage }: Pick<Key, 'spec' | 'usage'>): SigningAlgorithmSpec[] {
  return usage === 'SIGN_VERIFY' && isAsymmetric(spec) ? [...asymmetric[spec].signing] : [];
}

type Algorithms = Pick<
  KeyMetadata,
  'EncryptionAlgorithms' | 'SigningAlgorithms' | 'MacAlgorithms' | 'KeyAgreementAlgorithms'
>;

/** The one list of algorithms that answers show of a key. */
export function algorithmsOf(key: Pick<Key, 'spec' | 'usage'>): Algorithms {
  switch (key.usage) {
    case 'ENCRYPT_DECRYPT':
      return { EncryptionAlgorithms: encryptionAlgorithmsOf(key) };
    case 'SIGN_VERIFY':
      return { SigningAlgorithms: signingAlgorithmsOf(key) };
    case 'KEY_AGREEMENT':
      return { KeyAgreementAlgorithms: ['ECDH'] };
    default:
      return { MacAlgorithms: isHmac(key.spec) ? [macAlgorithmOf(key.spec)] : [] };
  }
}
