/** How S3 reaches the destinations of notifications, and how it finds out that it can (aws-behaviour.md 2.6). */
import { AwsError, parseArn, servicePrincipal, urlSuffixOf } from '../../cloud/service';
import type { Destination } from './notification-configuration';
import type { Bucket, S3Call } from './state';

/** Where a queue lies, as S3 itself addresses it. */
export function queueUrl(arn: string): string {
  const { region = '', accountId = '', resource = '' } = parseArn(arn) ?? {};
  return `https://sqs.${region}.${urlSuffixOf(region)}/${accountId}/${resource}`;
}

/** How S3 calls a destination: as its own service principal, on behalf of the bucket. */
export function askOptions(
  bucket: { name: string; ownerId: string; region: string },
  arn: string,
  call: S3Call,
) {
  return {
    as: servicePrincipal('s3', bucket.ownerId),
    sourceArn: `arn:${call.partition}:s3:::${bucket.name}`,
    sourceAccount: bucket.ownerId,
    accountId: parseArn(arn)?.accountId ?? bucket.ownerId,
    region: bucket.region,
  };
}

function testEvent(bucket: Bucket, call: S3Call): string {
  return JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: call.date().toISOString(),
    Bucket: bucket.name,
    RequestId: call.random('request id').text(16, 'ABCDEFGHJKMNPQRSTVWXYZ0123456789'),
    HostId: hostId(call),
  });
}

export const hostId = (call: S3Call): string =>
  call.random('host id').text(76, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');

/** Whether the destination is there and lets S3 in, found out as S3 does it: by a test message, or a dry run. */
export function problemOf(
  destination: Destination,
  bucket: Bucket,
  call: S3Call,
): { arn: string; reason: string } | undefined {
  const { arn, kind } = destination;
  const options = askOptions(bucket, arn, call);
  try {
    if (kind === 'CloudFunction') {
      call.ask('lambda', options).invoke({ FunctionName: arn, InvocationType: 'DryRun' });
    } else if (kind === 'Queue') {
      call.ask('sqs', options).sendMessage({ QueueUrl: queueUrl(arn), MessageBody: testEvent(bucket, call) });
    } else {
      const Message = testEvent(bucket, call);
      call.ask('sns', options).publish({ TopicArn: arn, Subject: 'Amazon S3 Notification', Message });
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (kind === 'CloudFunction')
      return { arn: `${arn}, null`, reason: `Not authorized to invoke function [${arn}]` };
    const what = kind.toLowerCase();
    return {
      arn,
      reason: exists(destination, call)
        ? `Permissions on the destination ${what} do not allow S3 to publish notifications from this bucket`
        : `The destination ${what} does not exist`,
    };
  }
}

/** A refusal says the same of a queue that is missing and of one that is closed, so its own account is asked. */
function exists({ arn, kind }: Destination, call: S3Call): boolean {
  const { accountId = '', region = '' } = parseArn(arn) ?? {};
  const root = { kind: 'root' as const, arn: `arn:${call.partition}:iam::${accountId}:root`, accountId };
  try {
    if (kind === 'Queue') {
      call.ask('sqs', { as: root, accountId, region }).getQueueAttributes({ QueueUrl: queueUrl(arn) });
    } else {
      call.ask('sns', { as: root, accountId, region }).getTopicAttributes({ TopicArn: arn });
    }
    return true;
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}
