import type * as FastCheck from 'fast-check';
import { StormError, type TraceEntry, type World } from '../kernel';
import type { Tried } from '../properties/property';

/** Input that is made up, and what is done with each piece of it. */
export interface Trial<T> {
  /** What input may look like: an arbitrary of fast-check. */
  input: FastCheck.Arbitrary<T>;
  /** How many are made up; 25 by default. */
  runs?: number;
  /** Hands one to the system and waits until it is done with it. */
  give(this: void, input: T): Promise<void>;
}

/**
 * Gives made-up input to the system, and where some of it breaks the system, the smallest that does.
 *
 * Broken is a system in which an invocation ended with an error, or whose `give` threw. The scenario's seed decides
 * what is made up; all of it happens in the storm itself, so it is in the trace and replays.
 */
export async function tryAll<T>(what: string, trial: Trial<T>, world: World): Promise<Tried> {
  const { check, asyncProperty, stringify } = fastCheck();
  const tries = asyncProperty(trial.input, async (input) => {
    const from = world.trace.length;
    await trial.give(input);
    const broken = brokenBy(world.trace.entries.slice(from));
    if (broken !== undefined) throw broken;
  });
  const { counterexample, numRuns, numShrinks, errorInstance } = await check(tries, {
    seed: world.chance.at('generated', what).between(0, 0x7fffffff),
    numRuns: trial.runs ?? 25,
  });
  if (counterexample === null) return { what, runs: numRuns };
  const smallest = stringify(counterexample[0]);
  if (errorInstance instanceof Broken) {
    const { message, functionArn, place } = errorInstance;
    return { what, runs: numRuns, broken: { smallest, numShrinks, error: message, functionArn, place } };
  }
  const error = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return { what, runs: numRuns, broken: { smallest, numShrinks, error } };
}

/** An invocation ended with an error. */
class Broken extends Error {
  constructor(
    message: string,
    readonly functionArn: string,
    readonly place: string | undefined,
  ) {
    super(message);
  }
}

function brokenBy(entries: readonly TraceEntry[]): Broken | undefined {
  const ended = entries.find(
    (entry) =>
      entry.type === 'event' && entry.event === 'invocation ended' && entry.detail['outcome'] !== 'value',
  );
  if (ended?.type !== 'event') return undefined;
  const { errorType, errorMessage } = ended.detail;
  const place = entries
    .flatMap((entry) => (entry.type === 'log' ? [/\/var\/task\/[^\s:"\\)]+:\d+/.exec(entry.text)?.[0]] : []))
    .find((found) => found !== undefined);
  return new Broken(`${String(errorType ?? 'Error')}: ${String(errorMessage ?? '')}`, ended.resource, place);
}

function fastCheck(): typeof FastCheck {
  try {
    // Loaded where it is used: it is the user's to install.
    return require('fast-check');
  } catch (cause) {
    throw new StormError('STORM_BAD_INPUT', 'Made-up input needs the package fast-check.', {
      fix: 'npm install --save-dev fast-check',
      cause,
    });
  }
}
