import { moveStack } from '../life-cycle/events';
import type { Configured } from '../stacks/configuration';
import type { CloudFormationCall, Stack, StackConfiguration } from '../state';
import { storeTemplate } from '../templates/source';

/** A stack that there is not yet: a name that is taken, and nothing else. */
export function putUnderReview(
  call: CloudFormationCall,
  place: { stackId: string; name: string },
  { configuration }: Pick<Configured, 'configuration'>,
  more: Partial<Pick<Stack, 'principal' | 'nestedIn' | 'roleArn'>> = {},
): Stack {
  const { tags, notificationArns, capabilities } = configuration;
  call.state.live.set(place.name, place.stackId);
  const stack: Stack = {
    ...place,
    ...emptyConfiguration(call),
    tags,
    notificationArns,
    capabilities,
    status: 'REVIEW_IN_PROGRESS',
    createdMs: call.nowMs,
    principal: call.principal,
    onFailure: 'ROLLBACK',
    retainExceptOnCreate: false,
    isProtected: false,
    operation: { kind: 'create', phase: 'done' },
    ...more,
  };
  return moveStack(call, stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
}

function emptyConfiguration(call: CloudFormationCall): StackConfiguration {
  return {
    template: storeTemplate(call, ''),
    parameters: [],
    mustExist: [],
    values: {},
    conditions: {},
    outputs: [],
    imports: [],
    tags: {},
    capabilities: [],
    notificationArns: [],
    rollbackTriggers: [],
  };
}
