import type { SNS, Tag } from '@aws-sdk/client-sns';
import type { Operations } from '../../../cloud/service';
import { findTopic } from '../addresses';
import { invalidParameter, resourceNotFound, tooManyTags } from '../errors';
import type { Place, SnsCall, State } from '../state';

const tagsMax = 50;

export function readTags(tags: readonly Tag[] | undefined): Record<string, string> {
  const keys = new Set((tags ?? []).map(({ Key }) => Key));
  if (keys.size < (tags ?? []).length) throw invalidParameter('Duplicated keys are not allowed.');
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}

export function checkTags(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > tagsMax) throw tooManyTags();
}

function tagged(call: SnsCall, arn: string): Place {
  const place = findTopic(call, arn);
  if (place === undefined) throw resourceNotFound();
  return place;
}

export const tags: Operations<SNS, State> = {
  tagResource({ ResourceArn, Tags }, call) {
    const { state, topic } = tagged(call, ResourceArn);
    const merged = { ...topic.tags, ...readTags(Tags) };
    checkTags(merged);
    state.topics.set(topic.name, { ...topic, tags: merged });
    return {};
  },

  untagResource({ ResourceArn, TagKeys }, call) {
    const { state, topic } = tagged(call, ResourceArn);
    const left = Object.entries(topic.tags).filter(([key]) => !TagKeys.includes(key));
    state.topics.set(topic.name, { ...topic, tags: Object.fromEntries(left) });
    return {};
  },

  listTagsForResource({ ResourceArn }, call) {
    const { topic } = tagged(call, ResourceArn);
    return { Tags: Object.entries(topic.tags).map(([Key, Value]) => ({ Key, Value })) };
  },
};
