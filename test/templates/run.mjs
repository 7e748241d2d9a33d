// Deploys and deletes every template of a folder, each in a world of its own, and prints what became of them:
//   npm run templates -- <folder> [--at-least <percent>] [--only <part of a path>] [--verbose]
// Fails when fewer of the eligible templates are ok than --at-least says, or when a deletion leaves something behind.
// Not eligible are templates with a transform or macro (but AWS::LanguageExtensions), and files that are none.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { deployed } from './deployment.mjs';
import { templatesBelow } from './files.mjs';
import { foundation } from './surroundings.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'at-least': { type: 'string' },
    only: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const [folder] = positionals;
const atLeast = Number(values['at-least'] ?? 0);
if (folder === undefined || !(atLeast >= 0 && atLeast <= 100)) {
  process.stderr.write(
    'Usage: npm run templates -- <folder> [--at-least <percent>] [--only <part>] [--verbose]\n',
  );
  process.exit(2);
}

if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `Node 24 or newer is needed, this is ${process.versions.node}; npm run templates has it.\n`,
  );
  process.exit(2);
}

const begun = performance.now();
const print = (line) => process.stdout.write(`${line}\n`);
const base = await foundation();
const totals = new Map();
const failures = [];
const leaking = [];
const skipped = [];
const refused = [];
const modelled = new Set();

for (const template of templatesBelow(folder)) {
  if (values.only !== undefined && !template.path.includes(values.only)) continue;
  if (template.skip !== undefined) {
    skipped.push(template);
    print(`skip  ${template.path}  ${template.skip}`);
    continue;
  }
  const start = performance.now();
  const result = await deployed(base, template);
  const spent = `${Math.round(performance.now() - start)} ms`;
  if (result.refused !== undefined) {
    refused.push(template);
    print(`refused  ${template.path}  ${template.kind}, as on AWS, ${spent}`);
    print(indented(result.error));
    print(indented(`as on AWS: ${result.refused}`));
    continue;
  }
  const total = totals.get(template.kind) ?? { ok: 0, eligible: 0 };
  total.eligible++;
  totals.set(template.kind, total);
  for (const what of result.modelledOnly) modelled.add(what);
  if (result.leaks.length > 0) leaking.push(template.path);
  if (result.error === undefined && result.leaks.length === 0) {
    total.ok++;
    print(`ok    ${template.path}  ${template.kind}, ${result.resources} resources, ${spent}`);
  } else {
    failures.push(template.path);
    print(`FAIL  ${template.path}  ${template.kind}, ${spent}`);
    if (result.error !== undefined) print(indented(result.error));
    for (const leak of result.leaks) print(`      left behind: ${leak}`);
  }
  const notes = values.verbose
    ? [...result.notes, ...result.modelledOnly.map((one) => `modelled: ${one}`)]
    : result.notes;
  for (const note of notes) print(`      ${note}`);
}
await base[Symbol.asyncDispose]();

let ok = 0;
let eligible = 0;
print('');
for (const [kind, total] of totals) {
  ok += total.ok;
  eligible += total.eligible;
  print(`${kind}: ${total.ok} of ${total.eligible} ok`);
}
const share = eligible === 0 ? 100 : (100 * ok) / eligible;
print(
  `all: ${ok} of ${eligible} ok (${share.toFixed(1)} %), ${refused.length} refused as on AWS, ${skipped.length} skipped, ${leaking.length} left something behind`,
);
print(`${Math.round(performance.now() - begun)} ms`);
if (eligible === 0) print('No template there is eligible.');
process.exit(eligible === 0 || share < atLeast || leaking.length > 0 ? 1 : 0);

function indented(text) {
  return text
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
}
