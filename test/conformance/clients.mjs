// Real clients against `stormproof serve`: the AWS CLI and boto3, installed from PyPI into a folder of their own, and
// the AWS CLI 2 where this machine has it.
// It needs Python 3, bash, curl and a way to PyPI; `.ci/run` runs it, `npm test` does not.
// `node test/conformance/clients.mjs` builds nothing: run `npm run build` first.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const here = import.meta.dirname;
const repository = resolve(here, '../..');
const folder = mkdtempSync(join(tmpdir(), 'storm-clients-'));
const bin = join(folder, 'venv', 'bin');

function run(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (status !== 0)
    throw new Error(
      `${command} ${args.join(' ')}: ${error?.message ?? `exit ${status}`}\n${stdout}${stderr}`,
    );
  return stdout;
}

function install() {
  run('python3', ['-m', 'venv', join(folder, 'venv')]);
  run(join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', 'awscli', 'boto3']);
  process.stdout.write(run(join(bin, 'aws'), ['--version']));
  process.stdout.write(run(join(bin, 'python'), ['-c', 'import boto3; print("boto3", boto3.__version__)']));
}

/** Where an AWS CLI of version 2 is, as Debian's package and AWS's installer put it; PyPI has version 1 alone. */
function secondVersion() {
  for (const path of ['/usr/local/bin/aws', '/usr/bin/aws']) {
    const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    if (status !== 0 || !stdout.startsWith('aws-cli/2.')) continue;
    const own = join(folder, 'aws-2');
    mkdirSync(own);
    symlinkSync(path, join(own, 'aws'));
    process.stdout.write(stdout);
    return own;
  }
  process.stdout.write('An AWS CLI of version 2 is not on this machine: its part is left out.\n');
  return undefined;
}

async function serve() {
  const child = spawn(process.execPath, [join(repository, 'dist/cli.js'), 'serve', '--port', '0'], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, url: /http:\S+\d/.exec(line)[0] };
}

/** Steps of a script print `ok <fact>` and `FAILED <fact>`; a script that breaks off has failed once more. */
function play(name, command, args, environment) {
  process.stdout.write(`── ${name}\n`);
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: mkdtempSync(join(folder, 'work-')),
    env: environment,
    encoding: 'utf8',
  });
  process.stdout.write(stdout);
  const passed = [...stdout.matchAll(/^ok /gm)].length;
  const failed = [...stdout.matchAll(/^FAILED /gm)].length;
  if (status === 0) return { passed, failed };
  process.stdout.write(`${name} broke off with ${status}\n${stderr}`);
  return { passed, failed: failed + 1 };
}

/** The commands of a guide, as a reader would type them. */
function guideCommands() {
  const guide = readFileSync(join(repository, 'docs/guides/serve.md'), 'utf8');
  return [...guide.matchAll(/^```sh\n([^]*?)^```$/gm)]
    .map(([, text]) => text)
    .filter((text) => !text.includes('npx stormproof serve'))
    .join('\n');
}

let passed = 0;
let failed = 0;
let served;
try {
  install();
  served = await serve();
  const environment = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: folder,
    AWS_ENDPOINT_URL: served.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_PAGER: '',
  };
  const guide = guideCommands()
    .replaceAll('http://localhost:4566', served.url)
    .replaceAll('localhost:4566', served.url)
    // A snapshot needs a place, which the guide's server was given and this one was not.
    .replaceAll(/^curl .*snapshot$/gm, '');
  const cli = [join(here, 'aws-cli.sh')];
  const results = [play('AWS CLI', 'bash', cli, environment)];
  const second = secondVersion();
  if (second !== undefined) {
    await fetch(`${served.url}/_localstack/state/reset`, { method: 'POST' });
    const PATH = `${second}:${environment.PATH}`;
    results.push(play('AWS CLI 2', 'bash', cli, { ...environment, PATH }));
  }
  results.push(
    play('boto3', 'python', [join(here, 'boto3_client.py')], environment),
    play('the guide', 'bash', ['-euc', `${guide}\necho 'ok its commands run'`], environment),
  );
  for (const result of results) {
    passed += result.passed;
    failed += result.failed;
  }
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  failed++;
} finally {
  served?.child.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
