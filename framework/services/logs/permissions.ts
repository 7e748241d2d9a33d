import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { Access, Input, Permissions } from '../../cloud/service';
import { groupNameOf, type GroupReference } from './find';
import { groupArn, streamArn, type LogsCall, type State } from './state';

/**
 * The action on a group, in the form that AWS checks and names in its denials:
 * `…:log-group:<name>:log-stream:<stream>`, with nothing after it where the call is about the group. A policy
 * for `…:log-group:<name>:*` matches, one without the `:*` does not.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
 */
function onGroup(action: string) {
  return (input: GroupReference & { logStreamName?: string | undefined }, call: LogsCall): Access => ({
    action: `logs:${action}`,
    resource: streamArn(call, groupNameOf(call, input), input.logStreamName ?? ''),
  });
}

const onArn =
  (action: string) =>
  ({ resourceArn }: { resourceArn: string }): Access => ({
    action: `logs:${action}`,
    resource: resourceArn.replace(/:\*$/, ''),
  });

const onIdentifier = (action: string) => (input: { logGroupIdentifier: string }, call: LogsCall) =>
  onGroup(action)(input, call);

/** On each group that is queried. */
function startQuery(
  input: Pick<Input<CloudWatchLogs, 'startQuery'>, 'logGroupName' | 'logGroupNames' | 'logGroupIdentifiers'>,
  call: LogsCall,
): Access[] {
  const { logGroupName, logGroupNames = [], logGroupIdentifiers = [] } = input;
  const references: GroupReference[] = [
    ...[...(logGroupName === undefined ? [] : [logGroupName]), ...logGroupNames].map((name) => ({
      logGroupName: name,
    })),
    ...logGroupIdentifiers.map((logGroupIdentifier) => ({ logGroupIdentifier })),
  ];
  return references.map((reference) => onGroup('StartQuery')(reference, call));
}

export const permissions: Permissions<CloudWatchLogs, State> = {
  createLogGroup(input, call) {
    const create = onGroup('CreateLogGroup')(input, call);
    if (input.tags === undefined) return create;
    return [create, { action: 'logs:TagResource', resource: groupArn(call, input.logGroupName) }];
  },
  createExportTask: onGroup('CreateExportTask'),
  deleteDataProtectionPolicy: onIdentifier('DeleteDataProtectionPolicy'),
  getDataProtectionPolicy: onIdentifier('GetDataProtectionPolicy'),
  putDataProtectionPolicy: onIdentifier('PutDataProtectionPolicy'),
  putLogGroupDeletionProtection: onIdentifier('PutLogGroupDeletionProtection'),
  startQuery,
  createLogStream: onGroup('CreateLogStream'),
  deleteLogGroup: onGroup('DeleteLogGroup'),
  deleteLogStream: onGroup('DeleteLogStream'),
  deleteMetricFilter: onGroup('DeleteMetricFilter'),
  deleteRetentionPolicy: onGroup('DeleteRetentionPolicy'),
  describeLogGroups: (_input, call) => ({
    action: 'logs:DescribeLogGroups',
    resource: streamArn(call, '', ''),
  }),
  describeMetricFilters: (input, call) =>
    onGroup('DescribeMetricFilters')({ logGroupName: input.logGroupName ?? '' }, call),
  describeSubscriptionFilters: onGroup('DescribeSubscriptionFilters'),
  deleteSubscriptionFilter: onGroup('DeleteSubscriptionFilter'),
  describeLogStreams: onGroup('DescribeLogStreams'),
  filterLogEvents: onGroup('FilterLogEvents'),
  getLogEvents: onGroup('GetLogEvents'),
  listTagsForResource: onArn('ListTagsForResource'),
  listTagsLogGroup: onGroup('ListTagsLogGroup'),
  putLogEvents: onGroup('PutLogEvents'),
  putMetricFilter: onGroup('PutMetricFilter'),
  putSubscriptionFilter: onGroup('PutSubscriptionFilter'),
  putRetentionPolicy: onGroup('PutRetentionPolicy'),
  tagLogGroup: onGroup('TagLogGroup'),
  tagResource: onArn('TagResource'),
  untagLogGroup: onGroup('UntagLogGroup'),
  untagResource: onArn('UntagResource'),
};
