/**
 * Roles for those whom an OpenID Connect provider vouches for.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
import type { STS } from '@aws-sdk/client-sts';
import { AwsError, parseArn, type Operations } from '../../../cloud/service';
import { identityTokenExpired, invalidIdentityToken } from '../errors';
import { beginSession, durationWithin } from '../roles';
import { root } from '../root';
import { readSessionPolicies } from '../session-policies';
import type { State, StsCall } from '../state';
import { trustedRole } from './trusted';

type Claims = Readonly<Record<string, unknown>>;

/** Providers that every account knows. */
const wellKnown = ['accounts.google.com', 'cognito-identity.amazonaws.com'];
const sessionTags = 'https://aws.amazon.com/tags';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The claims of a JSON web token. Its signature is not checked: the provider's keys are out of reach. */
function claimsOf(token: string): Claims {
  const parts = token.split('.');
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
    if (parts.length === 3 && isRecord(claims)) return claims;
  } catch {
    // Told below.
  }
  throw invalidIdentityToken(
    'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  );
}

function textOf(claims: Claims, name: string): string {
  const value = claims[name];
  if (typeof value === 'string' && value !== '') return value;
  throw invalidIdentityToken(`Missing a required claim: ${name}`);
}

function audiencesOf({ aud }: Claims): string[] {
  const audiences = (Array.isArray(aud) ? aud : [aud]).filter((each) => typeof each === 'string');
  if (audiences.length === 0) throw invalidIdentityToken('Missing a required claim: aud');
  return audiences;
}

function checkTime({ exp }: Claims, call: StsCall): void {
  if (typeof exp !== 'number') throw invalidIdentityToken('Missing a required claim: exp');
  const now = Math.floor(call.nowMs / 1000);
  if (now >= exp) {
    throw identityTokenExpired(
      `Token expired: current date/time ${now} must be before the expiration date/time ${exp}`,
    );
  }
}

/** How trust policies name the issuer: by the ARN of the provider in IAM, or by its host where everybody knows it. */
function providerOf(issuer: string, audiences: readonly string[], accountId: string, call: StsCall): string {
  const host = issuer.replace(/^https:\/\//, '').replace(/\/$/, '');
  if (wellKnown.includes(host)) return host;
  const arn = `arn:${call.partition}:iam::${accountId}:oidc-provider/${host}`;
  try {
    const { ClientIDList = [] } = call
      .ask('iam', { as: root(accountId, call), accountId })
      .getOpenIDConnectProvider({ OpenIDConnectProviderArn: arn });
    if (audiences.some((audience) => ClientIDList.includes(audience))) return arn;
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'NoSuchEntity') throw error;
    throw invalidIdentityToken(`No OpenIDConnect provider found in your account for ${issuer}`);
  }
  throw invalidIdentityToken('Incorrect token audience');
}

/** `<issuer>:aud` and the like, as trust policies ask for them. */
function contextOf(host: string, claims: Claims, audiences: string[]): Record<string, string | string[]> {
  const context: Record<string, string | string[]> = {
    [`${host}:aud`]: audiences.length === 1 ? (audiences[0] ?? '') : audiences,
  };
  for (const name of ['sub', 'oaud', 'amr', 'azp', 'email']) {
    const value = claims[name];
    if (typeof value === 'string') context[`${host}:${name}`] = value;
    if (Array.isArray(value)) context[`${host}:${name}`] = value.map(String);
  }
  return context;
}

export const webIdentity: Operations<STS, State> = {
  assumeRoleWithWebIdentity(input, call) {
    const { RoleArn, RoleSessionName: sessionName, ProviderId, WebIdentityToken } = input;
    if (ProviderId !== undefined)
      call.notEmulated('sts:AssumeRoleWithWebIdentity with ProviderId (OAuth 2.0)');
    const claims = claimsOf(WebIdentityToken);
    if (claims[sessionTags] !== undefined) {
      call.notEmulated('sts:AssumeRoleWithWebIdentity with session tags in the token');
    }
    const accountId = parseArn(RoleArn)?.accountId ?? '';
    const [issuer, subject, audiences] = [textOf(claims, 'iss'), textOf(claims, 'sub'), audiencesOf(claims)];
    const provider = providerOf(issuer, audiences, accountId, call);
    checkTime(claims, call);
    const host = issuer
      .replace(/^https:\/\//, '')
      .replace(/\/$/, '')
      .toLowerCase();
    const role = trustedRole(call, RoleArn, {
      action: 'AssumeRoleWithWebIdentity',
      provider,
      context: contextOf(host, claims, audiences),
      sessionName,
    });
    const seconds = durationWithin(input.DurationSeconds, role);
    const policies = readSessionPolicies(input, accountId, call);
    return {
      ...beginSession(call, role, { name: sessionName, seconds, tags: {}, transitiveTagKeys: [], policies }),
      SubjectFromWebIdentityToken: subject,
      Provider: provider,
      Audience: audiences[0],
    };
  },
};
