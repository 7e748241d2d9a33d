import { configurationOf } from '../life-cycle/configured';
import { declaredResources } from '../life-cycle/declared';
import { nestedStackType } from '../life-cycle/own-type-names';
import { planUpdate, type ResourceChange } from '../life-cycle/plan';
import { changesAnything } from '../stacks/update-stack';
import type { CloudFormationCall, Stack } from '../state';
import { templateOf } from '../templates/source';
import { toldChange } from './details';
import { putChangeSet } from './find';
import { plannedImports } from './imports';
import { nestedChangeSet } from './nested-change-sets';
import type { ChangeSet } from './state';

type Told = ChangeSet['changes'][number];

const noChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** Completes a change set with what it would change, or says why it can't be; those of nested stacks come with it. */
export function compare(call: CloudFormationCall, changeSet: ChangeSet, stack: Stack): ChangeSet {
  const { configuration } = changeSet;
  const place = { ...configuration, stackId: stack.stackId, name: stack.name };
  const after = templateOf(call, place);
  const declared = declaredResources(after, configuration.conditions);
  const isNew = stack.status === 'REVIEW_IN_PROGRESS';
  const planned = planUpdate(call, stack, configuration, after, declared);
  const nested = changeSet.includeNestedStacks ? ofNested(call, changeSet, stack, planned) : {};
  const broken = Object.values(nested).find(({ status }) => status === 'FAILED');
  const changes = planned.filter((change) => !isIdle(change, nested[change.logicalId]));
  const isNeeded =
    isNew ||
    changeSet.parentId !== undefined ||
    changesAnything(call, stack, { configuration, template: after, declared }, changes);
  const problem =
    broken !== undefined
      ? `Nested change set ${broken.id} was not successfully created: Currently in FAILED.`
      : changeSet.type === 'IMPORT'
        ? plannedImports(changeSet, changes)
        : isNeeded
          ? undefined
          : after.transforms.length > 0
            ? 'No updates are to be performed.'
            : noChanges;
  const ids = Object.fromEntries(Object.entries(nested).map(([logicalId, { id }]) => [logicalId, id]));
  const known = Object.keys(ids).length === 0 ? changeSet : { ...changeSet, nested: ids };
  if (problem !== undefined) return putChangeSet(call, { ...known, status: 'FAILED', reason: problem });
  const before = isNew
    ? undefined
    : templateOf(call, {
        ...configurationOf(stack),
        ...place,
        template: stack.template,
        values: stack.values,
      });
  const comparison = { stack, before, after, configuration, declared, changes };
  const told = changes.map((change) => {
    const one = toldChange(comparison, change);
    const ChangeSetId = ids[change.logicalId];
    return ChangeSetId === undefined
      ? one
      : { ...one, ResourceChange: { ...one.ResourceChange, ChangeSetId } };
  });
  return putChangeSet(call, {
    ...known,
    status: 'CREATE_COMPLETE',
    executionStatus: 'AVAILABLE',
    changes: changeSet.type === 'IMPORT' ? told.map((change) => asImport(changeSet, change)) : told,
  });
}

/** The change sets of the nested stacks that come to be or may change, by logical id. */
function ofNested(
  call: CloudFormationCall,
  changeSet: ChangeSet,
  stack: Stack,
  changes: readonly ResourceChange[],
): Record<string, ChangeSet> {
  const found: Record<string, ChangeSet> = {};
  for (const change of changes) {
    const isNested = change.type === nestedStackType && change.action !== 'Remove';
    const nested = isNested ? nestedChangeSet(call, changeSet, stack, change) : undefined;
    if (nested === undefined) continue;
    const { changeSet: begun, stack: child } = nested;
    found[change.logicalId] = begun.status === 'FAILED' ? begun : compare(call, begun, child);
  }
  return found;
}

/** A nested stack of which nothing changes after all. */
const isIdle = ({ action, properties, scope }: ResourceChange, nested: ChangeSet | undefined): boolean =>
  nested?.status === 'CREATE_COMPLETE' &&
  nested.changes.length === 0 &&
  action === 'Modify' &&
  properties.length === 0 &&
  scope.every((one) => one === 'Properties');

function asImport({ imported }: ChangeSet, change: Told): Told {
  const { ResourceChange: told } = change;
  const one = imported.find(({ logicalId }) => logicalId === told?.LogicalResourceId);
  if (one === undefined) return change;
  const [PhysicalResourceId = ''] = Object.values(one.identifier);
  return { ...change, ResourceChange: { ...told, Action: 'Import', PhysicalResourceId } };
}
