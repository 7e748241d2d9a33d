import type {
  CloudFormation,
  Parameter,
  ResourceStatus,
  Stack as StackDescription,
  StackDriftStatus,
  StackStatus,
  StackSummary,
} from '@aws-sdk/client-cloudformation';
import type { Input, Operations, Output } from '../../../cloud/service';
import { stackWithIdDoesNotExist, validationError } from '../errors';
import { findStack, key, type CloudFormationCall, type Stack, type StackEvent, type State } from '../state';
import { page } from './paging';

const stacksPerPage = 100;
const eventsPerPage = 100;

/** A parameter as it is told. */
export const sentParameter = (parameter: Stack['parameters'][number]): Parameter => ({
  ParameterKey: parameter.key,
  ParameterValue: parameter.isSecret ? '****' : parameter.value,
  ...(parameter.resolved === undefined ? {} : { ResolvedValue: parameter.resolved }),
});

function describe(call: CloudFormationCall, stack: Stack): StackDescription {
  const { outputs, parameters, roleArn, timeoutMinutes, description, reason, deletedMs } = stack;
  const { rollbackTriggers, monitoringMinutes } = stack;
  return {
    StackId: stack.stackId,
    StackName: stack.name,
    ...(description === undefined ? {} : { Description: description }),
    ...(parameters.length === 0 ? {} : { Parameters: parameters.map(sentParameter) }),
    CreationTime: new Date(stack.createdMs),
    ...(deletedMs === undefined ? {} : { DeletionTime: new Date(deletedMs) }),
    ...(stack.updatedMs === undefined ? {} : { LastUpdatedTime: new Date(stack.updatedMs) }),
    RollbackConfiguration: {
      ...(rollbackTriggers.length === 0 ? {} : { RollbackTriggers: rollbackTriggers }),
      ...(monitoringMinutes === undefined ? {} : { MonitoringTimeInMinutes: monitoringMinutes }),
    },
    StackStatus: stack.status,
    ...(reason === undefined ? {} : { StackStatusReason: reason }),
    DisableRollback: stack.operation.isRollbackDisabled ?? stack.onFailure === 'DO_NOTHING',
    NotificationARNs: stack.notificationArns,
    ...(timeoutMinutes === undefined ? {} : { TimeoutInMinutes: timeoutMinutes }),
    ...(stack.capabilities.length === 0 ? {} : { Capabilities: stack.capabilities }),
    ...(outputs.length === 0 ? {} : { Outputs: outputs.map(outputOf) }),
    ...(roleArn === undefined ? {} : { RoleARN: roleArn }),
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    // Of a stack that is gone AWS tells neither.
    ...(deletedMs === undefined
      ? {
          EnableTerminationProtection: stack.isProtected,
          ...(stack.changeSetId === undefined ? {} : { ChangeSetId: stack.changeSetId }),
        }
      : {}),
    ...familyOf(stack),
    DriftInformation: driftOf(call, stack),
    ...(stack.retainExceptOnCreate ? { RetainExceptOnCreate: true } : {}),
  };
}

function driftOf(
  call: CloudFormationCall,
  { stackId }: Stack,
): { StackDriftStatus: StackDriftStatus; LastCheckTimestamp?: Date } {
  const found = call.state.stackDrifts.get(stackId);
  return found === undefined
    ? { StackDriftStatus: 'NOT_CHECKED' }
    : { StackDriftStatus: found.status, LastCheckTimestamp: new Date(found.checkedMs) };
}

function familyOf({ nestedIn }: Stack): { ParentId?: string; RootId?: string } {
  return nestedIn === undefined ? {} : { ParentId: nestedIn.stackId, RootId: nestedIn.rootId };
}

function outputOf({ key, value, description, exportName }: Stack['outputs'][number]): {
  OutputKey: string;
  OutputValue: string;
  Description?: string;
  ExportName?: string;
} {
  return {
    OutputKey: key,
    OutputValue: value,
    ...(description === undefined ? {} : { Description: description }),
    ...(exportName === undefined ? {} : { ExportName: exportName }),
  };
}

function summarise(call: CloudFormationCall, stack: Stack): StackSummary {
  const { description, reason, deletedMs } = stack;
  return {
    StackId: stack.stackId,
    StackName: stack.name,
    ...(description === undefined ? {} : { TemplateDescription: description }),
    CreationTime: new Date(stack.createdMs),
    ...(stack.updatedMs === undefined ? {} : { LastUpdatedTime: new Date(stack.updatedMs) }),
    ...(deletedMs === undefined ? {} : { DeletionTime: new Date(deletedMs) }),
    StackStatus: stack.status,
    ...(reason === undefined ? {} : { StackStatusReason: reason }),
    ...familyOf(stack),
    DriftInformation: driftOf(call, stack),
  };
}

/** Events of stacks carry stacks' statuses, of which the SDK's enumeration lacks some. */
function resourceStatus(status: ResourceStatus | StackStatus): ResourceStatus {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- sent as the text it is
  return status as ResourceStatus;
}

/** Latest first, as CloudFormation lists stacks. */
function allStacks(call: CloudFormationCall): Stack[] {
  const byName = [...call.state.stacks.values()];
  return byName.sort((a, b) => b.createdMs - a.createdMs);
}

/** Events, the newest first; the token names the last one told, so that new ones don't shift the next page. */
function eventPage(
  call: CloudFormationCall,
  { stackId }: Stack,
  token: string | undefined,
): { events: StackEvent[]; next: { NextToken?: string } } {
  const [, last] = token === undefined ? [] : (/^stormproof-([0-9]{9})$/.exec(token) ?? []);
  if (token !== undefined && last === undefined) throw validationError('Invalid pagination token.');
  const from = last === undefined ? {} : { from: key(stackId, last), after: true };
  const events: StackEvent[] = [];
  let told = '';
  for (const [name, event] of call.state.events.range({ from: key(stackId, '~'), ...from, reverse: true })) {
    if (event.stackId !== stackId) break;
    if (events.length === eventsPerPage) return { events, next: { NextToken: `stormproof-${told}` } };
    events.push(event);
    told = name.slice(name.lastIndexOf('\u0000') + 1);
  }
  return { events, next: {} };
}

export const describingStacks: Pick<
  Operations<CloudFormation, State>,
  'describeStacks' | 'listStacks' | 'describeStackEvents'
> = {
  describeStacks({ StackName, NextToken }: Input<CloudFormation, 'describeStacks'>, call) {
    if (StackName !== undefined) {
      const stack = findStack(call, StackName);
      if (stack === undefined) throw stackWithIdDoesNotExist(StackName);
      return { Stacks: [describe(call, stack)] };
    }
    const live = allStacks(call).filter(({ status }) => status !== 'DELETE_COMPLETE');
    const { items, next } = page(live, NextToken, stacksPerPage);
    return { Stacks: items.map((stack) => describe(call, stack)), ...next };
  },

  listStacks({ StackStatusFilter: filter = [], NextToken }: Input<CloudFormation, 'listStacks'>, call) {
    const listed = allStacks(call).filter(({ status }) => filter.length === 0 || filter.includes(status));
    const { items, next } = page(listed, NextToken, stacksPerPage);
    return { StackSummaries: items.map((stack) => summarise(call, stack)), ...next };
  },

  describeStackEvents(
    { StackName, NextToken }: Input<CloudFormation, 'describeStackEvents'>,
    call,
  ): Output<CloudFormation, 'describeStackEvents'> {
    const stack = findStack(call, StackName);
    if (stack === undefined) throw validationError(`Stack [${StackName}] does not exist`);
    const { events, next } = eventPage(call, stack, NextToken);
    return {
      StackEvents: events.map((event) => ({
        StackId: event.stackId,
        EventId: event.eventId,
        StackName: event.stackName,
        LogicalResourceId: event.logicalId,
        PhysicalResourceId: event.physicalId,
        ResourceType: event.type,
        Timestamp: new Date(event.atMs),
        ResourceStatus: resourceStatus(event.status),
        ...(event.reason === undefined ? {} : { ResourceStatusReason: event.reason }),
        ...(event.properties === undefined ? {} : { ResourceProperties: event.properties }),
        ...(event.token === undefined ? {} : { ClientRequestToken: event.token }),
        ...(event.detailedStatus === undefined ? {} : { DetailedStatus: event.detailedStatus }),
      })),
      ...next,
    };
  },
};
