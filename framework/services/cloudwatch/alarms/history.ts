import type { Alarm, CloudWatchCall, HistoryItem } from '../state';

/** How long AWS tells what happened to an alarm. */
const retentionMs = 30 * 86_400_000;

const alarmType = ({ kind }: Alarm): HistoryItem['alarmType'] =>
  kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm';

export function remember(
  call: CloudWatchCall,
  alarm: Alarm,
  type: HistoryItem['type'],
  summary: string,
  data: object,
): void {
  const { history } = call.state;
  for (const [key, { atMs }] of history.prefix(`${alarm.name}\u0000`)) {
    if (atMs > call.nowMs - retentionMs) break;
    history.delete(key);
  }
  const number = String(call.count('history')).padStart(12, '0');
  history.set(`${alarm.name}\u0000${number}`, {
    alarmName: alarm.name,
    alarmType: alarmType(alarm),
    type,
    atMs: call.nowMs,
    summary,
    data: JSON.stringify({ version: '1.0', ...data }),
  });
}

/** Newest first. */
export function historyOf(call: CloudWatchCall, alarmName: string | undefined): HistoryItem[] {
  const { history } = call.state;
  const rows = alarmName === undefined ? history.range() : history.prefix(`${alarmName}\u0000`);
  return [...rows]
    .map(([key, item]) => ({ item, number: key.slice(-12) }))
    .sort((a, b) => (a.number < b.number ? 1 : -1))
    .map(({ item }) => item)
    .filter(({ atMs }) => atMs > call.nowMs - retentionMs);
}
