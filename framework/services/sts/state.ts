import type { Table } from '../../kernel';
import { table, type Call, type Principal } from '../../cloud/service';

export interface SessionPolicy {
  readonly name: string;
  readonly text: string;
}

/** Temporary credentials and what they stand for. */
export interface Session {
  readonly accessKeyId: string;
  readonly principal: Principal;
  readonly expiresAtMs: number;
  /** Given at AssumeRole; none do not narrow. */
  readonly policies: readonly SessionPolicy[];
  /** Of the session's tags those that a session assumed from it gets too. */
  readonly transitiveTagKeys: readonly string[];
  /** A federated user of the account's root, whose rights nothing limits but the session's policies. */
  readonly isOfRoot?: true;
}

/** Of all accounts of a partition: an access key says nothing else of who calls. */
export type State = {
  /** By access key id. Expired ones stay: they are refused in other words than unknown ones. */
  sessions: Table<Session>;
  /** The access key id of the newest session, by the session's ARN. */
  newest: Table<string>;
};

export const state: State = { sessions: table<Session>(), newest: table<string>() };

export type StsCall = Call<State>;
