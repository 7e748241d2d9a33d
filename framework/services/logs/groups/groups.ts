import type { CloudWatchLogs, LogGroup as DescribedGroup } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Operations } from '../../../cloud/service';
import { groupExists, invalidParameter, keyNotAllowed } from '../errors';
import { deleteEvents, retainedEvents } from '../events/store';
import { groupNamed, page, streamsOf } from '../find';
import { deleteMetricFilters, metricFiltersOf } from '../metric-filters/metric-filters';
import { deleteSubscriptionFilters } from '../subscriptions/subscription-filters';
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
    deletionProtectionEnabled: false,
  };
}

/**
 * Logs tries a group's key when it is given, as itself: the key policy must let `logs.<region>.amazonaws.com` use it.
 * Events are not encrypted afterwards, so a key that is disabled later changes nothing here.
 */
function tryKey(call: LogsCall, KeyId: string, arn: string): void {
  const EncryptionContext = { 'aws:logs:arn': arn };
  try {
    call
      .ask('kms', { sourceArn: arn, sourceAccount: call.accountId })
      .generateDataKey({ KeyId, KeySpec: 'AES_256', EncryptionContext });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw keyNotAllowed(arn);
  }
  call.modelledOnly('logs: kmsKeyId (the key is tried once, events are not encrypted)');
}

export const groups: Operations<CloudWatchLogs, State> = {
  createLogGroup({ logGroupName, kmsKeyId, tags = {}, logGroupClass, deletionProtectionEnabled }, call) {
    if (logGroupClass !== undefined && logGroupClass !== 'STANDARD') {
      call.notEmulated(`logs:CreateLogGroup with logGroupClass ${logGroupClass}`);
    }
    if (deletionProtectionEnabled === true) {
      call.notEmulated('logs:CreateLogGroup with deletionProtectionEnabled');
    }
    if (call.state.groups.has(logGroupName)) throw groupExists();
    if (kmsKeyId !== undefined) tryKey(call, kmsKeyId, groupArn(call, logGroupName));
    call.state.groups.set(logGroupName, {
      id: String(call.count('logGroup')),
      name: logGroupName,
      createdAtMs: call.nowMs,
      ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
      tags,
    });
    return {};
  },

  /** Takes its streams and their events with it. */
  deleteLogGroup({ logGroupName }, call) {
    const group = groupNamed(call, logGroupName);
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
    if (logGroupIdentifiers !== undefined) {
      call.notEmulated('logs:DescribeLogGroups with logGroupIdentifiers');
    }
    if (input.logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
      throw invalidParameter(
        'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
      );
    }
    const isOfClass = input.logGroupClass === undefined || input.logGroupClass === 'STANDARD';
    const found = [...call.state.groups.prefix(logGroupNamePrefix)]
      .map(([, group]) => group)
      .filter(({ name }) => isOfClass && name.includes(logGroupNamePattern ?? ''));
    const { rows, nextToken } = page(found, ({ name }) => name, { nextToken: input.nextToken, limit });
    return {
      logGroups: rows.map((group) => described(call, group)),
      ...(nextToken === undefined ? {} : { nextToken }),
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
