/** Why an alarm is in its state, in the words of AWS; texts as they were seen in alarms of real accounts. */
import type { MetricAlarm, StateValue } from '../state';
import { breaches, type Judgement, type Point, type Rule } from './judge';

/** As Java prints a double: `5.0`. */
export function doubleText(value: number): string {
  if (!Number.isInteger(value)) return String(value);
  if (Math.abs(value) < 10_000_000) return `${value}.0`;
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent.replace('+', '')}`;
}

/** `2026-01-01T00:00:00.000+0000` */
export const momentText = (atMs: number): string => new Date(atMs).toISOString().replace('Z', '+0000');

/** `01/01/26 00:00:00`: day, month, year. */
function shortMoment(atMs: number): string {
  const iso = new Date(atMs).toISOString();
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(2, 4)} ${iso.slice(11, 19)}`;
}

const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
const wasWere = (count: number): string => (count === 1 ? 'was' : 'were');

const thresholdWords = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
} as const;

const pointText = ({ atMs, value }: Point): string => `${doubleText(value)} (${shortMoment(atMs)})`;

export function reasonOf(state: StateValue, { real, filled }: Judgement, rule: Rule): string {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData, comparison, threshold } = rule;
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${many(evaluationPeriods, 'datapoint')} ${wasWere(evaluationPeriods)} unknown.`;
  }
  const treated = treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
  const filling = `${many(filled, 'missing datapoint')} ${wasWere(filled)} treated as [${treated}]`;
  if (real.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${many(evaluationPeriods, 'period')} and ${filling}.`;
  }
  const isAlarm = state === 'ALARM';
  const those = real.filter((point) => breaches(rule, point) === isAlarm);
  const minimum = isAlarm ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const transition = isAlarm ? 'OK -> ALARM' : 'ALARM -> OK';
  return (
    `Threshold Crossed: ${those.length} out of the last ${many(real.length, 'datapoint').replace(/ datapoint$/, ' datapoints')} ` +
    `[${those.map(pointText).join(', ')}] ${wasWere(those.length)} ${isAlarm ? '' : 'not '}` +
    `${thresholdWords[comparison]} the threshold (${doubleText(threshold)})` +
    (filled > 0 ? ` and ${filling}` : '') +
    ` (minimum ${many(minimum, 'datapoint')} for ${transition} transition).`
  );
}

/** The JSON that goes with the reason. */
export function reasonDataOf(alarm: MetricAlarm, { real }: Judgement, nowMs: number): string {
  const [first] = real;
  const stat = alarm.queries[0]?.metric?.stat;
  return JSON.stringify({
    version: '1.0',
    queryDate: momentText(nowMs),
    ...(first === undefined ? {} : { startDate: momentText(first.atMs) }),
    ...(alarm.isMath || stat === undefined ? {} : { statistic: stat }),
    period: alarm.periodSeconds,
    recentDatapoints: real.map(({ value }) => value),
    threshold: alarm.threshold,
    evaluatedDatapoints: real.toReversed().map(({ atMs, value }) => ({ timestamp: momentText(atMs), value })),
  });
}
