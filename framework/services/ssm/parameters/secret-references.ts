/** Secrets of Secrets Manager, read as if they were parameters. */
import type { Parameter as ParameterOutput } from '@aws-sdk/client-ssm';
import { AwsError } from '../../../cloud/service';
import { secretNotFound, validation } from '../errors';
import type { SsmCall } from '../state';
import { arnOf } from './names';

const prefix = '/aws/reference/secretsmanager/';

export const isSecretReference = (name: string): boolean => name.startsWith(prefix);

/**
 * What Secrets Manager says to the caller, who needs its permission as well. A version id or a label may stand after a
 * colon.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
 */
export function referenced(call: SsmCall, name: string, decrypts: boolean | undefined): ParameterOutput {
  if (decrypts !== true) {
    throw validation('WithDecryption flag must be True for retrieving a Secret Manager secret.');
  }
  const [SecretId = '', selector] = name.slice(prefix.length).split(':');
  const isId = selector !== undefined && /^[\w-]{32,64}$/.test(selector);
  const selected = selector === undefined ? {} : isId ? { VersionId: selector } : { VersionStage: selector };
  const secrets = call.ask('secretsmanager', { as: call.principal });
  try {
    const { SecretString, SecretBinary, CreatedDate, ...value } = secrets.getSecretValue({
      SecretId,
      ...selected,
    });
    return {
      Name: name,
      Type: 'SecureString',
      Value: SecretString ?? Buffer.from(SecretBinary ?? new Uint8Array()).toString('base64'),
      Version: 0,
      SourceResult: JSON.stringify({
        ...value,
        VersionIdsToStages: secrets.describeSecret({ SecretId }).VersionIdsToStages,
        SecretString,
        CreatedDate: CreatedDate?.toISOString(),
      }),
      ...(CreatedDate === undefined ? {} : { LastModifiedDate: CreatedDate }),
      ARN: arnOf(call, name),
      DataType: 'text',
    };
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
    throw secretNotFound(name);
  }
}
