import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { Operations } from '../../../cloud/service';
import { invalidToken } from '../errors';
import { groupOf, streamNamed } from '../find';
import { ordered, type State, type StoredEvent } from '../state';
import { retainedEvents } from './store';

const eventsMax = 10_000;
/** What a page holds at most, messages and overhead together. */
export const pageBytesMax = 1_048_576;
export const eventOverheadBytes = 26;

/** A place between events: just after the event, for a forward token, or just before it, for a backward one. */
interface Position {
  readonly direction: 'f' | 'b';
  readonly at: string;
}

const placeOf = ({ atMs, sequence }: StoredEvent): string => ordered(atMs) + ordered(sequence);

const token = ({ direction, at }: Position): string => `${direction}/${at.padStart(56, '0')}/s`;

function readToken(text: string): Position {
  const [, direction, at] = /^([fb])\/0{24}(\d{32})\/s$/.exec(text) ?? [];
  if (at === undefined || (direction !== 'f' && direction !== 'b')) throw invalidToken();
  return { direction, at };
}

/** As many events as fit into a page, from the front or from the back. */
function fill(events: readonly StoredEvent[], limit: number, fromHead: boolean): StoredEvent[] {
  const taken: StoredEvent[] = [];
  let bytes = 0;
  for (const event of fromHead ? events : events.toReversed()) {
    bytes += Buffer.byteLength(event.message) + eventOverheadBytes;
    if (taken.length >= limit || (bytes > pageBytesMax && taken.length > 0)) break;
    taken.push(event);
  }
  return fromHead ? taken : taken.reverse();
}

export const getting: Operations<CloudWatchLogs, State> = {
  /** The latest events, or the first with `startFromHead`; at an end of the stream the token given comes back. */
  getLogEvents(input, call) {
    const { startTime = 0, endTime = Infinity, limit = eventsMax, startFromHead = false } = input;
    const group = groupOf(call, input);
    const stream = streamNamed(call, group, input.logStreamName);
    const from = input.nextToken === undefined ? undefined : readToken(input.nextToken);
    const inTime = retainedEvents(call, group, stream).filter(
      ({ atMs }) => atMs >= startTime && atMs < endTime,
    );
    const candidates =
      from === undefined
        ? inTime
        : inTime.filter((event) =>
            from.direction === 'f' ? placeOf(event) > from.at : placeOf(event) < from.at,
          );
    const isForward = from === undefined ? startFromHead : from.direction === 'f';
    const events = fill(candidates, limit, isForward);
    const [first] = events;
    const last = events.at(-1);
    const still = from?.at ?? ordered(0) + ordered(0);
    return {
      events: events.map(({ atMs, message, ingestedAtMs }) => ({
        timestamp: atMs,
        message,
        ingestionTime: ingestedAtMs,
      })),
      nextForwardToken: token({ direction: 'f', at: last === undefined ? still : placeOf(last) }),
      nextBackwardToken: token({ direction: 'b', at: first === undefined ? still : placeOf(first) }),
    };
  },
};
