import { isMap, own, resolve, scalarText } from '../../../template';
import { declarationOf, environmentOf } from '../life-cycle/environment';
import { key, type CloudFormationCall, type Stack } from '../state';
import { templateOf } from '../templates/source';
import type { Signal } from './state';

const signalsByDefault = 1;
const secondsByDefault = 300;

/** The signals that a resource's CreationPolicy asks for (aws-behaviour.md 8.5). */
export interface Wanted {
  count: number;
  seconds: number;
}

/** What a CreationPolicy wants; undefined for a resource without one, or with one of another kind. */
export function wantedByPolicy(
  call: CloudFormationCall,
  stack: Stack,
  logicalId: string,
): Wanted | undefined {
  const template = templateOf(call, stack);
  const declared = own(declarationOf(template, logicalId), 'CreationPolicy');
  if (!isMap(declared)) return undefined;
  const policy = resolve(template, declared, environmentOf(call, stack), [
    'Resources',
    logicalId,
    'CreationPolicy',
  ]);
  const signal = isMap(policy) ? own(policy, 'ResourceSignal') : undefined;
  if (!isMap(signal)) return undefined;
  const { Count, Timeout } = signal;
  return {
    count: Number(scalarText(Count) ?? signalsByDefault),
    seconds: secondsOf(scalarText(Timeout)),
  };
}

/** `PT1H30M15S` */
function secondsOf(duration: string | undefined): number {
  if (duration === undefined) return secondsByDefault;
  const [, hours = '0', minutes = '0', seconds = '0'] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** The signals that have come for a resource or a handle. */
export function signalsOf(call: CloudFormationCall, stackId: string, logicalId: string): Signal[] {
  return [...call.state.signals.prefix(`${key(stackId, logicalId)}\u0000`)].map(([, signal]) => signal);
}
