import type { EnvironmentSpec, Report, Stimulus } from './contract';
import type { Message } from './channel';

/** What the host sends: first the environment to become, then what happens to it. */
export type ToWorker = { kind: 'start'; spec: EnvironmentSpec } | Stimulus;

/** Takes the bytes out of a message for the worker. */
export function packToWorker(message: ToWorker): Message {
  if (message.kind !== 'answer') return { data: message, bodies: [] };
  const { body, ...rest } = message;
  return { data: rest, bodies: [body] };
}

/** Puts the bytes back. */
export function unpackToWorker({ data, bodies }: Message): ToWorker {
  // The host wrote it with `packToWorker`.
  const message = data as ToWorker;
  return message.kind === 'answer' ? { ...message, body: bodies[0] ?? new Uint8Array() } : message;
}

/** Takes the request bodies out of a report. */
export function packReport(report: Report): Message {
  return {
    data: { ...report, calls: report.calls.map(({ body: _, ...call }) => call) },
    bodies: report.calls.map((call) => call.body),
  };
}

/** Puts the request bodies back. */
export function unpackReport({ data, bodies }: Message): Report {
  // The worker wrote it with `packReport`.
  const report = data as Report;
  return {
    ...report,
    calls: report.calls.map((call, index) => ({ ...call, body: bodies[index] ?? new Uint8Array() })),
  };
}
