import { AwsError } from '../cloud/service';
import type { Dose, Fault } from './fault';

export interface DisableKeyOptions extends Pick<Dose, 'during'> {
  /** The key: a logical id of the stack, its id, or its ARN. */
  key: string;
}

/** What KMS refuses with a disabled key (KMS Developer Guide, "Key states of AWS KMS keys"). */
const uses = new Set([
  'CreateGrant',
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'ReEncrypt',
  'VerifyMac',
]);

/**
 * Refuses all use of a KMS key, as while somebody has disabled it: by whomever, the scenario and the services too.
 *
 * What a service keeps at hand still works: S3 uses a bucket key and DynamoDB a table key for five minutes without
 * asking. Once the fault is lifted, the key is as good as before.
 *
 * @example
 * inject(faults.disableKey({ key: 'DataKey', during: '10 minutes' }));
 */
export function disableKey(options: DisableKeyOptions): Fault {
  const { key } = options;
  return {
    kind: 'disableKey',
    title: `disabled key ${key}`,
    dose: options,
    proof: 'request',
    before(view, dice) {
      const { service, operation, resource } = view;
      if (service !== 'kms' || resource === undefined || !uses.has(operation)) return undefined;
      if (!dice.means(key, resource) && !resource.endsWith(`/${key}`)) return undefined;
      return { kind: 'error', error: new AwsError('DisabledException', `${resource} is disabled.`) };
    },
  };
}
