import type { ChangeSetSummary, CloudFormation } from '@aws-sdk/client-cloudformation';
import type { Operations } from '../../../cloud/service';
import { changedStackDoesNotExist } from '../errors';
import { findStack, type State } from '../state';
import { page } from '../stacks/paging';
import { sentParameter } from '../stacks/describe-stacks';
import { withoutValues } from './details';
import { changeSetsOf, findChangeSet } from './find';
import type { ChangeSet } from './state';

const changesPerPage = 100;
const setsPerPage = 100;

function summarise(changeSet: ChangeSet): ChangeSetSummary {
  const { id, name, stackId, stackName, description, status, reason, executionStatus } = changeSet;
  const { parentId, rootId } = changeSet;
  return {
    StackId: stackId,
    StackName: stackName,
    ChangeSetId: id,
    ChangeSetName: name,
    ExecutionStatus: executionStatus,
    Status: status,
    ...(reason === undefined ? {} : { StatusReason: reason }),
    CreationTime: new Date(changeSet.createdMs),
    ...(description === undefined ? {} : { Description: description }),
    IncludeNestedStacks: changeSet.includeNestedStacks,
    ...(parentId === undefined ? {} : { ParentChangeSetId: parentId }),
    ...(rootId === undefined ? {} : { RootChangeSetId: rootId }),
    ImportExistingResources: false,
  };
}

export const describingChangeSets: Pick<
  Operations<CloudFormation, State>,
  'describeChangeSet' | 'listChangeSets'
> = {
  describeChangeSet({ ChangeSetName, StackName, NextToken, IncludePropertyValues = false }, call) {
    const changeSet = findChangeSet(call, ChangeSetName, StackName);
    const { configuration, changes, onStackFailure } = changeSet;
    const { items, next } = page(changes, NextToken, changesPerPage);
    const { rollbackTriggers, monitoringMinutes, parameters, tags } = configuration;
    return {
      ...summarise(changeSet),
      ...(parameters.length === 0 ? {} : { Parameters: parameters.map(sentParameter) }),
      NotificationARNs: configuration.notificationArns,
      RollbackConfiguration: {
        ...(rollbackTriggers.length === 0 ? {} : { RollbackTriggers: rollbackTriggers }),
        ...(monitoringMinutes === undefined ? {} : { MonitoringTimeInMinutes: monitoringMinutes }),
      },
      ...(configuration.capabilities.length === 0 ? {} : { Capabilities: configuration.capabilities }),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      Changes: IncludePropertyValues ? items : items.map(withoutValues),
      ...(onStackFailure === undefined ? {} : { OnStackFailure: onStackFailure }),
      ...next,
    };
  },

  listChangeSets({ StackName, NextToken }, call) {
    const stack = findStack(call, StackName);
    if (stack === undefined) throw changedStackDoesNotExist(StackName);
    const { items, next } = page(changeSetsOf(call, stack.stackId), NextToken, setsPerPage);
    return { Summaries: items.map(summarise), ...next };
  },
};
