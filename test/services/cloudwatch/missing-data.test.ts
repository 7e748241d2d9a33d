import { judge, type Point } from '../../../framework/services/cloudwatch/alarms/judge';
import { treatments } from '../../../framework/services/cloudwatch/state';

/** What an evaluation range asks for under each treatment of missing data; `keep` is no change. */
function judged(range: string, evaluationPeriods: number, datapointsToAlarm: number): string {
  const points = range
    .split('')
    .map((mark, index): Point | undefined =>
      mark === '-' ? undefined : { atMs: index * 60_000, value: mark === 'X' ? 1 : 0 },
    );
  return treatments
    .map((treatMissingData) => {
      const rule = {
        comparison: 'GreaterThanThreshold' as const,
        threshold: 0,
        evaluationPeriods,
        datapointsToAlarm,
        treatMissingData,
      };
      return judge(points, rule).state ?? 'keep';
    })
    .join(' / ');
}

// The tables of the CloudWatch user guide, "Configuring how CloudWatch alarms treat missing data".
test.each([
  ['0-X-X', 'OK / OK / OK / OK'],
  ['0----', 'OK / OK / OK / OK'],
  ['-----', 'INSUFFICIENT_DATA / keep / ALARM / OK'],
  ['0XX-X', 'ALARM / ALARM / ALARM / ALARM'],
  ['--X--', 'ALARM / keep / ALARM / OK'],
  // "Avoiding premature transitions": neither of these goes to ALARM yet.
  ['----X', 'keep / keep / ALARM / OK'],
  ['---X-', 'keep / keep / ALARM / OK'],
  ['---X0', 'OK / OK / OK / OK'],
])('three out of three: %s is, with missing / ignore / breaching / notBreaching, %s', (range, states) => {
  expect(judged(range, 3, 3)).toBe(states);
});

test.each([
  ['0-X-X', 'ALARM / ALARM / ALARM / ALARM'],
  ['00X0X', 'ALARM / ALARM / ALARM / ALARM'],
  ['0-X--', 'OK / OK / ALARM / OK'],
  ['----0', 'OK / OK / ALARM / OK'],
  ['---X-', 'ALARM / keep / ALARM / OK'],
])('two out of three: %s is, with missing / ignore / breaching / notBreaching, %s', (range, states) => {
  expect(judged(range, 3, 2)).toBe(states);
});
