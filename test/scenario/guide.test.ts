/** Goal: what `docs/guides/write-a-scenario.md` tells is true. Method: what it shows and names is in the repository. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as stormproof from 'stormproof';

const root = join(__dirname, '../..');
const guide = readFileSync(join(root, 'docs/guides/write-a-scenario.md'), 'utf8');

test('the snippet is the scenario of the repository', () => {
  const [, snippet = ''] = /^```ts\n([^]*?)^```$/m.exec(guide) ?? [];
  const told = readFileSync(join(root, 'scenarios/s3-processor/throttled-table.scenario.ts'), 'utf8');
  expect(snippet).not.toBe('');
  expect(told).toContain(snippet);
});

test('the files and properties that it names exist', () => {
  const files = [...guide.matchAll(/`([\w-]+(?:\.scenario)?\.ts)`/g)].map(([, name = '']) => name);
  expect(files.length).toBeGreaterThan(6);
  expect(files.filter((name) => !existsSync(join(root, 'scenarios/s3-processor', name)))).toEqual([]);
  const { properties } = stormproof;
  for (const name of ['retained', 'expired', 'unchanged', 'lossAtMost', 'audited', 'handlesAll']) {
    expect(guide).toContain(name);
    expect(properties).toHaveProperty(name);
  }
});
