/** A part of a pattern; in a literal part `*` and `?` mean themselves. */
export interface Piece {
  text: string;
  literal: boolean;
}

export type Matcher = (text: string) => boolean;

/** What stands between two stars: `wild[i]` marks a `?`; `wild` is empty where there is none. */
interface Run {
  text: string;
  wild: boolean[];
}

const holds = (run: Run, text: string, at: number): boolean => {
  if (run.wild.length === 0) return text.startsWith(run.text, at);
  for (let i = 0; i < run.text.length; i += 1) {
    if (!run.wild[i] && text.charCodeAt(at + i) !== run.text.charCodeAt(i)) return false;
  }
  return true;
};

const find = (run: Run, text: string, from: number, end: number): number => {
  if (run.wild.length === 0) {
    const at = text.indexOf(run.text, from);
    return at + run.text.length <= end ? at : -1;
  }
  for (let at = from; at + run.text.length <= end; at += 1) {
    if (holds(run, text, at)) return at;
  }
  return -1;
};

/** Cuts a pattern at its stars. */
function runsOf(pieces: readonly Piece[]): Run[] {
  const runs: Run[] = [];
  let text = '';
  let wild: boolean[] = [];
  let isWild = false;
  const close = (): void => {
    runs.push({ text, wild: isWild ? wild : [] });
    text = '';
    wild = [];
    isWild = false;
  };
  for (const piece of pieces) {
    for (const unit of piece.text.split('')) {
      if (unit === '*' && !piece.literal) {
        close();
        continue;
      }
      const isHole = unit === '?' && !piece.literal;
      isWild ||= isHole;
      text += unit;
      wild.push(isHole);
    }
  }
  close();
  return runs;
}

/**
 * Compiles a pattern with `*` (any text) and `?` (one character) to a test.
 *
 * Between two stars the leftmost fit is always good enough, so no star is ever gone back to, and no number of stars
 * makes a match slow.
 */
export function compileGlob(pieces: readonly Piece[]): Matcher {
  const runs = runsOf(pieces);
  const first = runs[0];
  const last = runs.at(-1);
  if (first === undefined || last === undefined) return (text) => text === '';
  if (runs.length === 1) {
    if (first.wild.length === 0) return (text) => text === first.text;
    return (text) => text.length === first.text.length && holds(first, text, 0);
  }
  const inner = runs.slice(1, -1).filter((run) => run.text !== '');
  const lengthMin = runs.reduce((sum, run) => sum + run.text.length, 0);
  if (lengthMin === 0) return () => true;
  return (text) => {
    if (text.length < lengthMin) return false;
    const end = text.length - last.text.length;
    if (!holds(first, text, 0) || !holds(last, text, end)) return false;
    let from = first.text.length;
    for (const run of inner) {
      const at = find(run, text, from, end);
      if (at < 0) return false;
      from = at + run.text.length;
    }
    return true;
  };
}

/** Compiles one plain pattern. */
export const compilePattern = (pattern: string): Matcher => compileGlob([{ text: pattern, literal: false }]);
