import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Sources } from '../backends/sources';
import { StormError } from '../kernel';
import type { Flaw } from './system';

/** The user's files as a flaw makes them; the files themselves stay as they are. */
export function flawedSources(flaw: Flaw): Sources {
  const texts = new Map<string, string>();
  for (const { file, find, replace } of flaw.patches) {
    const path = resolve(file);
    const text = texts.get(path) ?? readFileSync(path, 'utf8');
    const found = text.split(find).length - 1;
    if (found !== 1) {
      throw new StormError(
        'STORM_FLAW_DOES_NOT_APPLY',
        `The flaw ${flaw.id} looks for a text that stands ${found} times in ${file}, not once.`,
        {
          fix: `bring the patch up to date; it begins with: ${JSON.stringify(find.split('\n')[0])}`,
        },
      );
    }
    texts.set(
      path,
      text.replace(find, () => replace),
    );
  }
  return new Sources(texts);
}

/** The flaw of that id among a system's own. */
export function flawOf(flaws: readonly Flaw[], id: string): Flaw | undefined {
  return flaws.find((flaw) => flaw.id === id);
}
