import type { CloudFormationCall, ResourceAction, Stack, StackResource } from '../state';

/** The reason of a failure that a fault makes of this step of a resource, where one does. */
export function failureOf(
  call: CloudFormationCall,
  stack: Stack,
  resource: StackResource,
  action: ResourceAction,
  when: 'before' | 'after',
): string | undefined {
  const failure = call.failsStep({
    stackName: stack.name,
    logicalId: resource.logicalId,
    type: resource.type,
    step: stepName(stack, action),
    nth: resource.nth ?? 1,
    when,
  });
  if (failure === undefined) return undefined;
  const uuid = call.random('request token').uuid();
  return (
    failure.reason ??
    `Resource handler returned message: "A fault was injected." (RequestToken: ${uuid}, HandlerErrorCode: InternalFailure)`
  );
}

/** How people name what is done: whatever a rollback does is rollback. */
export function stepName(
  { operation }: Stack,
  action: ResourceAction,
): 'create' | 'update' | 'delete' | 'rollback' {
  if (operation.kind === 'rollback' || operation.kind === 'updateRollback') return 'rollback';
  if (action === 'create') return 'create';
  return action === 'delete' || action === 'discard' ? 'delete' : 'update';
}
