import { breakOff } from '../life-cycle/operation';
import type { CloudFormationCall, StackResource } from '../state';

/** Ends what a nested stack is doing because its parent's operation has failed: an update goes back by itself. */
export function breakOffNested(call: CloudFormationCall, { physicalId = '' }: StackResource): void {
  const child = call.state.stacks.get(physicalId);
  if (child === undefined) return;
  if (child.status === 'CREATE_IN_PROGRESS') breakOff(call, child, 'Resource creation cancelled');
  else if (child.status === 'UPDATE_IN_PROGRESS') breakOff(call, child, 'Resource update cancelled');
}
