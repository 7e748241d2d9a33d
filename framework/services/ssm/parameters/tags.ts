import type { SSM, Tag } from '@aws-sdk/client-ssm';
import type { Operations } from '../../../cloud/service';
import { invalidResource, tooManyTags } from '../errors';
import type { Parameter, SsmCall, State } from '../state';
import { findParameter } from './names';

const tagsMax = 50;

export const tagRecord = (tags: readonly Tag[] = []): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));

export function checkTagCount(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > tagsMax) throw tooManyTags();
}

/** Of all that Systems Manager tags, parameters alone are emulated. */
function tagged(call: SsmCall, type: string, id: string): Parameter {
  if (type !== 'Parameter') call.notEmulated(`ssm: tags of the resource type ${type}`);
  const found = findParameter(call, id);
  if (found === undefined) throw invalidResource(id);
  return found;
}

export const tags: Operations<SSM, State> = {
  addTagsToResource({ ResourceType, ResourceId, Tags }, call) {
    const parameter = tagged(call, ResourceType, ResourceId);
    const all = { ...parameter.tags, ...tagRecord(Tags) };
    checkTagCount(all);
    call.state.parameters.set(parameter.name, { ...parameter, tags: all });
    return {};
  },

  removeTagsFromResource({ ResourceType, ResourceId, TagKeys }, call) {
    const parameter = tagged(call, ResourceType, ResourceId);
    const left = Object.fromEntries(Object.entries(parameter.tags).filter(([key]) => !TagKeys.includes(key)));
    call.state.parameters.set(parameter.name, { ...parameter, tags: left });
    return {};
  },

  listTagsForResource({ ResourceType, ResourceId }, call) {
    const { tags: found } = tagged(call, ResourceType, ResourceId);
    return { TagList: Object.entries(found).map(([Key, Value]) => ({ Key, Value })) };
  },
};
