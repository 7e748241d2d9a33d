// Shows each finding as good, flawed and caught: `npm run findings -- P`. With `--median 5` it also shows after how many
// runs each flaw is found, the median of five series of runs. Needs the built program.
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const program = join(root, 'dist/stormproof.js');
const { loadScenarios, api } = createRequire(program)(program);
const runsMax = 50;

const args = process.argv.slice(2);
const median = args.includes('--median') ? Number(args[args.indexOf('--median') + 1] ?? 5) : 0;
const prefix = args.find((arg) => /^[A-Z]/.test(arg)) ?? '';

const rows = globSync('scenarios/*/findings.json')
  .sort()
  .flatMap((file) => JSON.parse(readFileSync(resolve(file), 'utf8')))
  .filter(({ id }) => id.startsWith(prefix));
const scenarios = await loadScenarios();
const isOf = (row, id) => id === row.id || id.startsWith(`${row.id}-`);

let complete = 0;
let broken = 0;
print(['finding', 'good', 'flaw', 'caught', ...(median ? ['median runs'] : []), 'by, or what it waits for']);
for (const row of rows) {
  const declared = scenarios.filter(({ findings = [] }) => findings.some((id) => isOf(row, id)));
  const flaws = flawsOf(declared).filter(({ id }) => isOf(row, id));
  if (declared.length === 0 || flaws.length === 0) {
    print([
      row.id,
      '-',
      '-',
      '-',
      ...(median ? ['-'] : []),
      `${row.finding}: waits for ${row.waitsFor ?? 'a scenario'}`,
    ]);
    continue;
  }
  const good = await isGood(declared);
  const catches = [];
  for (const flaw of flaws) catches.push(await caughtBy(declared, flaw));
  const isCaught = catches.every((by) => by !== undefined);
  if (good && isCaught) complete++;
  else broken++;
  const runs = [];
  for (const flaw of median ? flaws : []) runs.push(await medianRuns(declared, flaw, median));
  print([
    row.id,
    good ? 'yes' : 'NO',
    flaws.map(({ id }) => id).join(', '),
    isCaught ? 'yes' : 'NO',
    ...(median ? [runs.join(', ')] : []),
    `${row.finding}: ${catches.map((by) => by ?? 'nothing').join('; ')}`,
  ]);
}
process.stdout.write(`\n${complete} of ${rows.length} complete, ${broken} broken\n`);
process.exit(broken === 0 ? 0 : 1);

function flawsOf(definitions) {
  const all = definitions.flatMap(({ system }) => system.flaws ?? []);
  return [...new Map(all.map((flaw) => [flaw.id, flaw])).values()];
}

async function isGood(definitions) {
  for (const definition of definitions) {
    const { failures } = await api.playScenario(definition);
    if (failures.length > 0) return false;
  }
  return true;
}

/** What noticed a flaw first: a scenario and its property. */
async function caughtBy(definitions, flaw) {
  for (const definition of definitions) {
    const { failures } = await api.playScenario(definition, { flaw });
    const [first] = failures;
    if (first !== undefined) return `"${definition.title}" (${first.property ?? first.part ?? first.kind})`;
  }
  return undefined;
}

/** In how many runs a flaw is found, each with a seed and drawn faults of its own. */
async function medianRuns(definitions, flaw, series) {
  const counts = [];
  for (let n = 0; n < series; n++) counts.push(await runsUntilFound(definitions, flaw, n));
  return counts.toSorted((a, b) => a - b)[Math.floor(series / 2)];
}

async function runsUntilFound(definitions, flaw, series) {
  for (let run = 1; run <= runsMax; run++) {
    for (const definition of definitions) {
      const seed = `${definition.title}/series ${series}/${run}`;
      const { failures } = await api.playScenario(definition, { flaw, seed, swarm: true, recycle: true });
      if (failures.length > 0) return run;
    }
  }
  return Infinity;
}

function print(cells) {
  const widths = [8, 5, 18, 7, ...(median ? [12] : [])];
  process.stdout.write(
    `${cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(' ')
      .trimEnd()}\n`,
  );
}
