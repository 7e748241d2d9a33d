import type { CST } from 'yaml';

/** Where the text of a template was moved to the right, so that columns can be told as the user sees them. */
export type Padding = ReadonlyMap<number, number>;

/** Collections re-indented in one template; each costs another reading. */
const repairsMax = 50;

/**
 * Re-indents JSON-like collections whose lines stand left of what YAML asks for.
 *
 * CloudFormation's parser does not look at indentation between brackets, and templates with pasted JSON schemas
 * rely on it. Only spaces at the start of lines are added; `padding` holds how many, by line from 0.
 */
export function reindented(
  text: string,
  parse: (text: string) => CST.Token[],
): { text: string; tokens: CST.Token[]; padding: Padding } {
  const padding = new Map<number, number>();
  let tokens = parse(text);
  for (let repairs = 0; repairs < repairsMax; repairs++) {
    const start = brokenFlow(tokens);
    if (start === undefined) break;
    const lines = linesInside(text, start);
    if (lines === undefined) break;
    const width = start - text.lastIndexOf('\n', start);
    const rows = text.split('\n');
    for (const line of lines) {
      rows[line] = ' '.repeat(width) + (rows[line] ?? '');
      padding.set(line, (padding.get(line) ?? 0) + width);
    }
    text = rows.join('\n');
    tokens = parse(text);
  }
  return { text, tokens, padding };
}

/** The first `{` or `[` that the parser gave up on before its end. */
function brokenFlow(tokens: readonly CST.Token[]): number | undefined {
  const open: CST.Token[] = [...tokens];
  let first: number | undefined;
  for (let token = open.pop(); token !== undefined; token = open.pop()) {
    if (token.type === 'document' && token.value !== undefined) open.push(token.value);
    if (token.type === 'flow-collection') {
      const closed = token.end.some((end) => end.type === 'flow-map-end' || end.type === 'flow-seq-end');
      if (!closed && (first === undefined || token.offset < first)) first = token.offset;
    }
    if (!('items' in token)) continue;
    for (const item of token.items) {
      if ('key' in item && item.key) open.push(item.key);
      if (item.value) open.push(item.value);
    }
  }
  return first;
}

/** The lines after the first of the collection that starts here; undefined when it never ends. */
function linesInside(text: string, start: number): number[] | undefined {
  const token = /\n|[[\]{}]|"(?:[^"\\]|\\[^])*"|'(?:[^']|'')*'|(?<=\s)#[^\n]*/g;
  token.lastIndex = start;
  let line = text.slice(0, start).split('\n').length - 1;
  let depth = 0;
  const lines: number[] = [];
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [piece] = found;
    for (const _ of piece.matchAll(/\n/g)) lines.push(++line);
    if (piece === '{' || piece === '[') depth++;
    if (piece === '}' || piece === ']') depth--;
    if (depth === 0) return lines;
  }
  return undefined;
}
