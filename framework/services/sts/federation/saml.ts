/**
 * Roles for those whom a SAML provider vouches for.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html for the texts
 */
import { createHash } from 'node:crypto';
import type { STS } from '@aws-sdk/client-sts';
import { AwsError, parseArn, type Operations } from '../../../cloud/service';
import { identityTokenExpired, invalidIdentityToken, notFederated } from '../errors';
import { beginSession, durationSecondsDefault, durationWithin } from '../roles';
import { root } from '../root';
import { readSessionPolicies } from '../session-policies';
import type { State, StsCall } from '../state';
import { readAssertion, type Assertion } from './assertion';
import { trustedRole } from './trusted';

const action = 'AssumeRoleWithSAML';
const attributes = 'https://aws.amazon.com/SAML/Attributes/';
const audience = 'https://signin.aws.amazon.com/saml';

function checkProvider(arn: string, call: StsCall): void {
  const { accountId = '' } = parseArn(arn) ?? {};
  try {
    call.ask('iam', { as: root(accountId, call), accountId }).getSAMLProvider({ SAMLProviderArn: arn });
  } catch (error) {
    if (!(error instanceof AwsError) || error.status === undefined || error.status >= 500) throw error;
    throw invalidIdentityToken("Specified provider doesn't exist");
  }
}

/** The name of the session, which the assertion has to bring. */
function sessionNameOf(assertion: Assertion): string {
  const [name] = assertion.attributes[`${attributes}RoleSessionName`] ?? [];
  if (name === undefined) throw invalidIdentityToken('RoleSessionName is required in AuthnResponse');
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name;
  throw invalidIdentityToken('RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}');
}

/** Role and provider stand in one value, in either order. */
function checkOffered(assertion: Assertion, roleArn: string, providerArn: string): void {
  const offered = assertion.attributes[`${attributes}Role`] ?? [];
  const isOffered = offered.some((pair) => {
    const arns = pair.split(',').map((arn) => arn.trim());
    return arns.includes(roleArn) && arns.includes(providerArn);
  });
  if (!isOffered) throw notFederated(action);
}

function secondsOf(assertion: Assertion, requested: number | undefined): number {
  const [told] = assertion.attributes[`${attributes}SessionDuration`] ?? [];
  const ofAssertion = told === undefined ? undefined : Number(told);
  if (requested === undefined) return ofAssertion ?? durationSecondsDefault;
  return Math.min(requested, ofAssertion ?? requested);
}

/** Tells users of different providers apart: a hash of issuer, account and provider. */
function qualifierOf(issuer: string, providerArn: string): string {
  const { accountId = '', resource = '' } = parseArn(providerArn) ?? {};
  const name = resource.slice(resource.indexOf('/'));
  return createHash('sha1').update(`${issuer}${accountId}${name}`).digest('base64');
}

const subjectTypeOf = (format: string): string => {
  const short = /nameid-format:(persistent|transient)$/.exec(format)?.[1];
  return short ?? format;
};

export const saml: Operations<STS, State> = {
  /** The assertion's signature is not checked: metadata of providers is kept and not read. */
  assumeRoleWithSAML(input, call) {
    const { RoleArn, PrincipalArn, SAMLAssertion } = input;
    const assertion = readAssertion(SAMLAssertion);
    checkProvider(PrincipalArn, call);
    if (assertion.recipient !== audience) {
      throw invalidIdentityToken('Response does not contain the required audience.');
    }
    if (assertion.notOnOrAfterMs !== undefined && assertion.notOnOrAfterMs <= call.nowMs) {
      throw identityTokenExpired('Token must be redeemed within 5 minutes of issuance');
    }
    const tagged = Object.keys(assertion.attributes).some((name) =>
      name.startsWith(`${attributes}PrincipalTag`),
    );
    if (tagged) call.notEmulated('sts:AssumeRoleWithSAML with session tags in the assertion');
    const name = sessionNameOf(assertion);
    checkOffered(assertion, RoleArn, PrincipalArn);
    const { issuer, subject } = assertion;
    const [NameQualifier, SubjectType] = [qualifierOf(issuer, PrincipalArn), subjectTypeOf(assertion.format)];
    const role = trustedRole(call, RoleArn, {
      action,
      provider: PrincipalArn,
      context: {
        'saml:aud': audience,
        'saml:iss': issuer,
        'saml:sub': subject,
        'saml:sub_type': SubjectType,
        'saml:namequalifier': NameQualifier,
      },
      sessionName: name,
    });
    const seconds = durationWithin(secondsOf(assertion, input.DurationSeconds), role);
    const policies = readSessionPolicies(input, parseArn(RoleArn)?.accountId ?? '', call);
    return {
      ...beginSession(call, role, { name, seconds, tags: {}, transitiveTagKeys: [], policies }),
      Subject: subject,
      SubjectType,
      Issuer: issuer,
      Audience: audience,
      NameQualifier,
    };
  },
};
