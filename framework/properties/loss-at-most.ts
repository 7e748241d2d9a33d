import { milliseconds, momentText, spanText, type CallEntry, type Duration } from '../kernel';
import { countOf, type Evidence, type Look, type Property, type Verdict } from './property';

export interface LossAtMostOptions {
  /** The look just before the disaster. */
  before: string;
  /** The look when what could be recovered was. */
  after: string;
  /** RPO: what came to be within so much time before the disaster may be lost; nothing by default. */
  window?: Duration;
  /** RTO: the second look must follow the first within so much time. */
  within?: Duration;
  /** The logical id of what was lost, by which the place to mend is told. */
  of: string;
  /** What has to be turned on for a recovery, for the message. */
  by: string;
}

/**
 * A disaster cost no more than agreed: what had an outcome `window` (the recovery point objective) before it has one
 * after the recovery, and the recovery took no longer than `within` (the recovery time objective).
 *
 * It needs the trace, by which it is known when an outcome came to be, and virtual time. With a window, a row counts
 * as new if the scenario submitted its work within it. A first look at which nothing was there fails the claim.
 *
 * @example
 * const looks = { before: 'disaster', after: 'restored' };
 * holds: [properties.lossAtMost({ ...looks, window: '5 minutes', of: 'Records', by: 'backups' })]
 */
export function lossAtMost(options: LossAtMostOptions): Property {
  return {
    name: 'lossAtMost',
    needs: ['trace', 'virtualTime'],
    judge: (evidence) => judge(evidence, options),
  };
}

function judge(evidence: Evidence, options: LossAtMostOptions): Verdict {
  const { before, after, window = '0 seconds', within, of, by } = options;
  const [first, second] = [before, after].map((name) => evidence.looks?.find((look) => look.name === name));
  if (first === undefined || second === undefined || first.outcomes.length === 0) {
    return {
      holds: false,
      what: `the looks '${before}' and '${after}' show nothing that could have been lost, so it proves nothing`,
      lines: [],
      fix: { text: `take both in the storm, with work done: await outcomes('${before}')` },
    };
  }
  const owed = owedAt(evidence, first, milliseconds(window));
  const there = new Set(second.outcomes.map(({ id }) => id));
  const lost = owed.filter((id) => !there.has(id));
  const tookMs = second.atMs - first.atMs;
  const isLate = within !== undefined && tookMs > milliseconds(within);
  if (lost.length === 0 && !isLate) {
    const allowed = within === undefined ? '' : `, ${within} allowed`;
    const count = countOf(owed.length, owed.length, evidence.noun);
    return { holds: true, proven: `${count} back after ${spanText(tookMs)}${allowed}` };
  }
  const place = evidence.names.template(of);
  const whats = [
    ...(lost.length === 0 ? [] : [`${countOf(lost.length, owed.length, evidence.noun)} lost for ever`]),
    ...(isLate ? [`the recovery took ${spanText(tookMs)}, ${within} allowed`] : []),
  ];
  return {
    holds: false,
    what: whats.join(', '),
    lines: [
      ...(lost.length === 0 ? [] : [{ label: 'lost', text: lost.join(', ') }]),
      ...refusals(evidence, first, second).map((text) => ({ label: 'history', text })),
    ],
    fix: { text: `turn on ${by} of ${of}`, ...(place === undefined ? {} : { place }) },
  };
}

/** What had an outcome at the look and was not submitted in the window before it. */
function owedAt({ trace }: Evidence, look: Look, windowMs: number): string[] {
  const since = new Map<string, number>();
  for (const entry of trace) {
    if (entry.type === 'call' && entry.work !== undefined && entry.task === 'scenario') {
      if (!since.has(entry.work)) since.set(entry.work, entry.atMs);
    }
  }
  const ids = [...new Set(look.outcomes.map(({ id }) => id))];
  return windowMs === 0 ? ids : ids.filter((id) => (since.get(id) ?? 0) <= look.atMs - windowMs);
}

/** What the scenario did between the looks, as far as it changes something or was refused. */
function refusals({ trace, startMs, names }: Evidence, first: Look, second: Look): string[] {
  const answers = new Map(
    trace.flatMap((entry) => (entry.type === 'answer' ? [[entry.cause, entry] as const] : [])),
  );
  const calls = trace.filter(
    (entry): entry is CallEntry =>
      entry.type === 'call' &&
      entry.task === 'scenario' &&
      entry.atMs >= first.atMs &&
      entry.atMs <= second.atMs,
  );
  const lines = calls.flatMap((call) => {
    const answer = answers.get(call.n);
    const isQuiet =
      answer?.code === undefined && /^(Get|List|Describe|Scan|Query|Head|Receive)/.test(call.operation);
    if (isQuiet) return [];
    const at = momentText(call.atMs - startMs);
    const target = call.subject ?? names.of(call.resource ?? '');
    const outcome = answer?.code === undefined ? 'done' : `${answer.code}: ${answer.message ?? ''}`;
    return [`${at}  scenario: ${call.service}:${call.operation} ${target} → ${outcome}`];
  });
  return lines.length <= 12
    ? lines
    : [...lines.slice(0, 6), `… ${lines.length - 12} more …`, ...lines.slice(-6)];
}
