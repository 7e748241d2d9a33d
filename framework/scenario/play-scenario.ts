import { StormError } from '../kernel';
import type { Failure } from './judge';
import type { Played, PlayOptions } from './played';
import { Run, type Twin } from './run';
import type { ScenarioDefinition } from './scenario';
import { undeployed } from './undeployed';
import { deployedWorld, type DeployedWorld } from './worlds';

/**
 * Plays a scenario once: a fork of the deployed world, the storm, the calm, the verdict.
 *
 * Where this machine can't run the functions (Python without boto3), all properties are skipped with the reason.
 */
export async function playScenario(
  definition: ScenarioDefinition,
  options: PlayOptions = {},
): Promise<Played> {
  const world = await deployedWorld(definition.system, options.flaw);
  if ('error' in world) return undeployed(definition, world, options);
  try {
    return await playIn(world, definition, options);
  } catch (error) {
    if (!(error instanceof StormError) || error.code !== 'STORM_RUNTIME_MISSING') throw error;
    const run = new Run(definition, world, options, undefined);
    await run.close();
    return run.leftOut(error.what);
  }
}

async function playIn(
  world: DeployedWorld,
  definition: ScenarioDefinition,
  options: PlayOptions,
): Promise<Played> {
  const asksForTwin = definition.holds.some(({ reads = [] }) => reads.includes('twin'));
  const twin = asksForTwin ? await playTwin(definition, world, options) : undefined;
  const run = new Run(definition, world, options, twin);
  try {
    return await run.play();
  } finally {
    await run.close();
  }
}

/** Tells the same storm without faults and repeated submissions; a repro's record is not of this run. */
async function playTwin(
  definition: ScenarioDefinition,
  world: DeployedWorld,
  { seed, flaw }: PlayOptions,
): Promise<Twin> {
  const options = { ...(seed === undefined ? {} : { seed }), ...(flaw === undefined ? {} : { flaw }) };
  const run = new Run(definition, world, options, 'is the twin');
  try {
    const { outcomes } = await run.tell();
    const failures = run.failures.map((failure): Failure =>
      failure.kind === 'error' ? { ...failure, part: `${failure.part}, told without faults,` } : failure,
    );
    return { outcomes, failures };
  } finally {
    await run.close();
  }
}
