import type { KMS } from '@aws-sdk/client-kms';
import { defineService, parseArn } from '../../cloud/service';
import { dataKeyPairs } from './asymmetric/data-key-pairs';
import { publicKeys } from './asymmetric/public-keys';
import { signatures } from './asymmetric/signatures';
import { dataKeys } from './encryption/data-keys';
import { encryption } from './encryption/encrypt';
import { macs } from './encryption/macs';
import { grants } from './grants/grants';
import { grantsOf, withGrants } from './grants/grants-of-key';
import { aliases } from './keys/aliases';
import { deleteKey, deletions } from './keys/deletion';
import { expireMaterial, imports } from './keys/import';
import { keyStores } from './keys/key-stores';
import { keys } from './keys/keys';
import { policies } from './keys/policies';
import { finishReplica, replicas } from './keys/replicas';
import { rotateKey, rotations } from './keys/rotation';
import { tags } from './keys/tags';
import { permissions } from './permissions';
import { resources } from './resources';
import { state } from './state';

/** AWS KMS: keys of all kinds, aliases, key policies, grants, rotation, import, replicas (aws-behaviour.md 10.1). */
export const kms = defineService<KMS>()({
  name: 'kms',
  state,
  operations: {
    ...keys,
    ...policies,
    ...aliases,
    ...rotations,
    ...deletions,
    ...tags,
    ...grants,
    ...encryption,
    ...dataKeys,
    ...macs,
    ...signatures,
    ...publicKeys,
    ...dataKeyPairs,
    ...imports,
    ...replicas,
    ...keyStores,
  },
  permissions,
  subjects: {
    createAlias: ({ AliasName }) => AliasName,
    decrypt: ({ EncryptionContext }) => contextText(EncryptionContext),
    encrypt: ({ EncryptionContext }) => contextText(EncryptionContext),
    generateDataKey: ({ EncryptionContext }) => contextText(EncryptionContext),
  },
  later: { deleteKey, expireMaterial, finishReplica, rotateKey },
  /** The key policy, and what grants permit besides. */
  resourcePolicy(arn, call) {
    const { accountId = '', region = '', resource = '' } = parseArn(arn) ?? {};
    const key = call.stateOf(accountId, region).keys.get(resource.replace(/^key\//, ''));
    if (key === undefined) return undefined;
    const document = withGrants(key.policy.document, grantsOf(call, key));
    return { kind: 'key', policy: { name: `key policy of ${key.id}`, document } };
  },
  accessDenied: { code: 'AccessDeniedException', status: 400 },
  throttled: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  internalError: {
    code: 'KMSInternalException',
    status: 500,
    message: 'The request was rejected because an internal exception occurred. The request can be retried.',
  },
  resources,
});

/** For people: what is encrypted, as far as the encryption context says. */
function contextText(context: Readonly<Record<string, string>> | undefined): string | undefined {
  const values = Object.values(context ?? {});
  return values.length === 0 ? undefined : values.join(' ');
}
