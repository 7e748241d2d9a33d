import { CloudFormation, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import type { Cloud } from './cloud';
import { nextRescue, rescueCommand, type StuckStack } from './rescue';
import { eventsOf, stuckStack } from './stack-changes';

/** A stack as it stands: where it is stuck, with the next step out and what keeps it there. */
export interface StackStanding {
  stackId: string;
  name: string;
  status: string;
  reason?: string;
  /** The next step as a command of the AWS CLI; left out when it isn't stuck. */
  wayOut?: string;
  causes: StuckStack['failed'];
}

/** How every stack stands that there is. */
export async function stackStandings(cloud: Cloud): Promise<StackStanding[]> {
  const client = cloud.aws(CloudFormation);
  const standings: StackStanding[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const {
      StackId = '',
      StackName: name = '',
      StackStatus: status = '',
      StackStatusReason,
    } of Stacks) {
      const reason = StackStatusReason === undefined ? {} : { reason: StackStatusReason };
      const stuck = await stuckStack(client, StackId, { status, ...reason });
      const step = nextRescue(stuck, []);
      const isUntold = step !== undefined && stuck.failed.length === 0;
      standings.push({
        stackId: StackId,
        name,
        status,
        ...reason,
        ...(step === undefined ? {} : { wayOut: rescueCommand(step, name, cloud.region) }),
        causes: isUntold ? await firstFailure(client, StackId) : stuck.failed,
      });
    }
  }
  return standings;
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
