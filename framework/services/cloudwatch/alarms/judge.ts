/** The state that datapoints ask for (aws-behaviour.md 10.2). */
import type { Comparison, MissingData, StateValue } from '../state';

export interface Point {
  readonly atMs: number;
  readonly value: number;
}

export interface Judgement {
  /** Undefined: the alarm stays as it is. */
  readonly state?: StateValue;
  /** The points that counted, oldest first. */
  readonly real: readonly Point[];
  /** How many missing points were taken for breaching or not. */
  readonly filled: number;
}

/** More datapoints are looked at than are needed, in case some are missing. */
export const extraPeriods = 2;

const tests: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

export interface Rule {
  readonly comparison: Comparison;
  readonly threshold: number;
  /** N */
  readonly evaluationPeriods: number;
  /** M */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingData;
}

export const breaches = ({ comparison, threshold }: Rule, { value }: Point): boolean =>
  tests[comparison](value, threshold);

/**
 * Judges an evaluation range: one place per period, the oldest first, undefined where there was no data.
 *
 * Enough real points are judged alone, the newest of them. Fewer are filled up as the alarm says. Where all that came
 * are breaching, but not enough of them, `missing` goes to ALARM only once the oldest is M periods old (AWS:
 * "avoiding premature transitions"), and stays as it is until then.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function judge(range: readonly (Point | undefined)[], rule: Rule): Judgement {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = rule;
  const all = range.filter((point) => point !== undefined);
  const isEnough = all.length >= evaluationPeriods;
  const real = isEnough ? all.slice(all.length - evaluationPeriods) : all;
  const breaching = real.filter((point) => breaches(rule, point)).length;
  const byCount = (count: number): StateValue => (count >= datapointsToAlarm ? 'ALARM' : 'OK');
  if (isEnough) return { state: byCount(breaching), real, filled: 0 };
  const missing = evaluationPeriods - real.length;
  switch (treatMissingData) {
    case 'breaching':
      return { state: byCount(breaching + missing), real, filled: missing };
    case 'notBreaching':
      return { state: byCount(breaching), real, filled: missing };
    case 'ignore':
    case 'missing': {
      const isMissing = treatMissingData === 'missing';
      if (real.length === 0) return { ...(isMissing ? { state: 'INSUFFICIENT_DATA' } : {}), real, filled: 0 };
      const isCertain = breaching < real.length || breaching >= datapointsToAlarm;
      if (isCertain) return { state: byCount(breaching), real, filled: 0 };
      const oldest = range.length - range.findIndex((point) => point !== undefined);
      return { ...(isMissing && oldest >= datapointsToAlarm ? { state: 'ALARM' } : {}), real, filled: 0 };
    }
  }
}
