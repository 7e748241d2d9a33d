import { momentText, type CallEntry, type TraceEntry } from '../kernel';
import type { Evidence } from './property';

/** The trace of one piece of work: everything that its submission caused. */
export function entriesOf(evidence: Evidence, workId: string): TraceEntry[] {
  const caused = new Set<number>();
  const entries: TraceEntry[] = [];
  for (const entry of evidence.trace) {
    const isOwn = entry.type === 'call' && entry.task === 'scenario' && entry.work === workId;
    if (!isOwn && !caused.has(entry.cause)) continue;
    caused.add(entry.n);
    entries.push(entry);
  }
  return entries;
}

/** The work that caused an entry, told by the first submission among its causes. */
export function workOf(evidence: Evidence, entry: TraceEntry): string | undefined {
  const first = evidence.trace[0]?.n ?? 1;
  let at: TraceEntry | undefined = entry;
  while (at !== undefined) {
    if (at.type === 'call' && at.work !== undefined && at.task === 'scenario') return at.work;
    at = evidence.trace[at.cause - first];
  }
  return undefined;
}

/** A call of function code, with what came of it. */
export interface FunctionCall {
  call: CallEntry;
  status: number;
  code: string | undefined;
}

/** The calls that function code made for a piece of work, in order. */
export function functionCalls(entries: readonly TraceEntry[]): FunctionCall[] {
  return entries.flatMap((call) => {
    if (call.type !== 'call' || call.call === undefined || call.task === 'scenario') return [];
    const answer = entries.find((entry) => entry.type === 'answer' && entry.cause === call.n);
    return [
      {
        call,
        status: answer?.type === 'answer' ? answer.status : 0,
        code: answer?.type === 'answer' ? answer.code : undefined,
      },
    ];
  });
}

const linesMax = 24;
/** Log lines that Lambda itself writes; the events say the same. */
const platformLog = /^(START|END|REPORT|INIT_START) /;

/** The story of a piece of work, one line for each thing that matters to people. */
export function history(evidence: Evidence, workId: string): string[] {
  const entries = entriesOf(evidence, workId);
  const lines = entries.flatMap((entry) => {
    const text = lineOf(evidence, entry, entries);
    return text === undefined ? [] : [`${momentText(entry.atMs - evidence.startMs)}  ${text}`];
  });
  if (lines.length <= linesMax) return lines;
  const left = lines.length - linesMax;
  return [...lines.slice(0, linesMax / 2), `… ${left} more …`, ...lines.slice(-linesMax / 2)];
}

function lineOf(evidence: Evidence, entry: TraceEntry, entries: readonly TraceEntry[]): string | undefined {
  const { names } = evidence;
  switch (entry.type) {
    case 'call':
      return callLine(evidence, entry, entries);
    case 'event':
      return `${names.of(entry.resource)}: ${entry.event}${detailText(entry.detail)}`;
    case 'fault':
      return entry.effect === 'extra copy delivered' ? `${entry.fault} delivers an extra copy` : undefined;
    case 'log':
      return platformLog.test(entry.text)
        ? undefined
        : `${taskName(evidence, entry.task)} logged ${logText(entry.text)}`;
    case 'answer':
    case 'mark':
    case 'pick':
    case 'step':
      return undefined;
  }
}

/** What the caller met of an answer that was lost; else it was the caller that was lost. */
const lost: { readonly [code: string]: string } = {
  ConnectionReset: 'connection reset',
  NoAnswer: 'no answer',
};

function callLine(evidence: Evidence, call: CallEntry, entries: readonly TraceEntry[]): string | undefined {
  const isInner = call.call === undefined;
  // Of what services ask each other only the sending counts for people.
  if (isInner && !/^(Send|Publish)/.test(call.operation)) return undefined;
  const answer = entries.find((entry) => entry.type === 'answer' && entry.cause === call.n);
  const fault = entries.find((entry) => entry.type === 'fault' && entry.cause === call.n);
  const outcome =
    answer?.type !== 'answer'
      ? 'no answer'
      : answer.status === 0
        ? (lost[answer.code ?? ''] ?? 'crashed')
        : (answer.code ?? 'done');
  const isHit = answer?.type === 'answer' && (answer.code !== undefined || answer.status === 0);
  const by =
    fault?.type === 'fault' ? ` (${isHit ? 'injected by' : 'what follows meets'} ${fault.fault})` : '';
  const place = call.place === undefined ? undefined : evidence.names.source(call.task, call.place);
  const at = place === undefined ? '' : `  ${place}`;
  const target = call.subject ?? (call.resource === undefined ? '' : evidence.names.of(call.resource));
  return `${taskName(evidence, call.task)}: ${call.service}:${call.operation} ${target} → ${outcome}${by}${at}`;
}

/** 'Processor' of 's3-processor-Processor-1X2Y/3'. */
function taskName(evidence: Evidence, task: string): string {
  const slash = task.lastIndexOf('/');
  return slash < 0 ? task : `${evidence.names.of(task.slice(0, slash))}#${task.slice(slash + 1)}`;
}

/** A console line without the time, id and level that Lambda puts before it; of a JSON line what it says and why. */
function logText(text: string): string {
  const line = text.split('\t').slice(3).join(' ') || text;
  const { message, cause } = jsonLine(line);
  if (typeof message === 'string') {
    return `${JSON.stringify(message)}${typeof cause === 'string' ? `: ${short(cause)}` : ''}`;
  }
  return JSON.stringify(short(line));
}

function jsonLine(line: string): { message?: unknown; cause?: unknown } {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function short(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

/** Details that name things for machines, or say what the line says already. */
const untold = new Set(['requestId', 'environment', 'durationMs', 'cold']);

function detailText(detail: { readonly [key: string]: string | number | boolean | null }): string {
  const parts = Object.entries(detail)
    .filter(([key, value]) => value !== null && !untold.has(key))
    .map(([key, value]) => `${key} ${String(value).replace(/^RequestId: \S+ /, '')}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
