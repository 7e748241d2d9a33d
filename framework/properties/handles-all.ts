import type { Evidence, Property, Tried, Verdict } from './property';

/**
 * No input that was made up (`forAll`) broke the system; else the smallest that does is shown.
 *
 * It needs the trace, by which it is known that an invocation ended with an error. A storm that made up nothing fails.
 *
 * @example
 * holds: [properties.handlesAll()]
 */
export function handlesAll(): Property {
  return { name: 'handlesAll', needs: ['trace'], judge };
}

function judge(evidence: Evidence): Verdict {
  const tried = evidence.tried ?? [];
  const [first] = tried.filter(({ broken }) => broken !== undefined);
  if (tried.length === 0) {
    return {
      holds: false,
      what: 'the storm made up no input, so it proves nothing',
      lines: [],
      fix: { text: "give some in the storm: await forAll('events', { input, give })" },
    };
  }
  if (first?.broken === undefined) {
    const proven = tried.map(({ what, runs }) => `${runs} ${what}`).join(', ');
    return { holds: true, proven: `${proven}, none broke it` };
  }
  return told(evidence, first, first.broken);
}

function told(evidence: Evidence, { what, runs }: Tried, broken: NonNullable<Tried['broken']>): Verdict {
  const { smallest, numShrinks, error, functionArn, place } = broken;
  const name = functionArn === undefined ? 'the system' : evidence.names.of(functionArn);
  const task = functionArn?.split(':')[6];
  const at =
    task === undefined || place === undefined ? undefined : evidence.names.source(`${task}/0`, place);
  return {
    holds: false,
    what: `one of the first ${runs} ${what} broke ${name}`,
    lines: [
      { label: 'smallest', text: `${smallest}  (made smaller ${numShrinks} times)` },
      { label: 'error', text: error },
    ],
    fix: {
      text: 'check what comes in before it is used, and say what was wrong with it',
      ...(at === undefined ? {} : { place: at }),
    },
  };
}
