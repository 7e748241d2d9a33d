import type { Dose, Fault } from './fault';

export interface ColdStartOptions extends Dose {
  /** A logical id of the stack, a name, or an ARN; every function by default. */
  function?: string;
}

/**
 * Begins invocations in a fresh environment where one is idle that would be used again; the idle one ends.
 *
 * Shows what function code keeps in memory or in `/tmp` and takes for granted. Counts only invocations that would have
 * been warm.
 *
 * @example
 * inject(faults.coldStart({ function: 'Processor' }));
 */
export function coldStart(options: ColdStartOptions = {}): Fault {
  const { function: selected } = options;
  return {
    kind: 'coldStart',
    title: `cold start of ${selected ?? 'every function'}`,
    dose: options,
    proof: 'cold start',
    startsCold: (view, dice) =>
      selected === undefined || dice.means(selected, view.functionArn) ? true : undefined,
  };
}
