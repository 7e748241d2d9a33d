import type { CloudWatchLogs, LogGroup as DescribedGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { Operations } from '../../../cloud/service';
import { groupExists, groupIsProtected, invalidParameter } from '../errors';
import { compilePatternRegex } from '../events/pattern-regex';
import { deleteEvents, retainedEvents } from '../events/store';
import { groupNamed, groupNameOf, page, streamsOf } from '../find';
import { deleteMetricFilters, metricFiltersOf } from '../metric-filters/metric-filters';
import { deleteSubscriptionFilters } from '../subscriptions/subscription-filters';
import { tryKey } from './keys';
import { groupArn, streamKey, type LogGroup, type LogsCall, type State } from '../state';

/** aws-behaviour.md 10.3 */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const pageSize = 50;

function described(call: LogsCall, group: LogGroup): DescribedGroup {
  const arn = groupArn(call, group.name);
  let storedBytes = 0;
  for (const stream of streamsOf(call, group)) {
    for (const { message } of retainedEvents(call, group, stream))
      storedBytes += Buffer.byteLength(message) + 26;
  }
  return {
    logGroupName: group.name,
    creationTime: group.createdAtMs,
    ...(group.retentionInDays === undefined ? {} : { retentionInDays: group.retentionInDays }),
    metricFilterCount: metricFiltersOf(call, group).length,
    arn: `${arn}:*`,
    storedBytes,
    ...(group.kmsKeyId === undefined ? {} : { kmsKeyId: group.kmsKeyId }),
    logGroupClass: 'STANDARD',
    logGroupArn: arn,
    deletionProtectionEnabled: group.isProtected ?? false,
  };
}

/** A search by pattern tells less of each group. */
function foundByPattern(call: LogsCall, group: LogGroup): DescribedGroup {
  const { storedBytes: _bytes, deletionProtectionEnabled: _isProtected, ...rest } = described(call, group);
  return rest;
}

export const groups: Operations<CloudWatchLogs, State> = {
  createLogGroup({ logGroupName, kmsKeyId, tags = {}, logGroupClass, deletionProtectionEnabled }, call) {
    if (logGroupClass !== undefined && logGroupClass !== 'STANDARD') {
      call.notEmulated(`logs:CreateLogGroup with logGroupClass ${logGroupClass}`);
    }
    if (call.state.groups.has(logGroupName)) throw groupExists();
    if (kmsKeyId !== undefined) tryKey(call, kmsKeyId, logGroupName);
    call.state.groups.set(logGroupName, {
      id: String(call.count('logGroup')),
      name: logGroupName,
      createdAtMs: call.nowMs,
      ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
      ...(deletionProtectionEnabled === true ? { isProtected: true } : {}),
      tags,
    });
    return {};
  },

  /** Takes its streams and their events with it. */
  deleteLogGroup({ logGroupName }, call) {
    const group = groupNamed(call, logGroupName);
    if (group.isProtected === true) throw groupIsProtected();
    for (const stream of streamsOf(call, group)) {
      deleteEvents(call, stream);
      call.state.streams.delete(streamKey(group, stream.name));
    }
    deleteMetricFilters(call, group);
    deleteSubscriptionFilters(call, group);
    call.state.groups.delete(logGroupName);
    return {};
  },

  describeLogGroups(input, call) {
    const { logGroupNamePrefix = '', logGroupNamePattern, logGroupIdentifiers, limit = pageSize } = input;
    if (input.includeLinkedAccounts === true || input.accountIdentifiers !== undefined) {
      call.notEmulated('logs:DescribeLogGroups of linked accounts');
    }
    const named = logGroupIdentifiers?.map((logGroupIdentifier) => groupNameOf(call, { logGroupIdentifier }));
    if (input.logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
      throw invalidParameter(
        'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
      );
    }
    const isOfClass = input.logGroupClass === undefined || input.logGroupClass === 'STANDARD';
    const found = [...call.state.groups.prefix(logGroupNamePrefix)]
      .map(([, group]) => group)
      .filter(({ name }) => isOfClass && name.includes(logGroupNamePattern ?? ''))
      .filter(({ name }) => named?.includes(name) ?? true);
    const { rows, nextToken } = page(found, ({ name }) => name, { nextToken: input.nextToken, limit });
    return {
      logGroups: rows.map((group) =>
        logGroupNamePattern === undefined ? described(call, group) : foundByPattern(call, group),
      ),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },

  /** The pattern is a regular expression, unlike that of DescribeLogGroups. */
  listLogGroups(input, call) {
    const { logGroupNamePattern, logGroupClass = 'STANDARD', nextToken, limit = pageSize } = input;
    for (const name of ['dataSources', 'fieldIndexNames', 'accountIdentifiers'] as const) {
      if (input[name] !== undefined) call.notEmulated(`logs:ListLogGroups with ${name}`);
    }
    if (input.includeLinkedAccounts === true) call.notEmulated('logs:ListLogGroups of linked accounts');
    const regex = compilePatternRegex(logGroupNamePattern ?? '.*');
    const found = [...call.state.groups.values()].filter(
      ({ name }) => logGroupClass === 'STANDARD' && regex.test(name),
    );
    const { rows, ...rest } = page(found, ({ name }) => name, { nextToken, limit });
    return {
      logGroups: rows.map(({ name }) => ({
        logGroupName: name,
        logGroupArn: groupArn(call, name),
        logGroupClass: 'STANDARD',
      })),
      ...rest,
    };
  },

  putRetentionPolicy({ logGroupName, retentionInDays }, call) {
    if (!retentionDays.includes(retentionInDays)) {
      throw invalidParameter(
        `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: ` +
          `Member must satisfy enum value set: [${retentionDays.join(', ')}]`,
      );
    }
    call.state.groups.set(logGroupName, { ...groupNamed(call, logGroupName), retentionInDays });
    return {};
  },

  deleteRetentionPolicy({ logGroupName }, call) {
    const { retentionInDays: _former, ...group } = groupNamed(call, logGroupName);
    call.state.groups.set(logGroupName, group);
    return {};
  },
};
