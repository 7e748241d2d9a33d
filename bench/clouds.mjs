// Measures the clouds that are here, and writes docs/clouds.md: `node bench/clouds.mjs NAME=CLOUD…`, where CLOUD is what
// `run --cloud` takes (`localstack`, `localstack@IMAGE`, an address). All figures come from one run on one machine.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const { Cloud } = createRequire(import.meta.url)(join(root, 'dist/index.js'));
const { S3 } = createRequire(import.meta.url)('@aws-sdk/client-s3');
const { SQS } = createRequire(import.meta.url)('@aws-sdk/client-sqs');
const { DynamoDB } = createRequire(import.meta.url)('@aws-sdk/client-dynamodb');

const messages = 200;
const processMaxMs = 30_000;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function open(cloud) {
  const [name, image] = cloud.split('@');
  if (name === 'embedded') return Cloud.embedded();
  if (name === 'localstack') return Cloud.localstack(image === undefined ? {} : { image });
  return Cloud.endpoint(cloud);
}

/** Memory of the container that is running, in MB; of a process at an address it is not looked at. */
function memoryOf(cloud) {
  if (cloud === 'embedded') return process.memoryUsage().rss / 1e6;
  if (!cloud.startsWith('localstack')) return undefined;
  const ids = execFileSync('docker', ['ps', '--quiet', '--filter', 'label=stormproof.owner'], {
    encoding: 'utf8',
  });
  const id = ids.split('\n')[0];
  const text = execFileSync('docker', ['stats', '--no-stream', '--format', '{{.MemUsage}}', id], {
    encoding: 'utf8',
  });
  const [, amount, unit] = /^([\d.]+)([KMG])iB/.exec(text);
  return Number(amount) * { K: 1 / 1024, M: 1, G: 1024 }[unit];
}

/** From an upload to its record, once in a cold environment and then in warm ones. */
async function uploads(cloud) {
  // As scenarios do: function code goes through the fault proxy.
  await cloud.backend.invocations?.listen?.();
  const stack = await cloud.deploy('templates/s3-processor/template.yaml', {
    stackName: `bench-processor-${process.pid}`,
    parameters: { Stage: 'test' },
  });
  // Each upload leaves a claim as well, and sooner.
  const query = {
    TableName: stack.ref('Records'),
    Select: 'COUNT',
    FilterExpression: 'NOT begins_with(entry, :claim)',
    ExpressionAttributeValues: { ':claim': { S: 'claim#' } },
  };
  const times = [];
  for (let n = 0; n < 6; n++) {
    const start = performance.now();
    await cloud.aws(S3).putObject({
      Bucket: stack.ref('Uploads'),
      Key: `${n}.json`,
      Body: '{"total": 1}',
      ContentType: 'application/json',
    });
    if (cloud.can.fork) await cloud.settle();
    let count = 0;
    while (count <= n && performance.now() - start < 20_000) {
      ({ Count: count } = await cloud.aws(DynamoDB).scan(query));
    }
    if (count <= n) return undefined;
    times.push(performance.now() - start);
  }
  return { coldMs: times[0], warmMs: median(times.slice(1)) };
}

async function measure(cloudName) {
  const start = performance.now();
  const cloud = await open(cloudName);
  try {
    // What runs already was started by somebody else.
    const readyMs = cloudName.startsWith('http') ? undefined : performance.now() - start;
    const { QueueUrl } = await cloud.aws(SQS).createQueue({ QueueName: `bench-${process.pid}` });
    const began = performance.now();
    for (let n = 0; n < messages; n++) await cloud.aws(SQS).sendMessage({ QueueUrl, MessageBody: String(n) });
    const perSecond = (messages * 1000) / (performance.now() - began);
    await cloud.aws(SQS).deleteQueue({ QueueUrl });
    const tooLong = new Promise((resolve) => {
      setTimeout(resolve, processMaxMs, {
        problem: `no upload was processed within ${processMaxMs / 1000} s`,
      }).unref();
    });
    const deployed = uploads(cloud).catch((error) => ({ problem: error.message.split('\n')[0] }));
    const processed = (await Promise.race([deployed, tooLong])) ?? { problem: 'no upload was processed' };
    const memoryMb = memoryOf(cloudName);
    const lacking = Object.entries(cloud.can).flatMap(([ability, has]) => (has ? [] : [ability]));
    return { readyMs, perSecond, memoryMb, lacking, processed };
  } finally {
    await cloud[Symbol.asyncDispose]();
  }
}

/** Wall time of the scenarios that all clouds can play, and what each skipped. */
function scenarios(cloudName) {
  const [name, image] = cloudName.split('@');
  const folder = mkdtempSync(join(tmpdir(), 'clouds-'));
  const junit = join(folder, 'junit.xml');
  const more =
    name === 'embedded' ? [] : ['--cloud', name, ...(image === undefined ? [] : ['--image', image])];
  spawnSync(process.execPath, ['dist/cli.js', 'run', 'patterns', '--junit', junit, ...more], {
    stdio: 'ignore',
  });
  const xml = readdirSync(folder).length === 0 ? '' : readFileSync(junit, 'utf8');
  const cases = [
    ...xml.matchAll(/<testcase [^>]*name="([^"]*?)(?: on [^"]*)?" time="([\d.]+)">(.*?)<\/testcase>/gs),
  ];
  return cases.map(([, title, seconds, body]) => ({
    title,
    seconds: Number(seconds),
    outcome: body.includes('<failure')
      ? 'red'
      : body.includes('<skipped')
        ? 'skipped'
        : body.includes('configuration only')
          ? 'configuration only'
          : 'green',
  }));
}

const clouds = [['embedded', 'embedded'], ...process.argv.slice(2).map((text) => text.split(/=(.*)/s))];
const results = [];
for (const [name, cloud] of clouds) {
  process.stderr.write(`${name}\n`);
  results.push({ name, ...(await measure(cloud)), cases: scenarios(cloud) });
}
const [base] = results;
const common = base.cases
  .map(({ title }) => title)
  .filter((title) =>
    results.every(
      ({ cases, lacking }) =>
        lacking.includes('templates') || cases.find((one) => one.title === title)?.outcome === 'green',
    ),
  );
const wall = ({ cases }) =>
  cases.filter(({ title }) => common.includes(title)).reduce((sum, { seconds }) => sum + seconds, 0);
const ratio = (value, to) =>
  value === undefined || to === undefined ? '' : ` (× ${(value / to).toFixed(value / to < 10 ? 1 : 0)})`;
const ms = (value, to) =>
  value === undefined ? 'not measured' : `${value.toFixed(value < 10 ? 1 : 0)} ms${ratio(value, to)}`;
const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const names = results.map(({ name }) => name);
const text = `# Other clouds

Scenarios play on any cloud that answers as AWS does: \`npx stormproof run --cloud localstack\`, \`--cloud compose\`,
\`--cloud http://127.0.0.1:4566\`, or several with commas between them, which are then compared call by call. What a cloud
can't do is skipped with the reason or read as configuration only, never passed silently.

This page is written by \`node bench/clouds.mjs\`: all figures are of one run on one machine with 2 cores; in brackets
what they are of the embedded cloud's.

## How fast

${table(
  ['', ...names],
  [
    ['time to ready', ...results.map(({ readyMs }) => ms(readyMs, base.readyMs))],
    [
      `${common.length} scenarios that all can play`,
      ...results.map((one) =>
        one.lacking.includes('templates') ? 'not all' : ms(wall(one) * 1000, wall(base) * 1000),
      ),
    ],
    [
      'SQS messages sent in a second',
      ...results.map(({ perSecond }) => `${perSecond.toFixed(0)}${ratio(perSecond, base.perSecond)}`),
    ],
    [
      'S3 → Lambda → DynamoDB, cold',
      ...results.map(({ processed }) => ms(processed?.coldMs, base.processed?.coldMs)),
    ],
    [
      'S3 → Lambda → DynamoDB, warm',
      ...results.map(({ processed }) => ms(processed?.warmMs, base.processed?.warmMs)),
    ],
    [
      'memory',
      ...results.map(({ memoryMb }) =>
        memoryMb === undefined ? 'not measured' : `${memoryMb.toFixed(0)} MB`,
      ),
    ],
  ],
)}

The embedded cloud's memory is that of the whole process with the program and the SDK in it.

## What each can't do

${results.map(({ name, lacking, processed }) => `- **${name}**: ${lacking.join(', ') || 'nothing of what is listed below'}${processed?.problem === undefined ? '' : `; s3-processor: ${processed.problem.slice(0, 160)}`}`).join('\n')}

The words are those of \`cloud.can\`: \`virtualTime\` (time jumps), \`faults\` (inside of the cloud; requests can be hit from
outside everywhere), \`trace\` (of what happens inside), \`replay\`, \`fork\`, \`functions\`, \`permissions\` (IAM decides),
\`updateRollback\` (a failed update is taken back), \`lifecycle\` (of buckets, by template), \`templates\` (nothing is left out
of them without a word).

## The patterns on each

${table(
  ['scenario', ...names],
  base.cases.map(({ title }) => [
    title,
    ...results.map(({ cases }) => cases.find((one) => one.title === title)?.outcome ?? 'not played'),
  ]),
)}
`;
writeFileSync('docs/clouds.md', text);
execFileSync(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', 'docs/clouds.md']);
// A deployment that was given up may still be waited for.
process.exit(0);
