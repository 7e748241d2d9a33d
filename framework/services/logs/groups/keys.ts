import { AwsError } from '../../../cloud/service';
import { keyNotAllowed } from '../errors';
import { groupArn, type LogsCall } from '../state';

/**
 * Logs tries a group's key when it is given, as itself: the key policy must let `logs.<region>.amazonaws.com` use it.
 * Events are not encrypted afterwards, so a key that is disabled later changes nothing here.
 */
export function tryKey(call: LogsCall, KeyId: string, groupName: string): void {
  const arn = groupArn(call, groupName);
  const EncryptionContext = { 'aws:logs:arn': arn };
  try {
    call
      .ask('kms', { sourceArn: arn, sourceAccount: call.accountId })
      .generateDataKey({ KeyId, KeySpec: 'AES_256', EncryptionContext });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw keyNotAllowed(arn);
  }
  call.modelledOnly('logs: kmsKeyId (the key is tried once, events are not encrypted)');
}
