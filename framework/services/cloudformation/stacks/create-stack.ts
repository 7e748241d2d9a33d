import type { CloudFormation, OnFailure } from '@aws-sdk/client-cloudformation';
import { formatArn, type Input, type Output } from '../../../cloud/service';
import {
  checkTemplate,
  evaluateConditions,
  evaluateRules,
  graph,
  hasLoops,
  isMap,
  own,
  requiredCapabilities,
  resolveParameters,
  scalarText,
  type ResolvedParameters,
  type Template,
} from '../../../template';
import {
  constraintViolated,
  insufficientCapabilities,
  stackAlreadyExists,
  tokenAlreadyExists,
  validationError,
} from '../errors';
import { declarationOf, foresee, typeOf } from '../life-cycle/environment';
import { moveStack, setOperation } from '../life-cycle/events';
import { refuseUnhonoured } from '../life-cycle/request';
import { findStack, key, setStack, type CloudFormationCall, type Stack, type StackResource } from '../state';
import {
  checkStored,
  contextOf,
  readingTemplate,
  storedTemplate,
  storeTemplate,
  templateOf,
  templateText,
} from '../templates/source';
import { refuseTypes } from '../templates/types';
import { stackPrincipal } from './principal';

type CreateStackInput = Input<CloudFormation, 'createStack'>;

const namePattern = '[a-zA-Z][-a-zA-Z0-9]*';
const nameLengthMax = 128;
const minuteMs = 60_000;

/** Takes a stack's order; the resources are made by later steps. */
export function createStack(
  input: CreateStackInput,
  call: CloudFormationCall,
): Output<CloudFormation, 'createStack'> {
  const repeated = checkName(input, call);
  if (repeated !== undefined) return { StackId: repeated.stackId };
  refuseOptions(input, call);
  const text = templateText(call, input);
  const { stack, resources } = readingTemplate(() => newStack(input, call, text));
  const principal = stackPrincipal(call, input.RoleARN);
  const { stackId, name } = stack;
  for (const resource of resources) call.state.resources.set(key(stackId, resource.logicalId), resource);
  call.state.live.set(name, stackId);
  const begun = moveStack(call, { ...stack, principal }, 'CREATE_IN_PROGRESS', 'User Initiated');
  call.later({ kind: 'beginCreate', payload: { stackId } });
  const { TimeoutInMinutes: minutes } = input;
  if (minutes !== undefined) {
    const afterMs = minutes * minuteMs;
    const timeoutId = call.later({ afterMs, kind: 'timeOut', payload: { stackId }, background: true });
    setOperation(call, begun, { ...begun.operation, timeoutId });
  }
  return { StackId: stackId };
}

/** Checks the stack's name; answers the stack that the same request, sent before, has made. */
function checkName(
  { StackName: name, ClientRequestToken: token }: CreateStackInput,
  call: CloudFormationCall,
): Stack | undefined {
  if (name.length > nameLengthMax) {
    const constraint = `Member must have length less than or equal to ${nameLengthMax}`;
    throw constraintViolated(name, 'stackName', constraint);
  }
  if (!new RegExp(`^${namePattern}$`).test(name)) {
    const constraint = `Member must satisfy regular expression pattern: ${namePattern}`;
    throw constraintViolated(name, 'stackName', constraint);
  }
  const existing = findStack(call, name);
  if (existing === undefined) return undefined;
  if (token !== undefined && existing.operation.token === token) {
    if (existing.operation.kind !== 'delete') return existing;
    throw tokenAlreadyExists(token);
  }
  throw stackAlreadyExists(name);
}

/** Options that would change what happens and are not emulated. */
function refuseOptions(input: CreateStackInput, call: CloudFormationCall): void {
  const { NotificationARNs = [], RollbackConfiguration, DisableRollback, OnFailure } = input;
  if (DisableRollback !== undefined && OnFailure !== undefined) {
    throw validationError('You can specify either DisableRollback or OnFailure, but not both.');
  }
  if (NotificationARNs.length > 0) call.notEmulated('cloudformation:CreateStack with NotificationARNs');
  if ((RollbackConfiguration?.RollbackTriggers ?? []).length > 0)
    call.notEmulated('cloudformation:CreateStack with RollbackTriggers');
  if (input.StackPolicyBody !== undefined || input.StackPolicyURL !== undefined)
    call.notEmulated('cloudformation:CreateStack with a stack policy');
  if (input.DeploymentConfig !== undefined)
    call.notEmulated('cloudformation:CreateStack with DeploymentConfig');
  if (input.DisableValidation === true) call.notEmulated('cloudformation:CreateStack with DisableValidation');
}

/** The stack as it begins, with its resources; all that CloudFormation refuses in the request is refused here. */
function newStack(
  input: CreateStackInput,
  call: CloudFormationCall,
  text: string,
): { stack: Stack; resources: StackResource[] } {
  const { StackName: name } = input;
  const template = storeTemplate(call, text);
  const source = storedTemplate(call, template);
  const stackId = formatArn({
    partition: call.partition,
    service: 'cloudformation',
    region: call.region,
    accountId: call.accountId,
    resource: `stack/${name}/${call.random('stack id').uuid()}`,
  });
  const context = contextOf(call, { stackId, name });
  // What a template lacks in itself is told before what its parameters lack.
  checkStored(call, template);
  const resolved = parametersOf(input, call, source);
  if (hasLoops(source)) throwFirst(checkTemplate(source, { context, parameters: resolved.values }));
  const place = { stackId, name, template, values: resolved.values };
  const expanded = templateOf(call, place);
  refuseTypes(call, expanded, name, input.ResourceTypes);
  const missing = requiredCapabilities(expanded).filter((one) => !isGranted(one, input.Capabilities ?? []));
  if (missing.length > 0) throw insufficientCapabilities(missing);
  evaluateRules(expanded, context, resolved.values);
  const conditions = evaluateConditions(expanded, context, resolved.values);
  const needs = graph(expanded, conditions);
  const stack = { ...place, ...stackBase(input, call, expanded, resolved), conditions };
  const { properties } = foresee(call, stack, expanded, Object.keys(needs));
  for (const [logicalId, members] of Object.entries(properties))
    refuseUnhonoured(call, typeOf(expanded, logicalId), members);
  const resources = Object.entries(needs).map(([logicalId, needed]) =>
    newResource(call, stackId, expanded, logicalId, needed),
  );
  return { stack, resources };
}

function throwFirst(errors: readonly Error[]): void {
  const [first] = errors;
  if (first !== undefined) throw first;
}

function parametersOf(
  input: CreateStackInput,
  call: CloudFormationCall,
  template: Template,
): ResolvedParameters {
  const given: Record<string, string> = {};
  for (const { ParameterKey = '', ParameterValue, UsePreviousValue } of input.Parameters ?? []) {
    if (UsePreviousValue === true)
      throw validationError(
        `Invalid input for parameter key ${ParameterKey}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    if (ParameterValue !== undefined) given[ParameterKey] = ParameterValue;
  }
  const resolved = resolveParameters(template, given);
  const [lookup] = resolved.lookups;
  if (lookup !== undefined) call.notEmulated(`The parameter type ${lookup.type} (parameter ${lookup.name})`);
  const [thing] = resolved.mustExist;
  if (thing !== undefined) call.notEmulated(`The parameter type ${thing.type} (parameter ${thing.name})`);
  return resolved;
}

function isGranted(capability: string, granted: readonly string[]): boolean {
  return (
    granted.includes(capability) ||
    (capability === 'CAPABILITY_IAM' && granted.includes('CAPABILITY_NAMED_IAM'))
  );
}

function stackBase(
  input: CreateStackInput,
  call: CloudFormationCall,
  template: Template,
  { values, noEcho }: ResolvedParameters,
): Omit<Stack, 'stackId' | 'name' | 'template' | 'values' | 'conditions'> {
  const onFailure: OnFailure =
    input.OnFailure ?? (input.DisableRollback === true ? 'DO_NOTHING' : 'ROLLBACK');
  return {
    status: 'CREATE_IN_PROGRESS',
    ...(template.description === undefined ? {} : { description: template.description }),
    createdMs: call.nowMs,
    parameters: Object.keys(template.parameters).map((parameter) => ({
      key: parameter,
      value: textOf(values[parameter]),
      isSecret: noEcho.has(parameter),
    })),
    outputs: [],
    imports: [],
    tags: Object.fromEntries((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    capabilities: [...(input.Capabilities ?? [])],
    principal: call.principal,
    ...(input.RoleARN === undefined ? {} : { roleArn: input.RoleARN }),
    onFailure,
    retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
    ...(input.TimeoutInMinutes === undefined ? {} : { timeoutMinutes: input.TimeoutInMinutes }),
    isProtected: input.EnableTerminationProtection ?? false,
    operation: {
      kind: 'create',
      ...(input.ClientRequestToken === undefined ? {} : { token: input.ClientRequestToken }),
    },
  };
}

const textOf = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? value.join(',') : (value ?? '');

function newResource(
  call: CloudFormationCall,
  stackId: string,
  template: Template,
  logicalId: string,
  needs: string[],
): StackResource {
  const declaration = declarationOf(template, logicalId);
  const type = typeOf(template, logicalId);
  const policy = scalarText(own(declaration, 'DeletionPolicy')) ?? 'Delete';
  if (policy === 'Snapshot')
    throw validationError(`Template error: resource type ${type} does not support deletion policy Snapshot`);
  if (isMap(own(declaration, 'CreationPolicy'))) call.notEmulated(`CreationPolicy of ${logicalId} (${type})`);
  const deletionPolicy = policy === 'Retain' || policy === 'RetainExceptOnCreate' ? policy : 'Delete';
  return { stackId, logicalId, type, needs, deletionPolicy, changedMs: call.nowMs };
}

/** Turns termination protection on or off. */
export function updateTerminationProtection(
  { StackName, EnableTerminationProtection }: Input<CloudFormation, 'updateTerminationProtection'>,
  call: CloudFormationCall,
): Output<CloudFormation, 'updateTerminationProtection'> {
  const stack = findStack(call, StackName);
  if (stack === undefined || stack.status === 'DELETE_COMPLETE')
    throw validationError(`Stack [${StackName}] does not exist`);
  setStack(call, stack, { isProtected: EnableTerminationProtection });
  return { StackId: stack.stackId };
}
