import { canonicalJson, digest } from '../../../kernel';
import { type DynamoCall, ordered } from '../state';
import { KEY_SEPARATOR } from './key-encoding';

/** How long a ClientRequestToken stands for its transaction (aws-behaviour.md 3.4). */
const validMs = 10 * 60_000;

/** Tells requests of one token apart. */
export function requestDigest(actions: object): string {
  return digest(canonicalJson(actions)).sha256;
}

/** The request that succeeded with this token within the last ten minutes, if one did. */
export function earlierDigest(call: DynamoCall, token: string): string | undefined {
  const earlier = call.state.transactionTokens.get(token);
  return earlier === undefined || call.nowMs - earlier.atMs >= validMs ? undefined : earlier.digest;
}

/** Remembers a transaction that succeeded, and forgets those that are too old to matter. */
export function remember(call: DynamoCall, token: string, requestDigestText: string): void {
  const { transactionTokens: tokens, transactionTokenAges: ages } = call.state;
  for (const [age, old] of ages.range({ to: ordered(call.nowMs - validMs + 1) })) {
    ages.delete(age);
    // A token may have been used anew since.
    if ((tokens.get(old)?.atMs ?? 0) <= call.nowMs - validMs) tokens.delete(old);
  }
  tokens.set(token, { digest: requestDigestText, atMs: call.nowMs });
  ages.set(ordered(call.nowMs) + KEY_SEPARATOR + token, token);
}
