/** The words of a filter expression. */
import { invalidRequest } from '../errors';

export interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'sign';
  readonly value: string;
}

const pattern =
  /\s*(?:"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?)(?![\w.])|([A-Za-z_][\w.]*(?:\[[^\]]+\])?)|(!=|<=|>=|[=<>(){}!,]))/y;

export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  let end = 0;
  while (expression.slice(end).trim() !== '') {
    const match = pattern.exec(expression);
    if (match === null) throw invalidRequest('Invalid filter expression.');
    end = pattern.lastIndex;
    const [, text, number, word, sign] = match;
    if (text !== undefined) tokens.push({ kind: 'text', value: text.replaceAll(/\\(.)/g, '$1') });
    else if (number !== undefined) tokens.push({ kind: 'number', value: number });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word });
    else tokens.push({ kind: 'sign', value: sign ?? '' });
  }
  return tokens;
}
