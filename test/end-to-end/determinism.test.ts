import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { Project, repository } from './command';

jest.setTimeout(590_000);

interface Play {
  title: string;
  seed: number | null;
  traceHash: string;
}

const runs = Number(process.env['STORMPROOF_TEST_RUNS'] ?? 25);

async function plays(
  project: Project,
  options: { runs: number; seeds: number; order: string; files: string; env: Record<string, string> },
): Promise<Play[]> {
  const program = join(repository, 'dist/index.js');
  const script = join(__dirname, 'plays.cjs');
  const args = [script, program, String(options.runs), String(options.seeds), options.order, options.files];
  const child = spawn(process.execPath, args, {
    cwd: project.folder,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = (await text(child.stdout)).trim().split('\n');
  return lines.map((line): Play => JSON.parse(line));
}

/** Plays in two processes at the same time, so that each is the other's load; answers the hashes by title. */
async function hashesOf(files: string, count: number): Promise<Map<string, string[]>> {
  using project = Project.withProcessor();
  const both = await Promise.all([
    plays(project, { runs: count, seeds: 0, order: 'forward', files, env: { TZ: 'UTC', LANG: 'C' } }),
    plays(project, {
      runs: count,
      seeds: 0,
      order: 'backward',
      files,
      env: { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' },
    }),
  ]);
  const groups = Map.groupBy(both.flat(), ({ title }) => title);
  return new Map([...groups].map(([title, list]) => [title, list.map(({ traceHash }) => traceHash)]));
}

test('a scenario does the same in every run, whatever the process, time zone, language, load and order', async () => {
  const hashes = [...(await hashesOf('(uploads|duplicates|poison)', runs)).values()];
  expect(hashes.map((list) => list.length)).toEqual([2 * runs, 2 * runs, 2 * runs]);
  for (const list of hashes) expect(new Set(list).size).toBe(1);
});

test('each scenario does the same in two runs of two processes', async () => {
  const hashes = await hashesOf('', 2);
  expect(hashes.size).toBeGreaterThan(20);
  for (const [title, list] of hashes) expect([title, new Set(list).size, list.length]).toEqual([title, 1, 4]);
});

test('fifty seeds are nearly fifty different runs', async () => {
  using project = Project.withProcessor();
  const list = await plays(project, { runs: 0, seeds: 50, order: 'forward', files: 'uploads', env: {} });
  expect(list).toHaveLength(50);
  expect(new Set(list.map(({ traceHash }) => traceHash)).size).toBeGreaterThanOrEqual(45);
});
