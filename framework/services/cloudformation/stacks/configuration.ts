import type { Capability, Parameter, RollbackConfiguration, Tag } from '@aws-sdk/client-cloudformation';
import {
  checkTemplate,
  evaluateConditions,
  evaluateRules,
  hasLoops,
  requiredCapabilities,
  resolveParameters,
  type ResolvedParameters,
  type Template,
} from '../../../template';
import { insufficientCapabilities, validationError } from '../errors';
import { declaredResources } from '../life-cycle/declared';
import { foresee, typeOf } from '../life-cycle/environment';
import { refuseUnhonoured } from '../life-cycle/request';
import { readLookups } from '../properties/stored-parameters';
import type { CloudFormationCall, Declared, StackConfiguration } from '../state';
import { checkStored, contextOf, storedTemplate, storeTemplate, templateOf } from '../templates/source';
import { withIncludes } from '../templates/includes';
import { refuseTypes } from '../templates/types';

/** What a request to make or change a stack says of its configuration. */
export interface ConfigurationInput {
  Parameters?: readonly Parameter[] | undefined;
  Tags?: readonly Tag[] | undefined;
  Capabilities?: readonly Capability[] | undefined;
  ResourceTypes?: readonly string[] | undefined;
  NotificationARNs?: readonly string[] | undefined;
  RollbackConfiguration?: RollbackConfiguration | undefined;
}

/** A stack's configuration and what it declares, before any of it is made. */
export interface Configured {
  configuration: StackConfiguration;
  template: Template;
  declared: Record<string, Declared>;
}

const notificationsMax = 5;

/**
 * Reads a request: all that CloudFormation refuses in it is refused here. Of a stack that exists, what the request
 * leaves out stays as it is.
 */
export function configure(
  call: CloudFormationCall,
  input: ConfigurationInput,
  text: string,
  stack: { stackId: string; name: string },
  previous?: StackConfiguration,
): Configured {
  const sent = storeTemplate(call, text);
  const notificationArns = notificationArnsOf(input) ?? previous?.notificationArns ?? [];
  const context = contextOf(call, { ...stack, notificationArns });
  // What a template lacks in itself is told before what its parameters lack.
  checkStored(call, sent);
  const resolved = parametersOf(call, input, storedTemplate(call, sent), previous);
  const blob = withIncludes(call, sent, { context, parameters: resolved.values });
  if (blob !== sent) checkStored(call, blob);
  const source = storedTemplate(call, blob);
  if (hasLoops(source)) throwFirst(checkTemplate(source, { context, parameters: resolved.values }));
  const place = { ...stack, template: blob, values: resolved.values, notificationArns };
  const template = templateOf(call, place);
  refuseTypes(
    call,
    template,
    stack.name,
    input.ResourceTypes === undefined ? undefined : [...input.ResourceTypes],
  );
  const required = new Set([
    ...requiredCapabilities(storedTemplate(call, sent)),
    ...requiredCapabilities(template),
  ]);
  const missing = [...required].filter((one) => !isGranted(one, input.Capabilities ?? []));
  if (missing.length > 0) throw insufficientCapabilities(missing);
  for (const what of evaluateRules(template, context, resolved.values))
    call.modelledOnly(`${what}: taken as met, because it is about things outside the stack`);
  const conditions = evaluateConditions(template, context, resolved.values);
  const declared = declaredResources(template, conditions);
  const { properties } = foresee(call, { ...place, conditions }, template, Object.keys(declared));
  for (const [logicalId, members] of Object.entries(properties))
    refuseUnhonoured(call, typeOf(template, logicalId), members);
  const { description } = template;
  const configuration: StackConfiguration = {
    ...(description === undefined ? {} : { description }),
    template: blob,
    ...(blob === sent ? {} : { original: sent }),
    parameters: toldParameters(template, resolved),
    mustExist: resolved.mustExist,
    values: resolved.values,
    conditions,
    outputs: previous?.outputs ?? [],
    imports: previous?.imports ?? [],
    tags: tagsOf(input) ?? previous?.tags ?? {},
    capabilities: [...(input.Capabilities ?? [])],
    notificationArns,
    ...triggersOf(input, previous),
  };
  return { configuration, template, declared };
}

/** Parameters as descriptions tell them, in the template's order. */
function toldParameters(template: Template, resolved: ResolvedParameters): StackConfiguration['parameters'] {
  return Object.keys(template.parameters).map((parameter) => ({
    key: parameter,
    value: resolved.texts[parameter] ?? '',
    ...(resolved.lookups.some(({ name }) => name === parameter)
      ? { resolved: textOf(resolved.values[parameter]) }
      : {}),
    isSecret: resolved.noEcho.has(parameter),
  }));
}

function throwFirst(errors: readonly Error[]): void {
  const [first] = errors;
  if (first !== undefined) throw first;
}

function parametersOf(
  call: CloudFormationCall,
  { Parameters = [] }: ConfigurationInput,
  template: Template,
  previous: StackConfiguration | undefined,
): ResolvedParameters {
  const given: Record<string, string> = {};
  for (const { ParameterKey = '', ParameterValue, UsePreviousValue } of Parameters) {
    if (UsePreviousValue === true) {
      if (ParameterValue !== undefined)
        throw validationError(
          `Invalid input for parameter key ${ParameterKey}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
        );
      const before = previous?.parameters.find(({ key }) => key === ParameterKey);
      if (before === undefined)
        throw validationError(
          `Invalid input for parameter key ${ParameterKey}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
        );
      given[ParameterKey] = before.value;
    } else if (ParameterValue !== undefined) given[ParameterKey] = ParameterValue;
  }
  const resolved = resolveParameters(template, given);
  readLookups(call, resolved);
  return resolved;
}

function isGranted(capability: string, granted: readonly string[]): boolean {
  return (
    granted.includes(capability) ||
    (capability === 'CAPABILITY_IAM' && granted.includes('CAPABILITY_NAMED_IAM'))
  );
}

const textOf = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? value.join(',') : (value ?? '');

function tagsOf({ Tags }: ConfigurationInput): Record<string, string> | undefined {
  return Tags === undefined
    ? undefined
    : Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

function notificationArnsOf({ NotificationARNs }: ConfigurationInput): string[] | undefined {
  if (NotificationARNs === undefined) return undefined;
  if (NotificationARNs.length > notificationsMax)
    throw validationError(
      `1 validation error detected: Value '[${NotificationARNs.join(', ')}]' at 'notificationARNs' failed to satisfy constraint: Member must have length less than or equal to ${notificationsMax}`,
    );
  return [...NotificationARNs];
}

function triggersOf(
  { RollbackConfiguration }: ConfigurationInput,
  previous: StackConfiguration | undefined,
): Pick<StackConfiguration, 'rollbackTriggers' | 'monitoringMinutes'> {
  const { RollbackTriggers, MonitoringTimeInMinutes } = RollbackConfiguration ?? {};
  const rollbackTriggers = RollbackTriggers ?? previous?.rollbackTriggers ?? [];
  const minutes = MonitoringTimeInMinutes ?? previous?.monitoringMinutes;
  return {
    rollbackTriggers: rollbackTriggers.map((trigger) => ({ ...trigger })),
    ...(minutes === undefined ? {} : { monitoringMinutes: minutes }),
  };
}
