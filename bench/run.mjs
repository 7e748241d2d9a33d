// Prints the figures that we watch: medians over several rounds, each beside its goal. Bounded in time; loopback is not used at all.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const child = (name, ...args) =>
  JSON.parse(
    execFileSync(process.execPath, ['--expose-gc', join(root, 'bench', `${name}.cjs`), ...args], {
      encoding: 'utf8',
    }),
  );

const rows = [];
/** Adds a figure; `atMost` or `atLeast` is its goal. */
function figure(name, unit, values, goal) {
  const value = median(values);
  const isMet = goal.atMost === undefined ? value >= goal.atLeast : value <= goal.atMost;
  const wanted = goal.atMost === undefined ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
  rows.push({
    figure: name,
    median: `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`,
    goal: `${wanted} ${unit}`,
    met: isMet ? 'yes' : 'NO',
  });
}

const rounds = 5;
const times = (count, make) => Array.from({ length: count }, make);

const firsts = times(rounds, () => child('first-answer'));
figure(
  'module loaded → first answer',
  'ms',
  firsts.map((f) => f.firstAnswerMs),
  { atMost: 20 },
);
figure(
  'process start → first S3 answer',
  'ms',
  times(rounds, () => {
    const start = performance.now();
    child('first-answer');
    return performance.now() - start;
  }),
  { atMost: 250 },
);
const deploys = child('deploy', String(rounds));
figure('deploy of s3-processor', 'ms', deploys.deployMs, { atMost: 150 });
const events = child('events');
figure('S3 → Lambda → DynamoDB, SDK handler', 'events/s', events.sdk, { atLeast: 400 });
figure('S3 → Lambda → DynamoDB, plain HTTP', 'events/s', events.http, { atLeast: 5000 });
const worlds = child('worlds');
figure('30 virtual days with 100 000 timers', 'ms', worlds.timersMs, { atMost: 100 });
figure('fork of 100 000 items and 100 MB', 'ms', worlds.forkMs, { atMost: 5 });
figure('memory added for each forked world', 'kB', worlds.worldKb, { atMost: 500 });
const schedules = child('schedules');
figure('schedules with the real SDK (2 racers)', 'runs/s', schedules.perSecond, { atLeast: 60 });

const stacks = child('stacks', String(rounds));
for (const [size, atMost] of [
  [10, 50],
  [100, 300],
  [500, 1500],
])
  figure(`deploy and delete of ${size} resources`, 'ms', stacks.lifeMs[size], { atMost });
// 1 is linear: a resource among 500 takes as long as one among 100.
figure(
  'growth of that from 100 to 500 resources',
  '×',
  [median(stacks.lifeMs[500]) / median(stacks.lifeMs[100]) / 5],
  { atMost: 1.5 },
);
figure('parsing and validating 1 MB of template', 'ms', stacks.validateMs, { atMost: 1000 });

const suite = child('suite');
figure('scenarios of the s3-processor, swarm on', 'runs/s', suite.perSecond, { atLeast: 5 });

const idle = child('idle-faults');
figure(`an idle fault, of an SDK call (${idle.kinds} kinds at once)`, '%', [idle.share], { atMost: 1 });

console.table(rows);
