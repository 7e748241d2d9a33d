import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import { canonicalJson } from '../../../kernel';
import type { Input, Output } from '../../../cloud/service';
import {
  cannotBeUpdated,
  changedStackDoesNotExist,
  needsDisableRollback,
  noUpdates,
  validationError,
} from '../errors';
import { moveStack } from '../life-cycle/events';
import { outputsDiffer } from '../life-cycle/outputs';
import { planUpdate, type ResourceChange } from '../life-cycle/plan';
import { configurationOf, configured } from '../life-cycle/configured';
import { declaredOf } from '../life-cycle/declared';
import { watchLater } from '../life-cycle/watching';
import {
  findStack,
  putResource,
  resourcesOf,
  type CloudFormationCall,
  type Declared,
  type ResourceBefore,
  type Stack,
  type StackConfiguration,
  type StackOperation,
  type StackResource,
} from '../state';
import { readingTemplate, storedText, templateText } from '../templates/source';
import { outdateChangeSets } from '../change-sets/find';
import { configure, type Configured } from './configuration';
import { stackPolicyText } from './policy-input';
import { stackPrincipal } from './principal';
import { isRepeated, tokensWith } from './tokens';

type UpdateStackInput = Input<CloudFormation, 'updateStack'>;

const updatable = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
];

/** Takes an update's order; what it changes is changed by later steps. */
export function updateStack(
  input: UpdateStackInput,
  call: CloudFormationCall,
): Output<CloudFormation, 'updateStack'> {
  const {
    StackName,
    ClientRequestToken: token,
    DisableRollback: isRollbackDisabled = false,
    RoleARN,
  } = input;
  const stack = findStack(call, StackName);
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') throw changedStackDoesNotExist(StackName);
  const { stackId } = stack;
  if (isRepeated(stack, 'UpdateStack', token)) return { StackId: stackId };
  checkUpdatable(stack, isRollbackDisabled);
  refuseOptions(input, call);
  const text = updatedText(call, input, stack);
  const next = readingTemplate(() => configure(call, input, text, stack, stack));
  const stackPolicy = stackPolicyText(call, input.StackPolicyBody, input.StackPolicyURL);
  const during = stackPolicyText(call, input.StackPolicyDuringUpdateBody, input.StackPolicyDuringUpdateURL, [
    'StackPolicyDuringUpdateBody',
    'StackPolicyDuringUpdateURL',
  ]);
  refuseOtherTypes(call, stackId, next.declared);
  const isPolicyNew = stackPolicy !== undefined && stackPolicy !== stack.stackPolicy;
  if (!isPolicyNew && !changesAnything(call, stack, next)) throw noUpdates();
  const principal = stackPrincipal(call, RoleARN ?? stack.roleArn);
  outdateChangeSets(call, stackId);
  beginUpdate(call, { ...stack, ...tokensWith(stack, 'UpdateStack', token) }, next, {
    principal,
    ...(RoleARN === undefined ? {} : { roleArn: RoleARN }),
    ...(stackPolicy === undefined ? {} : { stackPolicy }),
    operation: {
      kind: 'update',
      phase: 'forward',
      isRollbackDisabled,
      retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
      ...(token === undefined ? {} : { token }),
      ...(during === undefined ? {} : { stackPolicy: during }),
    },
  });
  return { StackId: stackId };
}

/** Refuses an update in a state that takes none. */
export function checkUpdatable({ stackId, status }: Stack, isRollbackDisabled: boolean): void {
  if (updatable.includes(status)) return;
  if (status !== 'CREATE_FAILED' && status !== 'UPDATE_FAILED') throw cannotBeUpdated(stackId, status);
  if (!isRollbackDisabled) throw needsDisableRollback(status);
}

function refuseOptions(input: UpdateStackInput, call: CloudFormationCall): void {
  if (input.DeploymentConfig !== undefined)
    call.notEmulated('cloudformation:UpdateStack with DeploymentConfig');
  if (input.DisableValidation === true) call.notEmulated('cloudformation:UpdateStack with DisableValidation');
}

/** The template of a request that may ask for the one that is there. */
export function updatedText(
  call: CloudFormationCall,
  input: Pick<UpdateStackInput, 'TemplateBody' | 'TemplateURL' | 'UsePreviousTemplate'>,
  stack: Stack | undefined,
): string {
  if (input.UsePreviousTemplate !== true || stack === undefined) return templateText(call, input);
  if (input.TemplateBody !== undefined || input.TemplateURL !== undefined)
    throw validationError(
      'Either Template URL or Template Body must be specified, but not both with UsePreviousTemplate.',
    );
  return storedText(call, stack.original ?? stack.template);
}

/** A logical id keeps its type for as long as it is in the stack. */
export function refuseOtherTypes(
  call: CloudFormationCall,
  stackId: string,
  declared: Readonly<Record<string, Declared>>,
): void {
  const others = resourcesOf(call, stackId).filter(({ logicalId, type, physicalId }) => {
    const next = declaredOf(declared, logicalId);
    return next !== undefined && next.type !== type && physicalId !== undefined;
  });
  if (others.length === 0) return;
  const names = others.map(({ logicalId }) => logicalId).join(', ');
  throw validationError(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${names}]`,
  );
}

/** Whether an update has anything to do; policies, conditions and descriptions alone are nothing. */
export function changesAnything(
  call: CloudFormationCall,
  stack: Stack,
  { configuration, template, declared }: Configured,
  changes: readonly ResourceChange[] = planUpdate(call, stack, configuration, template, declared),
): boolean {
  if (stack.status === 'CREATE_FAILED' || stack.status === 'UPDATE_FAILED') return true;
  return (
    settingsText(stack) !== settingsText(configuration) ||
    changes.length > 0 ||
    outputsDiffer(call, stack, { ...stack, ...configuration }, template)
  );
}

/** What belongs to no resource and counts as a change all the same. */
function settingsText({
  tags,
  notificationArns,
  rollbackTriggers,
  monitoringMinutes,
}: StackConfiguration): string {
  return canonicalJson([tags, [...notificationArns].sort(), rollbackTriggers, monitoringMinutes]);
}

/** Begins an update: resources take on what the new template declares of them, and remember what they were. */
export function beginUpdate(
  call: CloudFormationCall,
  stack: Stack,
  { configuration, declared }: Configured,
  changes: Pick<Stack, 'principal' | 'operation'> & Partial<Stack>,
): void {
  const { stackId, isStable } = stack;
  const before = stack.before ?? (isStable === true ? configurationOf(stack) : undefined);
  const operation: StackOperation = { ...changes.operation, tagsBefore: stack.tags };
  for (const resource of resourcesOf(call, stackId)) {
    const next = declaredOf(declared, resource.logicalId);
    const kept = isStable === true ? remembering(resource) : resource;
    putResource(
      call,
      next === undefined
        ? { ...idle(kept), isRemoved: true }
        : { ...redeclared(kept, next), turn: 'waiting' },
    );
  }
  for (const [logicalId, next] of Object.entries(declared)) {
    if (call.state.resources.has(`${stackId}\u0000${logicalId}`)) continue;
    putResource(call, { stackId, logicalId, ...next, turn: 'waiting', isNew: true, changedMs: call.nowMs });
  }
  const begun = moveStack(call, configured(stack, configuration), 'UPDATE_IN_PROGRESS', 'User Initiated', {
    ...changes,
    operation,
    updatedMs: call.nowMs,
    ...(before === undefined ? {} : { before }),
  });
  call.later({ kind: 'beginForward', payload: { stackId } });
  watchLater(call, begun, 0);
}

/** A resource that remembers what it is, unless it still remembers, or was never there when the stack was stable. */
function remembering(resource: StackResource): StackResource {
  const { before, isNew, status } = resource;
  if (before !== undefined || isNew === true || status === undefined) return resource;
  const { type, needs, deletionPolicy, updateReplacePolicy, metadata } = resource;
  const { physicalId, ref, attributes, properties, memo } = resource;
  const remembered: ResourceBefore = {
    status,
    type,
    needs,
    deletionPolicy,
    updateReplacePolicy,
    ...(metadata === undefined ? {} : { metadata }),
    ...(physicalId === undefined ? {} : { physicalId }),
    ...(ref === undefined ? {} : { ref }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(properties === undefined ? {} : { properties }),
    ...(memo === undefined ? {} : { memo }),
  };
  return { ...resource, before: remembered };
}

function idle(resource: StackResource): StackResource {
  const { turn: _turn, action: _action, ...rest } = resource;
  return rest;
}

function redeclared(resource: StackResource, declared: Declared): StackResource {
  const { metadata: _metadata, isRemoved: _removed, ...rest } = idle(resource);
  return { ...rest, ...declared };
}
