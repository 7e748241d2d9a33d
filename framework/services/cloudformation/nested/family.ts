/** Nested stacks and their parents wait for each other. */
import { wake } from '../life-cycle/pending';
import { resourcesOf, type CloudFormationCall, type Stack } from '../state';
import { nestedStackType } from '../life-cycle/own-type-names';

/** Tells the stack in which this one is nested that it has come to something. */
export function tellParent(call: CloudFormationCall, { nestedIn }: Stack): void {
  if (nestedIn === undefined) return;
  wake(call, nestedIn.stackId, nestedIn.logicalId);
  call.later({ kind: 'goOnCleaning', payload: { stackId: nestedIn.stackId } });
}

function childrenOf(call: CloudFormationCall, stackId: string, phase: Stack['operation']['phase']): Stack[] {
  return resourcesOf(call, stackId).flatMap(({ type, physicalId = '' }) => {
    const child = type === nestedStackType ? call.state.stacks.get(physicalId) : undefined;
    return child?.operation.phase === phase ? [child] : [];
  });
}

/** The nested stacks whose clean-up waits for that of their parent. */
export const heldChildren = (call: CloudFormationCall, { stackId }: Stack): Stack[] =>
  childrenOf(call, stackId, 'held');

/** Whether nested stacks are still cleaning up. */
export const isFamilyCleaning = (call: CloudFormationCall, { stackId }: Stack): boolean =>
  childrenOf(call, stackId, 'cleanup').length > 0;
