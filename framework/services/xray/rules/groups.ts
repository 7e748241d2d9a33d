import type { Group as GroupOutput, InsightsConfiguration, XRay } from '@aws-sdk/client-xray';
import type { Operations } from '../../../cloud/service';
import { invalidRequest, resourceNotFound } from '../errors';
import { page } from '../pages';
import { filterOf } from '../traces/filter';
import type { Group, State, XrayCall } from '../state';
import { tagsOf } from './tags';

const defaultName = 'Default';

const arnOf = ({ partition, region, accountId }: XrayCall, tail: string): string =>
  `arn:${partition}:xray:${region}:${accountId}:group/${tail}`;

const groupOutput = ({ name, arn, filter, insights, notifications }: Group): GroupOutput => ({
  GroupName: name,
  GroupARN: arn,
  ...(filter === undefined ? {} : { FilterExpression: filter }),
  InsightsConfiguration: { InsightsEnabled: insights, NotificationsEnabled: notifications },
});

/** Every account has it, and cannot delete it. */
const defaultGroup = (call: XrayCall): Group => ({
  name: defaultName,
  arn: arnOf(call, defaultName),
  insights: false,
  notifications: false,
  tags: {},
});

interface Named {
  GroupName?: string | undefined;
  GroupARN?: string | undefined;
}

function groupAt(call: XrayCall, { GroupName, GroupARN }: Named): Group {
  if ((GroupName === undefined) === (GroupARN === undefined)) {
    throw invalidRequest('Specify either GroupName or GroupARN.');
  }
  const all = [defaultGroup(call), ...call.state.groups.values()];
  const found = all.find(({ name, arn }) => name === GroupName || arn === GroupARN);
  if (found === undefined) throw invalidRequest('Group not found');
  return found;
}

function insightsOf(
  call: XrayCall,
  given: InsightsConfiguration | undefined,
  former?: Group,
): Pick<Group, 'insights' | 'notifications'> {
  const insights = given?.InsightsEnabled ?? former?.insights ?? false;
  if (insights) call.modelledOnly('xray: insights of a group');
  return { insights, notifications: given?.NotificationsEnabled ?? former?.notifications ?? false };
}

function withFilter(call: XrayCall, filter: string | undefined): { filter?: string } {
  if (filter === undefined) return {};
  filterOf(call, filter);
  return { filter };
}

export const groups: Operations<XRay, State> = {
  createGroup({ GroupName, FilterExpression, InsightsConfiguration, Tags }, call) {
    if (GroupName === defaultName || call.state.groups.has(GroupName)) {
      throw invalidRequest(`Group already exists: ${GroupName}`);
    }
    const group: Group = {
      name: GroupName,
      arn: arnOf(call, `${GroupName}/${call.random('group').text(32, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`),
      ...withFilter(call, FilterExpression),
      ...insightsOf(call, InsightsConfiguration),
      tags: tagsOf(Tags),
    };
    call.state.groups.set(GroupName, group);
    return { Group: groupOutput(group) };
  },

  getGroup: (input, call) => ({ Group: groupOutput(groupAt(call, input)) }),

  getGroups({ NextToken }, call) {
    const { rows, token } = page([defaultGroup(call), ...call.state.groups.values()], NextToken, 100);
    return { Groups: rows.map(groupOutput), ...token };
  },

  updateGroup({ FilterExpression, InsightsConfiguration, ...named }, call) {
    const former = groupAt(call, named);
    if (former.name === defaultName) throw invalidRequest('The default group cannot be changed.');
    const group = {
      ...former,
      ...withFilter(call, FilterExpression),
      ...insightsOf(call, InsightsConfiguration, former),
    };
    call.state.groups.set(group.name, group);
    return { Group: groupOutput(group) };
  },

  deleteGroup(input, call) {
    const { name, arn } = groupAt(call, input);
    if (name === defaultName) throw invalidRequest('The default group cannot be deleted.');
    if (!call.state.groups.delete(name)) throw resourceNotFound(arn);
    return {};
  },
};
