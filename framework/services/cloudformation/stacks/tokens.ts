import { tokenAlreadyExists } from '../errors';
import type { Stack } from '../state';

/**
 * Whether a request is the same one again (its ClientRequestToken has begun the operation already); a token that was
 * used for something else is refused.
 */
export function isRepeated(stack: Stack, action: string, token: string | undefined): boolean {
  if (token === undefined) return false;
  const used = stack.tokens?.find((one) => one.token === token);
  if (used === undefined) return false;
  if (used.action !== action) throw tokenAlreadyExists(token);
  return true;
}

/** The stack's tokens, with this one. */
export function tokensWith(
  stack: Pick<Stack, 'tokens'>,
  action: string,
  token: string | undefined,
): Pick<Stack, 'tokens'> {
  if (token === undefined) return stack.tokens === undefined ? {} : { tokens: stack.tokens };
  return { tokens: [...(stack.tokens ?? []), { token, action }] };
}
