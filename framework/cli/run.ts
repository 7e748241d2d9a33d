import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pc from 'picocolors';
import { mixText, real, spanText } from '../kernel';
import { junitXml, type JunitCase } from '../report/junit';
import { verdictTable } from '../report/verdict-table';
import { divergence } from '../scenario/divergence';
import { isOurOwn } from '../scenario/judge';
import { failureMessage } from '../scenario/message';
import { playScenario } from '../scenario/play-scenario';
import type { Played } from '../scenario/played';
import { writeRepro } from '../scenario/repro';
import { exitCodes, type ExitCode } from './exit-codes';
import { loadScenarios } from './load-scenarios';
import { planOf, type Planned, type PlanOptions } from './plan';
import { runOnClouds } from './run-on-clouds';
import { foundAfter, judgeSometimes, resultOf, summary, verdictsOf, type Result } from './summary';

export interface RunOptions extends PlanOptions {
  junit?: string;
  trace?: string;
  /** The id of a fault that is armed without effect; a scenario that injects it must then fail. */
  inert?: string;
  /** Real time after which no further run is begun. */
  maxTime?: number;
  /** Where to play: 'embedded', 'localstack', 'compose[:PROFILE]', addresses; several with commas between them. */
  cloud?: string;
  /** For containers: another image than the pinned one, and whether their logs are shown. */
  image?: string;
  verbose?: boolean;
}

/** Plays the chosen scenarios and says what came of each. */
export async function run(pattern: string | undefined, options: RunOptions): Promise<ExitCode> {
  const definitions = await loadScenarios(pattern);
  if (options.cloud !== undefined && options.cloud !== 'embedded')
    return runOnClouds(definitions, { ...options, cloud: options.cloud });
  const plan = planOf(definitions, options);
  const startMs = real.nowMs();
  const results: Result[] = [];
  const cases: JunitCase[] = [];
  for (const planned of plan) {
    const caseStartMs = real.nowMs();
    if (results.length > 0 && caseStartMs - startMs > (options.maxTime ?? Infinity)) break;
    const played = await playOne(planned, options);
    results.push(resultOf(planned, played));
    const message = await report(planned, played, options);
    cases.push({
      title: planned.definition.title,
      seed: planned.seed ?? planned.definition.title,
      seconds: (real.nowMs() - caseStartMs) / 1000,
      ...(message === undefined ? {} : { failure: message }),
    });
  }
  const never = judgeSometimes(results);
  for (const text of never) process.stdout.write(`${text}\n\n`);
  if (options.junit !== undefined) writeText(options.junit, junitXml(cases));
  process.stdout.write(`${verdictTable(verdictsOf(results))}\n`);
  const failed = results.filter(({ failures }) => failures.length > 0).length + never.length;
  process.stdout.write(summary(results.length, failed, real.nowMs() - startMs));
  tellUnplayed(plan.length - results.length);
  if (results.some(({ failures }) => failures.some(isOurOwn))) return exitCodes.badInput;
  if (options.flaw === undefined) return failed > 0 ? exitCodes.failed : exitCodes.green;
  return judgeFlaw(options.flaw, results, failed);
}

/**
 * Plays a run.
 *
 * Of many runs those after the first reuse workers, which is several times faster; one that fails so is played again
 * in fresh ones, and that is what counts. They also meet faults that the seed draws.
 */
async function playOne({ definition, flaw, seed, run }: Planned, { inert }: RunOptions): Promise<Played> {
  const play = {
    ...(seed === undefined ? {} : { seed }),
    ...(flaw === undefined ? {} : { flaw }),
    ...(inert === undefined ? {} : { inert }),
    swarm: run > 0,
  };
  const played = await playScenario(definition, { ...play, recycle: run > 0 });
  if (run === 0 || played.failures.length === 0) return played;
  return playScenario(definition, { ...play, record: played.record });
}

/** Prints a run; of a failing one the message, which is also answered. Further green runs only count. */
async function report(planned: Planned, played: Played, options: RunOptions): Promise<string | undefined> {
  if (options.trace !== undefined) writeTrace(options.trace, planned, played);
  const isGreen = played.failures.length === 0;
  if (isGreen && planned.run > 0) return undefined;
  process.stdout.write(
    `${isGreen ? pc.green('✓') : pc.red('✗')} ${played.title}${planned.run === 0 ? '' : `  (run ${planned.run + 1})`}\n`,
  );
  process.stdout.write(pc.dim(`  ${figures(played)}\n`));
  if (isGreen) {
    for (const { property, proven } of played.proofs)
      process.stdout.write(pc.dim(`  ${property.padEnd(14)} ${proven}\n`));
    for (const { property, reason } of played.skipped)
      process.stdout.write(pc.yellow(`  ${property.padEnd(14)} skipped: ${reason}\n`));
    for (const what of played.modelledOnly) process.stdout.write(pc.yellow(`  modelled only  ${what}\n`));
    process.stdout.write('\n');
    return undefined;
  }
  // A failure is shown only after it was played again in fresh environments.
  const diverged = await divergence(planned.definition, played, {
    flaw: planned.flaw,
    inert: options.inert,
  });
  const path = writeRepro(planned.definition, played, planned.flaw?.id);
  const message = failureMessage(played, {
    replay: `npx stormproof replay ${path}`,
    ...(diverged === undefined ? {} : { notReplayable: diverged }),
  });
  process.stdout.write(`\n${message}\n\n`);
  return message;
}

function figures({ calls, faultsFired, duplicatesDelivered, virtualMs }: Played): string {
  const fired = Object.values(faultsFired).reduce((sum, count) => sum + count, 0);
  return `${calls} calls · ${fired} faults fired · ${duplicatesDelivered} duplicates delivered · ${spanText(virtualMs)} of virtual time`;
}

function judgeFlaw(flaw: string, results: readonly Result[], failed: number): ExitCode {
  const after = foundAfter(results);
  if (after !== undefined) process.stdout.write(`The flaw ${flaw} was found after ${after} runs.\n`);
  if (failed > 0) return exitCodes.failed;
  process.stdout.write(pc.red(`The flaw ${flaw} survived: no scenario failed with it.\n`));
  return exitCodes.flawSurvived;
}

function tellUnplayed(count: number): void {
  if (count > 0) process.stdout.write(pc.yellow(`The time was up: ${count} runs were not played.\n`));
}

function writeTrace(folder: string, { definition, run }: Planned, { trace, title }: Played): void {
  const name = `${title.replace(/[^a-zA-Z0-9]+/g, '-').slice(0, 80)}-${mixText(definition.file ?? '')}${run === 0 ? '' : `-${run + 1}`}`;
  const lines = [{ type: 'trace', version: 1, scenario: title }, ...trace].map(
    (entry) => `${JSON.stringify(entry)}\n`,
  );
  writeText(join(folder, `${name}.ndjson`), lines.join(''));
}

function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
