import { performance } from 'node:perf_hooks';
import { functionOf, replace, replaceGetter } from '../patch';
import { originOfTime, readClock } from './clock';

const NS_PER_MS = 1_000_000n;

function sinceStart(): number {
  return readClock() - originOfTime();
}

/** Makes `performance`, `process.hrtime` and `process.uptime` count virtual milliseconds. */
export function patchPerformance(): void {
  replace(performance, 'now', sinceStart);
  replaceGetter(performance, 'timeOrigin', originOfTime);
  replace(performance, 'eventLoopUtilization', () => ({ idle: 0, active: 0, utilization: 0 }));
  patchUserTiming();
  const hrtime = (before?: [number, number]): [number, number] => {
    const ms = sinceStart();
    const now: [number, number] = [Math.floor(ms / 1000), (ms % 1000) * 1_000_000];
    if (!before) return now;
    const seconds = now[0] - before[0];
    const nanos = now[1] - before[1];
    return nanos < 0 ? [seconds - 1, nanos + 1_000_000_000] : [seconds, nanos];
  };
  replace(process, 'hrtime', Object.assign(hrtime, { bigint: () => BigInt(sinceStart()) * NS_PER_MS }));
  replace(process, 'uptime', () => sinceStart() / 1000);
  patchTemporal();
}

function patchUserTiming(): void {
  const mark = performance.mark.bind(performance);
  const measure = performance.measure.bind(performance);
  replace(performance, 'mark', (name: string, options: PerformanceMarkOptions = {}) =>
    mark(name, { startTime: sinceStart(), ...options }),
  );
  replace(performance, 'measure', (name: string, from?: string | PerformanceMeasureOptions, to?: string) => {
    if (typeof from === 'object') {
      const isBounded = from.end !== undefined || from.duration !== undefined;
      return measure(name, isBounded ? from : { ...from, end: sinceStart() });
    }
    return measure(name, { start: from ?? 0, end: to ?? sinceStart() });
  });
}

type PerformanceMarkOptions = NonNullable<Parameters<typeof performance.mark>[1]>;
type PerformanceMeasureOptions = Exclude<Parameters<typeof performance.measure>[1], string | undefined>;

/** `Temporal.Now`, in the Nodes that have it. */
function patchTemporal(): void {
  const temporal: unknown = Reflect.get(globalThis, 'Temporal');
  if (typeof temporal !== 'object' || temporal === null) return;
  const now: unknown = Reflect.get(temporal, 'Now');
  const instantClass: unknown = Reflect.get(temporal, 'Instant');
  if (typeof now !== 'object' || now === null || typeof instantClass !== 'function') return;
  const instant = (): object => {
    const made: unknown = functionOf(instantClass, 'fromEpochMilliseconds')?.call(instantClass, readClock());
    if (typeof made !== 'object' || made === null) throw new TypeError('Temporal.Instant made no instant');
    return made;
  };
  const zoned = (zone: unknown = 'UTC'): object => {
    const at = instant();
    const made: unknown = functionOf(at, 'toZonedDateTimeISO')?.call(at, zone);
    if (typeof made !== 'object' || made === null) throw new TypeError('Temporal.Instant has no zoned time');
    return made;
  };
  const part = (name: string) => (zone?: unknown) => {
    const at = zoned(zone);
    return functionOf(at, name)?.call(at);
  };
  replace(now, 'instant', instant);
  replace(now, 'timeZoneId', () => 'UTC');
  replace(now, 'zonedDateTimeISO', zoned);
  replace(now, 'plainDateTimeISO', part('toPlainDateTime'));
  replace(now, 'plainDateISO', part('toPlainDate'));
  replace(now, 'plainTimeISO', part('toPlainTime'));
}
