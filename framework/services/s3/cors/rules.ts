/** Which rule of a bucket's CORS configuration admits a request from another origin, and what is answered then. */
import type { CORSRule } from '@aws-sdk/client-s3';

/** The request of a script, or the preflight that asks for one. */
export interface CrossOrigin {
  origin: string;
  method: string;
  /** In small letters. */
  headers: readonly string[];
}

/** A pattern has one wildcard at most. */
function fits(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  const before = pattern.slice(0, star);
  const behind = pattern.slice(star + 1);
  return text.length >= before.length + behind.length && text.startsWith(before) && text.endsWith(behind);
}

function admits(rule: CORSRule, asked: CrossOrigin): boolean {
  const allowed = (rule.AllowedHeaders ?? []).map((each) => each.toLowerCase());
  return (
    rule.AllowedMethods?.includes(asked.method) === true &&
    rule.AllowedOrigins?.some((each) => fits(each, asked.origin)) === true &&
    asked.headers.every((header) => allowed.some((each) => fits(each, header)))
  );
}

/** The headers of the first rule that admits the request; undefined where none does. */
export function corsHeaders(
  rules: readonly CORSRule[],
  asked: CrossOrigin,
): Record<string, string> | undefined {
  const rule = rules.find((each) => admits(each, asked));
  if (rule === undefined) return undefined;
  const isAnyone = rule.AllowedOrigins?.includes('*') === true;
  const { ExposeHeaders: exposed = [], MaxAgeSeconds: maxAgeSeconds } = rule;
  return {
    'access-control-allow-origin': isAnyone ? '*' : asked.origin,
    'access-control-allow-methods': (rule.AllowedMethods ?? []).join(', '),
    ...(asked.headers.length === 0 ? {} : { 'access-control-allow-headers': asked.headers.join(', ') }),
    ...(exposed.length === 0 ? {} : { 'access-control-expose-headers': exposed.join(', ') }),
    ...(maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(maxAgeSeconds) }),
    ...(isAnyone ? {} : { 'access-control-allow-credentials': 'true' }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}
