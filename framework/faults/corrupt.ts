import { requestsText, selectsRequest, type Dose, type Fault, type Requests } from './fault';

export interface CorruptOptions extends Omit<Requests, 'from'>, Dose {
  /** Whose answers: function code's by default. Services' own calls of each other have no wire. */
  from?: 'functions' | 'scenario';
  /** 'cut': the answer ends early; 'changed': one bit of it is another; 'cut' by default. Where, is drawn. */
  how?: 'cut' | 'changed';
}

/**
 * Damages the bytes of answers on their way; the operation itself has done its work.
 *
 * SDKs check the objects that they read against S3's checksums, so function code meets an error there. Where nothing
 * is checked, it meets the damage.
 *
 * @example
 * inject(faults.corrupt({ service: 's3', operation: 'GetObject', times: 1 }));
 */
export function corrupt(options: CorruptOptions): Fault {
  const { how = 'cut', from = 'functions' } = options;
  const requests: Requests = { ...options, from };
  return {
    kind: 'corrupt',
    title: `${how} answer of ${requestsText(options)}`,
    dose: options,
    proof: 'request',
    after(view, dice) {
      if (!selectsRequest(requests, view, dice)) return undefined;
      return { kind: 'corrupt', damage: { kind: how, at: dice.between(`${view.key} at`, 0, 999) / 1000 } };
    },
  };
}
