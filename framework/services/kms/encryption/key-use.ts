/** What all cryptographic calls have in common. */
import { invalidGrantToken, invalidKeyUsage, wouldHaveSucceeded } from '../errors';
import { requireKey } from '../keys/references';
import { requireEnabled } from '../keys/states';
import type { BackingKey, Key, KmsCall } from '../state';

/** The newest material of a key: every key is made with one. */
export function currentBackingKey({ arn, backingKeys }: Key): BackingKey {
  const current = backingKeys.at(-1);
  if (current === undefined) throw new RangeError(`${arn} has no key material.`);
  return current;
}

/** The key of a request, fit for the operation: of the right usage, and enabled. */
export function usableKey(call: KmsCall, reference: string, operation: string, usage: Key['usage']): Key {
  return fit(requireKey(call, reference), operation, usage);
}

/** The key of a request that makes keys for use outside KMS: an enabled symmetric one. */
export function symmetricKey(call: KmsCall, reference: string, operation: string): Key {
  const key = usableKey(call, reference, operation, 'ENCRYPT_DECRYPT');
  if (key.spec !== 'SYMMETRIC_DEFAULT') throw invalidKeyUsage(key.arn, key.usage, operation);
  return key;
}

export function fit(key: Key, operation: string, usage: Key['usage']): Key {
  requireEnabled(key);
  if (key.usage !== usage) throw invalidKeyUsage(key.arn, key.usage, operation);
  return key;
}

interface Modifiers {
  DryRun?: boolean | undefined;
  GrantTokens?: string[] | undefined;
  Recipient?: unknown;
}

/** Parameters that most calls take; a dry run ends here, after everything was found to be in order. */
export function checkModifiers(call: KmsCall, operation: string, input: Modifiers): void {
  if (input.Recipient !== undefined) call.notEmulated(`kms:${operation} with Recipient`);
  checkGrantTokens(input.GrantTokens);
  if (input.DryRun === true) throw wouldHaveSucceeded();
}

/** Grants hold at once here, so a token adds nothing; one that KMS never gave out is refused all the same. */
export function checkGrantTokens(tokens: readonly string[] = []): void {
  for (const token of tokens) if (!/^[\w=+/-]{64,}$/.test(token)) throw invalidGrantToken();
}
