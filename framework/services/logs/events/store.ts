import { eventKey, type LogGroup, type LogsCall, type LogStream, type StoredEvent } from '../state';

const dayMs = 86_400_000;

/** The moment up to which events of a group have expired by now. */
export function expiredUntilMs(call: LogsCall, group: LogGroup): number {
  return group.retentionInDays === undefined ? -1 : call.nowMs - group.retentionInDays * dayMs;
}

/** Events of a stream that its group still keeps, oldest first; expired ones are dropped on the way. */
export function retainedEvents(call: LogsCall, group: LogGroup, stream: LogStream): StoredEvent[] {
  const untilMs = expiredUntilMs(call, group);
  const retained: StoredEvent[] = [];
  for (const [key, event] of call.state.events.prefix(`${stream.id}\u0000`)) {
    if (event.atMs <= untilMs) call.state.events.delete(key);
    else retained.push(event);
  }
  return retained;
}

export function putEvent(call: LogsCall, stream: LogStream, event: StoredEvent): void {
  call.state.events.set(eventKey(stream, event.atMs, event.sequence), event);
}

export function deleteEvents(call: LogsCall, stream: LogStream): void {
  for (const [key] of call.state.events.prefix(`${stream.id}\u0000`)) call.state.events.delete(key);
}
