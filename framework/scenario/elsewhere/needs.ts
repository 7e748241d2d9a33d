import { lacks, type Ability } from '../../backends/abilities';
import type { Cloud } from '../../backends/cloud';
import { readTemplate } from '../../backends/deploy';
import { Sources } from '../../backends/sources';
import { isMap, own } from '../../template';
import type { Property } from '../../properties/property';
import type { Skip } from '../judge';
import type { ScenarioDefinition } from '../scenario';

/** Abilities without which a configuration can be made and read, and just has no effect. */
export const behaviours: readonly Ability[] = ['virtualTime', 'permissions', 'functions', 'updateRollback'];

/** What the scenario says that it needs, and what its template does. */
export function needsOf({ needs = [], system }: ScenarioDefinition): Ability[] {
  const { resources } = readTemplate(system.template, new Sources());
  const hasFunctions = Object.values(resources).some(
    (resource) => isMap(resource) && own(resource, 'Type') === 'AWS::Lambda::Function',
  );
  return [...new Set<Ability>(hasFunctions ? [...needs, 'functions'] : needs)];
}

/** Why a cloud won't do. */
export function lackText(cloud: Cloud, lacking: readonly Ability[]): string {
  return `${cloud.backend.name} ${lacking.map((need) => lacks[need]).join(' and ')}`;
}

/** What can be judged there, and why the rest can't. */
export function judgeable(
  definition: ScenarioDefinition,
  cloud: Cloud,
): { holds: readonly Property[]; skips: Skip[] } {
  const skips: Skip[] = [];
  const holds = definition.holds.filter(({ name, reads = [] }) => {
    if (reads.includes('leftovers') || reads.includes('stacks')) {
      skips.push({ property: name, reason: 'this cloud may hold what others made' });
      return false;
    }
    const need: Ability | undefined = reads.includes('twin')
      ? 'fork'
      : reads.includes('grants')
        ? 'permissions'
        : undefined;
    if (need === undefined || (cloud.can[need] && need !== 'fork')) return true;
    skips.push({ property: name, reason: `this cloud ${lacks[need]}` });
    return false;
  });
  return { holds, skips };
}
