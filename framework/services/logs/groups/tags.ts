/** Tags of log groups, by the older calls that name the group and the newer ones that name its ARN. */
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { Operations } from '../../../cloud/service';
import { invalidParameter, resourceNotFound } from '../errors';
import { groupNamed, groupNameOfArn } from '../find';
import { destinationAt } from '../destinations/destinations';
import type { Destination, LogGroup, LogsCall, State } from '../state';

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

/** A group or a destination. */
type Tagged =
  | { readonly kind: 'group'; readonly group: LogGroup }
  | { readonly kind: 'destination'; readonly destination: Destination };

function taggedAt(call: LogsCall, arn: string): Tagged {
  const group = call.state.groups.get(groupNameOfArn(call, arn) ?? '');
  if (group !== undefined) return { kind: 'group', group };
  const destination = destinationAt(call, arn);
  if (destination === undefined) throw resourceNotFound();
  return { kind: 'destination', destination };
}

function setDestinationTags(
  call: LogsCall,
  destination: Destination,
  tags: Readonly<Record<string, string>>,
): void {
  if (Object.keys(tags).length > tagsMax) {
    throw invalidParameter(`The resource ${destination.name} has too many tags.`);
  }
  call.state.destinations.set(destination.name, { ...destination, tags });
}

export const tags: Operations<CloudWatchLogs, State> = {
  tagResource({ resourceArn, tags }, call) {
    const tagged = taggedAt(call, resourceArn);
    if (tagged.kind === 'group') addTags(call, tagged.group, tags);
    else setDestinationTags(call, tagged.destination, { ...tagged.destination.tags, ...tags });
    return {};
  },

  untagResource({ resourceArn, tagKeys }, call) {
    const tagged = taggedAt(call, resourceArn);
    if (tagged.kind === 'group') removeTags(call, tagged.group, tagKeys);
    else {
      const kept = Object.entries(tagged.destination.tags).filter(([key]) => !tagKeys.includes(key));
      setDestinationTags(call, tagged.destination, Object.fromEntries(kept));
    }
    return {};
  },

  listTagsForResource({ resourceArn }, call) {
    const tagged = taggedAt(call, resourceArn);
    return { tags: { ...(tagged.kind === 'group' ? tagged.group : tagged.destination).tags } };
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
