/** URLs of buckets of CloudFormation's own, to which anybody who has one may put an object (aws-behaviour.md 8.7). */
import { urlSuffixOf } from '../../../cloud/service';
import type { CloudFormationCall } from '../state';

/**
 * Where an object may be put for `seconds`. Its credentials stand for the account's root, because CloudFormation's
 * own keys are nobody's here.
 */
export function presignedUrl(call: CloudFormationCall, bucket: string, key: string, seconds: number): string {
  const { accountId, region } = call;
  const moment = call
    .date()
    .toISOString()
    .replace(/[-:]|\.\d{3}/g, '');
  const query = [
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    `X-Amz-Date=${moment}`,
    'X-Amz-SignedHeaders=host',
    `X-Amz-Expires=${seconds}`,
    `X-Amz-Credential=${accountId}%2F${moment.slice(0, 8)}%2F${region}%2Fs3%2Faws4_request`,
    `X-Amz-Signature=${call.random('signature of a response URL').hex(64)}`,
  ];
  return `https://${bucket}.s3.${region}.${urlSuffixOf(region)}/${encodeURIComponent(key).replaceAll('%2F', '/')}?${query.join('&')}`;
}
