import type { IAM, PasswordPolicy } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { accountAliasNotFound, aliasExists, noPasswordPolicy, passwordPolicyNotFound } from '../errors';
import { countOf, type AccountSettings, type IamCall, type PasswordRules, type State } from '../state';

const settingsOf = ({ state, accountId }: IamCall): AccountSettings => state.accounts.get(accountId) ?? {};

const save = (call: IamCall, settings: AccountSettings): void =>
  call.state.accounts.set(call.accountId, settings);

const output = ({ maxAgeDays, reusePrevention, ...rules }: PasswordRules): PasswordPolicy => ({
  MinimumPasswordLength: rules.minimumLength,
  RequireSymbols: rules.requiresSymbols,
  RequireNumbers: rules.requiresNumbers,
  RequireUppercaseCharacters: rules.requiresUppercase,
  RequireLowercaseCharacters: rules.requiresLowercase,
  AllowUsersToChangePassword: rules.allowsChange,
  ExpirePasswords: (maxAgeDays ?? 0) > 0,
  ...(maxAgeDays === undefined ? {} : { MaxPasswordAge: maxAgeDays }),
  ...(reusePrevention === undefined ? {} : { PasswordReusePrevention: reusePrevention }),
  ...(rules.isHardExpiry === undefined ? {} : { HardExpiry: rules.isHardExpiry }),
});

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const quotas = {
  AccessKeysPerUserQuota: 2,
  AssumeRolePolicySizeQuota: 2048,
  AttachedPoliciesPerGroupQuota: 10,
  AttachedPoliciesPerRoleQuota: 10,
  AttachedPoliciesPerUserQuota: 10,
  GroupPolicySizeQuota: 5120,
  GroupsPerUserQuota: 10,
  GroupsQuota: 300,
  InstanceProfilesQuota: 1000,
  PoliciesQuota: 1500,
  PolicySizeQuota: 6144,
  PolicyVersionsInUseQuota: 10_000,
  RolePolicySizeQuota: 10_240,
  RolesQuota: 1000,
  ServerCertificatesQuota: 20,
  SigningCertificatesPerUserQuota: 2,
  UserPolicySizeQuota: 2048,
  UsersQuota: 5000,
  VersionsPerPolicyQuota: 5,
};

function summary({ state, accountId }: IamCall): Record<string, number> {
  const devices = [...state.mfaDevices.prefix(`${accountId}\u0000`)].map(([, device]) => device);
  const attached = [state.roles, state.users, state.groups].flatMap((holders) =>
    [...holders.prefix(`${accountId}\u0000`)].flatMap(([, holder]) => holder.attached),
  );
  return {
    ...quotas,
    AccountAccessKeysPresent: 0,
    AccountMFAEnabled: 0,
    AccountPasswordPresent: 0,
    AccountSigningCertificatesPresent: 0,
    GlobalEndpointTokenVersion: 1,
    Groups: countOf(state.groups, accountId),
    InstanceProfiles: countOf(state.instanceProfiles, accountId),
    MFADevices: devices.length,
    MFADevicesInUse: devices.filter(({ userName }) => userName !== undefined).length,
    Policies: countOf(state.policies, accountId),
    PolicyVersionsInUse: new Set(attached).size,
    Providers: countOf(state.oidcProviders, accountId) + countOf(state.samlProviders, accountId),
    Roles: countOf(state.roles, accountId),
    ServerCertificates: countOf(state.serverCertificates, accountId),
    Users: countOf(state.users, accountId),
  };
}

/** The account's alias and password policy, which are kept and shown: nobody signs in here. */
export const accountSettings: Operations<IAM, State> = {
  /** An account has one alias at most; a second one takes its place. */
  createAccountAlias({ AccountAlias: alias }, call) {
    const holder = [...call.state.accounts.range()].find(([, settings]) => settings.alias === alias);
    if (holder !== undefined) throw aliasExists(alias);
    save(call, { ...settingsOf(call), alias });
    return {};
  },

  listAccountAliases(_, call) {
    const { alias } = settingsOf(call);
    return { AccountAliases: alias === undefined ? [] : [alias], IsTruncated: false };
  },

  deleteAccountAlias({ AccountAlias }, call) {
    const { alias, ...settings } = settingsOf(call);
    if (alias !== AccountAlias) throw accountAliasNotFound(AccountAlias);
    save(call, settings);
    return {};
  },

  /** What a request leaves out falls back to the default. */
  updateAccountPasswordPolicy(input, call) {
    save(call, {
      ...settingsOf(call),
      passwords: {
        minimumLength: input.MinimumPasswordLength ?? 6,
        requiresSymbols: input.RequireSymbols ?? false,
        requiresNumbers: input.RequireNumbers ?? false,
        requiresUppercase: input.RequireUppercaseCharacters ?? false,
        requiresLowercase: input.RequireLowercaseCharacters ?? false,
        allowsChange: input.AllowUsersToChangePassword ?? false,
        ...(input.HardExpiry === undefined ? {} : { isHardExpiry: input.HardExpiry }),
        ...(input.MaxPasswordAge === undefined ? {} : { maxAgeDays: input.MaxPasswordAge }),
        ...(input.PasswordReusePrevention === undefined
          ? {}
          : { reusePrevention: input.PasswordReusePrevention }),
      },
    });
    return {};
  },

  getAccountPasswordPolicy(_, call) {
    const { passwords } = settingsOf(call);
    if (passwords === undefined) throw passwordPolicyNotFound(call.accountId);
    return { PasswordPolicy: output(passwords) };
  },

  deleteAccountPasswordPolicy(_, call) {
    const { passwords, ...settings } = settingsOf(call);
    if (passwords === undefined) throw noPasswordPolicy();
    save(call, settings);
    return {};
  },

  getAccountSummary: (_, call) => ({ SummaryMap: summary(call) }),
};
