import { testCloud, type TestCloud } from '../../test-cloud';
import type { Principal } from '../../../framework/cloud/service';

export interface TestKey {
  readonly cloud: TestCloud;
  readonly id: string;
  readonly arn: string;
  readonly encrypt: (text: string, context?: Record<string, string>, as?: Principal) => Uint8Array;
  readonly decrypt: (blob: Uint8Array, context?: Record<string, string>, as?: Principal) => string;
}

/** A symmetric key of the account, with the default policy unless another is given. */
export function testKey(options: { cloud?: TestCloud; policy?: object } = {}): TestKey {
  const { cloud = testCloud(), policy } = options;
  const { KeyMetadata } = cloud
    .ask('kms')
    .createKey(policy === undefined ? {} : { Policy: JSON.stringify(policy) });
  const { KeyId: id = '', Arn: arn = '' } = KeyMetadata ?? {};
  const asked = (as?: Principal) => cloud.ask('kms', as === undefined ? {} : { as });
  return {
    cloud,
    id,
    arn,
    encrypt(text, EncryptionContext, as) {
      const answer = asked(as).encrypt({ KeyId: id, Plaintext: Buffer.from(text), EncryptionContext });
      return answer.CiphertextBlob ?? new Uint8Array(0);
    },
    decrypt(CiphertextBlob, EncryptionContext, as) {
      const { Plaintext = new Uint8Array(0) } = asked(as).decrypt({ CiphertextBlob, EncryptionContext });
      return Buffer.from(Plaintext).toString();
    },
  };
}

/** What the calls to KMS were, and how each was answered: the audit trail. */
export function audit(cloud: TestCloud): string[] {
  const { entries } = cloud.world.trace;
  return entries.flatMap((entry) => {
    if (entry.type !== 'call' || entry.service !== 'kms') return [];
    const answer = entries.find((other) => other.type === 'answer' && other.cause === entry.n);
    const code = answer?.type === 'answer' ? answer.code : undefined;
    return [`${entry.operation}${code === undefined ? '' : ` ${code}`}`];
  });
}

/** A statement of an identity policy. */
export const allow = (Action: string | string[], Resource: string | string[] = '*'): object => ({
  Effect: 'Allow',
  Action,
  Resource,
});

/** A key policy of these statements, with the account's root in charge. */
export const keyPolicy = (...statements: object[]): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::000000000000:root' },
      Action: 'kms:*',
      Resource: '*',
    },
    ...statements,
  ],
});
