import type { Stack, StackConfiguration } from '../state';

/** A stack's configuration by itself. */
export function configurationOf(stack: StackConfiguration): StackConfiguration {
  const { template, parameters, mustExist, values, conditions, outputs, imports } = stack;
  const { tags, capabilities, notificationArns, rollbackTriggers, description, monitoringMinutes, original } =
    stack;
  return {
    template,
    parameters,
    mustExist,
    values,
    conditions,
    outputs,
    imports,
    tags,
    capabilities,
    notificationArns,
    rollbackTriggers,
    ...(original === undefined ? {} : { original }),
    ...(description === undefined ? {} : { description }),
    ...(monitoringMinutes === undefined ? {} : { monitoringMinutes }),
  };
}

/** A stack with another configuration. */
export function configured(stack: Stack, configuration: StackConfiguration): Stack {
  const { description: _description, monitoringMinutes: _minutes, original: _original, ...rest } = stack;
  return { ...rest, ...configurationOf(configuration) };
}
