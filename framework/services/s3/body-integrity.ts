import { createHash } from 'node:crypto';
import { checksumBytes, checksumOf, md5Hex } from './checksums';
import * as errors from './errors';
import type { ChecksumAlgorithm, S3Call } from './state';

/** The checksum members of a request or an answer. */
export interface ChecksumMembers {
  ChecksumCRC32?: string | undefined;
  ChecksumCRC32C?: string | undefined;
  ChecksumCRC64NVME?: string | undefined;
  ChecksumSHA1?: string | undefined;
  ChecksumSHA256?: string | undefined;
  ChecksumSHA512?: string | undefined;
  ChecksumMD5?: string | undefined;
  ChecksumXXHASH64?: string | undefined;
  ChecksumXXHASH3?: string | undefined;
  ChecksumXXHASH128?: string | undefined;
}

const algorithms: readonly ChecksumAlgorithm[] = [
  'CRC32',
  'CRC32C',
  'CRC64NVME',
  'SHA1',
  'SHA256',
  'SHA512',
  'MD5',
];

export function checksumAlgorithm(
  name: string | undefined,
  operation: string,
  call: S3Call,
): ChecksumAlgorithm | undefined {
  if (name === undefined) return undefined;
  const found = algorithms.find((algorithm) => algorithm === name.toUpperCase());
  if (found !== undefined) return found;
  if (name.startsWith('XXHASH')) return call.notEmulated(`s3:${operation} with ChecksumAlgorithm ${name}`);
  throw errors.invalidRequest(
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  );
}

/** The one checksum that a request claims, if it does. */
export function claimedChecksum(
  input: ChecksumMembers,
  operation: string,
  call: S3Call,
): { algorithm: ChecksumAlgorithm; value: string } | undefined {
  let claimed: { algorithm: ChecksumAlgorithm; value: string } | undefined;
  for (const algorithm of algorithms) {
    const value = input[`Checksum${algorithm}`];
    if (value === undefined) continue;
    if (claimed !== undefined) {
      throw errors.invalidRequest(
        'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
      );
    }
    claimed = { algorithm, value };
  }
  if ((input.ChecksumXXHASH64 ?? input.ChecksumXXHASH3 ?? input.ChecksumXXHASH128) !== undefined) {
    call.notEmulated(`s3:${operation} with an XXHASH checksum`);
  }
  return claimed;
}

/** Whether a request claims any checksum. */
export const hasChecksum = (input: ChecksumMembers): boolean =>
  algorithms.some((algorithm) => input[`Checksum${algorithm}`] !== undefined);

/** The member of an answer that carries a checksum. */
export const checksumMember = (algorithm: ChecksumAlgorithm, value: string): ChecksumMembers => ({
  [`Checksum${algorithm}`]: value,
});

/** Compares a body with the MD5 and the checksum that came with it; answers its own MD5 and checksum. */
export function checkedBody(
  input: ChecksumMembers & { ContentMD5?: string | undefined; ChecksumAlgorithm?: string | undefined },
  body: Uint8Array,
  operation: string,
  call: S3Call,
  fallback: ChecksumAlgorithm = 'CRC64NVME',
): { md5: string; algorithm: ChecksumAlgorithm; checksum: string } {
  const claimed = claimedChecksum(input, operation, call);
  const md5 = md5Hex(body);
  if (input.ContentMD5 !== undefined) checkMd5(input.ContentMD5, md5);
  const algorithm =
    claimed?.algorithm ?? checksumAlgorithm(input.ChecksumAlgorithm, operation, call) ?? fallback;
  const checksum = checksumOf(algorithm, [body]);
  if (claimed !== undefined && claimed.value !== checksum) {
    if (Buffer.from(claimed.value, 'base64').length !== checksumBytes[algorithm]) {
      throw errors.invalidRequest(`Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`);
    }
    throw errors.badDigest(algorithm);
  }
  return { md5, algorithm, checksum };
}

function checkMd5(claimed: string, md5: string): void {
  const bytes = Buffer.from(claimed, 'base64');
  if (bytes.length !== 16) throw errors.invalidDigest(claimed);
  if (bytes.toString('hex') !== md5) throw errors.badDigest('Content-MD5');
}

/** Whom AWS shows as the owner of what nobody in particular wrote. */
const anonymousId = '65a011a29cdf8ec533ec3d1ccaae921c';

/** Stands for an account where S3 shows no account ids: its canonical user id. */
export const canonicalId = (accountId: string): string =>
  accountId === 'anonymous'
    ? anonymousId
    : createHash('sha256').update(`canonical user ${accountId}`).digest('hex');
