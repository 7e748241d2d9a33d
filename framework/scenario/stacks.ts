import { CloudFormation, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { relative } from 'node:path';
import type { Cloud } from '../backends/cloud';
import { nextRescue, rescueCommand, type StuckStack } from '../backends/rescue';
import type { Stack } from '../backends/stack';
import { eventsOf, stuckStack } from '../backends/stack-changes';
import type { StackState } from '../properties/property';
import { placeOf } from '../template';

/** Every stack that there is, with the way out of it where it is stuck and the causes of that. */
export async function readStacks(cloud: Cloud, own: Stack): Promise<StackState[]> {
  const client = cloud.aws(CloudFormation);
  const states: StackState[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackId = '', StackName: name = '', StackStatus: status = '', ...told } of Stacks) {
      const stuck = await stuckStack(client, StackId, { status, reason: told.StackStatusReason ?? '' });
      const step = nextRescue(stuck, []);
      states.push({
        name,
        status,
        ...(stuck.reason === '' || stuck.reason === undefined ? {} : { reason: stuck.reason }),
        ...(step === undefined ? {} : { wayOut: rescueCommand(step, name, cloud.region) }),
        causes: (step !== undefined && stuck.failed.length === 0
          ? await firstFailure(client, StackId)
          : stuck.failed
        ).map((cause) => {
          const place = StackId === own.id ? attemptedPlace(own, cause.logicalId) : undefined;
          return { ...cause, ...(place === undefined ? {} : { place }) };
        }),
      });
    }
  }
  return states;
}

/** What failed first, of a stack whose resources tell no more of it: they have been deleted. */
async function firstFailure(client: CloudFormation, stackId: string): Promise<StuckStack['failed']> {
  const events = await eventsOf(client, stackId);
  const first = events.find(
    ({ ResourceStatus = '', PhysicalResourceId }) =>
      ResourceStatus.endsWith('_FAILED') && PhysicalResourceId !== stackId,
  );
  if (first === undefined) return [];
  const { LogicalResourceId = '', ResourceStatus = '', ResourceStatusReason: reason = '' } = first;
  return [{ logicalId: LogicalResourceId, status: ResourceStatus, reason }];
}

/** Where the template has a resource that the last change was made with, whether that came through or not. */
function attemptedPlace({ attempted }: Stack, logicalId: string): string | undefined {
  const place = placeOf(attempted, ['Resources', logicalId]);
  return place === undefined ? undefined : `${relative('.', place.file)}:${place.line}`;
}
