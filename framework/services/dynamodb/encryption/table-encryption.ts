/**
 * Tables encrypted with a key of KMS. DynamoDB has one table key for a table, made with the rights of whoever makes the
 * table, and opens it with the rights of whoever uses the table; for its own work it keeps a grant.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
import { AwsError } from '../../../cloud/service';
import type { SSEDescription, SSESpecification } from '@aws-sdk/client-dynamodb';
import { invalid, WERE_INVALID } from '../errors';
import type { DynamoCall, DynamoTable, TableEncryption } from '../state';
import { askingKms } from './kms-refusal';

/** After so long without use by a principal its table key is opened anew. */
const idleMs = 5 * 60_000;
const ownKey = 'alias/aws/dynamodb';

/** The key that a specification asks for: undefined where the table is to have AWS's own, which nobody sees. */
export function requestedKeyId(specification: SSESpecification | undefined): string | undefined {
  if (specification === undefined) return undefined;
  const { Enabled = false, SSEType, KMSMasterKeyId } = specification;
  if (!Enabled) {
    if (SSEType !== undefined) invalid(`${WERE_INVALID}SSEType can not be specified if Enabled is false`);
    if (KMSMasterKeyId !== undefined) {
      invalid(`${WERE_INVALID}KMSMasterKeyId can not be specified if Enabled is false`);
    }
    return undefined;
  }
  if (SSEType === 'AES256') invalid(`${WERE_INVALID}SSEType AES256 is not supported`);
  if (KMSMasterKeyId !== undefined && SSEType === undefined) {
    invalid(`${WERE_INVALID}SSEType KMS is required if KMSMasterKeyId is specified`);
  }
  return KMSMasterKeyId ?? ownKey;
}

const grantee = ({ region }: DynamoCall): string => `dynamodb.${region}.amazonaws.com`;

/** Makes the table key and the grant; a key that the caller may not use so refuses the call. */
export function encryptTable(call: DynamoCall, tableName: string, keyId: string): TableEncryption {
  const kms = call.ask('kms', { as: call.principal });
  const context = { 'aws:dynamodb:tableName': tableName, 'aws:dynamodb:subscriberId': call.accountId };
  return askingKms(call, () => {
    const keyArn = kms.describeKey({ KeyId: keyId }).KeyMetadata?.Arn ?? '';
    const { GrantId: grantId = '' } = kms.createGrant({
      KeyId: keyArn,
      GranteePrincipal: grantee(call),
      RetiringPrincipal: grantee(call),
      Operations: [
        'Encrypt',
        'Decrypt',
        'ReEncryptFrom',
        'ReEncryptTo',
        'GenerateDataKey',
        'GenerateDataKeyWithoutPlaintext',
        'DescribeKey',
        'RetireGrant',
      ],
      Constraints: { EncryptionContextSubset: context },
    });
    const { CiphertextBlob = new Uint8Array(0) } = kms.generateDataKey({
      KeyId: keyArn,
      KeySpec: 'AES_256',
      EncryptionContext: context,
    });
    return { keyArn, grantId, tableKey: Buffer.from(CiphertextBlob).toString('base64'), context };
  });
}

/** Opens the table key for the caller, unless it used the table within the last five minutes. */
export function openTableKey(call: DynamoCall, table: DynamoTable): void {
  const { encryption } = table;
  if (encryption === undefined) return;
  const { arn, roleArn = arn } = call.principal;
  const row = `${table.id}\u0000${encryption.tableKey}\u0000${roleArn}`;
  const { openTableKeys } = call.state;
  const usedAtMs = openTableKeys.get(row);
  if (usedAtMs === undefined || call.nowMs - usedAtMs > idleMs) {
    askingKms(call, () =>
      call.ask('kms', { as: call.principal }).decrypt({
        CiphertextBlob: Buffer.from(encryption.tableKey, 'base64'),
        EncryptionContext: { ...encryption.context },
        KeyId: encryption.keyArn,
      }),
    );
  }
  openTableKeys.set(row, call.nowMs);
}

/** DynamoDB gives its grant back; a key that is gone has none. */
export function retireGrant(call: DynamoCall, { id, encryption }: DynamoTable): void {
  const { openTableKeys } = call.state;
  for (const [row] of openTableKeys.prefix(`${id}\u0000`)) openTableKeys.delete(row);
  if (encryption === undefined) return;
  try {
    call.ask('kms').retireGrant({ KeyId: encryption.keyArn, GrantId: encryption.grantId });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

export function sseDescription({ encryption }: DynamoTable): { SSEDescription?: SSEDescription } {
  if (encryption === undefined) return {};
  return { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: encryption.keyArn } };
}
