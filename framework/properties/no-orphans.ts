import { countOf, type Evidence, type Property, type Verdict } from './property';

export interface NoOrphansOptions {
  /** Names that may be left: what a scenario makes by itself. */
  except?: readonly string[];
  /** Logical ids of what may be left: what the stack's template keeps on purpose. */
  exceptOf?: readonly string[];
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
export function noOrphans({ except = [], exceptOf = [] }: NoOrphansOptions = {}): Property {
  return {
    name: 'noOrphans',
    needs: [],
    reads: ['leftovers'],
    judge: (evidence) => judge(evidence, except, exceptOf),
  };
}

function judge(
  { leftovers = [], names }: Evidence,
  except: readonly string[],
  exceptOf: readonly string[],
): Verdict {
  const left = leftovers.filter(
    ({ name, logicalId = '' }) => !except.includes(name) && !exceptOf.includes(logicalId),
  );
  const [first] = left;
  if (first === undefined) return { holds: true, proven: 'nothing is there that no stack owns' };
  const place = first.logicalId === undefined ? undefined : names.template(first.logicalId);
  return {
    holds: false,
    what: `${countOf(left.length, left.length, 'resource').replace(/^\d+ of /, '')} left that no stack owns`,
    lines: left.map(({ kind, name, logicalId }) => ({
      label: 'left',
      text: `${kind} ${name}${logicalId === undefined ? '' : `, once ${logicalId}`}`,
    })),
    fix: {
      text: `look at what should have deleted the ${first.kind} ${first.name}: a rollback, a DeletionPolicy, a protection against deletion`,
      ...(place === undefined ? {} : { place }),
    },
  };
}
