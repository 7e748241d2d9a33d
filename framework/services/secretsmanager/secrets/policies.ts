import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import {
  AwsError,
  parsePolicy,
  PolicyError,
  type Operations,
  type PolicyDocument,
} from '../../../cloud/service';
import { malformedPolicy, publicPolicy } from '../errors';
import type { State } from '../state';
import { liveSecret, save } from './find';

function documentOf(text: string): PolicyDocument {
  try {
    return parsePolicy(text, 'resource');
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw malformedPolicy(`This resource policy contains invalid Json or syntax: ${error.message}`);
  }
}

const isPublic = ({ Statement }: PolicyDocument): boolean =>
  Statement.some(({ Effect, Principal, Condition }) => {
    const isEveryone =
      Principal === '*' || (Principal !== undefined && Principal.AWS?.includes('*') === true);
    return Effect === 'Allow' && isEveryone && Condition === undefined;
  });

function problemOf(text: string): { CheckName: string; ErrorMessage: string } | undefined {
  try {
    const document = documentOf(text);
    if (!isPublic(document)) return undefined;
    return { CheckName: 'PUBLIC_POLICY_CHECK', ErrorMessage: publicPolicy().message };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { CheckName: 'SYNTAX_CHECK', ErrorMessage: error.message };
  }
}

export const policies: Operations<SecretsManager, State> = {
  putResourcePolicy({ SecretId, ResourcePolicy, BlockPublicPolicy = false }, call) {
    const secret = liveSecret(call, SecretId);
    const document = documentOf(ResourcePolicy);
    if (BlockPublicPolicy && isPublic(document)) throw publicPolicy();
    save(call, { ...secret, policy: { text: ResourcePolicy, document } });
    return { ARN: secret.arn, Name: secret.name };
  },

  getResourcePolicy({ SecretId }, call) {
    const { arn, name, policy } = liveSecret(call, SecretId);
    return { ARN: arn, Name: name, ...(policy === undefined ? {} : { ResourcePolicy: policy.text }) };
  },

  /** What PutResourcePolicy would refuse is told as a failed check. */
  validateResourcePolicy({ SecretId, ResourcePolicy }, call) {
    if (SecretId !== undefined) liveSecret(call, SecretId);
    const problem = problemOf(ResourcePolicy);
    return {
      PolicyValidationPassed: problem === undefined,
      ValidationErrors: problem === undefined ? [] : [problem],
    };
  },

  deleteResourcePolicy({ SecretId }, call) {
    const { policy: _, ...secret } = liveSecret(call, SecretId);
    save(call, secret);
    return { ARN: secret.arn, Name: secret.name };
  },
};
