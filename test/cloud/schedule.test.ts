import { nextFiring, parseSchedule } from '../../framework/cloud/schedule';

const start = Date.UTC(2026, 0, 1);

function firings(text: string, count = 3, fromMs = start): string[] {
  const schedule = parseSchedule(text);
  if (schedule === undefined) return ['refused'];
  const found: string[] = [];
  let afterMs = fromMs;
  for (let each = 0; each < count; each++) {
    const next = nextFiring(schedule, afterMs, fromMs);
    if (next === undefined) break;
    found.push(new Date(next).toISOString().slice(0, 16));
    afterMs = next;
  }
  return found;
}

test.each([
  ['rate(1 minute)', ['2026-01-01T00:01', '2026-01-01T00:02', '2026-01-01T00:03']],
  ['rate(12 hours)', ['2026-01-01T12:00', '2026-01-02T00:00', '2026-01-02T12:00']],
  ['cron(0/15 8-9 * * ? *)', ['2026-01-01T08:00', '2026-01-01T08:15', '2026-01-01T08:30']],
  ['cron(0 12 ? * MON-FRI *)', ['2026-01-01T12:00', '2026-01-02T12:00', '2026-01-05T12:00']],
  ['cron(0 12 ? * FRI-SUN *)', ['2026-01-02T12:00', '2026-01-03T12:00', '2026-01-04T12:00']],
  ['cron(0 0 L * ? *)', ['2026-01-31T00:00', '2026-02-28T00:00', '2026-03-31T00:00']],
  ['cron(0 0 1W * ? *)', ['2026-02-02T00:00', '2026-03-02T00:00', '2026-04-01T00:00']],
  ['cron(0 0 31W * ? *)', ['2026-01-30T00:00', '2026-03-31T00:00', '2026-05-29T00:00']],
  ['cron(0 0 LW * ? *)', ['2026-01-30T00:00', '2026-02-27T00:00', '2026-03-31T00:00']],
  ['cron(0 0 ? * 6L *)', ['2026-01-30T00:00', '2026-02-27T00:00', '2026-03-27T00:00']],
  ['cron(30 6 ? * TUE#2 *)', ['2026-01-13T06:30', '2026-02-10T06:30', '2026-03-10T06:30']],
  ['cron(0 0 29 FEB ? *)', ['2028-02-29T00:00', '2032-02-29T00:00', '2036-02-29T00:00']],
  ['cron(0 0 1 1 ? 2027)', ['2027-01-01T00:00']],
  ['cron(0 0 1 1 ? 2020)', []],
  ['at(2026-03-01T10:00:00)', ['2026-03-01T10:00']],
])('%s fires when AWS fires it', (text, moments) => {
  expect(firings(text)).toEqual(moments);
});

test.each([
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(0 minutes)',
  'rate(5 seconds)',
  'rate(1.5 hours)',
  'cron(0 12 * * * *)',
  'cron(0 12 ? * ? *)',
  'cron(0 12 * * ?)',
  'cron(60 12 * * ? *)',
  'cron(0 12 * * XYZ *)',
  'cron(0/0 12 * * ? *)',
  'at(2026-13-01T00:00:00)',
  'at(tomorrow)',
  'every day',
])('%s is no schedule', (text) => {
  expect(parseSchedule(text)).toBeUndefined();
});
