import { requestsText, selectsRequest, type Dose, type Fault, type Requests } from './fault';

export interface RepeatOptions extends Omit<Requests, 'from'>, Dose {
  /** Whose requests: function code's by default. Services' own calls of each other have no wire. */
  from?: 'functions' | 'scenario';
  /** How many further times each request arrives; once by default. */
  copies?: number;
}

/**
 * Lets requests arrive more than once, byte by byte the same, as when a network or a proxy sends again what was
 * already heard: what is not idempotent happens twice, and the caller, who hears the first answer, can't know.
 *
 * What arrives again meets no fault itself.
 *
 * @example
 * inject(faults.repeat({ service: 'sqs', operation: 'SendMessage', chance: 0.5 }));
 */
export function repeat(options: RepeatOptions = {}): Fault {
  const { copies = 1, from = 'functions' } = options;
  const requests: Requests = { ...options, from };
  return {
    kind: 'repeat',
    title: `repeat ${requestsText(requests)}`,
    dose: options,
    proof: 'request',
    after: (view, dice) => (selectsRequest(requests, view, dice) ? { kind: 'repeated', copies } : undefined),
  };
}
