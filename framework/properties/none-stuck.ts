import { countOf, type Evidence, type Property, type StackState, type Verdict } from './property';

/**
 * No stack is stuck: each is in a state from which it can be updated, or it is gone.
 *
 * It needs nothing of the cloud but that it describes stacks, which the player reads after the calm. A stack whose
 * creation was rolled back counts as stuck: all that can be done with it is to delete it. What fails names the
 * resources that keep it there, and the next step out.
 *
 * @example
 * holds: [properties.noneStuck()]
 */
export function noneStuck(): Property {
  return { name: 'noneStuck', needs: [], reads: ['stacks'], judge };
}

function judge({ stacks = [], names }: Evidence): Verdict {
  const stuck = stacks.filter(({ wayOut }) => wayOut !== undefined);
  const [first] = stuck;
  if (first === undefined)
    return {
      holds: true,
      proven: stacks.length === 0 ? 'no stack is left' : countOf(stacks.length, stacks.length, 'stack'),
    };
  const [cause] = first.causes;
  const place = cause === undefined ? undefined : (cause.place ?? names.template(cause.logicalId));
  return {
    holds: false,
    what: `${countOf(stuck.length, stacks.length, 'stack')} ${stuck.length === 1 ? 'is' : 'are'} stuck`,
    lines: stuck.flatMap(told),
    fix: {
      text:
        cause === undefined
          ? `take the way out of ${first.name}`
          : `mend what failed at ${cause.logicalId}, then take the way out`,
      ...(place === undefined ? {} : { place }),
    },
  };
}

function told({
  name,
  status,
  reason = '',
  causes,
  wayOut = '',
}: StackState): Record<'label' | 'text', string>[] {
  return [
    { label: 'stuck', text: `${name}  ${status}  ${reason}`.trimEnd() },
    ...causes.map((cause) => ({
      label: 'cause',
      text: `${cause.logicalId}  ${cause.status}  ${cause.reason ?? ''}`.trimEnd(),
    })),
    { label: 'way out', text: wayOut },
  ];
}
