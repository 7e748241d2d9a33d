import type { IAM } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { loginProfileExists, loginProfileNotFound } from '../errors';
import { userOrCaller } from '../holders';
import { keyOf, type IamCall, type LoginProfile, type State, type User } from '../state';

export const loginProfileOf = ({ accountId, name }: User, call: IamCall): LoginProfile | undefined =>
  call.state.loginProfiles.get(keyOf(accountId, name));

function profileAt(userName: string | undefined, call: IamCall): { user: User; profile: LoginProfile } {
  const user = userOrCaller(userName, call);
  const profile = loginProfileOf(user, call);
  if (profile === undefined) throw loginProfileNotFound(user.name);
  return { user, profile };
}

const output = ({ name }: User, { createdAtMs, mustReset }: LoginProfile) => ({
  UserName: name,
  CreateDate: new Date(createdAtMs),
  PasswordResetRequired: mustReset,
});

/** Who has a password; the passwords themselves are not kept, since nobody signs in here. */
export const loginProfiles: Operations<IAM, State> = {
  createLoginProfile({ UserName, PasswordResetRequired = false }, call) {
    const user = userOrCaller(UserName, call);
    if (loginProfileOf(user, call) !== undefined) throw loginProfileExists(user.name);
    const profile = { createdAtMs: call.nowMs, mustReset: PasswordResetRequired };
    call.state.loginProfiles.set(keyOf(user.accountId, user.name), profile);
    return { LoginProfile: output(user, profile) };
  },

  getLoginProfile({ UserName }, call) {
    const { user, profile } = profileAt(UserName, call);
    return { LoginProfile: output(user, profile) };
  },

  updateLoginProfile({ UserName, PasswordResetRequired }, call) {
    const { user, profile } = profileAt(UserName, call);
    const mustReset = PasswordResetRequired ?? profile.mustReset;
    call.state.loginProfiles.set(keyOf(user.accountId, user.name), { ...profile, mustReset });
    return {};
  },

  deleteLoginProfile({ UserName }, call) {
    const { user } = profileAt(UserName, call);
    call.state.loginProfiles.delete(keyOf(user.accountId, user.name));
    return {};
  },
};
