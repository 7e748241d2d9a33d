/** The events that an archive keeps. */
import type { BusEvent, EventsCall } from '../state';
import type { Archive, ArchivedEvent } from './state';

const dayMs = 86_400_000;
/** What an event counts beside its texts: its time and its account. */
const fixedBytes = 26;
const timeDigits = 15;

const keyOf = (archive: string, atMs: number, id: string): string =>
  `${archive}\u0000${String(atMs).padStart(timeDigits, '0')}\u0000${id}`;

/** The same event is kept once, however often it is delivered. */
export function keep(call: EventsCall, archive: string, event: BusEvent): void {
  if (!call.state.archives.has(archive)) return;
  const texts = [event.source, event['detail-type'], JSON.stringify(event.detail), ...event.resources];
  const atMs = Date.parse(event.time);
  call.state.archivedEvents.set(keyOf(archive, atMs, event.id), {
    atMs,
    blob: call.blobs.put(Buffer.from(JSON.stringify(event))),
    bytes: texts.reduce((sum, text) => sum + Buffer.byteLength(text), fixedBytes),
  });
}

/** In the order of their times, without those that were kept long enough. */
export function archivedEvents(
  call: EventsCall,
  { name, retentionDays }: Pick<Archive, 'name' | 'retentionDays'>,
): ArchivedEvent[] {
  const oldestMs = retentionDays === 0 ? 0 : call.nowMs - retentionDays * dayMs;
  return [...call.state.archivedEvents.prefix(`${name}\u0000`)]
    .map(([, event]) => event)
    .filter(({ atMs }) => atMs >= oldestMs);
}

export function forget(call: EventsCall, archive: string): void {
  for (const [key] of call.state.archivedEvents.prefix(`${archive}\u0000`)) {
    call.state.archivedEvents.delete(key);
  }
}
