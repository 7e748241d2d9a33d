import type { Piece } from './glob';

/** A policy variable: a condition key, and what to take where the request has no such key. */
interface Variable {
  key: string;
  fallback?: string;
}

/** A value of a policy, cut at its variables. */
export type Template = readonly (Piece | Variable)[];

const VARIABLE = /\$\{([^{}]*)\}/g;
const WITH_DEFAULT = /^(.*?),\s*'(.*)'\s*$/;
/** `${*}`, `${?}` and `${$}` stand for the character itself. */
const CHARACTERS = ['*', '?', '$'];

function variableOf(inside: string): Piece | Variable {
  if (CHARACTERS.includes(inside)) return { text: inside, literal: true };
  const [, key, fallback] = WITH_DEFAULT.exec(inside) ?? [];
  if (key === undefined || fallback === undefined) return { key: inside.trim().toLowerCase() };
  return { key: key.trim().toLowerCase(), fallback };
}

/** Cuts a value at its policy variables; where the policy's version has none, all of it is plain text. */
export function templateOf(value: string, hasVariables: boolean): Template {
  if (!hasVariables || !value.includes('${')) return [{ text: value, literal: false }];
  const parts: (Piece | Variable)[] = [];
  let end = 0;
  for (const match of value.matchAll(VARIABLE)) {
    if (match.index > end) parts.push({ text: value.slice(end, match.index), literal: false });
    parts.push(variableOf(match[1] ?? ''));
    end = match.index + match[0].length;
  }
  if (end < value.length) parts.push({ text: value.slice(end), literal: false });
  return parts;
}

/** The pieces of a template without variables, which need no request to be known. */
export function fixedPieces(template: Template): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  for (const part of template) {
    if ('key' in part) return undefined;
    pieces.push(part);
  }
  return pieces;
}

/**
 * Puts the request's values in place of the variables; undefined where one of them has no single value.
 *
 * A value is taken literally: a user called `*` gains nothing by the name.
 */
export function fillTemplate(
  template: Template,
  valuesOf: (key: string) => readonly string[] | undefined,
): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  for (const part of template) {
    if (!('key' in part)) {
      pieces.push(part);
      continue;
    }
    const values = valuesOf(part.key);
    const text = values?.length === 1 ? values[0] : part.fallback;
    if (text === undefined) return undefined;
    pieces.push({ text, literal: true });
  }
  return pieces;
}

export const textOf = (pieces: readonly Piece[]): string => pieces.map((piece) => piece.text).join('');
