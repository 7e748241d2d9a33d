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
  options: { runs: number; seeds: number; order: string; env: Record<string, string> },
): Promise<Play[]> {
  const program = join(repository, 'dist/index.js');
  const script = join(__dirname, 'plays.cjs');
  const args = [script, program, String(options.runs), String(options.seeds), options.order];
  const child = spawn(process.execPath, args, {
    cwd: project.folder,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = (await text(child.stdout)).trim().split('\n');
  return lines.map((line): Play => JSON.parse(line));
}

test('each scenario does the same in every run, whatever the process, time zone, language, load and order', async () => {
  using project = Project.withProcessor();
  // The two processes run at the same time, so that each is the other's load.
  const both = await Promise.all([
    plays(project, { runs, seeds: 0, order: 'forward', env: { TZ: 'UTC', LANG: 'C' } }),
    plays(project, {
      runs,
      seeds: 0,
      order: 'backward',
      env: { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' },
    }),
  ]);
  const hashes = Map.groupBy(both.flat(), ({ title }) => title);
  expect([...hashes.values()].map((list) => list.length)).toEqual([2 * runs, 2 * runs, 2 * runs]);
  for (const list of hashes.values()) expect(new Set(list.map(({ traceHash }) => traceHash)).size).toBe(1);
});

test('fifty seeds are nearly fifty different runs', async () => {
  using project = Project.withProcessor();
  const list = await plays(project, { runs: 0, seeds: 50, order: 'forward', env: {} });
  expect(list).toHaveLength(50);
  expect(new Set(list.map(({ traceHash }) => traceHash)).size).toBeGreaterThanOrEqual(45);
});
