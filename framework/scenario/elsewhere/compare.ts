import { existsSync, readFileSync } from 'node:fs';
import type { Observed } from '../../backends/observer';
import { canonicalJson, StormError } from '../../kernel';
import type { Outcome } from '../../properties/property';
import { normalised } from './normalised';

/** A scenario as one cloud played it. */
export interface Played {
  cloud: string;
  title: string;
  calls: readonly Observed[];
  outcomes: readonly Outcome[];
  isSkipped: boolean;
}

/** One thing in which two clouds differ. */
export interface Difference {
  scenario: string;
  /** 'SQS.ReceiveMessage', or 'state'. */
  request: string;
  /** What of the answer: 'status', 'error', or a path in the output. */
  what: string;
  clouds: readonly [string, string];
  answers: readonly [string, string];
  /** How often it was met in the scenario. */
  times: number;
}

/** A difference that somebody has judged. */
export interface Accepted {
  request: string;
  what: string;
  /** The foreign cloud, by its name or a part of it; every one without. */
  cloud?: string;
  answers: readonly [embedded: string, other: string];
  right: 'embedded' | 'other' | 'both';
  source: string;
}

const acceptedFile = 'test/conformance/accepted-differences.json';

/** The judged differences of the current folder. */
export function acceptedDifferences(): Accepted[] {
  if (!existsSync(acceptedFile)) return [];
  try {
    const parsed: { differences: Accepted[] } = JSON.parse(readFileSync(acceptedFile, 'utf8'));
    return parsed.differences;
  } catch (cause) {
    throw new StormError('STORM_BAD_INPUT', `${acceptedFile} can't be read as JSON.`, { cause });
  }
}

/** Compares each later cloud with the first, call by call; deliveries and polls are matched by their order. */
export function compare(
  played: readonly Played[],
  accepted: readonly Accepted[],
): { unexplained: Difference[]; accepted: Difference[] } {
  const [first] = played;
  const all = new Map<string, Difference>();
  for (const base of played.filter(({ cloud }) => cloud === first?.cloud)) {
    for (const other of played.filter(({ cloud, title }) => cloud !== base.cloud && title === base.title)) {
      if (base.isSkipped || other.isSkipped) continue;
      for (const difference of differences(base, other)) {
        const key = JSON.stringify([
          difference.request,
          difference.what,
          difference.clouds,
          difference.answers,
        ]);
        const known = all.get(key);
        all.set(key, known === undefined ? difference : { ...known, times: known.times + 1 });
      }
    }
  }
  const found = [...all.values()];
  return {
    unexplained: found.filter((difference) => !accepted.some((one) => covers(one, difference))),
    accepted: found.filter((difference) => accepted.some((one) => covers(one, difference))),
  };
}

/** A judged answer of '*' stands for any. */
function covers({ request, what, cloud = '', answers }: Accepted, difference: Difference): boolean {
  if (request !== difference.request || what !== difference.what) return false;
  if (!difference.clouds[1].includes(cloud)) return false;
  return answers.every((answer, index) => answer === '*' || answer === difference.answers[index]);
}

/** The difference as text, with the lines that would accept it. */
export function differenceText({ scenario, request, what, clouds, answers, times }: Difference): string {
  const width = Math.max(...clouds.map((cloud) => cloud.length));
  return [
    `≠ ${request}: ${what}${times === 1 ? '' : ` (${times} times)`}  "${scenario}"`,
    ...clouds.map((cloud, index) => `    ${cloud.padEnd(width)}  ${answers[index] ?? ''}`),
  ].join('\n');
}

function* differences(base: Played, other: Played): Generator<Difference> {
  const clouds = [base.cloud, other.cloud] as const;
  const common = { scenario: base.title, clouds, times: 1 };
  const theirs = byOperation(other.calls);
  for (const [request, calls] of byOperation(base.calls)) {
    const matching = theirs.get(request) ?? [];
    for (const [index, call] of calls.entries()) {
      const match = matching[index];
      // How often somebody polls depends on time; what each answer looks like does not.
      if (match === undefined) continue;
      for (const [what, answers] of callDifferences(call, match)) yield { ...common, request, what, answers };
    }
  }
  const state = [stateOf(base), stateOf(other)] as const;
  if (state[0] !== state[1]) yield { ...common, request: 'state', what: 'outcomes', answers: state };
}

/** Answers of one request that differ in kind, such as an empty poll and one with messages, are no pair. */
function byOperation(calls: readonly Observed[]): Map<string, Observed[]> {
  const groups = new Map<string, Observed[]>();
  for (const call of calls) {
    const request = `${call.client}.${call.operation}`;
    const isEmptyPoll = call.operation === 'ReceiveMessage' && !hasMessages(call.output);
    if (isEmptyPoll) continue;
    groups.set(request, [...(groups.get(request) ?? []), call]);
  }
  return groups;
}

function hasMessages(output: unknown): boolean {
  return typeof output === 'object' && output !== null && Array.isArray(Reflect.get(output, 'Messages'));
}

function callDifferences(a: Observed, b: Observed): [what: string, answers: [string, string]][] {
  if (a.status !== b.status) return [['status', [answerText(a), answerText(b)]]];
  if (a.error !== undefined || b.error !== undefined) {
    const texts: [string, string] = [answerText(a), answerText(b)];
    return texts[0] === texts[1] ? [] : [['error', texts]];
  }
  const [left, right] = [normalised(a.output), normalised(b.output)];
  const paths = [...new Set([...left.keys(), ...right.keys()])].sort();
  return paths.flatMap((path): [string, [string, string]][] => {
    const texts: [string, string] = [left.get(path) ?? '(absent)', right.get(path) ?? '(absent)'];
    return texts[0] === texts[1] ? [] : [[path, texts]];
  });
}

function answerText({ status, error }: Observed): string {
  if (error === undefined) return String(status ?? 'no answer');
  const [message = ''] = normalised(error.message).values();
  return `${status ?? 'no answer'} ${error.name}: ${message}`;
}

function stateOf({ outcomes }: Played): string {
  const rows = outcomes.map((outcome) => canonicalJson(Object.fromEntries(normalised(outcome)))).sort();
  return JSON.stringify(rows);
}
