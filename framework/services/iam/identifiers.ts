import { base32 } from '../../cloud/service';
import type { IamCall } from './state';

/**
 * AROA role, AIDA user, AGPA group, ANPA managed policy, AIPA instance profile (aws-behaviour.md 9.5),
 * SAMLSP SAML provider.
 */
type Prefix = 'AROA' | 'AIDA' | 'AGPA' | 'ANPA' | 'AIPA' | 'SAMLSP';

/** A unique id as IAM makes them: the prefix and 17 letters. */
export const newId = (prefix: Prefix, call: IamCall): string =>
  prefix + call.random('uniqueId').text(17, base32);

/** `arn:aws:iam::123456789012:role/path/name` */
export function iamArn(
  type: 'role' | 'user' | 'group' | 'policy' | 'instance-profile',
  path: string,
  name: string,
  call: IamCall,
): string {
  return `arn:${call.partition}:iam::${call.accountId}:${type}${path}${name}`;
}

/** The name in an ARN of IAM: what follows the path. */
export const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
