import { readFileSync } from 'node:fs';
import { stormErrorCodes } from '../framework/kernel';

test('docs/errors.md explains each error code, in order, and no other', () => {
  const explained = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `(STORM_[A-Z_]+)` +\|/gm)].map(
    ([, code]) => code,
  );
  expect(explained).toEqual([...stormErrorCodes].sort());
});
