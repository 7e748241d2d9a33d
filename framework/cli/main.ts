import { Command, InvalidArgumentError, Option } from 'commander';
import { delays } from '../backends/serve/delays';
import { codeFolders } from '../backends/embedded/code-folders';
import { closeHost } from '../services/lambda/host/environment';
import { StormError } from '../kernel';
import { version } from '../version';
import { doctor, type DoctorOptions } from './doctor';
import { exitCodes, type ExitCode } from './exit-codes';
import { replay, type ReplayOptions } from './replay';
import { run, type RunOptions } from './run';
import { serve, type ServeCommandOptions } from './serve';

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
    .option('--max-time <time>', 'begin no further run after so much real time: 90s, 10m, 1h', realTime)
    .option(
      '--cloud <clouds>',
      'where to play: embedded, localstack, compose[:PROFILE], an address, or several with commas: then they are compared',
    )
    .option('--image <image>', 'for localstack: another image than the pinned one')
    .option('--verbose', 'for localstack: show the log of the container')
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
  addServe(program);
  addDoctor(program);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted(signal));
  program.parseAsync(argv).catch((error: unknown) => {
    // Commander has printed its own message already.
    process.exitCode = isCommanderError(error) && error.exitCode === 0 ? exitCodes.green : exitCodes.badInput;
    if (!isCommanderError(error)) printError(error);
  });
}

function addServe(program: Command): void {
  program
    .command('serve')
    .description('serve the emulated AWS over HTTP, in real time')
    .option('--port <port>', 'the port to listen on; 0 takes a free one', port, 4566)
    .option('--host <address>', 'the address to listen on; others than loopback let others in', '127.0.0.1')
    .option('--speed <factor>', 'virtual seconds in a real one', positiveNumber, 1)
    .addOption(
      new Option('--delays <which>', 'how long AWS takes for its own work: no time, or as on AWS')
        .choices(delays)
        .default('none'),
    )
    .option('--seed <seed>', 'which ids and draws; by default 0')
    .option('--state <file>', 'load the state from this file, and keep it there at the end')
    .action(async (options: ServeCommandOptions) => finish(() => serve(options)));
}

function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('look at what this machine has, and what to do about what is missing')
    .option(
      '--cloud <cloud>',
      'what is to work: embedded, localstack, compose, serve or an address',
      'embedded',
    )
    .option('--image <image>', 'for localstack: another image than the pinned one')
    .option('--port <port>', 'the port that `serve` would listen on', port, 4566)
    .action(async (options: DoctorOptions) => finish(() => doctor(options)));
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

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError(`Expected a port from 0 to 65535, got '${text}'.`);
  return Number(text);
}

function positiveNumber(text: string): number {
  if (!/^\d{1,7}(\.\d{1,6})?$/.test(text) || Number(text) <= 0)
    throw new InvalidArgumentError(`Expected a number above 0, got '${text}'.`);
  return Number(text);
}

/** Milliseconds of '90s', '10m' or '1h'. */
function realTime(text: string): number {
  const [, count, unit] = /^(\d{1,5})(s|m|h)$/.exec(text) ?? [];
  if (count === undefined)
    throw new InvalidArgumentError(`Expected a time such as 90s, 10m or 1h, got '${text}'.`);
  return Number(count) * (unit === 's' ? 1000 : unit === 'm' ? 60_000 : 3_600_000);
}

function isCommanderError(error: unknown): error is { exitCode: number } {
  return (
    error instanceof Error &&
    error.name === 'CommanderError' &&
    'exitCode' in error &&
    typeof error.exitCode === 'number'
  );
}
