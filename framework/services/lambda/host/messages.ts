import type { Message } from './channel';
import type { EnvironmentSpec, OutgoingCall, Report, Stimulus } from './contract';

/** What the host sends: first the environment to become, then what happens to it. */
export type ToWorker =
  | { kind: 'start'; spec: EnvironmentSpec; isReusable: boolean }
  /** Be like new; answered by `Recycled`. */
  | { kind: 'recycle' }
  | Stimulus;

/** Whether a worker can be another environment. */
export interface Recycled {
  isRecycled: boolean;
}

/** The same with its bytes taken out. */
export type PackedToWorker =
  Exclude<ToWorker, { kind: 'answer' }> | Omit<Extract<ToWorker, { kind: 'answer' }>, 'body'>;

/** A report with the bodies of its requests taken out. */
export type PackedReport = Omit<Report, 'calls'> & { calls: Omit<OutgoingCall, 'body'>[] };

/** Takes the bytes out of a message for the worker. */
export function packToWorker(message: ToWorker): Message<PackedToWorker> {
  if (message.kind !== 'answer') return { data: message, bodies: [] };
  const { body, ...data } = message;
  return { data, bodies: [body] };
}

/** Puts the bytes back. */
export function unpackToWorker({ data, bodies }: Message<PackedToWorker>): ToWorker {
  return data.kind === 'answer' ? { ...data, body: bodies[0] ?? new Uint8Array() } : data;
}

/** Takes the request bodies out of a report. */
export function packReport(report: Report): Message<PackedReport> {
  const bodies: Uint8Array[] = [];
  const calls = report.calls.map(({ body, ...call }) => {
    bodies.push(body);
    return call;
  });
  return { data: { ...report, calls }, bodies };
}

/** Puts the request bodies back. */
export function unpackReport({ data, bodies }: Message<PackedReport>): Report {
  return {
    ...data,
    calls: data.calls.map((call, index) => ({ ...call, body: bodies[index] ?? new Uint8Array() })),
  };
}
