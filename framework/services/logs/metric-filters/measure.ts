import { compileFilterPattern, type FilterPattern } from '../events/filter-pattern';
import type { LogGroup, LogsCall, MetricFilter } from '../state';

interface WrittenEvent {
  readonly atMs: number;
  readonly message: string;
}

/** Turns what was just written to a group into points, by each of its metric filters. */
export function measureEvents(call: LogsCall, group: LogGroup, events: readonly WrittenEvent[]): void {
  if (events.length === 0 || call.state.metricFilters.size === 0) return;
  for (const [, filter] of call.state.metricFilters.prefix(`${group.id}\u0000`)) {
    const pattern = compileFilterPattern(filter.pattern);
    const found = events.filter(({ message }) => pattern.matches(message));
    for (const event of found) measureEvent(call, filter, pattern, event);
    const { defaultValue } = filter.metric;
    // For a time in which something was written and nothing matched.
    if (found.length === 0 && defaultValue !== undefined) point(call, filter, call.nowMs, defaultValue, {});
  }
}

function measureEvent(
  call: LogsCall,
  filter: MetricFilter,
  pattern: FilterPattern,
  { atMs, message }: WrittenEvent,
): void {
  const { metric } = filter;
  const value = metric.value.startsWith('$')
    ? numberOf(pattern.valueAt(message, metric.value))
    : Number(metric.value);
  if (value === undefined) return;
  const dimensions: Record<string, string> = {};
  for (const [name, selector] of Object.entries(metric.dimensions)) {
    const text = pattern.valueAt(message, selector);
    // A dimension that the event lacks leaves the point without any of them.
    if (typeof text !== 'string' && typeof text !== 'number') return;
    dimensions[name] = String(text);
  }
  point(call, filter, atMs, value, dimensions);
}

function point(
  call: LogsCall,
  { metric }: MetricFilter,
  atMs: number,
  value: number,
  dimensions: Record<string, string>,
): void {
  const { namespace, name, unit = 'None' } = metric;
  call.metric({ namespace, name, unit, value, atMs, dimensions });
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
