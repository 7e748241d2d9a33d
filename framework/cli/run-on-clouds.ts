import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pc from 'picocolors';
import { mixText, real, StormError } from '../kernel';
import { Endpoint } from '../backends/endpoint/endpoint';
import type { Cloud } from '../backends/cloud';
import { junitXml, type JunitCase } from '../report/junit';
import { acceptedDifferences, compare, differenceText, type Played } from '../scenario/elsewhere/compare';
import { playElsewhere, type Elsewhere } from '../scenario/elsewhere/play';
import { flawOf } from '../scenario/flaws';
import { isOurOwn } from '../scenario/judge';
import { failureMessage } from '../scenario/message';
import type { ScenarioDefinition } from '../scenario/scenario';
import { exitCodes, type ExitCode } from './exit-codes';
import { openCloud } from './open-cloud';

export interface CloudRunOptions {
  cloud: string;
  flaw?: string;
  seed?: string;
  junit?: string;
  trace?: string;
  image?: string;
  verbose?: boolean;
  runs?: number;
  shard?: string;
  inert?: string;
}

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  isOurOwn: boolean;
  cases: JunitCase[];
  played: Played[];
}

/** Plays scenarios on other clouds, one after the other, and compares what they answered where there are several. */
export async function runOnClouds(
  definitions: readonly ScenarioDefinition[],
  options: CloudRunOptions,
): Promise<ExitCode> {
  for (const name of ['runs', 'shard', 'inert'] as const) {
    if (options[name] !== undefined)
      throw new StormError(
        'STORM_BAD_INPUT',
        `--${name} is of the embedded cloud; leave it out with --cloud.`,
      );
  }
  const chosen = withFlaw(definitions, options.flaw);
  const names = options.cloud.split(',').filter((name) => name !== '');
  const startMs = real.nowMs();
  const tally: Tally = { passed: 0, failed: 0, skipped: 0, isOurOwn: false, cases: [], played: [] };
  for (const name of names) await playOn(name, chosen, options, tally);
  if (options.junit !== undefined) writeText(options.junit, junitXml(tally.cases));
  const unexplained = names.length > 1 ? printDifferences(tally.played) : 0;
  const { passed, failed, skipped } = tally;
  const text = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  process.stdout.write(
    `${failed === 0 ? pc.green(text) : pc.red(text)}${pc.dim(`  in ${((real.nowMs() - startMs) / 1000).toFixed(1)} s`)}\n`,
  );
  if (tally.isOurOwn) return exitCodes.badInput;
  if (failed > 0 || unexplained > 0) return exitCodes.failed;
  if (options.flaw === undefined) return exitCodes.green;
  process.stdout.write(pc.red(`The flaw ${options.flaw} survived: no scenario failed with it.\n`));
  return exitCodes.flawSurvived;
}

function withFlaw(definitions: readonly ScenarioDefinition[], id: string | undefined): ScenarioDefinition[] {
  const chosen = definitions.filter(
    ({ system }) => id === undefined || flawOf(system.flaws ?? [], id) !== undefined,
  );
  if (chosen.length > 0) return chosen;
  throw new StormError('STORM_BAD_INPUT', `No system of these scenarios has a flaw '${id ?? ''}'.`);
}

async function playOn(
  name: string,
  definitions: readonly ScenarioDefinition[],
  options: CloudRunOptions,
  tally: Tally,
): Promise<void> {
  const say = (line: string) => void process.stderr.write(`${pc.dim(`${name}: ${line}`)}\n`);
  const startMs = real.nowMs();
  let cloud = await openCloud(name, { ...options, say });
  say(`ready after ${((real.nowMs() - startMs) / 1000).toFixed(1)} s`);
  try {
    for (const definition of definitions) {
      const beganMs = real.nowMs();
      const flaw =
        options.flaw === undefined ? undefined : flawOf(definition.system.flaws ?? [], options.flaw);
      // A fresh world for each where that costs nothing; a container serves all.
      if (name === 'embedded') {
        await cloud[Symbol.asyncDispose]();
        cloud = await openCloud(name, { ...options, say });
      }
      const result = await playElsewhere(definition, cloud, { say, ...(flaw === undefined ? {} : { flaw }) });
      const seconds = (real.nowMs() - beganMs) / 1000;
      tally.cases.push({
        title: `${definition.title} on ${name}`,
        seed: definition.title,
        seconds,
        ...report(definition, result, cloud, name, seconds, tally),
      });
      tally.played.push({
        cloud: labelOf(cloud, name),
        title: definition.title,
        calls: result.calls,
        outcomes: result.outcomes,
        isSkipped: result.skipped !== undefined || result.isConfigurationOnly === true,
      });
      if (options.trace !== undefined) writeTrace(options.trace, name, result);
    }
  } finally {
    await cloud[Symbol.asyncDispose]();
  }
}

/** An address alone does not tell who answers there. */
function labelOf({ backend }: Cloud, name: string): string {
  return backend instanceof Endpoint && name.startsWith('http') ? `${backend.product} at ${name}` : name;
}

function report(
  { title }: ScenarioDefinition,
  { skipped, played, isConfigurationOnly = false }: Elsewhere,
  cloud: Cloud,
  name: string,
  seconds: number,
  tally: Tally,
): Pick<JunitCase, 'failure' | 'skipped' | 'notes'> {
  if (skipped !== undefined || played === undefined) {
    tally.skipped++;
    process.stdout.write(
      `${pc.yellow('-')} ${title}  [${name}]\n${pc.yellow(`  skipped: ${skipped ?? ''}`)}\n\n`,
    );
    return { skipped: skipped ?? '' };
  }
  const label = isConfigurationOnly ? pc.yellow('  configuration only') : '';
  const notes = [
    ...(isConfigurationOnly ? ['configuration only'] : []),
    ...played.proofs.map(({ property, proven }) => `${property.padEnd(14)} ${proven}`),
    ...played.skipped.map(({ property, reason }) => `${property.padEnd(14)} skipped: ${reason}`),
  ];
  const isGreen = played.failures.length === 0;
  process.stdout.write(`${isGreen ? pc.green('✓') : pc.red('✗')} ${title}  [${name}]${label}\n`);
  process.stdout.write(pc.dim(`  ${played.calls} calls · ${seconds.toFixed(1)} s of real time\n`));
  for (const note of notes) process.stdout.write(pc.dim(`  ${note}\n`));
  if (isGreen) {
    tally.passed++;
    process.stdout.write('\n');
    return { notes };
  }
  tally.failed++;
  tally.isOurOwn ||= played.failures.some(isOurOwn);
  const message = failureMessage(played, {
    notReplayable: `it was played on ${cloud.backend.name}, which can’t be replayed`,
  });
  process.stdout.write(`\n${message}\n\n`);
  return { failure: message, notes };
}

function printDifferences(played: readonly Played[]): number {
  const { unexplained, accepted } = compare(played, acceptedDifferences());
  for (const difference of unexplained) process.stdout.write(`${differenceText(difference)}\n\n`);
  process.stdout.write(
    `${unexplained.length} differences between the clouds, ${accepted.length} more are accepted\n`,
  );
  return unexplained.length;
}

function writeTrace(folder: string, cloud: string, { played }: Elsewhere): void {
  if (played === undefined) return;
  const name = `${cloud}-${played.title}`.replace(/[^a-zA-Z0-9]+/g, '-').slice(0, 80);
  const lines = [{ type: 'trace', version: 1, scenario: played.title, cloud }, ...played.trace];
  writeText(
    join(folder, `${name}-${mixText(played.title)}.ndjson`),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
}

function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
