import { canonicalJson } from '../../../kernel';
import { isMap, own, placeOf, resolve, scalarText, TemplateError, type Template } from '../../../template';
import type { CloudFormationCall, Stack, StackOutput } from '../state';
import { templateOf } from '../templates/source';
import { activeOutputs, environmentOf } from './environment';

/**
 * Resolves a stack's outputs and publishes its exports in place of those it had; nothing is published when one of them
 * may not be, or when one that is in use would change (aws-behaviour.md 8.6).
 */
export function settleOutputs(call: CloudFormationCall, stack: Stack): StackOutput[] {
  const template = templateOf(call, stack);
  const outputs = resolvedOutputs(call, stack, template);
  for (const { exportName } of outputs) {
    const other = exportName === undefined ? undefined : call.state.exports.get(exportName);
    if (other === undefined || other.stackId === stack.stackId) continue;
    const owner = call.state.stacks.get(other.stackId)?.name ?? other.stackId;
    throw new TemplateError(`Export with name ${exportName} is already exported by stack ${owner}.`);
  }
  refuseUsed(call, stack, outputs);
  withdrawExports(call, stack);
  for (const { exportName, value } of outputs) {
    if (exportName === undefined) continue;
    call.state.exports.set(exportName, { name: exportName, value, stackId: stack.stackId });
  }
  return outputs;
}

/** Refuses to change or withdraw exports that other stacks read. */
function refuseUsed(call: CloudFormationCall, stack: Stack, outputs: readonly StackOutput[]): void {
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined) continue;
    const next = outputs.find((output) => output.exportName === exportName);
    if (next?.value === value) continue;
    const importers = importersOf(call, exportName);
    if (importers.length === 0) continue;
    const change = next === undefined ? 'deleted' : 'updated';
    throw new TemplateError(
      `Export ${exportName} cannot be ${change} as it is in use by ${importers.join(' and ')}`,
    );
  }
}

/** Whether the outputs of a configuration would differ from those that a stack has, its resources being the same. */
export function outputsDiffer(
  call: CloudFormationCall,
  stack: Stack,
  next: Stack,
  template: Template,
): boolean {
  try {
    const outputs = resolvedOutputs(call, next, template);
    return canonicalJson(outputs) !== canonicalJson(stack.outputs);
  } catch (error) {
    if (error instanceof TemplateError) return true;
    throw error;
  }
}

function resolvedOutputs(call: CloudFormationCall, stack: Stack, template: Template): StackOutput[] {
  const environment = environmentOf(call, stack);
  return activeOutputs(stack.conditions, template).flatMap(([name, output]) => {
    const { Condition: _condition, ...members } = output;
    const resolved = resolve(template, members, environment, ['Outputs', name]);
    if (!isMap(resolved)) return [];
    const given = own(resolved, 'Value');
    if (given === undefined) return [];
    const value = scalarText(given);
    if (value === undefined) {
      const words = `Template format error: The Value field of every Outputs member must evaluate to a String.`;
      throw new TemplateError(words, { place: placeOf(template, ['Outputs', name, 'Value']) });
    }
    const description = scalarText(own(resolved, 'Description'));
    const exported = own(resolved, 'Export');
    const exportName = isMap(exported) ? scalarText(own(exported, 'Name')) : undefined;
    return [
      {
        key: name,
        value,
        ...(description === undefined ? {} : { description }),
        ...(exportName === undefined ? {} : { exportName }),
      },
    ];
  });
}

/** Takes a stack's exports back. */
export function withdrawExports(call: CloudFormationCall, stack: Stack): void {
  for (const { exportName } of stack.outputs) {
    if (exportName !== undefined && call.state.exports.get(exportName)?.stackId === stack.stackId) {
      call.state.exports.delete(exportName);
    }
  }
}

/** Names of the stacks that read an export now, or that would again if their update is rolled back. */
export function importersOf(call: CloudFormationCall, exportName: string): string[] {
  return [...call.state.stacks.values()]
    .filter(
      ({ status, imports, before }) =>
        status !== 'DELETE_COMPLETE' &&
        (imports.includes(exportName) || before?.imports.includes(exportName) === true),
    )
    .map(({ name }) => name);
}
