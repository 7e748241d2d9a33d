import { compileGlob } from '../../../framework/cloud/iam/patterns/glob';

/** The rules of a pattern, written down as slowly as they read. */
function matchesSlowly(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) {
    return matchesSlowly(pattern.slice(1), text) || (text !== '' && matchesSlowly(pattern, text.slice(1)));
  }
  const isSame = text !== '' && (pattern.startsWith('?') || pattern.charAt(0) === text.charAt(0));
  return isSame && matchesSlowly(pattern.slice(1), text.slice(1));
}

/** A small linear congruential generator, so that the words are the same in every run. */
function words(letters: string, lengthMax: number, count: number, seed: number): string[] {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: next(lengthMax + 1) }, () => letters.charAt(next(letters.length))).join(''),
  );
}

test('a compiled pattern agrees with the plain reading of the rules', () => {
  const texts = words('aab:', 7, 150, 7);
  let matched = 0;
  for (const pattern of words('ab:*?', 6, 400, 11)) {
    const test = compileGlob([{ text: pattern, literal: false }]);
    for (const text of texts) {
      const expected = matchesSlowly(pattern, text);
      matched += Number(expected);
      if (test(text) !== expected) throw new Error(`${pattern} on ${text}: expected ${expected}`);
    }
  }
  expect(matched).toBeGreaterThan(5000);
});

test('a literal pattern matches itself only', () => {
  const test = compileGlob([{ text: 'a*?', literal: true }]);
  expect(['a*?', 'a*x', 'abc'].map(test)).toEqual([true, false, false]);
});

test('many stars on a long text that just fails cost no more than one pass', () => {
  const test = compileGlob([{ text: `${'*a'.repeat(2000)}*b*c`, literal: false }]);
  expect(test('a'.repeat(200_000))).toBe(false);
  expect(test(`${'a'.repeat(200_000)}bc`)).toBe(true);
});
