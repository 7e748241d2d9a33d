import { invalid } from '../errors';
import { KEY_END } from '../items/key-encoding';
import { HASH_DIGITS } from '../items/partition-hash';

const HASHES = 16 ** HASH_DIGITS;

/** The places (see `placeOf`) of one segment of a parallel Scan: an equal share of the hashes; all without segments. */
export function segmentRange(
  segment: number | undefined,
  totalSegments: number | undefined,
): { low: string; high: string } {
  if (segment === undefined && totalSegments === undefined) return { low: '', high: KEY_END };
  if (totalSegments === undefined) {
    return invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (segment === undefined) {
    return invalid(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  if (segment >= totalSegments) {
    invalid(
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: ' +
        `Segment: ${segment} is not less than TotalSegments: ${totalSegments}`,
    );
  }
  const boundary = (at: number): string => Math.ceil((at * HASHES) / totalSegments).toString(16);
  return {
    low: boundary(segment).padStart(HASH_DIGITS, '0'),
    high: segment + 1 === totalSegments ? KEY_END : boundary(segment + 1).padStart(HASH_DIGITS, '0'),
  };
}
