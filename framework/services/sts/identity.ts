import type { STS } from '@aws-sdk/client-sts';
import { accountOfAccessKey, type Operations, type Principal } from '../../cloud/service';
import { issue } from './credentials';
import { accessDenied, validationError } from './errors';
import type { State } from './state';

const durationSecondsDefault = 43_200;
const rootSecondsMax = 3_600;

function userIdOf(principal: Principal): string {
  return principal.userId ?? principal.accountId;
}

export const identity: Operations<STS, State> = {
  getCallerIdentity(_input, { principal }) {
    if (principal.kind === 'anonymous') throw missingToken();
    return { UserId: userIdOf(principal), Account: principal.accountId, Arn: principal.arn };
  },

  /** The account is read off the key itself, so a key that was deleted still tells it. */
  getAccessKeyInfo({ AccessKeyId }) {
    const Account = accountOfAccessKey(AccessKeyId);
    if (Account === undefined) throw validationError(`Invalid Access Key ID: ${AccessKeyId}`);
    return { Account };
  },

  getSessionToken(input, call) {
    if (input.SerialNumber !== undefined || input.TokenCode !== undefined) {
      call.notEmulated('sts:GetSessionToken with SerialNumber and TokenCode');
    }
    const { principal } = call;
    const isLongLived = principal.kind === 'root' || principal.kind === 'user';
    if (!isLongLived || call.accessKeyId?.startsWith('ASIA') === true) {
      throw accessDenied('Cannot call GetSessionToken with session credentials');
    }
    const requested = input.DurationSeconds ?? durationSecondsDefault;
    const seconds = principal.kind === 'root' ? Math.min(requested, rootSecondsMax) : requested;
    return { Credentials: issue({ principal, policies: [], transitiveTagKeys: [] }, seconds, call) };
  },
};

const missingToken = () => accessDenied('Request is missing Authentication Token');
