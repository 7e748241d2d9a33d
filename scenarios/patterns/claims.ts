import type { Outcome, Property } from 'stormproof';

/** The work whose outcomes lie in one place is just the work that belongs there. */
export function only(place: string, belongs: (id: string) => boolean): Property {
  return {
    name: `only ${place}`,
    needs: [],
    judge({ submitted, outcomes }) {
      const there = new Set(outcomes.filter((row) => row['place'] === place).map(({ id }) => id));
      const wrong = submitted.filter(({ id }) => there.has(id) !== belongs(id)).map(({ id }) => id);
      if (wrong.length === 0 && there.size > 0)
        return { holds: true, proven: `${there.size} of ${submitted.length} in ${place}, and no other` };
      return {
        holds: false,
        what:
          there.size === 0
            ? `nothing reached ${place}`
            : `${wrong.length} of ${submitted.length} are not where they belong`,
        lines: [
          { label: 'in there', text: [...there].join(', ') },
          { label: 'wrong', text: wrong.join(', ') },
        ],
        fix: { text: `check what is subscribed to ${place}, and its filter` },
      };
    },
  };
}

/** These pieces of work, and no others, lie in a dead-letter place. */
export function lieIn(place: string, ids: readonly string[]): Property {
  return {
    name: 'lieIn',
    needs: [],
    judge({ submitted, deadLetters }) {
      const bodies = deadLetters
        .filter(({ logicalId }) => logicalId === place)
        .flatMap(({ messages }) => messages.map(({ body }) => body));
      const found = submitted
        .filter(({ id }) => bodies.some((body) => body.includes(`"${id}"`)))
        .map(({ id }) => id);
      if (found.length === ids.length && ids.every((id) => found.includes(id)))
        return { holds: true, proven: `${ids.join(', ')} in ${place}` };
      return {
        holds: false,
        what: `${found.length === 0 ? 'nothing lies' : `${found.join(', ')} lie`} in ${place}, not ${ids.join(', ')}`,
        lines: bodies.map((text) => ({ label: 'letter', text })),
        fix: { text: `give the queue a redrive policy that leads to ${place}` },
      };
    },
  };
}

/** Outcomes of one group come in the order in which their work was submitted. */
export function inOrder(groupOf: (row: Outcome) => string): Property {
  return {
    name: 'inOrder',
    needs: [],
    judge({ submitted, outcomes }) {
      const rank = new Map(submitted.map(({ id }, index) => [id, index]));
      const latest = new Map<string, string>();
      const swapped: string[] = [];
      for (const row of outcomes) {
        const before = latest.get(groupOf(row));
        if (before !== undefined && (rank.get(row.id) ?? 0) < (rank.get(before) ?? 0))
          swapped.push(`${row.id} after ${before}`);
        latest.set(groupOf(row), row.id);
      }
      if (swapped.length === 0 && outcomes.length > latest.size)
        return { holds: true, proven: `${outcomes.length} in ${latest.size} groups` };
      return {
        holds: false,
        what:
          swapped.length === 0
            ? 'no group has two outcomes'
            : `${swapped.length} came after one that was submitted later`,
        lines: swapped.map((text) => ({ label: 'swapped', text })),
        fix: { text: 'send what must stay in order through a FIFO queue, in one message group' },
      };
    },
  };
}
