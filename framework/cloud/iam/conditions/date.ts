import { comparisonOperators } from './comparison';

/** The W3C profile of ISO 8601: a year, a month, a day, or a moment with its zone. */
const MOMENT =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/i;
const EPOCH_SECONDS = /^\d+(\.\d+)?$/;

const MINUTE_MS = 60_000;

function zoneMs(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '') ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

/**
 * Reads a date as milliseconds since 1970, UTC where no zone is given.
 *
 * Digits alone are seconds since 1970, so that `2020` is no year but half past midnight on 1 January 1970; a text with
 * a hyphen or a T is a date.
 */
export function readDate(text: string): number | undefined {
  if (EPOCH_SECONDS.test(text)) return Number(text) * 1000;
  const [match, year, month, day, hour, minute, second, fraction, zone] = MOMENT.exec(text) ?? [];
  if (match === undefined) return undefined;
  const [months, days] = [Number(month ?? 1) - 1, Number(day ?? 1)];
  const [hours, minutes, seconds] = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)];
  const isClock = hours < 24 && minutes < 60 && seconds < 60;
  const daysInMonth = new Date(Date.UTC(Number(year), months + 1, 0)).getUTCDate();
  if (months < 0 || months > 11 || days < 1 || days > daysInMonth || !isClock) return undefined;
  const utc = Date.UTC(Number(year), months, days, hours, minutes, seconds);
  return utc + Math.trunc(Number(fraction ?? 0) * 1000) - zoneMs(zone);
}

/** What a signed number of 64 bits cannot hold. */
const SECONDS_END = 2n ** 63n;
const LEAST_YEAR = -292275054;
const GREATEST_YEAR = 292278993;

const isWithin = (text: string | undefined, least: number, greatest: number): boolean =>
  text === undefined || (Number(text) >= least && Number(text) <= greatest);

/** Whether IAM takes a text for a date when it stores a policy: it wants far less of one than to compare it. */
export function isDateText(text: string): boolean {
  const [match, year, month, day, hour, minute, second, zoneHour, zoneMinute] =
    /^(-?\d+)(?:-(\d+))?(?:-(\d+))?(?:T(?:(\d+)(?::(\d+))?(?::(\d+(?:\.\d{1,9})?))?)?(?:Z|[+-](\d{2})(?::(\d{2}))?)?)?$/i.exec(
      text,
    ) ?? [];
  if (match === undefined) return false;
  const isDay = isWithin(year, LEAST_YEAR, GREATEST_YEAR) && isWithin(month, 1, 12) && isWithin(day, 1, 31);
  const isClock = isWithin(hour, 0, 23) && isWithin(minute, 0, 59) && isWithin(second, 0, 59.999999999);
  return isDay && isClock && isWithin(zoneHour, 0, 23) && isWithin(zoneMinute, 0, 59);
}

export const dateOperators = comparisonOperators('Date', readDate).map((operator) => ({
  ...operator,
  isValid: (value: string) =>
    /^\d+$/.test(value) ? BigInt(value) < SECONDS_END : readDate(value) !== undefined || isDateText(value),
}));
