import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import { AwsError, formatArn, type Input, type Output } from '../../../cloud/service';
import { changedStackDoesNotExist, validationError } from '../errors';
import { configurationOf } from '../life-cycle/configured';
import { declaredResources } from '../life-cycle/declared';
import { moveStack } from '../life-cycle/events';
import { nestedStackType } from '../life-cycle/own-type-names';
import { planUpdate } from '../life-cycle/plan';
import { configure, type Configured } from '../stacks/configuration';
import { checkStackName, newStackId } from '../stacks/create-stack';
import { stackPrincipal } from '../stacks/principal';
import { changesAnything, checkUpdatable, refuseOtherTypes, updatedText } from '../stacks/update-stack';
import { findStack, key, type CloudFormationCall, type Stack, type StackConfiguration } from '../state';
import { readingTemplate, storeTemplate, templateOf } from '../templates/source';
import { toldChange } from './details';
import { checkImported, plannedImports } from './imports';
import { changeSetsOf, findChangeSet, putChangeSet } from './find';
import type { ChangeSet } from './state';

type CreateChangeSetInput = Input<CloudFormation, 'createChangeSet'>;

const noChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

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
  if (input.IncludeNestedStacks === true) refuseNested(call, configured);
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

/** The change sets of nested stacks, which would come with this one. */
function refuseNested(call: CloudFormationCall, { declared }: Configured): void {
  if (Object.values(declared).some(({ type }) => type === nestedStackType))
    call.notEmulated('cloudformation:CreateChangeSet with IncludeNestedStacks for nested stacks');
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

/** Refuses a change set that the stack, or its absence, has no use for. */
function checkState(
  { StackName, ChangeSetName, ChangeSetType: type, OnStackFailure }: CreateChangeSetInput,
  stack: Stack | undefined,
): void {
  const isCreation = type === 'CREATE';
  if (stack === undefined) {
    if (!isCreation && type !== 'IMPORT') throw changedStackDoesNotExist(StackName);
    checkStackName(StackName);
    return;
  }
  if (stack.status === 'REVIEW_IN_PROGRESS' && (isCreation || type === 'IMPORT')) return;
  if (isCreation)
    throw validationError(
      `Stack [${stack.name}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
    );
  if (OnStackFailure === 'DELETE')
    throw validationError('OnStackFailure of DELETE is only for change sets that create a stack.');
  checkUpdatable(stack, OnStackFailure === 'DO_NOTHING');
}

/** A stack that there is not yet: a name that is taken, and nothing else. */
function putUnderReview(
  call: CloudFormationCall,
  place: { stackId: string; name: string },
  { configuration }: Configured,
): void {
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
  };
  moveStack(call, stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
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
  const { configuration } = changeSet;
  const place = { ...configuration, stackId: stack.stackId, name: stack.name };
  const template = templateOf(call, place);
  const declared = declaredResources(template, configuration.conditions);
  const isNew = stack.status === 'REVIEW_IN_PROGRESS';
  const configured = { configuration, template, declared };
  const changes = planUpdate(call, stack, configuration, template, declared);
  const problem =
    changeSet.type === 'IMPORT'
      ? plannedImports(changeSet, changes)
      : !isNew && !changesAnything(call, stack, configured)
        ? template.transforms.length > 0
          ? 'No updates are to be performed.'
          : noChanges
        : undefined;
  if (problem !== undefined) {
    putChangeSet(call, { ...changeSet, status: 'FAILED', reason: problem });
    return;
  }
  const before = isNew
    ? undefined
    : templateOf(call, {
        ...configurationOf(stack),
        ...place,
        template: stack.template,
        values: stack.values,
      });
  const comparison = { stack, before, after: template, configuration, declared, changes };
  const told = changes.map((change) => toldChange(comparison, change));
  putChangeSet(call, {
    ...changeSet,
    status: 'CREATE_COMPLETE',
    executionStatus: 'AVAILABLE',
    changes: changeSet.type === 'IMPORT' ? told.map((change) => asImport(changeSet, change)) : told,
  });
}

function asImport(
  { imported }: ChangeSet,
  change: ChangeSet['changes'][number],
): ChangeSet['changes'][number] {
  const { ResourceChange: told } = change;
  const one = imported.find(({ logicalId }) => logicalId === told?.LogicalResourceId);
  if (one === undefined) return change;
  const [PhysicalResourceId = ''] = Object.values(one.identifier);
  return { ...change, ResourceChange: { ...told, Action: 'Import', PhysicalResourceId } };
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
  call.state.changeSets.delete(key(stackId, name));
  return {};
}
