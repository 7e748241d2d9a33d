// Deploys and deletes the same stacks, and validates the same large template, here and on other emulators, in one run with
// the same SDK calls over loopback: `node bench/peers.mjs`. What is not on this machine is said to be absent.
//   moto: MOTO_SERVER, or moto_server of the PATH (pip install 'moto[server,cloudformation]')
//   LocalStack: LOCALSTACK_BIN, or localstack of the PATH, run on the host (pip install 'localstack-core[runtime]')
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const { CloudFormation } = require('@aws-sdk/client-cloudformation');
const { S3 } = require('@aws-sdk/client-s3');
const { linkedStack, largeTemplate } = require('./stack-templates.cjs');

const port = Number(process.env.BENCH_PORT ?? 4680);
const sizes = [10, 100, 500];
const rounds = 3;
const startSecondsMax = 90;
const operationSecondsMax = 300;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const peers = [
  {
    name: 'stormproof serve',
    command: process.execPath,
    args: [join(root, 'dist/cli.js'), 'serve', '--port', String(port)],
  },
  {
    name: 'moto server',
    command: process.env.MOTO_SERVER ?? 'moto_server',
    args: ['-p', String(port + 1)],
    port: port + 1,
  },
  {
    name: 'LocalStack',
    command: process.env.LOCALSTACK_BIN ?? 'localstack',
    args: ['start', '--host', '--no-banner'],
    port: port + 2,
    env: { GATEWAY_LISTEN: `127.0.0.1:${port + 2}`, DISABLE_EVENTS: '1', SKIP_SSL_CERT_DOWNLOAD: '1' },
  },
];

const isThere = (command) =>
  command.includes('/')
    ? spawnSync(command, ['--help'], { stdio: 'ignore' }).error === undefined
    : spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;

function clientsOf(at) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const options = { endpoint: `http://127.0.0.1:${at}`, region: 'us-east-1', credentials, maxAttempts: 1 };
  return { cfn: new CloudFormation(options), s3: new S3({ ...options, forcePathStyle: true }) };
}

async function answers({ cfn }) {
  const end = Date.now() + startSecondsMax * 1000;
  while (Date.now() < end) {
    if (
      await cfn.listStacks({}).then(
        () => true,
        () => false,
      )
    )
      return true;
    await sleep(250);
  }
  return false;
}

/** Polls as clients do, only faster than they do. */
async function ended(cfn, StackName) {
  const end = Date.now() + operationSecondsMax * 1000;
  for (;;) {
    const stack = await cfn.describeStacks({ StackName }).then(
      ({ Stacks: [one] = [] }) => one,
      () => undefined,
    );
    const status = stack?.StackStatus ?? 'DELETE_COMPLETE';
    if (!status.endsWith('_IN_PROGRESS')) return `${status} ${stack?.StackStatusReason ?? ''}`.trim();
    if (Date.now() > end) return `still ${status} after ${operationSecondsMax} s`;
    await sleep(5);
  }
}

async function lifeMs({ cfn, s3 }, count, round) {
  const StackName = `bench-${count}-${round}`;
  const Key = `${StackName}.yaml`;
  await s3.putObject({ Bucket: 'bench-templates', Key, Body: linkedStack(count) });
  const begun = performance.now();
  await cfn.createStack({
    StackName,
    TemplateURL: `https://bench-templates.s3.us-east-1.amazonaws.com/${Key}`,
  });
  const created = await ended(cfn, StackName);
  if (!created.startsWith('CREATE_COMPLETE')) throw new Error(created);
  await cfn.deleteStack({ StackName });
  const deleted = await ended(cfn, StackName);
  if (!deleted.startsWith('DELETE_COMPLETE')) throw new Error(deleted);
  return performance.now() - begun;
}

async function measured(clients) {
  const figures = {};
  await clients.s3.createBucket({ Bucket: 'bench-templates' });
  await clients.s3.putObject({ Bucket: 'bench-templates', Key: 'large.yaml', Body: largeTemplate() });
  const figure = async (name, run) => {
    try {
      const values = [];
      // The first round pays for loading and compiling, everywhere.
      for (let round = 0; round <= rounds; round++) {
        const value = await run(round);
        const isSlow = value > 30_000;
        if (round > 0 || isSlow) values.push(value);
        if (isSlow) break;
      }
      figures[name] = median(values);
    } catch (error) {
      figures[name] = `failed: ${String(error.message).split('\n')[0].slice(0, 90)}`;
    }
  };
  for (const count of sizes)
    await figure(`deploy and delete of ${count} resources`, (round) => lifeMs(clients, count, round));
  await figure('1 MB of template parsed and validated', async () => {
    const begun = performance.now();
    await clients.cfn.validateTemplate({
      TemplateURL: 'https://bench-templates.s3.us-east-1.amazonaws.com/large.yaml',
    });
    return performance.now() - begun;
  });
  return figures;
}

/** Ends a process and what it has started. */
async function end(child) {
  const gone = new Promise((done) => child.once('exit', done));
  if (child.exitCode !== null) return;
  process.kill(-child.pid, 'SIGTERM');
  await Promise.race([gone, sleep(10_000)]);
  if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
}

const results = new Map();
for (const peer of peers) {
  if (!isThere(peer.command)) {
    process.stdout.write(`${peer.name}: absent, there is no ${peer.command} on this machine\n`);
    continue;
  }
  const child = spawn(peer.command, peer.args, {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, ...peer.env },
  });
  const clients = clientsOf(peer.port ?? port);
  try {
    if (await answers(clients)) results.set(peer.name, await measured(clients));
    else process.stdout.write(`${peer.name}: absent, it did not answer within ${startSecondsMax} s\n`);
  } finally {
    await end(child);
  }
}

const [ours] = results.values();
const shown = (value) => (typeof value === 'number' ? `${Math.round(value)} ms` : value);
console.table(
  Object.keys(ours ?? {}).map((figure) => {
    const row = { figure };
    for (const [name, figures] of results) {
      const value = figures[figure];
      const ratio = typeof value === 'number' ? ` (${(value / ours[figure]).toFixed(1)}×)` : '';
      row[name] = `${shown(value)}${figures === ours ? '' : ratio}`;
    }
    return row;
  }),
);
