/**
 * Data keys of queues that encrypt with KMS. SQS asks KMS with the rights of whoever sends or receives, and again when
 * the queue's reuse period is over: a new key costs a producer GenerateDataKey and Decrypt, a consumer Decrypt.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
import { AwsError, type Principal } from '../../../cloud/service';
import { kmsRefused } from '../errors';
import type { DataKey, Place, SqsCall } from '../state';

function rowOf({ queue }: Place, { arn, roleArn = arn }: Principal, what: string): string {
  return [queue.id, roleArn, what].join('\u0000');
}

const reuseMs = ({ queue }: Place): number =>
  Number(queue.attributes['KmsDataKeyReusePeriodSeconds'] ?? '300') * 1000;

function askingKms<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw error instanceof AwsError ? kmsRefused(error) : error;
  }
}

/** The queue's owner's names for keys count, the caller's rights do. */
const kmsOf = (call: SqsCall, { queue }: Place, as: Principal) =>
  call.ask('kms', { as, accountId: queue.accountId });

/** The key that a message sent now is encrypted with; undefined where the queue has no key of KMS. */
export function dataKeyFor(call: SqsCall, place: Place): DataKey | undefined {
  const KeyId = place.queue.attributes['KmsMasterKeyId'];
  if (KeyId === undefined) return undefined;
  const { dataKeys } = place.state;
  const row = rowOf(place, call.principal, KeyId);
  const known = dataKeys.get(row);
  if (known?.dataKey !== undefined && known.untilMs > call.nowMs) return known.dataKey;
  const context = { 'aws:sqs:arn': place.queue.arn };
  const kms = kmsOf(call, place, call.principal);
  const dataKey = askingKms(() => {
    const { CiphertextBlob = new Uint8Array(0), KeyId: keyArn = '' } = kms.generateDataKey({
      KeyId,
      KeySpec: 'AES_256',
      EncryptionContext: context,
    });
    // SQS opens what it was given before it relies on it.
    kms.decrypt({ CiphertextBlob, EncryptionContext: context, KeyId: keyArn });
    return { keyArn, ciphertext: Buffer.from(CiphertextBlob).toString('base64'), context };
  });
  dataKeys.set(row, { dataKey, untilMs: call.nowMs + reuseMs(place) });
  return dataKey;
}

/** Opens the key of a message for its receiver; throws what SQS answers where KMS refuses. */
export function openDataKey(
  call: SqsCall,
  place: Place,
  dataKey: DataKey | undefined,
  receiver: Principal,
): void {
  if (dataKey === undefined) return;
  const { dataKeys } = place.state;
  const row = rowOf(place, receiver, dataKey.ciphertext);
  if ((dataKeys.get(row)?.untilMs ?? 0) > call.nowMs) return;
  const { keyArn, ciphertext, context } = dataKey;
  askingKms(() =>
    kmsOf(call, place, receiver).decrypt({
      CiphertextBlob: Buffer.from(ciphertext, 'base64'),
      EncryptionContext: { ...context },
      KeyId: keyArn,
    }),
  );
  dataKeys.set(row, { untilMs: call.nowMs + reuseMs(place) });
}
