import { requestsText, type Dose, type Fault, type Requests } from './fault';

/**
 * Nothing goes wrong: the run is the same as without it.
 *
 * It never fires, so a scenario that injects it fails as proving nothing. Of use to compare with, and to begin a new
 * kind of fault from.
 *
 * @example
 * const { fired } = inject(faults.none());
 */
export function none(options: Requests & Dose = {}): Fault {
  return {
    kind: 'none',
    title: `nothing to ${requestsText(options)}`,
    dose: options,
    proof: 'request',
    before: () => undefined,
  };
}
