import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import {
  key,
  resourceOf,
  setResource,
  type CloudFormationCall,
  type Stack,
  type StackEvent,
  type StackResource,
} from '../state';
import { notify, publish } from './notifications';

export const stackType = 'AWS::CloudFormation::Stack';

function addEvent(
  call: CloudFormationCall,
  stack: Stack,
  event: Omit<StackEvent, 'stackId' | 'stackName' | 'atMs' | 'token'>,
): void {
  const number = String(call.count(`events of ${stack.stackId}`)).padStart(9, '0');
  const { token } = stack.operation;
  const told: StackEvent = {
    stackId: stack.stackId,
    stackName: stack.name,
    atMs: call.nowMs,
    ...event,
    ...(token === undefined ? {} : { token }),
  };
  call.state.events.set(key(stack.stackId, number), told);
  notify(call, stack, told);
  publish(call, told, event.physicalId === stack.stackId);
  call.note(`${event.logicalId} ${event.status}`, stack.stackId, {
    type: event.type,
    physicalId: event.physicalId,
    reason: event.reason ?? null,
  });
}

/** Moves a stack to a status, with the event that tells of it. */
export function moveStack(
  call: CloudFormationCall,
  stack: Stack,
  status: StackStatus,
  reason?: string,
  changes: Partial<Stack> = {},
): Stack {
  const { reason: _old, ...rest } = stack;
  const moved = { ...rest, ...changes, status, ...(reason === undefined ? {} : { reason }) };
  call.state.stacks.set(stack.stackId, moved);
  addEvent(call, moved, {
    eventId: call.random('event id').uuid(),
    logicalId: stack.name,
    physicalId: stack.stackId,
    type: stackType,
    status,
    ...(reason === undefined ? {} : { reason }),
  });
  return moved;
}

/** Moves a resource to a status, with the event that tells of it. */
export function moveResource(
  call: CloudFormationCall,
  stack: Stack,
  resource: StackResource,
  status: ResourceStatus,
  reason?: string,
  changes: Partial<StackResource> = {},
): StackResource {
  const { reason: _reason, detailedStatus: _detail, ...rest } = resource;
  const moved = setResource(call, rest, {
    ...changes,
    status,
    ...(reason === undefined ? {} : { reason }),
  });
  const { logicalId, type, properties, physicalId = '', detailedStatus } = moved;
  addEvent(call, stack, {
    eventId: `${logicalId}-${status}-${call.date().toISOString()}`,
    logicalId,
    physicalId,
    type,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(detailedStatus === undefined ? {} : { detailedStatus }),
    ...(properties === undefined ? {} : { properties: shown(call, stack, properties) }),
  });
  return moved;
}

/** Properties as events show them: parameters with NoEcho are masked. */
function shown(call: CloudFormationCall, stack: Stack, properties: Record<string, unknown>): string {
  const text = masked(stack.parameters, JSON.stringify(properties, scalarsAsText));
  const { noEchoOf = [] } = call.state.stacks.get(stack.stackId) ?? stack;
  return noEchoOf
    .flatMap((logicalId) => Object.values(resourceOf(call, stack.stackId, logicalId)?.attributes ?? {}))
    .filter((value): value is string => typeof value === 'string' && value !== '')
    .reduce((told, value) => told.replaceAll(JSON.stringify(value).slice(1, -1), '*****'), text);
}

/** JSON text without the values of parameters with NoEcho. */
export function masked(parameters: Stack['parameters'], text: string): string {
  const secrets = parameters.filter(({ isSecret, value }) => isSecret && value !== '');
  return secrets.reduce(
    (shown, { value }) => shown.replaceAll(JSON.stringify(value).slice(1, -1), '****'),
    text,
  );
}

/** Events show numbers and booleans as text. */
function scalarsAsText(_name: string, value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
