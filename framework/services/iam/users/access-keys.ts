import type { IAM } from '@aws-sdk/client-iam';
import { newAccessKeyId, type Operations } from '../../../cloud/service';
import { accessKeyNotFound, quotaExceeded } from '../errors';
import { userOrCaller } from '../holders';
import { page } from '../pages';
import type { AccessKey, IamCall, State, User } from '../state';

const keysMax = 2;
const secretAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function accessKeysOf({ accountId, name }: User, call: IamCall): AccessKey[] {
  return [...call.state.accessKeys.values()].filter(
    (key) => key.accountId === accountId && key.userName === name,
  );
}

function keyOfUser(id: string, userName: string | undefined, call: IamCall): AccessKey {
  const key = accessKeysOf(userOrCaller(userName, call), call).find(({ accessKeyId }) => accessKeyId === id);
  if (key === undefined) throw accessKeyNotFound(id);
  return key;
}

export const accessKeys: Operations<IAM, State> = {
  createAccessKey(input, call) {
    const user = userOrCaller(input.UserName, call);
    if (accessKeysOf(user, call).length >= keysMax) throw quotaExceeded('AccessKeysPerUser', keysMax);
    const random = call.random('accessKey');
    const key: AccessKey = {
      accessKeyId: newAccessKeyId('AKIA', call.accountId, random),
      accountId: call.accountId,
      userName: user.name,
      status: 'Active',
      createdAtMs: call.nowMs,
    };
    call.state.accessKeys.set(key.accessKeyId, key);
    return {
      AccessKey: {
        UserName: user.name,
        AccessKeyId: key.accessKeyId,
        Status: key.status,
        // Not kept: IAM never shows it again, and signatures are not checked here.
        SecretAccessKey: random.text(40, secretAlphabet),
        CreateDate: call.date(),
      },
    };
  },

  listAccessKeys(input, call) {
    const keys = accessKeysOf(userOrCaller(input.UserName, call), call);
    const { items, ...rest } = page(keys, ({ accessKeyId }) => accessKeyId, input);
    return {
      AccessKeyMetadata: items.map(({ userName, accessKeyId, status, createdAtMs }) => ({
        UserName: userName,
        AccessKeyId: accessKeyId,
        Status: status,
        CreateDate: new Date(createdAtMs),
      })),
      ...rest,
    };
  },

  updateAccessKey(input, call) {
    const key = keyOfUser(input.AccessKeyId, input.UserName, call);
    if (input.Status === 'Expired') call.notEmulated('iam:UpdateAccessKey with Status Expired');
    call.state.accessKeys.set(key.accessKeyId, {
      ...key,
      status: input.Status === 'Active' ? 'Active' : 'Inactive',
    });
    return {};
  },

  deleteAccessKey(input, call) {
    call.state.accessKeys.delete(keyOfUser(input.AccessKeyId, input.UserName, call).accessKeyId);
    return {};
  },
};
