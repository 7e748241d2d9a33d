import { milliseconds, momentText, spanText, StormError, type Duration } from '../../framework/kernel';

test.each<[Duration, number]>([
  ['0 seconds', 0],
  ['1 millisecond', 1],
  ['250 milliseconds', 250],
  ['1 second', 1000],
  ['90 seconds', 90_000],
  ['1.5 seconds', 1500],
  ['0.0004 seconds', 0],
  ['5 minutes', 300_000],
  ['1 hour', 3_600_000],
  ['30 days', 2_592_000_000],
])('%s are %i ms', (duration, expected) => {
  expect(milliseconds(duration)).toBe(expected);
});

test('what is no duration is refused with how to write one', () => {
  // A plain JavaScript scenario is not checked by the compiler.
  const given: Duration = JSON.parse('"5 min"');
  expect(() => milliseconds(given)).toThrow(StormError);
  expect(() => milliseconds(given)).toThrowErrorMatchingInlineSnapshot(`
   "STORM_BAD_INPUT  Expected a duration such as '5 minutes', got '5 min'.

     fix        write a number, a blank and one of: milliseconds, seconds, minutes, hours, days"
  `);
});

test.each([
  '5',
  '5 weeks',
  '-5 seconds',
  ' 5 seconds',
  '5 seconds ',
  '5  seconds',
  '1e3 seconds',
  '5 secondss',
  '',
])("'%s' is no duration", (text) => {
  const given: Duration = JSON.parse(JSON.stringify(text));
  expect(() => milliseconds(given)).toThrow(`Expected a duration such as '5 minutes', got '${text}'.`);
});

test.each([
  [0, '0.000 s'],
  [1250, '1.250 s'],
  [59_999, '59.999 s'],
  [60_000, '1 min'],
  [185_000, '3 min 5 s'],
  [3_600_000, '1 h'],
  [3_605_000, '1 h 5 s'],
  [176_400_000, '2 d 1 h'],
  [176_461_000, '2 d 1 h'],
])('a span of %i ms reads %s', (spanMs, expected) => {
  expect(spanText(spanMs)).toBe(expected);
});

test.each([
  [0, '00:00:00.000'],
  [3_723_004, '01:02:03.004'],
  [86_399_999, '23:59:59.999'],
  [86_400_000, '1 d 00:00:00.000'],
  [30 * 86_400_000 + 1, '30 d 00:00:00.001'],
])('the moment %i ms after the start reads %s', (sinceStartMs, expected) => {
  expect(momentText(sinceStartMs)).toBe(expected);
});
