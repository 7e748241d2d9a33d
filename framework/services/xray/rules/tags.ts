import type { Tag, XRay } from '@aws-sdk/client-xray';
import type { Operations } from '../../../cloud/service';
import { resourceNotFound } from '../errors';
import type { Group, Rule, State, XrayCall } from '../state';

export const tagsOf = (tags: readonly Tag[] = []): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));

type Tags = Readonly<Record<string, string>>;

/** Changes the tags of a group or a rule; answers what they were. */
function changeTags(call: XrayCall, arn: string, change: (tags: Tags) => Tags): Tags {
  const group: Group | undefined = [...call.state.groups.values()].find((each) => each.arn === arn);
  if (group !== undefined) {
    call.state.groups.set(group.name, { ...group, tags: change(group.tags) });
    return group.tags;
  }
  const rule: Rule | undefined = [...call.state.rules.values()].find((each) => each.arn === arn);
  if (rule === undefined) throw resourceNotFound(arn);
  call.state.rules.set(rule.name, { ...rule, tags: change(rule.tags) });
  return rule.tags;
}

export const tags: Operations<XRay, State> = {
  listTagsForResource({ ResourceARN }, call) {
    const found = changeTags(call, ResourceARN, (same) => same);
    return { Tags: Object.entries(found).map(([Key, Value]) => ({ Key, Value })) };
  },

  tagResource({ ResourceARN, Tags }, call) {
    changeTags(call, ResourceARN, (former) => ({ ...former, ...tagsOf(Tags) }));
    return {};
  },

  untagResource({ ResourceARN, TagKeys }, call) {
    changeTags(call, ResourceARN, (former) =>
      Object.fromEntries(Object.entries(former).filter(([key]) => !TagKeys.includes(key))),
    );
    return {};
  },
};
