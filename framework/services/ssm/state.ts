import { table, type Call } from '../../cloud/service';
import type { Table } from '../../kernel';

export type ParameterType = 'String' | 'StringList' | 'SecureString';
export type Tier = 'Standard' | 'Advanced';

/** What a version says. Of a SecureString the value is what KMS made of it, and can be read with its key only. */
export interface Version {
  readonly number: number;
  readonly type: ParameterType;
  readonly value: string;
  /** A long SecureString: the key of its own that KMS gave for it. */
  readonly dataKey?: string;
  readonly keyId?: string;
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly tier: Tier;
  readonly policies: readonly Policy[];
  readonly dataType: string;
  readonly labels: readonly string[];
  readonly modifiedAtMs: number;
  /** ARN of who wrote it. */
  readonly modifiedBy: string;
}

export interface Policy {
  readonly type: 'Expiration' | 'ExpirationNotification' | 'NoChangeNotification';
  readonly text: string;
  /** When it takes effect. */
  readonly atMs: number;
}

export interface Parameter {
  /** As it was given, with its leading slash. */
  readonly name: string;
  readonly arn: string;
  /** Oldest first; the last one is current. */
  readonly versions: readonly Version[];
  readonly tags: Readonly<Record<string, string>>;
  /** Entries of the timers that carry out the current policies. */
  readonly laterIds: readonly number[];
}

export type State = { parameters: Table<Parameter> };

export const state: State = { parameters: table<Parameter>() };

export type SsmCall = Call<State>;
