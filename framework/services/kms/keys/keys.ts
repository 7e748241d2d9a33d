import type { KMS, CreateKeyCommandInput } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { unsupported } from '../errors';
import { page } from '../pages';
import type { Key, KeySpec, KmsCall, State } from '../state';
import { isAsymmetric, isHmac, readUsage } from './key-specs';
import { metadataOf } from './metadata';
import { newKey } from './new-key';
import { checkLockout, defaultKeyPolicy, parseKeyPolicy } from './policy-document';
import { arnOf, ownKey, putKey, requireKey } from './references';
import { catchUpRotation } from './rotation';
import { requireMaterial, requireStaying } from './states';
import { readTags } from './tags';

/** The key spec of a request; post-quantum keys and those of China's own are not emulated. */
function readSpec(input: Omit<CreateKeyCommandInput, 'Policy'>, call: KmsCall): KeySpec {
  const asked = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
  if (asked === 'SYMMETRIC_DEFAULT' || isHmac(asked) || isAsymmetric(asked)) return asked;
  return call.notEmulated(`kms:CreateKey with KeySpec ${asked}`);
}

function readOrigin(input: Omit<CreateKeyCommandInput, 'Policy'>, call: KmsCall): Key['origin'] {
  const { Origin = 'AWS_KMS', CustomKeyStoreId, XksKeyId } = input;
  if (CustomKeyStoreId !== undefined) call.notEmulated('kms:CreateKey with CustomKeyStoreId');
  if (XksKeyId !== undefined) throw unsupported();
  if (Origin === 'AWS_KMS' || Origin === 'EXTERNAL') return Origin;
  return call.notEmulated(`kms:CreateKey with Origin ${Origin}`);
}

function change(call: KmsCall, key: Key, changes: Partial<Key>): Key {
  const changed = { ...key, ...changes };
  putKey(call, changed);
  return changed;
}

export const keys: Operations<KMS, State> = {
  createKey(input, call) {
    const origin = readOrigin(input, call);
    const spec = readSpec(input, call);
    const usage = readUsage(spec, input.KeyUsage);
    const text = input.Policy ?? defaultKeyPolicy(call);
    const document = parseKeyPolicy(text);
    if (input.BypassPolicyLockoutSafetyCheck !== true && input.Policy !== undefined) {
      // The key has no ARN yet; statements of key policies speak of `*`.
      checkLockout(call, document, arnOf(call, 'key/*'));
    }
    const key = newKey(call, {
      description: input.Description ?? '',
      manager: 'CUSTOMER',
      policy: { text, document },
      spec,
      usage,
      origin,
      isMultiRegion: input.MultiRegion ?? false,
      tags: readTags({}, input.Tags ?? []),
    });
    return { KeyMetadata: metadataOf(key) };
  },

  describeKey({ KeyId }, call) {
    return { KeyMetadata: metadataOf(requireKey(call, KeyId)) };
  },

  listKeys(input, call) {
    const all = [...call.state.keys.values()];
    const { rows, ...rest } = page(all, ({ id }) => id, { ...input, limitDefault: 100 });
    return { Keys: rows.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), ...rest };
  },

  updateKeyDescription({ KeyId, Description }, call) {
    change(call, requireStaying(ownKey(call, KeyId, 'UpdateKeyDescription')), { description: Description });
    return {};
  },

  enableKey({ KeyId }, call) {
    const key = requireMaterial(ownKey(call, KeyId, 'EnableKey'));
    catchUpRotation(call, change(call, key, { state: 'Enabled' }));
    return {};
  },

  disableKey({ KeyId }, call) {
    change(call, requireMaterial(ownKey(call, KeyId, 'DisableKey')), { state: 'Disabled' });
    return {};
  },
};
