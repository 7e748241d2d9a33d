import type { Table } from '../../kernel';
import { table, type Call, type PolicyDocument } from '../../cloud/service';

/** A key's material between two rotations; ciphertexts name the one that made them. */
export interface BackingKey {
  /** What AWS calls the key material id. */
  readonly id: string;
  /** The secret of a symmetric or HMAC key; the private key of any other, as PKCS #8. */
  readonly materialHex: string;
  readonly createdAtMs: number;
  /** What brought it; the first one has none. */
  readonly rotation?: 'AUTOMATIC' | 'ON_DEMAND';
}

/** Automatic rotation, where it is on. */
export interface Rotation {
  readonly periodDays: number;
  readonly nextAtMs: number;
  readonly laterId: number;
}

/** A key that is going to be deleted. */
export interface Deletion {
  readonly atMs: number;
  readonly windowDays: number;
  readonly laterId: number;
  /** What the key is again when its deletion is cancelled. */
  readonly resumesAs: 'Disabled' | 'PendingImport';
}

export type HmacKeySpec = 'HMAC_224' | 'HMAC_256' | 'HMAC_384' | 'HMAC_512';
export type AsymmetricKeySpec =
  | 'RSA_2048'
  | 'RSA_3072'
  | 'RSA_4096'
  | 'ECC_NIST_P256'
  | 'ECC_NIST_P384'
  | 'ECC_NIST_P521'
  | 'ECC_SECG_P256K1'
  | 'ECC_NIST_EDWARDS25519';
export type KeySpec = 'SYMMETRIC_DEFAULT' | HmacKeySpec | AsymmetricKeySpec;
export type KeyUsage = 'ENCRYPT_DECRYPT' | 'GENERATE_VERIFY_MAC' | 'SIGN_VERIFY' | 'KEY_AGREEMENT';

/** A multi-Region key's place among those that share its material. */
export interface MultiRegion {
  readonly primaryRegion: string;
  /** All others, in the order in which they were made. */
  readonly replicaRegions: readonly string[];
}

/** What was given out for one import; the newest counts. */
export interface ImportParameters {
  readonly tokenHex: string;
  readonly wrappingKeyHex: string;
  readonly algorithm: string;
  readonly validToMs: number;
}

/** Imported material that does not last. */
export interface Expiration {
  readonly atMs: number;
  readonly laterId: number;
}

export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly description: string;
  /** AWS: made by a service on first use (`alias/aws/s3`). */
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly multiRegion?: MultiRegion;
  /** External keys have only the material that is imported. */
  readonly origin: 'AWS_KMS' | 'EXTERNAL';
  readonly state:
    'Creating' | 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport' | 'PendingReplicaDeletion';
  readonly usage: KeyUsage;
  readonly spec: KeySpec;
  readonly createdAtMs: number;
  readonly policy: { readonly text: string; readonly document: PolicyDocument };
  readonly tags: Readonly<Record<string, string>>;
  /** Oldest first; the last one encrypts. */
  readonly backingKeys: readonly BackingKey[];
  readonly rotation?: Rotation;
  readonly deletion?: Deletion;
  readonly importParameters?: ImportParameters;
  readonly expiration?: Expiration;
  /** The window of a primary key that waits for its replicas to be gone. */
  readonly pendingWindowDays?: number;
}

export interface Alias {
  readonly name: string;
  readonly targetKeyId: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export const grantOperations = [
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'GenerateMac',
  'VerifyMac',
  'Sign',
  'Verify',
  'GetPublicKey',
  'DeriveSharedSecret',
  'CreateGrant',
  'RetireGrant',
  'DescribeKey',
] as const;
export type GrantOperation = (typeof grantOperations)[number];

/** An encryption context: what a ciphertext is bound to besides its key. */
export type EncryptionContext = Readonly<Record<string, string>>;

export interface Grant {
  readonly id: string;
  readonly keyId: string;
  readonly token: string;
  readonly name?: string;
  readonly granteePrincipal: string;
  readonly retiringPrincipal?: string;
  readonly issuingAccount: string;
  readonly operations: readonly GrantOperation[];
  readonly contextSubset?: EncryptionContext;
  readonly contextEquals?: EncryptionContext;
  readonly createdAtMs: number;
}

export type State = {
  keys: Table<Key>;
  /** By name, `alias/` included. */
  aliases: Table<Alias>;
  /** By key id and grant id. */
  grants: Table<Grant>;
};

export const state: State = {
  keys: table<Key>(),
  aliases: table<Alias>(),
  grants: table<Grant>(),
};

export type KmsCall = Call<State>;

export const dayMs = 86_400_000;
