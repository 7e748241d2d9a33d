import { table, type Call, type PolicyDocument } from '../../cloud/service';
import type { Table } from '../../kernel';

/** One value of a secret; without `sealed` it is announced by a rotation and has none yet. */
export interface Version {
  readonly id: string;
  readonly stages: readonly string[];
  readonly createdAtMs: number;
  readonly accessedAtMs?: number;
  /** Base64, encrypted with the data key. */
  readonly sealed?: string;
  /** Base64, as KMS gave it. */
  readonly dataKey?: string;
  readonly isBinary: boolean;
  /** The key of KMS that was asked for, where one was. */
  readonly keyId?: string;
}

export interface Rotation {
  readonly isEnabled: boolean;
  readonly functionArn: string;
  readonly afterDays?: number;
  readonly schedule?: string;
  readonly duration?: string;
  readonly rotatedAtMs?: number;
  readonly nextAtMs?: number;
  readonly laterId?: number;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly keyId?: string;
  readonly type?: string;
  readonly createdAtMs: number;
  /** Which of the account's secrets it is, by creation. */
  readonly number: number;
  readonly changedAtMs: number;
  readonly accessedAtMs?: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether it was ever given tags: then their list is shown, empty or not. */
  readonly isTagged?: boolean;
  /** Oldest first. */
  readonly versions: readonly Version[];
  readonly policy?: { readonly text: string; readonly document: PolicyDocument };
  /** Marked for deletion at that time. */
  readonly deletion?: { readonly markedAtMs: number; readonly atMs: number; readonly laterId: number };
  readonly rotation?: Rotation;
}

/** By name. */
export type State = { secrets: Table<Secret> };

export const state: State = { secrets: table<Secret>() };

export type SecretCall = Call<State>;

export const dayMs = 86_400_000;
