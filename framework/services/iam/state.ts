import type { Table } from '../../kernel';
import { table, type Call } from '../../cloud/service';

export interface StoredTag {
  readonly Key: string;
  readonly Value: string;
}

export interface InlinePolicy {
  readonly name: string;
  /** As it was given: IAM hands it out again letter by letter. */
  readonly text: string;
}

/** What a role, a user and a group have in common: policies hang on it. */
export interface Holder {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  /** `AROA...`, `AIDA...`, `AGPA...`: another one after a deletion, even under the same name. */
  readonly id: string;
  readonly accountId: string;
  readonly createdAtMs: number;
  /** In order of their names. */
  readonly inline: readonly InlinePolicy[];
  /** ARNs of managed policies, in the order in which they were attached. */
  readonly attached: readonly string[];
}

/** A holder that can act. */
export interface Actor extends Holder {
  readonly tags: readonly StoredTag[];
  readonly boundaryArn?: string;
}

export interface Role extends Actor {
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly trust: string;
  /** Unique ids of the roles and users that the trust policy named when it was saved, by ARN. */
  readonly trustedIds: Readonly<Record<string, string>>;
}

export interface User extends Actor {
  readonly groups: readonly string[];
}

export type Group = Holder;

export interface PolicyVersion {
  /** `v1` and up; numbers are not used again. */
  readonly id: string;
  readonly text: string;
  readonly createdAtMs: number;
}

export interface ManagedPolicy {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly accountId: string;
  readonly description?: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly tags: readonly StoredTag[];
  /** Oldest first. */
  readonly versions: readonly PolicyVersion[];
  readonly defaultVersionId: string;
  readonly versionsMade: number;
}

export interface MfaDevice {
  /** An ARN where it is virtual. */
  readonly serial: string;
  readonly isVirtual: boolean;
  readonly userName?: string;
  readonly enabledAtMs?: number;
  readonly tags: readonly StoredTag[];
  readonly createdAtMs: number;
}

/** What a user has besides access keys: kept and shown, used by nothing here. */
interface Credential {
  readonly id: string;
  readonly userName: string;
  readonly status: 'Active' | 'Inactive';
  readonly createdAtMs: number;
}

export interface SshKey extends Credential {
  readonly body: string;
  readonly fingerprint: string;
}

export interface SigningCertificate extends Credential {
  readonly body: string;
}

export interface ServiceCredential extends Credential {
  readonly service: string;
  readonly serviceUserName: string;
}

export interface ServerCertificate {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly body: string;
  readonly chain?: string;
  readonly expiresAtMs: number;
  readonly tags: readonly StoredTag[];
  readonly createdAtMs: number;
}

export interface CredentialReport {
  readonly atMs: number;
  readonly text: string;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly accountId: string;
  readonly userName: string;
  readonly status: 'Active' | 'Inactive';
  readonly createdAtMs: number;
  readonly lastUsed?: { readonly atMs: number; readonly region: string; readonly service: string };
}

export interface InstanceProfile {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly accountId: string;
  readonly createdAtMs: number;
  readonly tags: readonly StoredTag[];
  readonly roleName?: string;
}

export interface LoginProfile {
  readonly createdAtMs: number;
  readonly mustReset: boolean;
}

export interface PasswordRules {
  readonly minimumLength: number;
  readonly requiresSymbols: boolean;
  readonly requiresNumbers: boolean;
  readonly requiresUppercase: boolean;
  readonly requiresLowercase: boolean;
  readonly allowsChange: boolean;
  readonly isHardExpiry?: boolean;
  readonly maxAgeDays?: number;
  readonly reusePrevention?: number;
}

export interface AccountSettings {
  readonly alias?: string;
  readonly passwords?: PasswordRules;
}

export interface OpenIdProvider {
  readonly arn: string;
  /** The URL without its scheme. */
  readonly issuer: string;
  readonly thumbprints: readonly string[];
  readonly clientIds: readonly string[];
  readonly tags: readonly StoredTag[];
  readonly createdAtMs: number;
}

export interface SamlProvider {
  readonly arn: string;
  readonly uuid: string;
  readonly metadata: string;
  readonly tags: readonly StoredTag[];
  readonly createdAtMs: number;
}

/** All accounts of a partition; every key but that of access keys begins with the account. */
export type State = {
  roles: Table<Role>;
  users: Table<User>;
  groups: Table<Group>;
  policies: Table<ManagedPolicy>;
  /** By access key id: whoever calls says nothing else of itself. */
  accessKeys: Table<AccessKey>;
  instanceProfiles: Table<InstanceProfile>;
  /** By user. */
  loginProfiles: Table<LoginProfile>;
  /** By account. */
  accounts: Table<AccountSettings>;
  /** By ARN. */
  oidcProviders: Table<OpenIdProvider>;
  samlProviders: Table<SamlProvider>;
  /** By serial number. */
  mfaDevices: Table<MfaDevice>;
  /** By id. */
  sshKeys: Table<SshKey>;
  signingCertificates: Table<SigningCertificate>;
  serviceCredentials: Table<ServiceCredential>;
  serverCertificates: Table<ServerCertificate>;
  /** By account. */
  reports: Table<CredentialReport>;
  /** Deletions of service-linked roles that are done, by the task's id. */
  roleDeletions: Table<{ readonly roleName: string }>;
};

export const state: State = {
  roles: table<Role>(),
  users: table<User>(),
  groups: table<Group>(),
  policies: table<ManagedPolicy>(),
  accessKeys: table<AccessKey>(),
  instanceProfiles: table<InstanceProfile>(),
  loginProfiles: table<LoginProfile>(),
  accounts: table<AccountSettings>(),
  oidcProviders: table<OpenIdProvider>(),
  samlProviders: table<SamlProvider>(),
  mfaDevices: table<MfaDevice>(),
  sshKeys: table<SshKey>(),
  signingCertificates: table<SigningCertificate>(),
  serviceCredentials: table<ServiceCredential>(),
  serverCertificates: table<ServerCertificate>(),
  reports: table<CredentialReport>(),
  roleDeletions: table<{ readonly roleName: string }>(),
};

export type IamCall = Call<State>;

/** Where a thing of that name stands; names that differ in case only are the same to IAM. */
export const keyOf = (accountId: string, name: string): string => `${accountId}\u0000${name.toLowerCase()}`;

/** The things of one account, in order of their names. */
export function* ofAccount<V>(things: Table<V>, accountId: string): Generator<V> {
  for (const [, value] of things.prefix(`${accountId}\u0000`)) yield value;
}

export function countOf<V>(things: Table<V>, accountId: string): number {
  return [...ofAccount(things, accountId)].length;
}
