import { countOf, type Evidence, type Property, type Verdict } from './property';

export interface NoOrphansOptions {
  /** Names that may be left: what a scenario makes by itself. */
  except?: readonly string[];
}

/**
 * Nothing exists that no stack owns: no bucket, table, queue, function or role has been left behind.
 *
 * It needs nothing of the cloud but that it lists what there is, which the player reads after the calm. What a stack
 * retained when it was deleted belongs to nobody, so it counts; service-linked roles and the bucket for packages don't.
 *
 * @example
 * holds: [properties.noOrphans()]
 */
export function noOrphans({ except = [] }: NoOrphansOptions = {}): Property {
  return {
    name: 'noOrphans',
    needs: [],
    reads: ['leftovers'],
    judge: (evidence) => judge(evidence, except),
  };
}

function judge({ leftovers = [] }: Evidence, except: readonly string[]): Verdict {
  const left = leftovers.filter(({ name }) => !except.includes(name));
  const [first] = left;
  if (first === undefined) return { holds: true, proven: 'nothing is there that no stack owns' };
  return {
    holds: false,
    what: `${countOf(left.length, left.length, 'resource').replace(/^\d+ of /, '')} left that no stack owns`,
    lines: left.map(({ kind, name }) => ({ label: 'left', text: `${kind} ${name}` })),
    fix: {
      text: `look at what should have deleted the ${first.kind} ${first.name}: a rollback, a DeletionPolicy`,
    },
  };
}
