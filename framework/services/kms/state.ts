import type { Table } from '../../kernel';
import { table, type Call, type PolicyDocument } from '../../cloud/service';

/** A key's material between two rotations; ciphertexts name the one that made them. */
export interface BackingKey {
  /** What AWS calls the key material id. */
  readonly id: string;
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
}

export const keySpecs = ['SYMMETRIC_DEFAULT', 'HMAC_224', 'HMAC_256', 'HMAC_384', 'HMAC_512'] as const;
export type KeySpec = (typeof keySpecs)[number];
export type HmacKeySpec = Exclude<KeySpec, 'SYMMETRIC_DEFAULT'>;

export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly description: string;
  /** AWS: made by a service on first use (`alias/aws/s3`). */
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly isMultiRegion: boolean;
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  readonly usage: 'ENCRYPT_DECRYPT' | 'GENERATE_VERIFY_MAC';
  readonly spec: KeySpec;
  readonly createdAtMs: number;
  readonly policy: { readonly text: string; readonly document: PolicyDocument };
  readonly tags: Readonly<Record<string, string>>;
  /** Oldest first; the last one encrypts. */
  readonly backingKeys: readonly BackingKey[];
  readonly rotation?: Rotation;
  readonly deletion?: Deletion;
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
  'ReEncryptFrom',
  'ReEncryptTo',
  'GenerateMac',
  'VerifyMac',
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
