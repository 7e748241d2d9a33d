import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import { AwsError, type Input } from '../../../cloud/service';
import { validationError } from '../errors';
import { declaredResources } from '../life-cycle/declared';
import { beginCreation } from '../stacks/create-stack';
import { stackPrincipal } from '../stacks/principal';
import { tokensWith } from '../stacks/tokens';
import { beginUpdate, checkUpdatable } from '../stacks/update-stack';
import type { CloudFormationCall, Stack, StackOperation } from '../state';
import { templateOf } from '../templates/source';
import { dropChangeSets, findChangeSet, ofParent, putChangeSet } from './find';
import { beginImport } from './import-resources';
import type { ChangeSet } from './state';

type ExecuteChangeSetInput = Input<CloudFormation, 'executeChangeSet'>;

/** Has a stack become what a change set says of it; the stack's other change sets are gone by that. */
export function executeChangeSet(input: ExecuteChangeSetInput, call: CloudFormationCall): object {
  const changeSet = findChangeSet(call, input.ChangeSetName, input.StackName);
  const { id, stackId, status, executionStatus } = changeSet;
  const stack = call.state.stacks.get(stackId);
  const { ClientRequestToken: token } = input;
  if (token !== undefined && stack?.tokens?.some((one) => one.token === token) === true) return {};
  if (stack === undefined || executionStatus !== 'AVAILABLE') {
    const shown = status === 'CREATE_COMPLETE' ? executionStatus : status;
    throw new AwsError(
      'InvalidChangeSetStatus',
      `ChangeSet [${id}] cannot be executed in its current status of [${shown}]`,
      { status: 400 },
    );
  }
  if (changeSet.parentId !== undefined) throw ofParent(id, 'executed');
  if (input.DisableRollback !== undefined && changeSet.onStackFailure !== undefined)
    throw validationError('DisableRollback cannot be specified when the change set has OnStackFailure.');
  const isRollbackDisabled = changeSet.onStackFailure === 'DO_NOTHING' || input.DisableRollback === true;
  const isNew = stack.status === 'REVIEW_IN_PROGRESS';
  if (!isNew) checkUpdatable(stack, isRollbackDisabled);
  const { roleArn = stack.roleArn } = changeSet;
  const principal = stackPrincipal(call, roleArn);
  dropChangeSets(call, stackId, id);
  putChangeSet(call, { ...changeSet, executionStatus: 'EXECUTE_IN_PROGRESS' });
  const operation: StackOperation = {
    kind: isNew ? 'create' : 'update',
    phase: 'forward',
    isRollbackDisabled,
    retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
    ...(changeSet.nested === undefined ? {} : { nestedChangeSets: changeSet.nested }),
    ...(token === undefined ? {} : { token }),
  };
  const ordered: Stack = {
    ...stack,
    principal,
    ...(roleArn === undefined ? {} : { roleArn }),
    ...tokensWith(stack, 'ExecuteChangeSet', token),
    changeSetId: id,
    operation,
  };
  begin(call, ordered, changeSet, isNew);
  return {};
}

function begin(call: CloudFormationCall, stack: Stack, changeSet: ChangeSet, isNew: boolean): void {
  const { configuration, onStackFailure = 'ROLLBACK' } = changeSet;
  const { stackId, name } = stack;
  const template = templateOf(call, { ...configuration, stackId, name });
  const declared = declaredResources(template, configuration.conditions);
  const configured = { configuration, template, declared };
  if (changeSet.type === 'IMPORT') beginImport(call, stack, configured, changeSet.imported);
  else if (isNew) {
    const isKept = stack.operation.isRollbackDisabled === true;
    const onFailure = isKept ? 'DO_NOTHING' : onStackFailure;
    // What a change set creates counts as updated too.
    beginCreation(call, { ...stack, ...configuration, onFailure, updatedMs: call.nowMs }, declared);
  } else {
    beginUpdate(call, stack, configured, { principal: stack.principal, operation: stack.operation });
  }
}
