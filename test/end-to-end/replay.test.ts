import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Project } from './command';
import { mutatedCli } from './mutant';

jest.setTimeout(120_000);

const scenarios: Record<string, string> = { P5: 'poison', P13: 'duplicates' };

function failingRun(project: Project, flaw: string) {
  const run = project.run(['run', scenarios[flaw] ?? '', '--flaw', flaw]);
  const [repro] = readdirSync(project.path('.stormproof')).filter((name) => name.startsWith('repro-'));
  return { run, repro: `.stormproof/${repro ?? ''}` };
}

test.each(['P5', 'P13'])('the flaw %s is caught, and its repro file replays with the same trace', (flaw) => {
  using project = Project.withProcessor();
  const { run, repro } = failingRun(project, flaw);
  expect(run.code).toBe(1);
  const replayed = project.run(['replay', repro]);
  expect(replayed.stdout).toMatch(/trace {6}\w+ {2}as recorded/);
  expect(replayed.code).toBe(1);
});

test('the flaw P13 is told by the doubled object, its history, the line to mend and the command to replay', () => {
  using project = Project.withProcessor();
  const { run } = failingRun(project, 'P13');
  expect(run.stdout).toMatch(
    /STORM_PROPERTY_FAILED {2}"duplicate S3 events make one record": exactlyOnce does not hold, \d of 8 objects? ha(s|ve) more than one outcome/,
  );
  expect(run.stdout).toMatch(/doubled {4}object-\d\d\.json \(2 outcomes\)/);
  expect(run.stdout).toMatch(
    /fix {8}make this dynamodb:TransactWriteItems conditional.* templates\/s3-processor\/src\/records\.mjs:\d+/,
  );
  expect(run.stdout).toMatch(/replay {5}npx stormproof replay \.stormproof\/repro-[0-9a-f]{6}\.json/);
});

test('the flaw P5 is told by the lost object, the giving up, and the place in the template', () => {
  using project = Project.withProcessor();
  const { run } = failingRun(project, 'P5');
  expect(run.stdout).toMatch(/lost {7}object-04\.json/);
  expect(run.stdout).toMatch(/Processor: no dead-letter queue or destination/);
  expect(run.stdout).toMatch(
    /fix {8}give Processor a dead-letter queue .* templates\/s3-processor\/template\.yaml:\d+/,
  );
});

test('the record decides a replay: without the seed the trace is the same', () => {
  using project = Project.withProcessor();
  const { repro } = failingRun(project, 'P13');
  const recorded: Record<string, unknown> = JSON.parse(readFileSync(project.path(repro), 'utf8'));
  const { seed: _, ...rest } = recorded;
  writeFileSync(project.path(repro), JSON.stringify(rest));
  expect(project.run(['replay', repro]).stdout).toMatch(/as recorded/);
});

test('a new draw in a service that has nothing to do with the failure changes nothing of its replay', async () => {
  using project = Project.withProcessor();
  const { repro } = failingRun(project, 'P13');
  const cli = await mutatedCli(project, {
    name: 'an unrelated draw',
    file: 'framework/services/s3/object-writes.ts',
    find: /^ {2}const bucket = requireBucket\(input, call\);\n {2}checkKey\(input\.Key\);\n/gm,
    replace:
      "  call.random('unrelated').word();\n  const bucket = requireBucket(input, call);\n  checkKey(input.Key);\n",
  });
  expect(project.run(['replay', repro], {}, cli).stdout).toMatch(/as recorded/);
});

test('a replay of a mended system says that nothing was reproduced, how much of the record matched, and exits with 4', () => {
  using project = Project.withProcessor();
  const { repro } = failingRun(project, 'P13');
  const replayed = project.run(['replay', repro, '--no-flaw']);
  expect(replayed.stdout).toMatch(
    /^not reproduced {2}duplicate S3 events make one record\n {2}\d+ of \d+ decisions matched\n$/,
  );
  expect(replayed.code).toBe(4);
});

test.each([
  ['a missing file', undefined, "The repro file 'repro.json' does not exist."],
  ['no JSON', '{', "The repro file 'repro.json' is no JSON."],
  ['another JSON', '{"version": 1}', "'repro.json' is no repro file of version 1"],
])('a repro file that is %s is refused with exit 2', (_, text, message) => {
  using project = new Project(text === undefined ? {} : { 'repro.json': text });
  const { code, stderr } = project.run(['replay', 'repro.json']);
  expect(stderr).toContain(`STORM_BAD_REPRO  ${message}`);
  expect(code).toBe(2);
});
