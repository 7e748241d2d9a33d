import type { Select } from '@aws-sdk/client-dynamodb';
import { invalid, invalidRequest, WERE_INVALID } from '../errors';
import type { Projection } from '../expressions/projection';
import { heldNames, type Source } from './source';

interface SelectionInput {
  Select?: Select | undefined;
  ProjectionExpression?: string | undefined;
  AttributesToGet?: string[] | undefined;
}

/** What a Query or Scan returns of the items that it found. */
export interface Selection {
  readonly countOnly: boolean;
  readonly projection: Projection | undefined;
  /** Whether items are read from the table although an index is queried. */
  readonly fetches: boolean;
}

/** Words for what `Select` chose, as AWS's complaints have them. */
const CHOICES: { readonly [select in Select]?: string } = {
  ALL_ATTRIBUTES: 'ALL_ATTRIBUTES',
  ALL_PROJECTED_ATTRIBUTES: 'ALL_PROJECTED_ATTRIBUTES',
  COUNT: 'only the Count',
};

/** Refuses a `Select` that does not go with the rest of the request (verified on AWS by moto 5.2.5's tests). */
export function checkSelect(input: SelectionInput, indexName: string | undefined): void {
  const { Select: select, ProjectionExpression, AttributesToGet } = input;
  const parameter =
    ProjectionExpression !== undefined
      ? 'ProjectionExpression'
      : AttributesToGet !== undefined
        ? 'AttributesToGet'
        : undefined;
  const choice = select && CHOICES[select];
  if (parameter !== undefined && choice !== undefined) {
    invalidRequest(`Cannot specify the ${parameter} when choosing to get ${choice}`);
  }
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && indexName === undefined) {
    invalidRequest(`ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName`);
  }
  if (select === 'SPECIFIC_ATTRIBUTES' && parameter === undefined) {
    invalidRequest(
      `Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES`,
    );
  }
}

/** Settles what is returned from a source; only a local index reads what it lacks from the table. */
export function selectionOf(
  source: Source,
  select: Select | undefined,
  projection: Projection | undefined,
): Selection {
  const held = heldNames(source);
  const countOnly = select === 'COUNT';
  if (held === undefined || source.index === undefined) return { countOnly, projection, fetches: false };
  const { name, isGlobal } = source.index;
  if (select === 'ALL_ATTRIBUTES' && isGlobal) {
    invalid(
      `${WERE_INVALID}Select type ALL_ATTRIBUTES is not supported for global secondary index ${name} ` +
        'because its projection type is not ALL',
    );
  }
  const lacking = [...new Set((projection ?? []).map(([first]) => String(first)))].filter(
    (attribute) => !held.includes(attribute),
  );
  if (lacking.length > 0 && isGlobal) {
    invalid(`${WERE_INVALID}Global secondary index ${name} does not project [${lacking.join(', ')}]`);
  }
  return { countOnly, projection, fetches: select === 'ALL_ATTRIBUTES' || lacking.length > 0 };
}
