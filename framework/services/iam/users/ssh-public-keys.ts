import { createHash } from 'node:crypto';
import type { IAM, SSHPublicKey } from '@aws-sdk/client-iam';
import { base32, type Operations } from '../../../cloud/service';
import {
  duplicateSshKey,
  invalidPublicKey,
  quotaExceeded,
  sshKeyNotFound,
  unrecognizedKeyEncoding,
} from '../errors';
import { userNamed, userOrCaller } from '../holders';
import { page } from '../pages';
import { keyOf, ofAccount, type IamCall, type SshKey, type State, type User } from '../state';

const keysMax = 5;

export const sshKeysOf = ({ accountId, name }: User, call: IamCall): SshKey[] =>
  [...ofAccount(call.state.sshKeys, accountId)].filter(({ userName }) => userName === name);

/** The MD5 fingerprint of an OpenSSH key: of the bytes behind its type. */
function fingerprintOf(body: string): string {
  const [type = '', base64 = ''] = body.trim().split(/\s+/);
  const isPem = body.startsWith('-----BEGIN');
  if (!isPem && type !== 'ssh-rsa') throw invalidPublicKey();
  const bytes = Buffer.from(isPem ? body.replace(/-----[^-]+-----|\s/g, '') : base64, 'base64');
  if (bytes.length < 16) throw invalidPublicKey();
  const digest = createHash('md5').update(bytes).digest('hex');
  return (digest.match(/../g) ?? []).join(':');
}

function keyAt(call: IamCall, userName: string | undefined, id: string): SshKey {
  const key = call.state.sshKeys.get(keyOf(call.accountId, id));
  if (key === undefined || (userName !== undefined && key.userName !== userName)) throw sshKeyNotFound(id);
  return key;
}

const listed = ({ userName, id, status, createdAtMs }: SshKey) => ({
  UserName: userName,
  SSHPublicKeyId: id,
  Status: status,
  UploadDate: new Date(createdAtMs),
});

const output = (key: SshKey): SSHPublicKey => ({
  ...listed(key),
  Fingerprint: key.fingerprint,
  SSHPublicKeyBody: key.body,
});

/** Keys for CodeCommit: kept and shown. */
export const sshPublicKeys: Operations<IAM, State> = {
  uploadSSHPublicKey({ UserName, SSHPublicKeyBody: body }, call) {
    const user = userNamed(UserName, call);
    const fingerprint = fingerprintOf(body);
    const keys = sshKeysOf(user, call);
    if (keys.some((key) => key.fingerprint === fingerprint)) throw duplicateSshKey();
    if (keys.length >= keysMax) throw quotaExceeded('SSHPublicKeysPerUser', keysMax);
    const id = `APKA${call.random('uniqueId').text(16, base32)}`;
    const key: SshKey = {
      id,
      userName: user.name,
      body,
      fingerprint,
      status: 'Active',
      createdAtMs: call.nowMs,
    };
    call.state.sshKeys.set(keyOf(call.accountId, id), key);
    return { SSHPublicKey: output(key) };
  },

  getSSHPublicKey({ UserName, SSHPublicKeyId, Encoding }, call) {
    const key = keyAt(call, userNamed(UserName, call).name, SSHPublicKeyId);
    const isPem = key.body.startsWith('-----BEGIN');
    if ((Encoding === 'PEM') !== isPem) {
      if (isPem) throw unrecognizedKeyEncoding();
      call.notEmulated('iam:GetSSHPublicKey with Encoding PEM of a key in the form of OpenSSH');
    }
    return { SSHPublicKey: output(key) };
  },

  listSSHPublicKeys({ UserName, ...input }, call) {
    const keys = sshKeysOf(userOrCaller(UserName, call), call);
    const { items, ...rest } = page(keys, ({ id }) => id, input);
    return { SSHPublicKeys: items.map(listed), ...rest };
  },

  updateSSHPublicKey({ UserName, SSHPublicKeyId, Status }, call) {
    const key = keyAt(call, userNamed(UserName, call).name, SSHPublicKeyId);
    if (Status === 'Expired') call.notEmulated('iam:UpdateSSHPublicKey with Status Expired');
    const status = Status === 'Active' ? 'Active' : 'Inactive';
    call.state.sshKeys.set(keyOf(call.accountId, key.id), { ...key, status });
    return {};
  },

  deleteSSHPublicKey({ UserName, SSHPublicKeyId }, call) {
    const key = keyAt(call, userNamed(UserName, call).name, SSHPublicKeyId);
    call.state.sshKeys.delete(keyOf(call.accountId, key.id));
    return {};
  },
};
