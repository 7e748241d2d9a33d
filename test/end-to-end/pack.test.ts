import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './command';

jest.setTimeout(300_000);

test('the packed package installs into an empty folder elsewhere and runs the scenarios there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'storm-pack-'));
  try {
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
      cwd: repository,
      stdio: 'pipe',
    });
    const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'elsewhere', private: true }));
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], {
      cwd: folder,
      stdio: 'pipe',
    });
    cpSync(join(repository, 'templates/s3-processor'), join(folder, 'templates/s3-processor'), {
      recursive: true,
    });
    // Those that need no other package than the clients that stormproof brings.
    for (const name of ['system', 'flaws', 'duplicates.scenario', 'poison.scenario', 'uploads.scenario']) {
      const file = `scenarios/s3-processor/${name}.ts`;
      cpSync(join(repository, file), join(folder, file));
    }
    const run = spawnSync(process.execPath, ['node_modules/stormproof/dist/cli.js', 'run'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    expect(run.stdout).toMatch(/3 passed, 0 failed/);
    expect(run.status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
