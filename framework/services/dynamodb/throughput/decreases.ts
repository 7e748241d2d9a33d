/**
 * How often provisioned units may be lowered: four times in a day (UTC), and from then on once an hour.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
import { limitExceeded } from '../errors';
import type { Throughput } from '../state';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const freeDecreases = 4;

export function decreasesToday({ decreasesToday: count, decreasedAtMs }: Throughput, nowMs: number): number {
  const isToday =
    decreasedAtMs !== undefined && Math.floor(decreasedAtMs / dayMs) === Math.floor(nowMs / dayMs);
  return isToday ? count : 0;
}

export function refuseDecrease({ decreasedAtMs = 0 }: Throughput, decreases: number, nowMs: number): void {
  if (decreases < freeDecreases || nowMs >= decreasedAtMs + hourMs) return;
  throw limitExceeded(
    'Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. ' +
      `After the first ${freeDecreases} decreases, each subsequent decrease in the same UTC day can be performed at most ` +
      `once every ${hourMs / 1000} seconds. Number of decreases today: ${decreases}. ` +
      `Last decrease at ${momentWords(decreasedAtMs)}. Next decrease can be made at ${momentWords(decreasedAtMs + hourMs)}`,
  );
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `Thursday, January 1, 2026 12:05:00 AM UTC` */
function momentWords(atMs: number): string {
  const moment = new Date(atMs);
  const hour = moment.getUTCHours();
  const minutes = moment.toISOString().slice(14, 19);
  return (
    `${weekdays[moment.getUTCDay()]}, ${months[moment.getUTCMonth()]} ${moment.getUTCDate()}, ` +
    `${moment.getUTCFullYear()} ${hour % 12 === 0 ? 12 : hour % 12}:${minutes} ${hour < 12 ? 'AM' : 'PM'} UTC`
  );
}
