/** Statistics over a part of the values (CloudWatch user guide, "CloudWatch statistics definitions"). */

interface Counted {
  readonly value: number;
  readonly count: number;
}

interface Trimmed {
  /** `TM` trimmed mean, `WM` winsorized mean, `TC` trimmed count, `TS` trimmed sum, `PR` percentile rank. */
  readonly kind: string;
  /** Percentages of the values, or with `isByValue` the values themselves. */
  readonly low: number;
  readonly high: number;
  readonly isByValue: boolean;
}

const short = /^(tm|wm|tc|ts)(\d{1,2}(?:\.\d{1,10})?|100)$/;
const long = /^(TM|WM|TC|TS|PR)\(((?:\d+(?:\.\d+)?%?)?):((?:\d+(?:\.\d+)?%?)?)\)$/;

const bound = (text: string, open: number): number => (text === '' ? open : Number(text.replace('%', '')));

function read(stat: string): Trimmed | undefined {
  if (stat === 'IQM') return { kind: 'TM', low: 25, high: 75, isByValue: false };
  const [, name, percent] = short.exec(stat) ?? [];
  if (name !== undefined)
    return { kind: name.toUpperCase(), low: 0, high: Number(percent), isByValue: false };
  const [, kind, from = '', to = ''] = long.exec(stat) ?? [];
  if (kind === undefined || (from === '' && to === '')) return undefined;
  const isByValue = !`${from}${to}`.includes('%');
  if (kind === 'PR' && !isByValue) return undefined;
  return {
    kind,
    low: bound(from, isByValue ? -Infinity : 0),
    high: bound(to, isByValue ? Infinity : 100),
    isByValue,
  };
}

export const isTrimmed = (stat: string): boolean => read(stat) !== undefined;

/** A trimmed statistic; undefined where no value is left. */
export function trimmed(values: readonly Counted[], stat: string): number | undefined {
  const wanted = read(stat);
  if (wanted === undefined) return undefined;
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const all = sorted.reduce((sum, { count }) => sum + count, 0);
  const left = wanted.isByValue ? betweenValues(sorted, wanted) : betweenPercents(sorted, all, wanted);
  const count = left.reduce((sum, each) => sum + each.count, 0);
  const sum = left.reduce((total, each) => total + each.value * each.count, 0);
  const first = left[0];
  const last = left.at(-1);
  if (wanted.kind === 'PR') return all === 0 ? undefined : (100 * count) / all;
  if (first === undefined || last === undefined) return undefined;
  switch (wanted.kind) {
    case 'TC':
      return count;
    case 'TS':
      return sum;
    case 'WM': {
      const below = sorted.filter(({ value }) => value < first.value).reduce((n, each) => n + each.count, 0);
      return (sum + below * first.value + (all - count - below) * last.value) / all;
    }
    default:
      return sum / count;
  }
}

const betweenValues = (sorted: readonly Counted[], { low, high }: Trimmed): Counted[] =>
  sorted.filter(({ value }) => value > low && value <= high);

/** The values between two percentages of all, each as often as it lies between them. */
function betweenPercents(sorted: readonly Counted[], all: number, { low, high }: Trimmed): Counted[] {
  const [from, to] = [Math.floor((low / 100) * all), Math.ceil((high / 100) * all)];
  let seen = 0;
  return sorted.flatMap(({ value, count }) => {
    const [start, end] = [Math.max(seen, from), Math.min(seen + count, to)];
    seen += count;
    return end > start ? [{ value, count: end - start }] : [];
  });
}
