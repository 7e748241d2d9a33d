/** Changes to a stack that was deployed, through the SDK's client alone: so they are the same on every cloud. */
import {
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackRollbackComplete,
  waitUntilStackUpdateComplete,
  type Capability,
  type CloudFormation,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import type { Template } from '../template';
import type { Backend } from './backend';
import type { Cloud } from './cloud';
import { templateInput } from './packages';
import { nextRescue, rescueCommand, type RescueStep, type StuckStack } from './rescue';
import type { Sources } from './sources';

export interface ActOptions {
  /** As this role, by its ARN. */
  as?: string;
}

export interface UpdateOptions extends ActOptions {
  /** A template file; by default the stack's own is used again. */
  template?: string;
  /** What changes; the others keep their values. */
  parameters?: Record<string, string>;
  /** What the deployer acknowledges; everything by default, as for `deploy`. */
  capabilities?: readonly Capability[];
  /** All of the stack's tags; by default they stay. */
  tags?: Record<string, string>;
  /** A failure leaves everything as it is: the stack ends in UPDATE_FAILED. */
  disableRollback?: boolean;
}

export interface DeleteOptions extends ActOptions {
  /** Logical ids to leave behind, for a stack in DELETE_FAILED. */
  retain?: readonly string[];
  /** Leaves behind whatever can't be deleted, for a stack in DELETE_FAILED. */
  force?: boolean;
}

/** How a change of a stack ended. */
export interface StackEnd {
  status: string;
  reason?: string;
  /** What happened since the change was asked for, in order. */
  events: readonly StackEvent[];
  /** See `Stack.rescue`. */
  rescue(): Promise<Rescued>;
}

/** How a stack got out of where it was stuck; no steps when it wasn't stuck. */
export interface Rescued {
  status: string;
  steps: readonly RescueStep[];
  /** The steps as commands of the AWS CLI. */
  commands: readonly string[];
}

const waitSecondsMax = 7200;
/** A deletion that is called off leaves the stack complete, which the SDK's waiter for deletions takes no notice of. */
const deletionStretchSeconds = 60;
/** More steps than any way out has. */
const stepsMax = 12;

interface UpdatedTemplate {
  current: Template;
  next: Template | undefined;
  sources: Sources;
}

/** Orders an update. */
export async function updateStack(
  cloud: Cloud,
  client: CloudFormation,
  stackId: string,
  { current, next, sources }: UpdatedTemplate,
  { parameters = {}, capabilities, tags, disableRollback }: Omit<UpdateOptions, 'template'>,
): Promise<void> {
  const names = Object.keys((next ?? current).parameters);
  const kept = names.filter(
    (name) => !Object.hasOwn(parameters, name) && Object.hasOwn(current.parameters, name),
  );
  await client.updateStack({
    StackName: stackId,
    ...(next === undefined ? { UsePreviousTemplate: true } : await templateInput(cloud, next, sources)),
    Parameters: [
      ...Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      ...kept.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
    ],
    Capabilities: [...(capabilities ?? (['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] as const))],
    ...(tags === undefined ? {} : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    ...(disableRollback === undefined ? {} : { DisableRollback: disableRollback }),
  });
}

/** Waits until nothing is under way with a stack. */
export async function rest(
  client: CloudFormation,
  stackId: string,
  pace: Backend['pace'],
): Promise<{ status: string; reason?: string }> {
  for (let stretches = 1; ; stretches++) {
    const { Stacks: [stack] = [] } = await client.describeStacks({ StackName: stackId });
    const { StackStatus: status = 'DELETE_COMPLETE', StackStatusReason: reason } = stack ?? {};
    const wait = waiterOf(status);
    if (wait === undefined) return { status, ...(reason === undefined ? {} : { reason }) };
    const isDeletion = status === 'DELETE_IN_PROGRESS';
    const maxWaitTime = isDeletion ? deletionStretchSeconds : waitSecondsMax;
    const isLast = !isDeletion || stretches * deletionStretchSeconds >= waitSecondsMax;
    // That it ends badly is no error here; the next look tells how it ended.
    await wait({ client, maxWaitTime, ...pace }, { StackName: stackId }).catch((error: unknown) => {
      if (isLast && error instanceof Error && error.name === 'TimeoutError') throw error;
    });
  }
}

function waiterOf(status: string): typeof waitUntilStackUpdateComplete | undefined {
  if (!status.endsWith('_IN_PROGRESS') || status === 'REVIEW_IN_PROGRESS') return undefined;
  if (status === 'DELETE_IN_PROGRESS') return waitUntilStackDeleteComplete;
  if (status.startsWith('UPDATE_ROLLBACK')) return waitUntilStackRollbackComplete;
  return status.startsWith('UPDATE') ? waitUntilStackUpdateComplete : waitUntilStackCreateComplete;
}

/** All events of a stack, the oldest first. */
export async function eventsOf(client: CloudFormation, stackId: string): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.describeStackEvents({
      StackName: stackId,
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    events.push(...(page.StackEvents ?? []));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return events.reverse();
}

/** Takes step after step until the stack is out, or until there is no further way. */
export async function rescueStack(
  client: CloudFormation,
  stackId: string,
  stackName: string,
  { region, backend: { pace } }: Cloud,
): Promise<Rescued> {
  const steps: RescueStep[] = [];
  for (;;) {
    const end = await rest(client, stackId, pace);
    const stack = await stuckStack(client, stackId, end);
    const step = steps.length < stepsMax ? nextRescue(stack, steps) : undefined;
    if (step === undefined)
      return {
        status: end.status,
        steps,
        commands: steps.map((taken) => rescueCommand(taken, stackName, region)),
      };
    await take(client, stackId, step);
    steps.push(step);
  }
}

/** A stack with the resources that have failed. */
export async function stuckStack(
  client: CloudFormation,
  StackName: string,
  end: { status: string; reason?: string },
): Promise<StuckStack> {
  const { StackResources = [] } = await client.describeStackResources({ StackName });
  const failed = StackResources.flatMap(({ LogicalResourceId = '', ResourceStatus = '', ...resource }) => {
    const { ResourceStatusReason: reason } = resource;
    if (!ResourceStatus.endsWith('_FAILED')) return [];
    return [
      { logicalId: LogicalResourceId, status: ResourceStatus, ...(reason === undefined ? {} : { reason }) },
    ];
  });
  return { ...end, failed };
}

async function take(client: CloudFormation, StackName: string, step: RescueStep): Promise<void> {
  switch (step.operation) {
    case 'RollbackStack':
      await client.rollbackStack({ StackName });
      return;
    case 'ContinueUpdateRollback':
      await client.continueUpdateRollback({ StackName, ResourcesToSkip: step.ResourcesToSkip });
      return;
    case 'DeleteStack': {
      const { RetainResources, DeletionMode } = step;
      await client.deleteStack({
        StackName,
        ...(RetainResources.length === 0 ? {} : { RetainResources }),
        ...(DeletionMode === undefined ? {} : { DeletionMode }),
      });
    }
  }
}
