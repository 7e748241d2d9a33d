/** What `stats` makes of many rows. */
import { numberOf, readExpression, textOf, type Expression, type Row, type Value } from './expression';
import type { TokenReader } from './tokens';

export interface Aggregate {
  readonly text: string;
  readonly value: (rows: readonly Row[]) => Value;
}

type Over = (values: readonly Value[], rows: readonly Row[], more: readonly Value[]) => Value;

const numbersOf = (values: readonly Value[]): number[] =>
  values.map(numberOf).filter((number) => number !== undefined);

const overNumbers =
  (calculate: (numbers: number[]) => number): Over =>
  (values) => {
    const numbers = numbersOf(values);
    return numbers.length === 0 ? undefined : calculate(numbers);
  };

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Between the two numbers that stand around the place, in proportion. */
function percentile(numbers: number[], percent: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const place = (percent / 100) * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return low + (high - low) * (place - Math.floor(place));
}

function deviation(numbers: number[]): number {
  const mean = sum(numbers) / numbers.length;
  return Math.sqrt(sum(numbers.map((each) => (each - mean) ** 2)) / Math.max(1, numbers.length - 1));
}

const present = (values: readonly Value[]): Value[] => values.filter((each) => each !== undefined);

const sorted = (values: readonly Value[]): Value[] =>
  present(values).toSorted((a, b) => ((textOf(a) ?? '') < (textOf(b) ?? '') ? -1 : 1));

/** The value of the row with the greatest (or least) time. */
const byTime =
  (isLater: boolean): Over =>
  (values, rows) => {
    const times = rows.map((row, at) => ({ at, ms: numberOf(row.get('@timestamp')) ?? 0 }));
    const chosen = times
      .filter(({ at }) => values[at] !== undefined)
      .toSorted((a, b) => (isLater ? b.ms - a.ms : a.ms - b.ms))[0];
    return chosen === undefined ? undefined : values[chosen.at];
  };

const aggregates: Readonly<Record<string, Over>> = {
  count: (values) => present(values).length,
  count_distinct: (values) => new Set(present(values).map(textOf)).size,
  sum: overNumbers(sum),
  avg: overNumbers((numbers) => sum(numbers) / numbers.length),
  min: overNumbers((numbers) => Math.min(...numbers)),
  max: overNumbers((numbers) => Math.max(...numbers)),
  median: overNumbers((numbers) => percentile(numbers, 50)),
  stddev: overNumbers(deviation),
  pct(values, _rows, [percent]) {
    const numbers = numbersOf(values);
    return numbers.length === 0 ? undefined : percentile(numbers, numberOf(percent) ?? 50);
  },
  percentile: (values, rows, more) => aggregates['pct']?.(values, rows, more),
  earliest: byTime(false),
  latest: byTime(true),
  sortsfirst: (values) => sorted(values)[0],
  sortslast: (values) => sorted(values).at(-1),
};

export const isAggregate = (name: string): boolean => Object.hasOwn(aggregates, name.toLowerCase());

/** `count(*)`, `pct(latency, 99)`. */
export function readAggregate(reader: TokenReader): Aggregate {
  const name = reader.name();
  const over = aggregates[name.toLowerCase()];
  if (over === undefined) throw reader.unexpected({ kind: 'name', text: name });
  reader.expect('(');
  const given: Expression[] = [];
  if (reader.accept('*')) given.push({ text: '*', value: () => true });
  while (!reader.accept(')')) {
    if (given.length > 0) reader.expect(',');
    given.push(readExpression(reader));
  }
  const [first = { text: '', value: () => true }, ...more] = given;
  return {
    text: `${name}(${given.map((each) => each.text).join(', ')})`,
    value: (rows) => {
      const [any] = rows;
      return over(
        rows.map((row) => first.value(row)),
        rows,
        more.map((each) => (any === undefined ? undefined : each.value(any))),
      );
    },
  };
}
