/** Tags of log groups, by the older calls that name the group and the newer ones that name its ARN. */
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { Operations } from '../../../cloud/service';
import { invalidParameter, resourceNotFound } from '../errors';
import { groupNamed, groupNameOfArn } from '../find';
import type { LogGroup, LogsCall, State } from '../state';

const tagsMax = 50;

function addTags(call: LogsCall, group: LogGroup, added: Readonly<Record<string, string>>): void {
  const tags = { ...group.tags, ...added };
  if (Object.keys(tags).length > tagsMax) {
    throw invalidParameter(`The resource ${group.name} has too many tags.`);
  }
  call.state.groups.set(group.name, { ...group, tags });
}

function removeTags(call: LogsCall, group: LogGroup, keys: readonly string[]): void {
  const kept = Object.entries(group.tags).filter(([key]) => !keys.includes(key));
  call.state.groups.set(group.name, { ...group, tags: Object.fromEntries(kept) });
}

function groupOfArn(call: LogsCall, arn: string): LogGroup {
  const group = call.state.groups.get(groupNameOfArn(call, arn) ?? '');
  if (group === undefined) throw resourceNotFound();
  return group;
}

export const tags: Operations<CloudWatchLogs, State> = {
  tagResource({ resourceArn, tags }, call) {
    addTags(call, groupOfArn(call, resourceArn), tags);
    return {};
  },

  untagResource({ resourceArn, tagKeys }, call) {
    removeTags(call, groupOfArn(call, resourceArn), tagKeys);
    return {};
  },

  listTagsForResource({ resourceArn }, call) {
    return { tags: { ...groupOfArn(call, resourceArn).tags } };
  },

  tagLogGroup({ logGroupName, tags }, call) {
    addTags(call, groupNamed(call, logGroupName), tags);
    return {};
  },

  untagLogGroup({ logGroupName, tags }, call) {
    removeTags(call, groupNamed(call, logGroupName), tags);
    return {};
  },

  listTagsLogGroup({ logGroupName }, call) {
    return { tags: { ...groupNamed(call, logGroupName).tags } };
  },
};
