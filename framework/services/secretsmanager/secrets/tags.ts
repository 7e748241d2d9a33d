import type { SecretsManager, Tag } from '@aws-sdk/client-secrets-manager';
import type { Operations } from '../../../cloud/service';
import { invalidParameter } from '../errors';
import type { State } from '../state';
import { liveSecret, save } from './find';

const tagsMax = 50;

export function tagRecord(tags: readonly Tag[] = []): Record<string, string> {
  if (tags.length > tagsMax) throw invalidParameter('A secret can have at most 50 tags.');
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

export const tags: Operations<SecretsManager, State> = {
  tagResource({ SecretId, Tags }, call) {
    const secret = liveSecret(call, SecretId);
    const all = { ...secret.tags, ...tagRecord(Tags) };
    if (Object.keys(all).length > tagsMax) throw invalidParameter('A secret can have at most 50 tags.');
    save(call, { ...secret, tags: all, isTagged: true });
    return {};
  },

  untagResource({ SecretId, TagKeys }, call) {
    const secret = liveSecret(call, SecretId);
    const left = Object.entries(secret.tags).filter(([key]) => !TagKeys.includes(key));
    save(call, { ...secret, tags: Object.fromEntries(left) });
    return {};
  },
};
