import type { IAM } from '@aws-sdk/client-iam';
import type { ApiCall, Operations } from '../../../cloud/service';
import { lastUsedDenied } from '../errors';
import type { IamCall, State } from '../state';

/** Notes when, where and for which service a user's access key was last used. */
export function recorded({ accessKeyId, service, region }: ApiCall, call: IamCall): void {
  if (accessKeyId?.startsWith('AKIA') !== true) return;
  const key = call.state.accessKeys.get(accessKeyId);
  if (key === undefined) return;
  call.state.accessKeys.set(accessKeyId, { ...key, lastUsed: { atMs: call.nowMs, region, service } });
}

export const lastUses: Operations<IAM, State> = {
  getAccessKeyLastUsed({ AccessKeyId: id }, call) {
    const key = call.state.accessKeys.get(id);
    if (key === undefined || key.accountId !== call.accountId) throw lastUsedDenied(call.principal.arn, id);
    const { lastUsed } = key;
    return {
      UserName: key.userName,
      AccessKeyLastUsed:
        lastUsed === undefined
          ? // Never used: then there is no date, whatever the SDK's type says.
            { LastUsedDate: undefined, Region: 'N/A', ServiceName: 'N/A' }
          : {
              LastUsedDate: new Date(lastUsed.atMs),
              Region: lastUsed.region,
              ServiceName: lastUsed.service,
            },
    };
  },
};
