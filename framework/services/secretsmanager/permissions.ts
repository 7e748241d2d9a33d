import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { parseArn, type Access, type Permissions } from '../../cloud/service';
import { findSecret } from './secrets/find';
import type { SecretCall, State } from './state';

function on(action: string, id: string, call: SecretCall, more: Access['context'] = {}): Access {
  const { accountId = call.accountId, region = call.region } = parseArn(id) ?? {};
  const secret = accountId === call.accountId && region === call.region ? findSecret(call, id) : undefined;
  const tags = Object.entries(secret?.tags ?? {}).flatMap(([key, value]) => [
    [`aws:resourcetag/${key.toLowerCase()}`, value],
    [`secretsmanager:resourcetag/${key.toLowerCase()}`, value],
  ]);
  const fallback = id.startsWith('arn:')
    ? id
    : `arn:${call.partition}:secretsmanager:${region}:${accountId}:secret:${id}`;
  return {
    action: `secretsmanager:${action}`,
    resource: secret?.arn ?? fallback,
    context: { 'secretsmanager:secretid': secret?.arn ?? id, ...Object.fromEntries(tags), ...more },
  };
}

const onSecret =
  (action: string) =>
  ({ SecretId }: { SecretId: string }, call: SecretCall): Access =>
    on(action, SecretId, call);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html */
export const permissions: Permissions<SecretsManager, State> = {
  cancelRotateSecret: onSecret('CancelRotateSecret'),
  createSecret: ({ Name, Tags = [], KmsKeyId }, call) => [
    on('CreateSecret', Name, call, {
      'secretsmanager:name': Name,
      ...(KmsKeyId === undefined ? {} : { 'secretsmanager:kmskeyid': KmsKeyId }),
    }),
    ...(Tags.length === 0 ? [] : [on('TagResource', Name, call)]),
  ],
  deleteResourcePolicy: onSecret('DeleteResourcePolicy'),
  deleteSecret: ({ SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery }, call) =>
    on('DeleteSecret', SecretId, call, {
      ...(RecoveryWindowInDays === undefined
        ? {}
        : { 'secretsmanager:recoverywindowindays': RecoveryWindowInDays }),
      ...(ForceDeleteWithoutRecovery === undefined
        ? {}
        : { 'secretsmanager:forcedeletewithoutrecovery': ForceDeleteWithoutRecovery }),
    }),
  describeSecret: onSecret('DescribeSecret'),
  getResourcePolicy: onSecret('GetResourcePolicy'),
  getSecretValue: ({ SecretId, VersionId, VersionStage }, call) =>
    on('GetSecretValue', SecretId, call, {
      ...(VersionId === undefined ? {} : { 'secretsmanager:versionid': VersionId }),
      'secretsmanager:versionstage': VersionStage ?? 'AWSCURRENT',
    }),
  listSecretVersionIds: onSecret('ListSecretVersionIds'),
  putResourcePolicy: onSecret('PutResourcePolicy'),
  putSecretValue: onSecret('PutSecretValue'),
  restoreSecret: onSecret('RestoreSecret'),
  rotateSecret: ({ SecretId, RotationLambdaARN }, call) =>
    on(
      'RotateSecret',
      SecretId,
      call,
      RotationLambdaARN === undefined ? {} : { 'secretsmanager:rotationlambdaarn': RotationLambdaARN },
    ),
  tagResource: onSecret('TagResource'),
  untagResource: onSecret('UntagResource'),
  validateResourcePolicy: ({ SecretId }, call) =>
    SecretId === undefined
      ? { action: 'secretsmanager:ValidateResourcePolicy', resource: '*' }
      : on('ValidateResourcePolicy', SecretId, call),
  updateSecret: onSecret('UpdateSecret'),
  updateSecretVersionStage: onSecret('UpdateSecretVersionStage'),
};
