import { compileGlob, type Matcher, type Piece } from '../patterns/glob';
import { textOf } from '../patterns/variables';
import { withNegation, type ConditionOperator } from './operator';

const PARTS = 6;

/** Cuts a pattern at its first five colons; a colon that came out of a variable cuts as well. */
function cutAtColons(pieces: readonly Piece[]): Piece[][] {
  const parts: Piece[][] = [[]];
  for (const { text, literal } of pieces) {
    let rest = text;
    while (parts.length < PARTS && rest.includes(':')) {
      const colon = rest.indexOf(':');
      parts.at(-1)?.push({ text: rest.slice(0, colon), literal });
      parts.push([]);
      rest = rest.slice(colon + 1);
    }
    parts.at(-1)?.push({ text: rest, literal });
  }
  return parts;
}

function partsOfArn(arn: string): string[] | undefined {
  const parts: string[] = [];
  let from = 0;
  for (let i = 1; i < PARTS; i += 1) {
    const colon = arn.indexOf(':', from);
    if (colon < 0) return undefined;
    parts.push(arn.slice(from, colon));
    from = colon + 1;
  }
  parts.push(arn.slice(from));
  return parts;
}

/**
 * Each of the six parts is matched on its own, so a `*` does not reach over a colon before the resource.
 * `ArnEquals` knows wildcards as `ArnLike` does. A pattern that is `*` alone matches any ARN.
 */
function prepare(value: readonly Piece[]): Matcher {
  if (textOf(value) === '*') return (got) => partsOfArn(got) !== undefined;
  const wanted = cutAtColons(value).map((pieces) => compileGlob(pieces));
  return (got) => {
    const parts = partsOfArn(got);
    return (
      parts !== undefined &&
      wanted.length === PARTS &&
      wanted.every((isMatch, index) => isMatch(parts[index] ?? ''))
    );
  };
}

const plain = { isNegated: false, takesVariables: true, prepare };

export const arnOperators: ConditionOperator[] = [
  ...withNegation({ ...plain, name: 'ArnEquals' }, 'ArnNotEquals'),
  ...withNegation({ ...plain, name: 'ArnLike' }, 'ArnNotLike'),
];
