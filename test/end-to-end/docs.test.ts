import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { leftOverFolders, Project, repository } from './command';

jest.setTimeout(60_000);

const readme = readFileSync(join(repository, 'README.md'), 'utf8');

/** Fenced blocks of the README, by language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(/^```(\w*)\n([^]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text = '']) => text);
}

test('the README shows what the flawed example prints, word for word', () => {
  using project = Project.withProcessor();
  const { stdout } = project.run(['run', 'duplicates', '--flaw', 'P13']);
  const [shown = ''] = blocks('');
  expect(shown).toContain('STORM_PROPERTY_FAILED');
  expect(stdout).toContain(shown.trim());
});

test("the README's scenario is the one in the repository", () => {
  const [shown = ''] = blocks('ts');
  const told = readFileSync(join(repository, 'scenarios/s3-processor/duplicates.scenario.ts'), 'utf8');
  expect(told).toContain(shown.trim());
});

test("the README's plain test passes under jest in a project that has stormproof installed", () => {
  const [, shown = ''] = blocks('ts');
  using project = Project.withProcessor();
  project.write(
    'plain.test.js',
    shown.replaceAll(/^import (.*) from '(.*)';$/gm, "const $1 = require('$2');"),
  );
  project.write(
    'jest.config.js',
    "module.exports = { setupFilesAfterEnv: ['stormproof/jest'], moduleNameMapper: { '^stormproof$': '<dist>/index.js' } };"
      .replaceAll('<dist>', join(repository, 'dist'))
      .replace("'stormproof/jest'", `'${join(repository, 'dist/jest.js')}'`),
  );
  const { code, stderr } = project.jest(['plain.test.js', '--testTimeout=60000']);
  expect(stderr).toMatch(/1 passed, 1 total/);
  expect(code).toBe(0);
  expect(leftOverFolders()).toEqual([]);
});

test('each option that the README names is one of the command, and the other way round', () => {
  using project = new Project();
  const { stdout } = project.run(['run', '--help']);
  const offered = [...stdout.matchAll(/^ {2}--([a-z]+)/gm)].map(([, name = '']) => name).toSorted();
  const named = [
    ...(/\| `npx stormproof run \[pattern\]`.*\n/.exec(readme)?.[0] ?? '').matchAll(/`--([a-z]+)/g),
  ]
    .map(([, name = '']) => name)
    .sort();
  expect(named).toEqual(offered);
});
