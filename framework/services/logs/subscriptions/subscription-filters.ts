import type { CloudWatchLogs, SubscriptionFilter as Described } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, parseArn, type Input, type Operations } from '../../../cloud/service';
import {
  crossAccountFunction,
  functionRefuses,
  invalidParameter,
  subscriptionLimit,
  subscriptionNotFound,
} from '../errors';
import { compileFilterPattern } from '../events/filter-pattern';
import { groupNamed, page } from '../find';
import { groupArn, type LogGroup, type LogsCall, type State, type SubscriptionFilter } from '../state';

const pageSize = 50;
/** aws-behaviour.md 10.3 */
const filtersMax = 2;

const keyOf = (group: LogGroup, filterName: string): string => `${group.id}\u0000${filterName}`;

export const subscriptionFilterAt = (call: LogsCall, groupId: string, name: string) =>
  call.state.subscriptionFilters.get(`${groupId}\u0000${name}`);

export const subscriptionFiltersOf = (call: LogsCall, group: LogGroup): SubscriptionFilter[] =>
  [...call.state.subscriptionFilters.prefix(keyOf(group, ''))].map(([, filter]) => filter);

export function deleteSubscriptionFilters(call: LogsCall, group: LogGroup): void {
  const { subscriptionFilters } = call.state;
  for (const [key] of subscriptionFilters.prefix(keyOf(group, ''))) subscriptionFilters.delete(key);
}

/** Logs invokes as itself, on behalf of the group. */
export const asLogs = (call: LogsCall, groupName: string) => ({
  sourceArn: `${groupArn(call, groupName)}:*`,
  sourceAccount: call.accountId,
});

type Put = Input<CloudWatchLogs, 'putSubscriptionFilter'>;

/** Functions alone are emulated; the destination is looked at before the group is. */
function checkVendor(call: LogsCall, { destinationArn, roleArn }: Put): void {
  const { service, accountId } = parseArn(destinationArn) ?? {};
  if ((service === 'kinesis' || service === 'firehose') && roleArn === undefined) {
    throw invalidParameter(`destinationArn for vendor ${service} cannot be used without roleArn`);
  }
  if (service === 'kinesis' || service === 'firehose' || service === 'logs') {
    call.notEmulated(`logs: subscription filters to ${service}`);
  }
  if (service !== 'lambda') {
    throw invalidParameter('PutSubscriptionFilter operation cannot work with destinationArn for this vendor');
  }
  if (roleArn !== undefined) {
    throw invalidParameter('destinationArn for vendor lambda cannot be used with roleArn');
  }
  if (accountId !== call.accountId) throw crossAccountFunction();
}

/** Whether a function lets Logs in is tried before anything is kept. */
function checkDestination(call: LogsCall, { destinationArn, logGroupName }: Put): void {
  try {
    call
      .ask('lambda', asLogs(call, logGroupName))
      .invoke({ FunctionName: destinationArn, InvocationType: 'DryRun' });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw functionRefuses();
  }
}

function refuse(call: LogsCall, input: Put): void {
  for (const name of ['fieldSelectionCriteria', 'emitSystemFields'] as const) {
    if (input[name] !== undefined) call.notEmulated(`logs:PutSubscriptionFilter with ${name}`);
  }
  if (input.applyOnTransformedLogs === true) {
    call.notEmulated('logs:PutSubscriptionFilter with applyOnTransformedLogs');
  }
}

const described = (group: LogGroup, filter: SubscriptionFilter): Described => ({
  filterName: filter.name,
  logGroupName: group.name,
  filterPattern: filter.pattern,
  destinationArn: filter.destinationArn,
  distribution: filter.distribution,
  creationTime: filter.createdAtMs,
  applyOnTransformedLogs: false,
});

export const subscriptionFilters: Operations<CloudWatchLogs, State> = {
  /** Sends on what is written from now on. */
  putSubscriptionFilter(input, call) {
    refuse(call, input);
    const { logGroupName, filterName: name, filterPattern: pattern, destinationArn } = input;
    checkVendor(call, input);
    const group = groupNamed(call, logGroupName);
    compileFilterPattern(pattern);
    const key = keyOf(group, name);
    const former = call.state.subscriptionFilters.get(key);
    if (former === undefined && subscriptionFiltersOf(call, group).length >= filtersMax) {
      throw subscriptionLimit();
    }
    checkDestination(call, input);
    const distribution = input.distribution ?? 'ByLogStream';
    const createdAtMs = former?.createdAtMs ?? call.nowMs;
    call.state.subscriptionFilters.set(key, { name, pattern, destinationArn, distribution, createdAtMs });
    return {};
  },

  describeSubscriptionFilters({ logGroupName, filterNamePrefix = '', nextToken, limit = pageSize }, call) {
    const group = groupNamed(call, logGroupName);
    const found = subscriptionFiltersOf(call, group).filter(({ name }) => name.startsWith(filterNamePrefix));
    const { rows, ...rest } = page(found, ({ name }) => name, { nextToken, limit });
    return { subscriptionFilters: rows.map((filter) => described(group, filter)), ...rest };
  },

  deleteSubscriptionFilter({ logGroupName, filterName }, call) {
    const key = keyOf(groupNamed(call, logGroupName), filterName);
    if (!call.state.subscriptionFilters.delete(key)) throw subscriptionNotFound();
    return {};
  },
};
