import { Command, InvalidArgumentError } from 'commander';
import { codeFolders } from '../backends/embedded/code-folders';
import { closeHost } from '../services/lambda/host/environment';
import { StormError } from '../kernel';
import { version } from '../version';
import { exitCodes, type ExitCode } from './exit-codes';
import { replay, type ReplayOptions } from './replay';
import { run, type RunOptions } from './run';

/** Runs the command line and leaves its exit code; nothing that was started outlives it. */
export function main(argv: readonly string[]): void {
  const program = new Command('stormproof')
    .description('Does your AWS stack hold in a storm?')
    .version(version)
    .showHelpAfterError('(stormproof --help shows the commands)')
    .exitOverride();
  program
    .command('run')
    .description('play the scenarios under scenarios/ and judge them')
    .argument('[pattern]', 'only scenarios whose title or file holds this text')
    .option('--seed <seed>', 'which of all possible runs; by default the title decides')
    .option(
      '--runs <count>',
      'play each scenario so many times, each with a seed of its own',
      positiveInteger,
    )
    .option('--flaw <id>', 'bring a known flaw back: the scenarios must catch it')
    .option('--shard <i/n>', 'play only the ith of n parts of all runs')
    .option('--junit <file>', 'write the results as JUnit XML')
    .option('--trace <folder>', 'write the trace of each run as NDJSON')
    .option(
      '--inert <fault>',
      'arm the fault of this id (throttle-1) without effect: a scenario that injects it must fail',
    )
    .action(async (pattern: string | undefined, options: RunOptions) => finish(() => run(pattern, options)));
  program
    .command('replay')
    .description('play a failing run again')
    .argument('<file>', 'the repro file that the failing run wrote')
    .option('--no-flaw', 'leave out the flaw that the run was made with')
    .action(async (file: string, options: ReplayOptions) => finish(() => replay(file, options)));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted(signal));
  program.parseAsync(argv).catch((error: unknown) => {
    // Commander has printed its own message already.
    process.exitCode = isCommanderError(error) && error.exitCode === 0 ? exitCodes.green : exitCodes.badInput;
    if (!isCommanderError(error)) printError(error);
  });
}

async function finish(command: () => Promise<ExitCode>): Promise<void> {
  // Code is unpacked once for all runs of a command.
  const letFoldersGo = codeFolders.hold();
  try {
    process.exitCode = await command();
  } catch (error) {
    printError(error);
    process.exitCode = exitCodes.badInput;
  } finally {
    await closeHost();
    letFoldersGo();
  }
}

/** Workers and the folders of this process go with it: see the exit handler of the code folders. */
function interrupted(signal: NodeJS.Signals): void {
  process.stderr.write(`\nInterrupted by ${signal}.\n`);
  process.exit(signal === 'SIGINT' ? 130 : 143);
}

function printError(error: unknown): void {
  const text =
    error instanceof StormError
      ? error.message
      : `STORM_INTERNAL  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  process.stderr.write(`${text}\n`);
}

function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw new InvalidArgumentError(`Expected a whole number of at least 1, got '${text}'.`);
  return Number(text);
}

function isCommanderError(error: unknown): error is { exitCode: number } {
  return (
    error instanceof Error &&
    error.name === 'CommanderError' &&
    'exitCode' in error &&
    typeof error.exitCode === 'number'
  );
}
