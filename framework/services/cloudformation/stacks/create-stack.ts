import type { CloudFormation, OnFailure } from '@aws-sdk/client-cloudformation';
import { formatArn, type Input, type Output } from '../../../cloud/service';
import {
  changedStackDoesNotExist,
  constraintViolated,
  stackAlreadyExists,
  tokenAlreadyExists,
  validationError,
} from '../errors';
import { moveStack } from '../life-cycle/events';
import { watchLater } from '../life-cycle/watching';
import {
  findStack,
  putResource,
  setStack,
  type CloudFormationCall,
  type Declared,
  type Stack,
} from '../state';
import { readingTemplate, templateText } from '../templates/source';
import { configure, type Configured } from './configuration';
import { stackPolicyText } from './policy-input';
import { stackPrincipal } from './principal';
import { tokensWith } from './tokens';

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
  const { StackName: name, RoleARN } = input;
  const stackId = newStackId(call, name);
  const configured = readingTemplate(() => configure(call, input, text, { stackId, name }));
  const policy = stackPolicyText(call, input.StackPolicyBody, input.StackPolicyURL);
  const principal = stackPrincipal(call, RoleARN);
  const stack = newStack(call, input, { stackId, name }, configured, policy);
  beginCreation(call, { ...stack, principal }, configured.declared);
  return { StackId: stackId };
}

/** Begins to create a stack: its name is taken, its resources wait for their turn. */
export function beginCreation(
  call: CloudFormationCall,
  stack: Stack,
  declared: Readonly<Record<string, Declared>>,
): void {
  const { stackId, name, timeoutMinutes } = stack;
  for (const [logicalId, declaration] of Object.entries(declared))
    putResource(call, { stackId, logicalId, ...declaration, turn: 'waiting', changedMs: call.nowMs });
  call.state.live.set(name, stackId);
  const begun = moveStack(call, stack, 'CREATE_IN_PROGRESS', 'User Initiated');
  call.later({ kind: 'beginForward', payload: { stackId } });
  const watched = watchLater(call, begun, 0);
  if (timeoutMinutes === undefined) return;
  const afterMs = timeoutMinutes * minuteMs;
  const timeoutId = call.later({ afterMs, kind: 'timeOut', payload: { stackId }, background: true });
  setStack(call, watched, { operation: { ...watched.operation, timeoutId } });
}

/** Checks the stack's name; answers the stack that the same request, sent before, has made. */
function checkName(
  { StackName: name, ClientRequestToken: token }: CreateStackInput,
  call: CloudFormationCall,
): Stack | undefined {
  checkStackName(name);
  const existing = findStack(call, name);
  if (existing === undefined) return undefined;
  const used = token === undefined ? undefined : existing.tokens?.find((one) => one.token === token);
  if (used === undefined) throw stackAlreadyExists(name);
  if (used.action !== 'CreateStack') throw tokenAlreadyExists(used.token);
  return existing;
}

/** Refuses what can't be the name of a stack. */
export function checkStackName(name: string): void {
  if (name.length > nameLengthMax) {
    const constraint = `Member must have length less than or equal to ${nameLengthMax}`;
    throw constraintViolated(name, 'stackName', constraint);
  }
  if (!new RegExp(`^${namePattern}$`).test(name)) {
    const constraint = `Member must satisfy regular expression pattern: ${namePattern}`;
    throw constraintViolated(name, 'stackName', constraint);
  }
}

/** Options that would change what happens and are not emulated, or that don't go together. */
function refuseOptions(input: CreateStackInput, call: CloudFormationCall): void {
  const { DisableRollback, OnFailure } = input;
  if (DisableRollback !== undefined && OnFailure !== undefined)
    throw validationError('You can specify either DisableRollback or OnFailure, but not both.');
  if (input.DeploymentConfig !== undefined)
    call.notEmulated('cloudformation:CreateStack with DeploymentConfig');
  if (input.DisableValidation === true) call.notEmulated('cloudformation:CreateStack with DisableValidation');
}

/** The ARN of a stack that is about to be. */
export function newStackId(call: CloudFormationCall, name: string): string {
  return formatArn({
    partition: call.partition,
    service: 'cloudformation',
    region: call.region,
    accountId: call.accountId,
    resource: `stack/${name}/${call.random('stack id').uuid()}`,
  });
}

function newStack(
  call: CloudFormationCall,
  input: CreateStackInput,
  place: { stackId: string; name: string },
  { configuration }: Configured,
  stackPolicy: string | undefined,
): Stack {
  const { RoleARN: roleArn, TimeoutInMinutes: timeoutMinutes, ClientRequestToken: token } = input;
  const onFailure: OnFailure =
    input.OnFailure ?? (input.DisableRollback === true ? 'DO_NOTHING' : 'ROLLBACK');
  const retainExceptOnCreate = input.RetainExceptOnCreate ?? false;
  return {
    ...place,
    ...configuration,
    status: 'CREATE_IN_PROGRESS',
    createdMs: call.nowMs,
    principal: call.principal,
    ...(roleArn === undefined ? {} : { roleArn }),
    onFailure,
    retainExceptOnCreate,
    ...(timeoutMinutes === undefined ? {} : { timeoutMinutes }),
    isProtected: input.EnableTerminationProtection ?? false,
    ...(stackPolicy === undefined ? {} : { stackPolicy }),
    ...tokensWith({}, 'CreateStack', token),
    operation: {
      kind: 'create',
      phase: 'forward',
      isRollbackDisabled: onFailure === 'DO_NOTHING',
      retainExceptOnCreate,
      ...(token === undefined ? {} : { token }),
    },
  };
}

/** Turns termination protection on or off. */
export function updateTerminationProtection(
  { StackName, EnableTerminationProtection }: Input<CloudFormation, 'updateTerminationProtection'>,
  call: CloudFormationCall,
): Output<CloudFormation, 'updateTerminationProtection'> {
  const stack = findStack(call, StackName);
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') throw changedStackDoesNotExist(StackName);
  setStack(call, stack, { isProtected: EnableTerminationProtection });
  return { StackId: stack.stackId };
}
