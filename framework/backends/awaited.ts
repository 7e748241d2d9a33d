import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { graph, TemplateError, type Template } from '../template';

/**
 * Resources that were not complete yet when one failed, that it does not wait for, and that have to do with the same
 * resources as it does: where it needs one of them, a DependsOn is missing.
 *
 * `events` from the oldest on.
 */
export function notAwaited(template: Template, events: readonly StackEvent[], failedId: string): string[] {
  const needs = needsOf(template);
  const own = new Set(needs[failedId] ?? []);
  const at = events.findIndex((event) => isOf(event, failedId) && event.ResourceStatus === 'CREATE_FAILED');
  const complete = new Set(
    events
      .slice(0, at)
      .filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_COMPLETE')
      .map(({ LogicalResourceId }) => LogicalResourceId),
  );
  return Object.entries(needs)
    .filter(([id, needed]) => id !== failedId && !complete.has(id) && needed.some((one) => own.has(one)))
    .map(([id]) => id)
    .filter((id) => !waitsFor(needs, id, failedId));
}

const isOf = ({ LogicalResourceId }: StackEvent, logicalId: string): boolean =>
  LogicalResourceId === logicalId;

/** As if every condition held: which of them do can't be told from outside. */
function needsOf(template: Template): Record<string, string[]> {
  try {
    return graph(template, Object.fromEntries(Object.keys(template.conditions).map((name) => [name, true])));
  } catch (error) {
    if (error instanceof TemplateError) return {};
    throw error;
  }
}

function waitsFor(needs: Readonly<Record<string, string[]>>, id: string, other: string): boolean {
  const open = [...(needs[id] ?? [])];
  const seen = new Set<string>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === other) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(needs[next] ?? []));
  }
  return false;
}
