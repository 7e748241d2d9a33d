/** What a change set of type IMPORT may ask for. */
import type { ResourceToImport } from '@aws-sdk/client-cloudformation';
import { own } from '../../../template';
import { validationError } from '../errors';
import { declaredOf } from '../life-cycle/declared';
import { declarationOf } from '../life-cycle/environment';
import type { ResourceChange } from '../life-cycle/plan';
import type { Configured } from '../stacks/configuration';
import type { ChangeSet, ImportedResource } from './state';

/** The resources to import; all that can be seen to be wrong with them without asking a service is refused. */
export function checkImported(
  {
    ChangeSetType: type,
    ResourcesToImport: asked = [],
  }: {
    ChangeSetType?: string | undefined;
    ResourcesToImport?: readonly ResourceToImport[] | undefined;
  },
  { declared, template }: Configured,
): ImportedResource[] {
  if (type !== 'IMPORT') {
    if (asked.length > 0)
      throw validationError('ResourcesToImport can only be specified for change sets of type IMPORT.');
    return [];
  }
  if (asked.length === 0)
    throw validationError('ResourcesToImport is required for change sets of type IMPORT.');
  const imported = asked.map(
    ({
      LogicalResourceId: logicalId = '',
      ResourceType = '',
      ResourceIdentifier = {},
    }): ImportedResource => ({
      logicalId,
      type: ResourceType,
      identifier: { ...ResourceIdentifier },
    }),
  );
  const unknownIds = imported.filter((one) => declaredOf(declared, one.logicalId)?.type !== one.type);
  if (unknownIds.length > 0)
    throw validationError(
      `ResourcesToImport [${namesOf(unknownIds)}] do not match the template's resources.`,
    );
  const careless = imported.filter(
    ({ logicalId }) => own(declarationOf(template, logicalId), 'DeletionPolicy') === undefined,
  );
  if (careless.length > 0)
    throw validationError(
      `Resources [${namesOf(careless)}] to import must have a DeletionPolicy attribute in the template.`,
    );
  return imported;
}

const namesOf = (resources: readonly { logicalId: string }[]): string =>
  resources.map(({ logicalId }) => logicalId).join(', ');

/** Why what a change set of this type would change won't do; an import changes nothing else. */
export function plannedImports(
  { imported }: ChangeSet,
  changes: readonly ResourceChange[],
): string | undefined {
  const isImported = (one: ResourceChange): boolean =>
    one.action === 'Add' && imported.some(({ logicalId }) => logicalId === one.logicalId);
  const others = changes.filter((one) => !isImported(one));
  if (others.length > 0)
    return `You have modified resources [${namesOf(others)}] in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.`;
  const present = imported.filter(({ logicalId }) => !changes.some((one) => one.logicalId === logicalId));
  return present.length === 0
    ? undefined
    : `The following resources to import [${namesOf(present)}] are already in the stack.`;
}
