import type { Evidence, Outcome, Property } from 'stormproof';

/** Every way out that a look tells of led to a state, in no more steps than it has to take. */
export function leadsOut({
  at,
  to,
  steps,
  of,
}: {
  at: string;
  to: string;
  steps: number;
  of: string;
}): Property {
  const stepsText = `${steps} ${steps === 1 ? 'step' : 'steps'}`;
  return {
    name: 'leadsOut',
    needs: [],
    judge(evidence) {
      const rows = rowsAt(evidence, at).map(({ id, status, steps: taken, why }) => ({
        id,
        status: String(status),
        why: typeof why === 'string' ? [why] : [],
        taken: Array.isArray(taken) ? taken.map(String) : [],
      }));
      const wrong = rows.filter(({ status, taken }) => status !== to || taken.length !== steps);
      if (wrong.length === 0 && rows.length > 0)
        return { holds: true, proven: `${rows.length} of ${rows.length} in ${to}, in ${stepsText}` };
      return {
        holds: false,
        what: `${wrong.length} of ${rows.length} did not come to ${to} in ${stepsText}`,
        lines: wrong.flatMap(({ id, status, taken, why }) => [
          { label: 'stuck', text: `${id} came to ${status}` },
          ...why.map((text) => ({ label: 'why', text })),
          ...taken.map((text) => ({ label: 'step', text })),
        ]),
        fix: { text: 'look at what keeps a failed change from being taken back', ...place(evidence, of) },
      };
    },
  };
}

/** So much was there at a look. */
export function ready({ at, count, of }: { at: string; count: number; of: string }): Property {
  return {
    name: 'ready',
    needs: [],
    judge(evidence) {
      const rows = rowsAt(evidence, at);
      if (rows.length === count) return { holds: true, proven: `${count} of ${count} there when ${at}` };
      return {
        holds: false,
        what: `${rows.length} of ${count} were there when ${at}`,
        lines: [{ label: 'there', text: rows.map(({ id }) => id).join(', ') || 'nothing' }],
        fix: {
          text: `let the stack wait for the signal that ${of} is done: a WaitCondition or a CreationPolicy`,
          ...place(evidence, of),
        },
      };
    },
  };
}

/** Each message says all that somebody needs who reads nothing else. */
export function clear({
  at,
  says,
}: {
  at: string;
  says: { readonly [message: string]: readonly string[] };
}): Property {
  return {
    name: 'clear',
    needs: [],
    judge(evidence) {
      const rows = rowsAt(evidence, at);
      const unsaid = Object.entries(says).flatMap(([id, words]) => {
        const text = String(rows.find((row) => row.id === id)?.['text']);
        return words.filter((word) => !text.includes(word)).map((word) => ({ id, word, text }));
      });
      if (unsaid.length === 0)
        return { holds: true, proven: `${rows.length} messages say all that is needed` };
      return {
        holds: false,
        what: `${unsaid.length} things are left unsaid`,
        lines: unsaid.flatMap(({ id, word, text }) => [
          { label: 'unsaid', text: `of ${id}: ${word}` },
          { label: 'said', text },
        ]),
        fix: {
          text: 'say it in the ConstraintDescription of the parameter',
          place: 'templates/stacks/shop/template.yaml:5',
        },
      };
    },
  };
}

/** Each of these was refused, in words that name what stands against it. */
export function refused({
  at,
  because,
  of,
  fix,
}: {
  at: string;
  because: RegExp;
  of: string;
  fix: string;
}): Property {
  return {
    name: 'refused',
    needs: [],
    judge(evidence) {
      const rows = rowsAt(evidence, at);
      const done = rows.filter(({ reason }) => !because.test(String(reason)));
      if (done.length === 0 && rows.length > 0)
        return {
          holds: true,
          proven: `${rows.length} of ${rows.length} refused: ${String(rows[0]?.['reason'])}`,
        };
      return {
        holds: false,
        what: `${done.length} of ${rows.length} that had to be refused was not`,
        lines: done.map(({ id, reason }) => ({ label: 'done', text: `${id}: ${String(reason)}` })),
        fix: { text: fix, ...place(evidence, of) },
      };
    },
  };
}

function rowsAt({ looks = [] }: Evidence, at: string): readonly Outcome[] {
  return looks.find(({ name }) => name === at)?.outcomes ?? [];
}

function place({ names }: Evidence, of: string): { place?: string } {
  const told = names.template(of);
  return told === undefined ? {} : { place: told };
}
