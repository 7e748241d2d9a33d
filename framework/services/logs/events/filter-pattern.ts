import { invalidParameter } from '../errors';
import { compileJsonPattern } from './json-pattern';

export type Matcher = (message: string) => boolean;

interface Term {
  readonly mark: '' | '?' | '-';
  readonly text: string;
}

/**
 * Makes a filter pattern into a test of messages: terms, quoted phrases, `?any ?of`, `-without`, or `{ $.json = "x" }`.
 *
 * `notEmulated` is called for what AWS knows besides: regular expressions and space-delimited patterns.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compileFilterPattern(pattern: string, notEmulated: (what: string) => never): Matcher {
  const trimmed = pattern.trim();
  if (trimmed === '') return () => true;
  if (trimmed.startsWith('{')) return compileJsonPattern(trimmed, notEmulated);
  if (trimmed.startsWith('[')) notEmulated('logs: a space-delimited filter pattern');
  const terms = readTerms(trimmed, notEmulated);
  const texts = (mark: Term['mark']) => terms.filter((term) => term.mark === mark).map(({ text }) => text);
  const any = texts('?');
  const all = texts('');
  const none = texts('-');
  if (any.length > 0 && all.length + none.length > 0) {
    notEmulated('logs: a filter pattern that mixes ? with other terms');
  }
  return (message) => {
    const has = (text: string) => message.includes(text);
    return all.every(has) && !none.some(has) && (any.length === 0 || any.some(has));
  };
}

function readTerms(pattern: string, notEmulated: (what: string) => never): Term[] {
  const terms: Term[] = [];
  const next = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/gy;
  let end = 0;
  for (let match = next.exec(pattern); match !== null; match = next.exec(pattern)) {
    end = next.lastIndex;
    const [, mark = '', quoted, word] = match;
    const text = quoted === undefined ? (word ?? '') : quoted.replaceAll(/\\(.)/g, '$1');
    if (quoted === undefined && /^%.*%$/.test(text))
      notEmulated('logs: a regular expression in a filter pattern');
    const [invalid] = quoted === undefined ? (/\W/.exec(text) ?? []) : [];
    if (invalid !== undefined) throw invalidParameter(`Invalid character(s) in term '${invalid}'`);
    terms.push({ mark: mark === '?' || mark === '-' ? mark : '', text });
  }
  if (pattern.slice(end).trim() !== '') throw invalidParameter('Invalid filter pattern');
  return terms;
}
