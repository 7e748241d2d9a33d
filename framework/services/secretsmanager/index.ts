import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { defineService, parseArn } from '../../cloud/service';
import { permissions } from './permissions';
import { resources } from './resources';
import { rotate, rotations, rotationStep } from './rotation/rotate';
import { passwords } from './secrets/passwords';
import { policies } from './secrets/policies';
import { reads } from './secrets/read';
import { removeSecret, secrets } from './secrets/secrets';
import { tags } from './secrets/tags';
import { state } from './state';

/** AWS Secrets Manager: secrets, versions, rotation (aws-behaviour.md 10.6). */
export const secretsmanager = defineService<SecretsManager>()({
  name: 'secretsmanager',
  state,
  operations: { ...secrets, ...reads, ...rotations, ...passwords, ...policies, ...tags },
  permissions,
  subjects: {
    createSecret: ({ Name }) => Name,
    getSecretValue: ({ SecretId }) => SecretId,
    putSecretValue: ({ SecretId }) => SecretId,
    rotateSecret: ({ SecretId }) => SecretId,
  },
  later: { removeSecret, rotate, rotationStep },
  resourcePolicy(arn, call) {
    const { accountId = '', region = '', resource = '' } = parseArn(arn) ?? {};
    const name = resource.replace(/^secret:/, '').replace(/-\w{6}$/, '');
    const found = call.stateOf(accountId, region).secrets.get(name);
    if (found?.arn !== arn || found.policy === undefined) return undefined;
    const { document } = found.policy;
    return { kind: 'ordinary', policy: { name: `policy of secret ${name}`, document } };
  },
  accessDenied: { code: 'AccessDeniedException', status: 400 },
  throttled: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  internalError: {
    code: 'InternalServiceError',
    status: 500,
    message: 'An error occurred on the server side.',
  },
  resources,
});
