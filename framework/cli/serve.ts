import { mkdirSync, readFileSync, renameSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Delays } from '../backends/serve/delays';
import { CloudServer } from '../backends/serve/server';
import { StormError, type WorldData } from '../kernel';
import { version } from '../version';
import { exitCodes, type ExitCode } from './exit-codes';

export interface ServeCommandOptions {
  port: number;
  host: string;
  speed: number;
  delays: Delays;
  seed?: string;
  /** Where the state is loaded from at the start and kept at the end. */
  state?: string;
}

/** Serves the cloud until it is told to stop. */
export async function serve(options: ServeCommandOptions): Promise<ExitCode> {
  const { port, host, speed, delays, seed = '0', state } = options;
  const stop = stopped();
  const data = state === undefined ? undefined : load(state);
  const server = await CloudServer.listen({
    port,
    host,
    speed,
    seed,
    delays,
    runtimeModules: process.cwd(),
    say: (line) => void process.stderr.write(`${line}\n`),
    ...(data === undefined ? {} : { data }),
    ...(state === undefined ? {} : { keep: (world: WorldData) => keep(state, world) }),
  });
  // Testcontainers' LocalstackContainer waits for the word.
  process.stdout.write(`stormproof ${version} serves AWS on ${server.url}. Ready.\n`);
  await stop;
  try {
    if (state !== undefined) keep(state, server.world.saveAsItIs());
  } finally {
    await server.close();
  }
  return exitCodes.green;
}

function stopped(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // In place of the one that ends other commands at once; a second signal ends this one too.
    process.removeAllListeners(signal);
    process.once(signal, () => resolve(undefined));
  }
  return promise;
}

function load(file: string): WorldData | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const data: WorldData = JSON.parse(readFileSync(file, 'utf8'));
    return data;
  } catch (cause) {
    throw new StormError('STORM_BAD_INPUT', `The state file '${file}' can't be read as a saved world.`, {
      cause,
    });
  }
}

/** Writes beside the file first, so that a crash leaves the old one. */
function keep(file: string, data: WorldData): string {
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(data));
  renameSync(`${path}.new`, path);
  return path;
}
