import type * as Localstack from '@testcontainers/localstack';
import type * as Library from 'testcontainers';
import { StormError } from '../../kernel';

/** The two packages, which are optional: most users never start a container. */
export interface Testcontainers {
  testcontainers: typeof Library;
  LocalstackContainer: typeof Localstack.LocalstackContainer;
}

/** Loads testcontainers; says in one line how to get it where it isn't installed. */
export async function loadTestcontainers(): Promise<Testcontainers> {
  try {
    const testcontainers = await import('testcontainers');
    const { LocalstackContainer } = await import('@testcontainers/localstack');
    return { testcontainers, LocalstackContainer };
  } catch (cause) {
    throw new StormError(
      'STORM_CLOUD_UNREACHABLE',
      'Containers need two more packages: npm install --save-dev testcontainers @testcontainers/localstack',
      { cause },
    );
  }
}

/** In one line, with the way out. */
export function dockerUnreachable(cause: unknown): StormError {
  return new StormError(
    'STORM_CLOUD_UNREACHABLE',
    'Docker is not reachable: start it (npx stormproof doctor tells more), or play on the embedded cloud, which needs none (--cloud embedded).',
    { cause },
  );
}
