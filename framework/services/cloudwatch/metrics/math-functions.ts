/** Values of metric math: numbers, time series and lists of them; and the functions over them. */

/** The periods that a series has places for. */
export interface Grid {
  readonly fromMs: number;
  readonly periodMs: number;
  readonly length: number;
}

export type Values = readonly (number | undefined)[];
export type Value = number | Values | readonly Values[];

export const isSeriesList = (value: Value): value is readonly Values[] =>
  typeof value !== 'number' && Array.isArray(value[0]);

export const isSeries = (value: Value): value is Values => typeof value !== 'number' && !isSeriesList(value);

export type Operator = (a: number, b: number) => number | undefined;

export function combine(a: Value, b: Value, operator: Operator): Value {
  if (isSeriesList(a)) return a.map((each) => combine(each, b, operator)).filter(isSeries);
  if (isSeriesList(b)) return b.map((each) => combine(a, each, operator)).filter(isSeries);
  if (typeof a === 'number' && typeof b === 'number') return operator(a, b) ?? [];
  const length = typeof a === 'number' ? (typeof b === 'number' ? 0 : b.length) : a.length;
  return Array.from({ length }, (_, index) => {
    const left = typeof a === 'number' ? a : a[index];
    const right = typeof b === 'number' ? b : b[index];
    return left === undefined || right === undefined ? undefined : operator(left, right);
  });
}

const present = (values: Values): number[] => values.filter((value) => value !== undefined);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Of a list of series place by place, of one series over all its places. */
const over =
  (fold: (values: number[]) => number) =>
  ([value = 0]: Value[]): Value => {
    if (typeof value === 'number') return value;
    if (!isSeriesList(value)) return present(value).length === 0 ? [] : fold(present(value));
    return (value[0] ?? []).map((_, index) => {
      const values = present(value.map((series) => series[index]));
      return values.length === 0 ? undefined : fold(values);
    });
  };

const eachValue =
  (map: (value: number) => number | undefined) =>
  ([value = 0]: Value[]): Value =>
    combine(value, 0, map);

function valueAt(value: Value | undefined, index: number): number | undefined {
  if (value === undefined || typeof value === 'number') return value;
  return isSeries(value) ? value[index] : undefined;
}

/** Of one series, or of each in a list. */
const eachSeries =
  (map: (values: Values, grid: Grid) => Value) =>
  ([value = 0]: Value[], grid: Grid): Value => {
    if (!isSeriesList(value)) return map(asSeries(value, grid.length), grid);
    return value.map((series) => map(series, grid)).filter(isSeries);
  };

/** A number over the values that are there; nothing where there are none. */
const overPresent = (fold: (values: number[]) => number | undefined) =>
  eachSeries((values) => {
    const there = present(values);
    return there.length === 0 ? [] : (fold(there) ?? []);
  });

/** Each value beside the one before it, with the seconds between them. */
const differences = (calculate: (difference: number, seconds: number) => number) =>
  eachSeries((values, { periodMs }) => {
    let last: { value: number; at: number } | undefined;
    return values.map((value, at) => {
      const before = last;
      if (value === undefined) return undefined;
      last = { value, at };
      if (before === undefined) return undefined;
      return calculate(value - before.value, ((at - before.at) * periodMs) / 1000);
    });
  });

const ofMoment = (read: (date: Date) => number) =>
  eachSeries((values, { fromMs, periodMs }) => values.map((_, at) => read(new Date(fromMs + at * periodMs))));

function deviation(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
}

function runningSum(values: Values): Values {
  let total = 0;
  return values.map((value) => (value === undefined ? undefined : (total += value)));
}

/** A result as a series: a number is the same at each place. */
export function asSeries(value: Value, length: number): Values {
  if (typeof value === 'number') return Array.from({ length }, () => value);
  return isSeriesList(value) ? (value[0] ?? []) : value;
}

const functions: Readonly<Record<string, (values: Value[], grid: Grid) => Value>> = {
  DATAPOINT_COUNT: overPresent((values) => values.length),
  FIRST: overPresent((values) => values[0]),
  LAST: overPresent((values) => values.at(-1)),
  STDDEV: overPresent(deviation),
  DIFF: differences((difference) => difference),
  DIFF_TIME: differences((_, seconds) => seconds),
  RATE: differences((difference, seconds) => difference / seconds),
  RUNNING_SUM: eachSeries(runningSum),
  TIME_SERIES: ([value = 0], { length }) => asSeries(value, length),
  PERIOD: (_, { periodMs }) => periodMs / 1000,
  LOG: eachValue((value) => (value > 0 ? Math.log(value) : undefined)),
  LOG10: eachValue((value) => (value > 0 ? Math.log10(value) : undefined)),
  EPOCH: ofMoment((date) => date.getTime() / 1000),
  MINUTE: ofMoment((date) => date.getUTCMinutes()),
  HOUR: ofMoment((date) => date.getUTCHours()),
  // Monday is 1.
  DAY: ofMoment((date) => ((date.getUTCDay() + 6) % 7) + 1),
  DATE: ofMoment((date) => date.getUTCDate()),
  MONTH: ofMoment((date) => date.getUTCMonth() + 1),
  YEAR: ofMoment((date) => date.getUTCFullYear()),
  SUM: over(sum),
  AVG: over((values) => sum(values) / values.length),
  MIN: over((values) => Math.min(...values)),
  MAX: over((values) => Math.max(...values)),
  ABS: eachValue(Math.abs),
  CEIL: eachValue(Math.ceil),
  FLOOR: eachValue(Math.floor),
  IF([condition = 0, then = 0, otherwise], { length }) {
    return Array.from({ length }, (_, index) => {
      const holds = valueAt(condition, index);
      return holds === undefined ? undefined : valueAt(holds === 0 ? otherwise : then, index);
    });
  },
  FILL([value = 0, filler = 0], { length }) {
    if (typeof value === 'number') return value;
    if (isSeriesList(value)) return value.map((series) => fill(series, filler, length));
    return fill(value, filler, length);
  },
};

/** `REPEAT` is the empty list of series: it puts the last value. */
function fill(values: Values, filler: Value, length: number): Values {
  let last: number | undefined;
  return Array.from({ length }, (_, index) => {
    const fallback = typeof filler === 'number' ? filler : last;
    last = values[index] ?? fallback;
    return last;
  });
}

export const isFunction = (name: string): boolean => Object.hasOwn(functions, name);

export const callFunction = (name: string, values: Value[], grid: Grid): Value =>
  functions[name]?.(values, grid) ?? [];
