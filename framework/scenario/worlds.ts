import { Cloud } from '../backends/cloud';
import { readTemplate, templateHash, type DeployOptions } from '../backends/deploy';
import { Embedded } from '../backends/embedded/embedded';
import { Sources } from '../backends/sources';
import type { Stack } from '../backends/stack';
import { sha256, StormError, type ChanceRoots, type DecisionRecord } from '../kernel';
import type { Work } from '../properties/property';
import { TemplateError } from '../template';
import { flawedSources } from './flaws';
import type { Flaw, System } from './system';

/** A world with a system deployed, from which each run is forked. */
export interface DeployedWorld {
  readonly embedded: Embedded;
  readonly stack: Stack;
  readonly templateHash: string;
}

/** A world in which a system could not be deployed. */
export interface UndeployedWorld {
  readonly embedded: Embedded;
  readonly error: StormError;
  readonly templateHash: string;
}

export interface Steering {
  seed: string;
  /** See `EmbeddedOptions.recycle`. */
  recycle?: boolean;
  roots?: ChanceRoots;
  decisions?: DecisionRecord;
}

const place = { accountId: '000000000000', region: 'us-east-1' };
/** Worlds are deployed once for each system and flaw; all runs begin from a fork. */
const worlds = new Map<string, Promise<DeployedWorld | UndeployedWorld>>();

/** The world in which a system, or a flawed one, has just been deployed. */
export function deployedWorld(
  system: System<Work>,
  flaw: Flaw | undefined,
): Promise<DeployedWorld | UndeployedWorld> {
  const key = JSON.stringify([system.name, system.template, system.parameters, flaw?.id]);
  let world = worlds.get(key);
  if (world === undefined) {
    world = deployWorld(system, flaw);
    worlds.set(key, world);
  }
  return world;
}

async function deployWorld(
  system: System<Work>,
  flaw: Flaw | undefined,
): Promise<DeployedWorld | UndeployedWorld> {
  // The deployment is the same for every seed: what a scenario explores begins after it.
  const embedded = Embedded.create({ seed: `deploy ${system.name}` });
  const cloud = Cloud.on(embedded, place);
  const options = deployOptions(system, flaw);
  try {
    const stack = await cloud.deploy(system.template, options);
    await cloud.settle();
    return { embedded, stack, templateHash: templateHash(stack.template) };
  } catch (error) {
    if (!(error instanceof StormError)) throw error;
    // A flawed template that is refused before anything is made is a flaw that was caught.
    if (flaw !== undefined && error.cause instanceof TemplateError) {
      const what = `The template is refused: ${error.what}`;
      const refused = new StormError('STORM_DEPLOY_FAILED', what, {
        fix: `${error.fix ?? 'mend'}      ${error.what.split(':').slice(0, 2).join(':')}`,
        cause: error,
      });
      return { embedded, error: refused, templateHash: sha256(error.what).slice(0, 16) };
    }
    if (error.code !== 'STORM_DEPLOY_FAILED') throw error;
    return { embedded, error, templateHash: templateHash(readTemplate(system.template, options.sources)) };
  } finally {
    await embedded.close();
  }
}

/** How a system, or a flawed one, is deployed. */
export function deployOptions(
  system: System<Work>,
  flaw: Flaw | undefined,
): DeployOptions & { sources: Sources } {
  const { parameters, capabilities, tags } = system;
  return {
    sources: flaw === undefined ? new Sources() : flawedSources(flaw),
    ...(parameters === undefined ? {} : { parameters }),
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(tags === undefined ? {} : { tags }),
  };
}

/** A cloud of its own for one run. */
export function forkWorld(
  world: DeployedWorld,
  steering: Steering,
): { cloud: Cloud; embedded: Embedded; stack: Stack } {
  const embedded = world.embedded.fork(steering);
  const cloud = Cloud.on(embedded, place);
  return { cloud, embedded, stack: world.stack.in(cloud) };
}
