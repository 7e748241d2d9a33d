import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { Project, repository } from './command';

jest.setTimeout(590_000);

const runs = Number(process.env['STORMPROOF_PYTHON_RUNS'] ?? 4);
const program = join(repository, 'dist/index.js');

/** The s3-processor with its handler in Python, and some of its scenarios. */
function inPython(...scenarios: string[]): Project {
  const project = Project.withProcessor();
  const folder = project.path('scenarios/s3-processor');
  for (const name of readdirSync(folder)) {
    const isOther = name.endsWith('.scenario.ts') && !scenarios.includes(name.replace('.scenario.ts', ''));
    if (isOther) rmSync(join(folder, name));
  }
  const system = readFileSync(join(folder, 'system.ts'), 'utf8');
  const changed = system.replace("{ Stage: 'test' }", "{ Stage: 'test', Runtime: 'python3.12' }");
  expect(changed).not.toBe(system);
  project.write('scenarios/s3-processor/system.ts', changed);
  return project;
}

async function hashes(project: Project, env: Record<string, string>): Promise<string[]> {
  const args = [join(__dirname, 'plays.cjs'), program, String(runs), '0', 'forward', 'uploads'];
  const child = spawn(process.execPath, args, {
    cwd: project.folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = (await text(child.stdout)).trim().split('\n');
  return lines.map((line) => {
    const { title, traceHash }: { title: string; traceHash: string } = JSON.parse(line);
    return `${title} ${traceHash}`;
  });
}

test(`the s3-processor in Python does the same in ${2 * runs} of ${2 * runs} runs`, async () => {
  using project = inPython('uploads');
  // Each of the two processes is the other's load.
  const both = await Promise.all([
    hashes(project, { TZ: 'UTC' }),
    hashes(project, { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8', PYTHONHASHSEED: '7' }),
  ]);
  expect(both.flat()).toHaveLength(2 * runs);
  expect(new Set(both.flat()).size).toBe(1);
});

test('the scenarios of the s3-processor hold in Python too, and a failure names the line', () => {
  using project = inPython('uploads', 'duplicates', 'rejects');
  const green = project.run(['run']);
  expect(green.stdout).toMatch(/\n3 passed, 0 failed {2}in /);
  expect(green.code).toBe(0);
  const handler = project.path('templates/s3-processor/src/handler.py');
  const good = readFileSync(handler, 'utf8');
  const flawed = good.replace("        'ConditionExpression': 'attribute_not_exists(id)',\n", '');
  expect(flawed).not.toBe(good);
  project.write('templates/s3-processor/src/handler.py', flawed);
  const red = project.run(['run', 'duplicates']);
  expect(red.code).toBe(1);
  expect(red.stdout).toContain('exactlyOnce does not hold');
  expect(red.stdout).toMatch(/templates\/s3-processor\/src\/handler\.py:\d+/);
});

test('without a Python that can, a scenario is skipped with the reason', () => {
  using project = inPython('uploads');
  const skipped = project.run(['run'], { STORMPROOF_PYTHON: 'no-such-python' });
  expect(skipped.stdout).toContain(
    "processedAll   skipped: Functions in Python can't run here: no-such-python can't be started",
  );
  expect(skipped.stdout).not.toContain('holds');
  expect(skipped.code).toBe(0);
});

/** Processes that have this in their environment. */
function marked(mark: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(join('/proc', name, 'environ'), 'utf8').includes(mark);
    } catch {
      // It ended meanwhile.
      return false;
    }
  });
}

test.each(['exit', 'throw', 'SIGINT', 'SIGKILL'] as const)(
  'no process is left of a program that ends by %s',
  async (end) => {
    const mark = `${end}-${process.pid}`;
    const child = spawn(process.execPath, [join(__dirname, 'python-program.cjs'), program, end], {
      env: { ...process.env, STORM_TEST_MARK: mark },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const gone = once(child, 'exit');
    expect(String((await once(child.stdout, 'data'))[0])).toBe('Hello from Python\n');
    // The program, the process that forks, and a warm environment.
    expect(marked(mark).length).toBeGreaterThanOrEqual(3);
    if (end === 'SIGINT' || end === 'SIGKILL') child.kill(end);
    else child.stdin.end();
    await gone;
    // That they go takes no time of ours; a test that never ends fails.
    while (marked(mark).length > 0) await new Promise((resolve) => setImmediate(resolve));
  },
);
