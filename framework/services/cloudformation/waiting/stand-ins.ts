/**
 * Machines are only modelled: nothing runs on them that would signal. Where a template gives one something to run, its
 * signals are stood in for, which is reported; where it gives it nothing, none comes, as on AWS.
 */
import { references } from '../../../template';
import { moveResource } from '../life-cycle/events';
import { declarationOf, typeOf } from '../life-cycle/environment';
import { isOwnType, waitConditionType } from '../life-cycle/own-type-names';
import { wake } from '../life-cycle/pending';
import { key, resourceOf, resourcesOf, type CloudFormationCall, type Stack } from '../state';
import { templateOf } from '../templates/source';
import { signalsOf } from './wanted';

const startingMs = { low: 30_000, high: 120_000 };

/** The step brings what is missing of so many signals for a resource or a handle. */
export interface StandIn {
  stackId: string;
  logicalId: string;
  count: number;
}

/** Has the signals for a resource's CreationPolicy come, where something is started that could send them. */
export function standInForPolicy(
  call: CloudFormationCall,
  stack: Stack,
  logicalId: string,
  count: number,
): void {
  if (runsSomething(call, stack, logicalId)) standIn(call, stack, logicalId, count);
}

/** Has the signals for a wait condition come, where its handle or its own name is given to a machine. */
export function standInForCondition(
  call: CloudFormationCall,
  stack: Stack,
  { condition, of, count }: { condition: string; of: string; count: number },
): void {
  const template = templateOf(call, stack);
  const isGiven = Object.keys(template.resources).some((logicalId) => {
    if (logicalId === condition || logicalId === of || !isModelled(call, typeOf(template, logicalId)))
      return false;
    const declared = declarationOf(template, logicalId);
    return (
      references(declared, []).some(({ name, by }) => name === of && by !== 'DependsOn') ||
      (of === condition && JSON.stringify(declared).includes(condition))
    );
  });
  if (isGiven) standIn(call, stack, of, count);
}

const isModelled = (call: CloudFormationCall, type: string): boolean =>
  !isOwnType(type) && !call.resourceTypes.has(type);

function standIn(call: CloudFormationCall, { stackId, name }: Stack, logicalId: string, count: number): void {
  call.modelledOnly(`the signals for ${logicalId} of stack ${name}: what would send them does not run`);
  const afterMs = call.random('time of a signal').between(startingMs.low, startingMs.high);
  call.later({ afterMs, kind: 'bringSignals', payload: { stackId, logicalId, count } });
}

/** Whether a machine, or what it is started from, is given a script or an initialisation, or comes from elsewhere. */
function runsSomething(call: CloudFormationCall, stack: Stack, logicalId: string): boolean {
  const template = templateOf(call, stack);
  const seen = new Set<string>();
  const isStart = (id: string): boolean => typeOf(template, id).includes('::Launch');
  const looksAt = (id: string): boolean => {
    if (seen.has(id) || !isModelled(call, typeOf(template, id))) return false;
    seen.add(id);
    const declared = declarationOf(template, id);
    const text = JSON.stringify(declared);
    const named = references(declared, [])
      .map(({ name }) => name)
      .filter((name) => Object.hasOwn(template.resources, name));
    if (/"(UserData|AWS::CloudFormation::Init|LaunchTemplate|LaunchConfigurationName)"/.test(text)) {
      if (/"(UserData|AWS::CloudFormation::Init)"/.test(text) || !named.some(isStart)) return true;
    }
    return named.some(looksAt);
  };
  return looksAt(logicalId);
}

/** The machines' signals have come, but for those that somebody has sent in their place. */
export function bringSignals({ stackId, logicalId, count }: StandIn, call: CloudFormationCall): void {
  const stack = call.state.stacks.get(stackId);
  const resource = resourceOf(call, stackId, logicalId);
  if (stack === undefined || resource === undefined) return;
  for (let n = signalsOf(call, stackId, logicalId).length; n < count; n++) {
    const uniqueId = `i-${call.random('machine that signals').hex(17)}`;
    const signal = { stackId, logicalId, uniqueId, isSuccess: true, data: '', reason: '' };
    call.state.signals.set(key(stackId, logicalId, uniqueId), signal);
    if (resource.turn === 'busy' && resource.status !== undefined)
      moveResource(
        call,
        stack,
        resource,
        resource.status,
        `Received SUCCESS signal with UniqueId ${uniqueId}`,
      );
  }
  wake(call, stackId, logicalId);
  for (const { type, logicalId: id } of resourcesOf(call, stackId))
    if (type === waitConditionType) wake(call, stackId, id);
}
