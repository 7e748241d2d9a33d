import { invalidParameter } from '../errors';
import { compileJsonPattern } from './json-pattern';
import { compilePatternRegex } from './pattern-regex';
import { compileSpacePattern } from './space-pattern';

/** A filter pattern, made ready. */
export interface FilterPattern {
  readonly matches: (message: string) => boolean;
  /** What a selector (`$.latency`, `$bytes`) leads to in a message; undefined where there is nothing. */
  readonly valueAt: (message: string, selector: string) => unknown;
  /** The values that the pattern itself speaks of, by selector. */
  readonly extracted: (message: string) => Record<string, string>;
}

interface Term {
  readonly mark: '' | '?' | '-';
  readonly test: (message: string) => boolean;
}

/**
 * Makes a filter pattern ready: terms, quoted phrases, `%regular expressions%`, `?any ?of`, `-without`,
 * `{ $.json = "x" }`, `[space, delimited, status = 4*]`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compileFilterPattern(pattern: string): FilterPattern {
  const trimmed = pattern.trim();
  if (trimmed.startsWith('{')) return compileJsonPattern(trimmed);
  if (trimmed.startsWith('[')) return compileSpacePattern(trimmed);
  return {
    matches: termTest(trimmed === '' ? [] : readTerms(trimmed)),
    valueAt: () => undefined,
    extracted: () => ({}),
  };
}

/** AWS does not look at `?` terms beside others. */
function termTest(terms: readonly Term[]): (message: string) => boolean {
  const tests = (mark: Term['mark']) => terms.filter((term) => term.mark === mark).map(({ test }) => test);
  const any = tests('?');
  const all = tests('');
  const none = tests('-');
  if (all.length + none.length === 0 && any.length > 0) {
    return (message) => any.some((test) => test(message));
  }
  return (message) => all.every((test) => test(message)) && !none.some((test) => test(message));
}

function readTerms(pattern: string): Term[] {
  const terms: Term[] = [];
  const next = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s"]+))/gy;
  let end = 0;
  for (let match = next.exec(pattern); match !== null; match = next.exec(pattern)) {
    end = next.lastIndex;
    const [, given = '', quoted, regex, word] = match;
    const mark = given === '?' || given === '-' ? given : '';
    terms.push({ mark, test: regex === undefined ? textTest(quoted, word) : regexTest(regex) });
  }
  if (pattern.slice(end).trim() !== '') throw invalidParameter('Invalid filter pattern');
  return terms;
}

function textTest(quoted: string | undefined, word = ''): Term['test'] {
  const [invalid] = quoted === undefined ? (/\W/.exec(word) ?? []) : [];
  if (invalid !== undefined) throw invalidParameter(`Invalid character(s) in term '${invalid}'`);
  const text = quoted === undefined ? word : quoted.replaceAll(/\\(.)/g, '$1');
  return (message) => message.includes(text);
}

function regexTest(source: string): Term['test'] {
  const regex = compilePatternRegex(source);
  return (message) => regex.test(message);
}
