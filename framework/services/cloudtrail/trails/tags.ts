import type { CloudTrail } from '@aws-sdk/client-cloudtrail';
import type { Operations } from '../../../cloud/service';
import { resourceNotFound, tooManyTags } from '../errors';
import type { State, Trail, TrailCall } from '../state';
import { findTrail, trailKey } from './find';

const tagsMax = 50;

function tagged(call: TrailCall, arn: string): Trail {
  const trail = findTrail(call, arn);
  if (trail?.arn !== arn) throw resourceNotFound(arn);
  return trail;
}

export const tags: Operations<CloudTrail, State> = {
  addTags({ ResourceId, TagsList }, call) {
    const trail = tagged(call, ResourceId);
    const added = Object.fromEntries(TagsList.map(({ Key = '', Value = '' }) => [Key, Value]));
    const all = { ...trail.tags, ...added };
    if (Object.keys(all).length > tagsMax) throw tooManyTags();
    call.state.trails.set(trailKey(trail), { ...trail, tags: all });
    return {};
  },

  /** A tag goes where its key is named, whatever value is named with it. */
  removeTags({ ResourceId, TagsList }, call) {
    const trail = tagged(call, ResourceId);
    const gone = TagsList.map(({ Key }) => Key);
    const left = Object.fromEntries(Object.entries(trail.tags).filter(([key]) => !gone.includes(key)));
    call.state.trails.set(trailKey(trail), { ...trail, tags: left });
    return {};
  },

  listTags: ({ ResourceIdList }, call) => ({
    ResourceTagList: ResourceIdList.map((arn) => ({
      ResourceId: arn,
      TagsList: Object.entries(tagged(call, arn).tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  }),
};
