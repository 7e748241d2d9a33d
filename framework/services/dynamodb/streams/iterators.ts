import { AwsError } from '../../../cloud/service';
import { invalid } from '../errors';

/** An iterator stands for a place in a shard for a quarter of an hour (aws-behaviour.md 3.6). */
const validMs = 15 * 60_000;

export interface ShardPlace {
  readonly streamArn: string;
  readonly shardId: string;
  /** Records at or above this are still to be read; `after` puts it behind a sequence number. */
  readonly from: string;
  readonly madeAtMs: number;
}

/** The place right behind a sequence number. */
export const after = (sequence: string): string => `${sequence}+`;

export function iteratorOf({ streamArn, shardId, from, madeAtMs }: ShardPlace): string {
  const place = Buffer.from(JSON.stringify([shardId, from, madeAtMs])).toString('base64');
  return `${streamArn}|1|${place}`;
}

/** The ARN of the stream that an iterator reads; undefined for what is no iterator. */
export function streamOfIterator(iterator: string): string | undefined {
  return /^(arn:[^|]+)\|1\|/.exec(iterator)?.[1];
}

/** Refuses what is no iterator, and one that has expired. */
export function readIterator(iterator: string, nowMs: number): ShardPlace {
  const streamArn = streamOfIterator(iterator);
  const place = streamArn === undefined ? undefined : placeOf(iterator.slice(streamArn.length + 3));
  if (streamArn === undefined || place === undefined) return invalid('Invalid ShardIterator');
  if (nowMs - place.madeAtMs > validMs) {
    throw new AwsError(
      'ExpiredIteratorException',
      'The shard iterator has expired and can no longer be used to retrieve stream records. ' +
        'A shard iterator expires 15 minutes after it is retrieved using the GetShardIterator action.',
      { status: 400 },
    );
  }
  return { streamArn, ...place };
}

function placeOf(text: string): Omit<ShardPlace, 'streamArn'> | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64').toString());
    if (!Array.isArray(parsed)) return undefined;
    const [shardId, from, madeAtMs]: unknown[] = parsed;
    if (typeof shardId !== 'string' || typeof from !== 'string' || typeof madeAtMs !== 'number')
      return undefined;
    return { shardId, from, madeAtMs };
  } catch {
    return undefined;
  }
}
