import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pc from 'picocolors';
import { mixText, real, spanText, StormError } from '../kernel';
import { junitXml, type JunitCase } from '../report/junit';
import { flawOf } from '../scenario/flaws';
import { isOurOwn } from '../scenario/judge';
import { failureMessage } from '../scenario/message';
import { playScenario } from '../scenario/play-scenario';
import type { Played } from '../scenario/played';
import { writeRepro } from '../scenario/repro';
import type { ScenarioDefinition } from '../scenario/scenario';
import type { Flaw } from '../scenario/system';
import { divergence } from '../scenario/divergence';
import { exitCodes, type ExitCode } from './exit-codes';
import { loadScenarios } from './load-scenarios';

export interface RunOptions {
  seed?: string;
  runs?: number;
  flaw?: string;
  /** 'i/n': the ith of n parts of all runs, from 1. */
  shard?: string;
  junit?: string;
  trace?: string;
  /** The id of a fault that is armed without effect; a scenario that injects it must then fail. */
  inert?: string;
}

/** One run that is to be played. */
interface Planned {
  definition: ScenarioDefinition;
  flaw: Flaw | undefined;
  seed: string | undefined;
  run: number;
}

/** Plays the chosen scenarios and says what came of each. */
export async function run(pattern: string | undefined, options: RunOptions): Promise<ExitCode> {
  const definitions = await loadScenarios(pattern);
  const plan = shardOf(planOf(definitions, options), options.shard);
  const startMs = real.nowMs();
  const results: { planned: Planned; played: Played }[] = [];
  const cases: JunitCase[] = [];
  let undeployed = 0;
  for (const planned of plan) {
    const { title } = planned.definition;
    const caseStartMs = real.nowMs();
    const played = await playOne(planned, options);
    let message: string | undefined;
    if (played instanceof StormError) {
      undeployed++;
      message = played.message;
      process.stdout.write(`${pc.red('✗')} ${title}\n\n${message}\n\n`);
    } else {
      results.push({ planned, played });
      message = await report(planned, played, options);
    }
    cases.push({
      title,
      seed: planned.seed ?? title,
      seconds: (real.nowMs() - caseStartMs) / 1000,
      ...(message === undefined ? {} : { failure: message }),
    });
  }
  const never = judgeSometimes(results);
  for (const text of never) process.stdout.write(`${text}\n\n`);
  if (options.junit !== undefined) writeText(options.junit, junitXml(cases));
  const failed =
    results.filter(({ played }) => played.failures.length > 0).length + never.length + undeployed;
  process.stdout.write(summary(cases.length, failed, real.nowMs() - startMs));
  if (results.some(({ played }) => played.failures.some(isOurOwn))) return exitCodes.badInput;
  if (failed > 0) return exitCodes.failed;
  return options.flaw === undefined ? exitCodes.green : survived(options.flaw);
}

function planOf(definitions: readonly ScenarioDefinition[], options: RunOptions): Planned[] {
  const { flaw: flawId, seed, runs = 1 } = options;
  const plan: Planned[] = [];
  for (const definition of definitions) {
    const flaw = flawId === undefined ? undefined : flawOf(definition.system.flaws ?? [], flawId);
    if (flawId !== undefined && flaw === undefined) continue;
    for (let run = 0; run < runs; run++) {
      // The first run of a scenario has its own seed, so that `run` and `run --runs 100` begin alike.
      const runSeed = run === 0 ? seed : `${seed ?? definition.title}/${run}`;
      plan.push({ definition, flaw, seed: runSeed, run });
    }
  }
  if (plan.length === 0) {
    const known = [
      ...new Set(definitions.flatMap(({ system }) => (system.flaws ?? []).map(({ id }) => id))),
    ].sort();
    throw new StormError('STORM_BAD_INPUT', `No system of these scenarios has a flaw '${flawId ?? ''}'.`, {
      fix: `use one of: ${known.join(', ')}`,
    });
  }
  return plan;
}

function shardOf(plan: Planned[], shard: string | undefined): Planned[] {
  if (shard === undefined) return plan;
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(shard) ?? [];
  if (index === undefined || count === undefined || Number(index) < 1 || Number(index) > Number(count)) {
    throw new StormError('STORM_BAD_INPUT', `Expected --shard to be i/n with 1 ≤ i ≤ n, got '${shard}'.`);
  }
  return plan.filter((_, at) => at % Number(count) === Number(index) - 1);
}

/**
 * Plays a run; a system that could not be deployed has failed its scenario, and the error tells how.
 *
 * Of many runs those after the first reuse workers, which is several times faster; one that fails so is played again
 * in fresh ones, and that is what counts.
 */
async function playOne(planned: Planned, options: RunOptions): Promise<Played | StormError> {
  const { definition, flaw, seed } = planned;
  const play = {
    ...(seed === undefined ? {} : { seed }),
    ...(flaw === undefined ? {} : { flaw }),
    ...(options.inert === undefined ? {} : { inert: options.inert }),
  };
  try {
    const played = await playScenario(definition, { ...play, recycle: planned.run > 0 });
    if (planned.run === 0 || played.failures.length === 0) return played;
    return await playScenario(definition, { ...play, record: played.record });
  } catch (error) {
    if (error instanceof StormError && error.code === 'STORM_DEPLOY_FAILED') return error;
    throw error;
  }
}

/** Prints a run; of a failing one the message, which is also answered. */
async function report(planned: Planned, played: Played, options: RunOptions): Promise<string | undefined> {
  if (options.trace !== undefined) writeTrace(options.trace, planned, played);
  const isGreen = played.failures.length === 0;
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

function judgeSometimes(results: readonly { planned: Planned; played: Played }[]): string[] {
  const messages: string[] = [];
  for (const definition of new Set(results.map(({ planned }) => planned.definition))) {
    const runs = results.filter(({ planned }) => planned.definition === definition);
    for (const { name, sometimes } of definition.holds) {
      if (sometimes === undefined || runs.some(({ played }) => sometimes(played.evidence))) continue;
      messages.push(
        `STORM_PROPERTY_FAILED  "${definition.title}": ${name} does not hold, it never happened in ${runs.length} runs.\n\n  fix        play more runs (--runs), or change the storm so that it can happen`,
      );
    }
  }
  return messages;
}

function summary(total: number, failed: number, wallMs: number): string {
  const text = `${total - failed} passed, ${failed} failed`;
  return `${failed === 0 ? pc.green(text) : pc.red(text)}${pc.dim(`  in ${(wallMs / 1000).toFixed(1)} s`)}\n`;
}

function survived(flaw: string): ExitCode {
  process.stdout.write(pc.red(`The flaw ${flaw} survived: no scenario failed with it.\n`));
  return exitCodes.flawSurvived;
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
