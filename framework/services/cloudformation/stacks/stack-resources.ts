import type {
  CloudFormation,
  ResourceStatus,
  StackResourceDriftStatus,
} from '@aws-sdk/client-cloudformation';
import type { Operations } from '../../../cloud/service';
import { own } from '../../../template';
import { resourceDoesNotExist, stackDoesNotExist, stackWithIdDoesNotExist, validationError } from '../errors';
import { declarationOf } from '../life-cycle/environment';
import {
  findStack,
  key,
  resourceOf,
  resourcesOf,
  type CloudFormationCall,
  type Stack,
  type StackResource,
  type State,
} from '../state';
import { templateOf } from '../templates/source';
import { page } from './paging';

const resourcesPerPage = 100;

type Begun = StackResource & { status: ResourceStatus };

function driftOf(
  call: CloudFormationCall,
  { stackId, logicalId }: StackResource,
): { StackResourceDriftStatus: StackResourceDriftStatus; LastCheckTimestamp?: Date } {
  const found = call.state.drifts.get(key(stackId, logicalId));
  return found === undefined
    ? { StackResourceDriftStatus: 'NOT_CHECKED' }
    : { StackResourceDriftStatus: found.status, LastCheckTimestamp: new Date(found.checkedMs) };
}

/** Resources that were begun; CloudFormation does not speak of those that still wait. */
function begun(resources: readonly StackResource[]): Begun[] {
  return resources.flatMap((resource) => {
    const { status } = resource;
    return status === undefined ? [] : [{ ...resource, status }];
  });
}

function common(
  call: CloudFormationCall,
  resource: Begun,
): {
  LogicalResourceId: string;
  PhysicalResourceId?: string;
  ResourceType: string;
  ResourceStatus: ResourceStatus;
  ResourceStatusReason?: string;
  DriftInformation: { StackResourceDriftStatus: StackResourceDriftStatus; LastCheckTimestamp?: Date };
} {
  const { logicalId, physicalId, type, status, reason } = resource;
  return {
    LogicalResourceId: logicalId,
    ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
    ResourceType: type,
    ResourceStatus: status,
    ...(reason === undefined ? {} : { ResourceStatusReason: reason }),
    DriftInformation: driftOf(call, resource),
  };
}

const ofStack = (stack: Stack): { StackId: string; StackName: string } => ({
  StackId: stack.stackId,
  StackName: stack.name,
});

/** The stack and, where only a physical id is given, the stack that has it. */
function stackOf(call: CloudFormationCall, name: string | undefined, physicalId: string | undefined): Stack {
  if (name !== undefined) {
    const stack = findStack(call, name);
    if (stack === undefined) throw stackWithIdDoesNotExist(name);
    return stack;
  }
  if (physicalId === undefined) throw validationError('Stack name cannot be empty.');
  for (const resource of call.state.resources.values()) {
    const stack = call.state.stacks.get(resource.stackId);
    if (resource.physicalId === physicalId && stack !== undefined && stack.status !== 'DELETE_COMPLETE')
      return stack;
  }
  throw validationError(`Stack for ${physicalId} does not exist`);
}

function metadataOf(call: CloudFormationCall, stack: Stack, logicalId: string): { Metadata?: string } {
  const metadata = own(declarationOf(templateOf(call, stack), logicalId), 'Metadata');
  return metadata === undefined ? {} : { Metadata: JSON.stringify(metadata) };
}

export const describingResources: Pick<
  Operations<CloudFormation, State>,
  'describeStackResource' | 'describeStackResources' | 'listStackResources'
> = {
  describeStackResource({ StackName, LogicalResourceId }, call) {
    const stack = findStack(call, StackName);
    if (stack === undefined) throw stackDoesNotExist(StackName);
    const found = resourceOf(call, stack.stackId, LogicalResourceId);
    const [resource] = begun(found === undefined ? [] : [found]);
    if (resource === undefined) throw resourceDoesNotExist(LogicalResourceId, StackName);
    return {
      StackResourceDetail: {
        ...ofStack(stack),
        ...common(call, resource),
        LastUpdatedTimestamp: new Date(resource.changedMs),
        ...metadataOf(call, stack, LogicalResourceId),
      },
    };
  },

  describeStackResources({ StackName, LogicalResourceId, PhysicalResourceId }, call) {
    const stack = stackOf(call, StackName, PhysicalResourceId);
    const resources = begun(resourcesOf(call, stack.stackId)).filter(
      ({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId,
    );
    if (LogicalResourceId !== undefined && resources.length === 0)
      throw resourceDoesNotExist(LogicalResourceId, stack.name);
    return {
      StackResources: resources.slice(0, resourcesPerPage).map((resource) => ({
        ...ofStack(stack),
        ...common(call, resource),
        Timestamp: new Date(resource.changedMs),
      })),
    };
  },

  listStackResources({ StackName, NextToken }, call) {
    const stack = findStack(call, StackName);
    if (stack === undefined) throw stackWithIdDoesNotExist(StackName);
    const { items, next } = page(begun(resourcesOf(call, stack.stackId)), NextToken, resourcesPerPage);
    return {
      StackResourceSummaries: items.map((resource) => ({
        ...common(call, resource),
        LastUpdatedTimestamp: new Date(resource.changedMs),
      })),
      ...next,
    };
  },
};
