import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { Input, Operations } from '../../../cloud/service';
import { invalidParameter, invalidRequest, nameIsMarked, secretExists } from '../errors';
import { stopSchedule } from '../rotation/schedule';
import { dayMs, type Secret, type SecretCall, type State } from '../state';
import { findSecret, liveSecret, save, secretAt } from './find';
import { tagRecord } from './tags';
import { contentOf, currentStage, withVersion } from './versions';

const recoveryDays = { min: 7, max: 30 };
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

type Create = Input<SecretsManager, 'createSecret'>;
type Delete = Input<SecretsManager, 'deleteSecret'>;

const named = ({ arn, name }: Secret) => ({ ARN: arn, Name: name });

function checkCreate(call: SecretCall, { Name, AddReplicaRegions = [], Type }: Create): void {
  if (AddReplicaRegions.length > 0) call.notEmulated('secretsmanager:CreateSecret with AddReplicaRegions');
  if (Type !== undefined)
    call.notEmulated('secretsmanager:CreateSecret with Type (managed external secrets)');
  if (!/^[\w/+=.@!-]+$/.test(Name)) {
    throw invalidParameter(
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
  }
}

function recoveryMs({ ForceDeleteWithoutRecovery = false, RecoveryWindowInDays: days }: Delete): number {
  if (days !== undefined && (days < recoveryDays.min || days > recoveryDays.max)) {
    throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  }
  if (days !== undefined && ForceDeleteWithoutRecovery) {
    throw invalidParameter(
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  }
  return ForceDeleteWithoutRecovery ? 0 : (days ?? recoveryDays.max) * dayMs;
}

/** The recovery window is over. */
export function removeSecret({ name }: { name: string }, call: SecretCall): void {
  const secret = call.state.secrets.get(name);
  if (secret?.deletion === undefined) return;
  call.state.secrets.delete(name);
  call.note('secret deleted', secret.arn);
}

export const secrets: Operations<SecretsManager, State> = {
  createSecret(input, call) {
    checkCreate(call, input);
    const { Name, ClientRequestToken, Description, KmsKeyId, Tags } = input;
    const former = call.state.secrets.get(Name);
    const content = contentOf(input);
    if (former?.deletion !== undefined) throw nameIsMarked();
    if (former !== undefined) {
      const isAgain = former.versions.some(({ id }) => id === ClientRequestToken) && content !== undefined;
      if (!isAgain || ClientRequestToken === undefined) throw secretExists(Name);
      withVersion(call, former, ClientRequestToken, content, []);
      return { ...named(former), VersionId: ClientRequestToken };
    }
    const suffix = call.random('arn').text(6, alphabet);
    const blank: Secret = {
      name: Name,
      arn: `arn:${call.partition}:secretsmanager:${call.region}:${call.accountId}:secret:${Name}-${suffix}`,
      ...(Description === undefined ? {} : { description: Description }),
      ...(KmsKeyId === undefined ? {} : { keyId: KmsKeyId }),
      createdAtMs: call.nowMs,
      number: call.count('secret'),
      changedAtMs: call.nowMs,
      tags: tagRecord(Tags),
      ...(Tags === undefined ? {} : { isTagged: true }),
      versions: [],
    };
    if (content === undefined) return named(save(call, blank));
    const id = ClientRequestToken ?? call.random('version').uuid();
    return { ...named(save(call, withVersion(call, blank, id, content, [currentStage]))), VersionId: id };
  },

  updateSecret(input, call) {
    if (input.Type !== undefined) call.notEmulated('secretsmanager:UpdateSecret with Type');
    const { ClientRequestToken, Description, KmsKeyId } = input;
    const secret: Secret = {
      ...liveSecret(call, input.SecretId),
      ...(Description === undefined ? {} : { description: Description }),
      ...(KmsKeyId === undefined ? {} : { keyId: KmsKeyId }),
      changedAtMs: call.nowMs,
    };
    const content = contentOf(input);
    if (content === undefined) return named(save(call, secret));
    const id = ClientRequestToken ?? call.random('version').uuid();
    return { ...named(save(call, withVersion(call, secret, id, content, [currentStage]))), VersionId: id };
  },

  putSecretValue(input, call) {
    if (input.RotationToken !== undefined)
      call.notEmulated('secretsmanager:PutSecretValue with RotationToken');
    const content = contentOf(input);
    if (content === undefined) throw invalidRequest('You must provide either SecretString or SecretBinary.');
    const secret = liveSecret(call, input.SecretId);
    const id = input.ClientRequestToken ?? call.random('version').uuid();
    const changed = save(call, withVersion(call, secret, id, content, input.VersionStages ?? [currentStage]));
    const stages = changed.versions.find((version) => version.id === id)?.stages ?? [];
    return { ...named(changed), VersionId: id, VersionStages: [...stages] };
  },

  /** Without recovery, a secret that is not there counts as deleted. */
  deleteSecret(input, call) {
    const windowMs = recoveryMs(input);
    const { SecretId, ForceDeleteWithoutRecovery = false } = input;
    const found = ForceDeleteWithoutRecovery ? findSecret(call, SecretId) : liveSecret(call, SecretId);
    if (found === undefined) return { Name: SecretId, DeletionDate: call.date() };
    const atMs = call.nowMs + windowMs;
    const { deletion, ...secret } = stopSchedule(call, found);
    if (deletion !== undefined) call.cancel(deletion.laterId);
    if (windowMs === 0) call.state.secrets.delete(secret.name);
    else {
      const payload = { name: secret.name };
      const laterId = call.later({ atMs, kind: 'removeSecret', payload, background: true });
      save(call, { ...secret, deletion: { markedAtMs: call.nowMs, atMs, laterId } });
    }
    return { ...named(secret), DeletionDate: new Date(atMs) };
  },

  restoreSecret({ SecretId }, call) {
    const { deletion, ...secret } = secretAt(call, SecretId);
    if (deletion !== undefined) call.cancel(deletion.laterId);
    return named(save(call, secret));
  },
};
