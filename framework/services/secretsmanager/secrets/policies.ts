import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { parsePolicy, PolicyError, type Operations, type PolicyDocument } from '../../../cloud/service';
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

  deleteResourcePolicy({ SecretId }, call) {
    const { policy: _, ...secret } = liveSecret(call, SecretId);
    save(call, secret);
    return { ARN: secret.arn, Name: secret.name };
  },
};
