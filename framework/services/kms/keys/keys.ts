import type { KMS, CreateKeyCommandInput } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { unsupported, validation } from '../errors';
import { page } from '../pages';
import { keySpecs, type Key, type KeySpec, type KmsCall, type State } from '../state';
import { metadataOf } from './metadata';
import { newKey } from './new-key';
import { checkLockout, defaultKeyPolicy, parseKeyPolicy } from './policy-document';
import { arnOf, ownKey, putKey, requireKey } from './references';
import { catchUpRotation } from './rotation';
import { requireStaying } from './states';
import { readTags } from './tags';

/** The key spec of a request; asymmetric keys are not emulated. */
function readSpec(input: Omit<CreateKeyCommandInput, 'Policy'>, call: KmsCall): KeySpec {
  const asked = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
  const spec = keySpecs.find((known) => known === asked);
  if (spec === undefined) return call.notEmulated(`kms:CreateKey with KeySpec ${asked}`);
  const usage = spec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'GENERATE_VERIFY_MAC';
  if (input.KeyUsage === undefined && spec !== 'SYMMETRIC_DEFAULT') {
    throw validation(
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    );
  }
  if ((input.KeyUsage ?? usage) !== usage) {
    throw validation(`KeyUsage ${String(input.KeyUsage)} is not compatible with KeySpec ${spec}`);
  }
  return spec;
}

function checkOrigin(input: Omit<CreateKeyCommandInput, 'Policy'>, call: KmsCall): void {
  const { Origin = 'AWS_KMS', CustomKeyStoreId, XksKeyId } = input;
  if (Origin !== 'AWS_KMS') call.notEmulated(`kms:CreateKey with Origin ${Origin}`);
  if (CustomKeyStoreId !== undefined) call.notEmulated('kms:CreateKey with CustomKeyStoreId');
  if (XksKeyId !== undefined) throw unsupported();
}

function change(call: KmsCall, key: Key, changes: Partial<Key>): Key {
  const changed = { ...key, ...changes };
  putKey(call, changed);
  return changed;
}

export const keys: Operations<KMS, State> = {
  createKey(input, call) {
    checkOrigin(input, call);
    const spec = readSpec(input, call);
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
    const key = requireStaying(ownKey(call, KeyId, 'EnableKey'));
    catchUpRotation(call, change(call, key, { state: 'Enabled' }));
    return {};
  },

  disableKey({ KeyId }, call) {
    change(call, requireStaying(ownKey(call, KeyId, 'DisableKey')), { state: 'Disabled' });
    return {};
  },
};
