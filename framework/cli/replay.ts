import pc from 'picocolors';
import { StormError } from '../kernel';
import { flawOf } from '../scenario/flaws';
import { failureMessage } from '../scenario/message';
import { playScenario } from '../scenario/play-scenario';
import { readRepro } from '../scenario/repro';
import { exitCodes, type ExitCode } from './exit-codes';
import { loadFile } from './load-scenarios';

export interface ReplayOptions {
  /** False: the flaw that the run was made with is left out. */
  flaw?: boolean;
}

/** Plays a failing run again, by its record. */
export async function replay(path: string, options: ReplayOptions): Promise<ExitCode> {
  const repro = readRepro(path);
  const definition = (await loadFile(repro.file)).find(({ title }) => title === repro.scenario);
  if (definition === undefined) {
    throw new StormError('STORM_BAD_REPRO', `${repro.file} tells no scenario "${repro.scenario}" any more.`, {
      fix: 'a scenario that was renamed needs its new title in the repro file',
    });
  }
  const flaw =
    repro.flaw === undefined || options.flaw === false
      ? undefined
      : flawOf(definition.system.flaws ?? [], repro.flaw);
  if (repro.flaw !== undefined && options.flaw !== false && flaw === undefined) {
    throw new StormError(
      'STORM_BAD_REPRO',
      `The system ${definition.system.name} has no flaw '${repro.flaw}'.`,
    );
  }
  const played = await playScenario(definition, {
    ...(repro.seed === undefined ? {} : { seed: repro.seed }),
    ...(flaw === undefined ? {} : { flaw }),
    swarm: repro.swarm === true,
    record: { roots: repro.roots, decisions: repro.decisions },
  });
  const matched = `${played.decisionsMatched} of ${played.decisionsRecorded} decisions matched`;
  const isSame = played.traceHash === repro.traceHash;
  if (played.failures.length === 0) {
    process.stdout.write(`${pc.green('not reproduced')}  ${repro.scenario}\n  ${matched}\n`);
    return exitCodes.notReproduced;
  }
  process.stdout.write(`${failureMessage(played)}\n\n`);
  process.stdout.write(
    `  trace      ${played.traceHash}  ${isSame ? 'as recorded' : `recorded was ${repro.traceHash}`}\n  ${''.padEnd(11)}${matched}\n`,
  );
  return exitCodes.failed;
}
