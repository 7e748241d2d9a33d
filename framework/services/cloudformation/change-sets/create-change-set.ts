import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import { AwsError, formatArn, type Input, type Output } from '../../../cloud/service';
import { changedStackDoesNotExist, validationError } from '../errors';
import { configure } from '../stacks/configuration';
import { checkStackName, newStackId } from '../stacks/create-stack';
import { stackPrincipal } from '../stacks/principal';
import { checkUpdatable, refuseOtherTypes, updatedText } from '../stacks/update-stack';
import { findStack, key, type CloudFormationCall, type Stack } from '../state';
import { readingTemplate } from '../templates/source';
import { compare } from './compare';
import { checkImported } from './imports';
import { changeSetsOf, discardNested, findChangeSet, ofParent, putChangeSet } from './find';
import type { ChangeSet } from './state';
import { putUnderReview } from './under-review';

type CreateChangeSetInput = Input<CloudFormation, 'createChangeSet'>;

/** Takes a change set's order: what is wrong with the request is told at once, what it would change a little later. */
export function createChangeSet(
  input: CreateChangeSetInput,
  call: CloudFormationCall,
): Output<CloudFormation, 'createChangeSet'> {
  const { StackName, ChangeSetName: name, ChangeSetType: type = 'UPDATE', ClientToken: token } = input;
  refuseOptions(input, call);
  const existing = standingStack(call, StackName);
  const same = existing === undefined ? undefined : sameName(call, existing.stackId, name, token);
  if (same !== undefined) return { Id: same.id, StackId: same.stackId };
  checkState(input, existing);
  const stackName = existing?.name ?? StackName;
  const stackId = existing?.stackId ?? newStackId(call, stackName);
  const isNew = existing === undefined || existing.status === 'REVIEW_IN_PROGRESS';
  const text = updatedText(call, input, isNew ? undefined : existing);
  const configured = readingTemplate(() =>
    configure(call, input, text, { stackId, name: stackName }, isNew ? undefined : existing),
  );
  if (!isNew) refuseOtherTypes(call, stackId, configured.declared);
  const imported = checkImported(input, configured);
  stackPrincipal(call, input.RoleARN ?? existing?.roleArn);
  if (existing === undefined) putUnderReview(call, { stackId, name: stackName }, configured);
  const { partition, region, accountId } = call;
  const resource = `changeSet/${name}/${call.random('change set id').uuid()}`;
  const { id } = putChangeSet(call, {
    id: formatArn({ partition, service: 'cloudformation', region, accountId, resource }),
    name,
    stackId,
    stackName,
    type,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
    createdMs: call.nowMs,
    configuration: configured.configuration,
    changes: [],
    ...(input.RoleARN === undefined ? {} : { roleArn: input.RoleARN }),
    ...(input.OnStackFailure === undefined ? {} : { onStackFailure: input.OnStackFailure }),
    includeNestedStacks: input.IncludeNestedStacks ?? false,
    ...(token === undefined ? {} : { token }),
    imported,
  });
  call.later({ kind: 'beginChangeSet', payload: { id } });
  return { Id: id, StackId: stackId };
}

function refuseOptions(input: CreateChangeSetInput, call: CloudFormationCall): void {
  const what = (['DeploymentMode', 'DeploymentConfig'] as const).find((name) => input[name] !== undefined);
  if (what !== undefined) call.notEmulated(`cloudformation:CreateChangeSet with ${what}`);
  if (input.ImportExistingResources === true)
    call.notEmulated('cloudformation:CreateChangeSet with ImportExistingResources');
  if (input.DisableValidation === true)
    call.notEmulated('cloudformation:CreateChangeSet with DisableValidation');
}

function standingStack(call: CloudFormationCall, name: string): Stack | undefined {
  const stack = findStack(call, name);
  return stack?.status === 'DELETE_COMPLETE' ? undefined : stack;
}

function sameName(
  call: CloudFormationCall,
  stackId: string,
  name: string,
  token: string | undefined,
): ChangeSet | undefined {
  const same = changeSetsOf(call, stackId).find((changeSet) => changeSet.name === name);
  if (same === undefined || (token !== undefined && same.token === token)) return same;
  throw new AwsError('AlreadyExistsException', `ChangeSet [${name}] already exists`, { status: 400 });
}

/** Also of a stack that is gone, where it is named by its id. */
const cannotBeCreatedAgain = (stack: string, changeSet: string | undefined) =>
  validationError(
    `Stack [${stack}] already exists and cannot be created again with the changeSet [${changeSet}].`,
  );

/** Refuses a change set that the stack, or its absence, has no use for. */
function checkState(
  { StackName, ChangeSetName, ChangeSetType: type, OnStackFailure }: CreateChangeSetInput,
  stack: Stack | undefined,
): void {
  const isCreation = type === 'CREATE';
  if (stack === undefined) {
    if (!isCreation && type !== 'IMPORT') throw changedStackDoesNotExist(StackName);
    if (StackName.startsWith('arn:')) throw cannotBeCreatedAgain(StackName, ChangeSetName);
    checkStackName(StackName);
    return;
  }
  if (stack.status === 'REVIEW_IN_PROGRESS' && (isCreation || type === 'IMPORT')) return;
  if (isCreation) throw cannotBeCreatedAgain(stack.name, ChangeSetName);
  if (OnStackFailure === 'DELETE')
    throw validationError('OnStackFailure of DELETE is only for change sets that create a stack.');
  checkUpdatable(stack, OnStackFailure === 'DO_NOTHING');
}

/** The step names a change set. */
interface ChangeSetStep {
  id: string;
}

const time = { low: 500, high: 2000 };

export function beginChangeSet({ id }: ChangeSetStep, call: CloudFormationCall): void {
  const changeSet = still(call, id);
  if (changeSet === undefined) return;
  putChangeSet(call, { ...changeSet, status: 'CREATE_IN_PROGRESS' });
  const afterMs = call.random('time to compare').between(time.low, time.high);
  call.later({ kind: 'finishChangeSet', payload: { id }, afterMs });
}

/** Works out what would change. */
export function finishChangeSet({ id }: ChangeSetStep, call: CloudFormationCall): void {
  const changeSet = still(call, id);
  const stack = changeSet === undefined ? undefined : call.state.stacks.get(changeSet.stackId);
  if (changeSet === undefined || stack === undefined) return;
  compare(call, changeSet, stack);
}

function still(call: CloudFormationCall, id: string): ChangeSet | undefined {
  return [...call.state.changeSets.values()].find((changeSet) => changeSet.id === id);
}

/** Takes a change set away. */
export function deleteChangeSet(
  { ChangeSetName, StackName }: Input<CloudFormation, 'deleteChangeSet'>,
  call: CloudFormationCall,
): object {
  const changeSet = findChangeSet(call, ChangeSetName, StackName);
  const { id, status, executionStatus, stackId, name } = changeSet;
  const isBusy = status === 'CREATE_PENDING' || status === 'CREATE_IN_PROGRESS';
  if (isBusy || executionStatus === 'EXECUTE_IN_PROGRESS') {
    throw new AwsError(
      'InvalidChangeSetStatus',
      `ChangeSet [${id}] cannot be deleted in its current status of [${isBusy ? status : executionStatus}]`,
      { status: 400 },
    );
  }
  if (changeSet.parentId !== undefined) throw ofParent(id, 'deleted');
  discardNested(call, changeSet);
  call.state.changeSets.delete(key(stackId, name));
  return {};
}
