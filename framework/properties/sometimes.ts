import type { Evidence, Property } from './property';

/**
 * Over all runs of one command, this happened at least once: proof that the runs reach what they are meant to test.
 *
 * @example
 * properties.sometimes('a copy meets a finished first', (evidence) => evidence.outcomes.length > 0);
 */
export function sometimes(name: string, happened: (evidence: Evidence) => boolean): Property {
  return {
    name: `sometimes: ${name}`,
    needs: ['trace'],
    judge: () => ({ holds: true, proven: 'judged over all runs' }),
    sometimes: happened,
  };
}
