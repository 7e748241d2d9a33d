import { relative } from 'node:path';
import type { Cloud } from '../backends/cloud';
import type { Stack } from '../backends/stack';
import { stackStandings } from '../backends/stack-standings';
import type { StackState } from '../properties/property';
import { placeOf } from '../template';

/** Every stack that there is, with the way out of it where it is stuck and the causes of that. */
export async function readStacks(cloud: Cloud, own: Stack): Promise<StackState[]> {
  const standings = await stackStandings(cloud);
  return standings.map(({ stackId, causes, ...standing }) => ({
    ...standing,
    causes: causes.map((cause) => {
      const place = stackId === own.id ? attemptedPlace(own, cause.logicalId) : undefined;
      return { ...cause, ...(place === undefined ? {} : { place }) };
    }),
  }));
}

/** Where the template has a resource that the last change was made with, whether that came through or not. */
function attemptedPlace({ attempted }: Stack, logicalId: string): string | undefined {
  const place = placeOf(attempted, ['Resources', logicalId]);
  return place === undefined ? undefined : `${relative('.', place.file)}:${place.line}`;
}
