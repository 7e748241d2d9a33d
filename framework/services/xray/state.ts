import { table, type Call } from '../../cloud/service';
import type { Json, Table } from '../../kernel';

/** A segment document, as it was sent. */
export interface Document {
  readonly id: string;
  readonly traceId: string;
  readonly receivedAtMs: number;
  readonly content: { readonly [member: string]: Json | undefined };
}

export interface Group {
  readonly name: string;
  readonly arn: string;
  readonly filter?: string;
  readonly insights: boolean;
  readonly notifications: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly priority: number;
  readonly fixedRate: number;
  readonly reservoirSize: number;
  /** ResourceARN, ServiceName, ServiceType, Host, HTTPMethod, URLPath. */
  readonly matches: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
  readonly tags: Readonly<Record<string, string>>;
}

export type State = {
  /** By trace and segment. */
  documents: Table<Document>;
  groups: Table<Group>;
  rules: Table<Rule>;
};

export const state: State = { documents: table<Document>(), groups: table<Group>(), rules: table<Rule>() };

export type XrayCall = Call<State>;
