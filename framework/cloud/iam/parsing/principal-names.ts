import type { PrincipalNames } from '../policy';

export const PRINCIPAL_TYPES: readonly (keyof PrincipalNames)[] = [
  'AWS',
  'Service',
  'Federated',
  'CanonicalUser',
];

/** `cloudfront` stands where an origin access identity is named in a bucket policy. */
const IAM_ARN = /^arn:aws[a-z-]*:iam::(\d{12}|cloudfront):(root|(user|role)\/[^*?]+)$/;
const STS_ARN = /^arn:aws[a-z-]*:sts::\d{12}:((assumed-role\/[^/*?]+|federated-user)\/[^/*?]+|self)$/;
const UNIQUE_ID = /^A[A-Z0-9]{15,127}$/;
const SERVICE = /^[a-z0-9.-]+\.[a-z0-9.-]+$/;

const NAMES: Record<keyof PrincipalNames, (name: string) => boolean> = {
  AWS: (name) =>
    name === '*' || /^\d{12}$/.test(name) || IAM_ARN.test(name) || STS_ARN.test(name) || UNIQUE_ID.test(name),
  Service: (name) => name === '*' || SERVICE.test(name),
  Federated: (name) => name !== '',
  CanonicalUser: (name) => /^[0-9a-f]{64}$/.test(name),
};

/** Tells whether a name may stand in a policy at all; a `*` within a name may not. */
export const isPrincipalName = (type: keyof PrincipalNames, name: string): boolean => NAMES[type](name);

/** AWS spells the type in capitals whatever the policy had. */
export const invalidPrincipal = (type: string, name: string): string =>
  `Invalid principal in policy: "${type.toUpperCase()}":"${name}"`;
