/** What filter policies let through (aws-behaviour.md 5.5). Policies were checked when they were set. */
import type { FilterPolicy, PublishedMessage, StoredAttribute } from '../state';
import { isRecord, type FilterPolicyScope } from './check';
import { areTogether, fieldSets, leavesOf, type Field, type Leaf } from './fields';
import { leafTest } from './leaf';

/** Why a message is kept from a subscriber, as the names of SNS's metrics have it. */
export type FilteredOut =
  'NoMessageAttributes' | 'InvalidAttributes' | 'MessageAttributes' | 'MessageBody' | 'InvalidMessageBody';

/** Undefined where the message goes through. */
export function filteredOut(
  policy: FilterPolicy,
  scope: FilterPolicyScope,
  message: PublishedMessage,
  body: string,
): FilteredOut | undefined {
  if (scope === 'MessageAttributes') {
    const values = attributeValues(message.attributes);
    if (values === undefined) return 'InvalidAttributes';
    if (matches(policy, values)) return undefined;
    return Object.keys(values).length === 0 ? 'NoMessageAttributes' : 'MessageAttributes';
  }
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return 'InvalidMessageBody';
  }
  if (!isRecord(value)) return 'InvalidMessageBody';
  return matches(policy, value) ? undefined : 'MessageBody';
}

/** Attributes as values to match; binary ones have none. Undefined where a String.Array is no JSON array. */
function attributeValues(
  attributes: Readonly<Record<string, StoredAttribute>>,
): Record<string, unknown> | undefined {
  const values: Record<string, unknown> = {};
  for (const [name, { dataType, value }] of Object.entries(attributes)) {
    const [kind] = dataType.split('.');
    if (dataType === 'String.Array') {
      try {
        values[name] = JSON.parse(value);
      } catch {
        return undefined;
      }
    } else if (kind === 'Number') values[name] = Number(value);
    else if (kind === 'String') values[name] = value;
  }
  return values;
}

/** All fields of one of the policy's alternatives, each by a value that lies together with those of the others. */
function matches(policy: FilterPolicy, message: unknown): boolean {
  const leaves = leavesOf(message);
  return fieldSets(policy).some((fields) => matchesFrom(fields, leaves, new Map()));
}

function matchesFrom(
  [field, ...others]: readonly Field[],
  leaves: ReadonlyMap<string, readonly Leaf[]>,
  elements: Leaf['elements'],
): boolean {
  if (field === undefined) return true;
  const candidates = leaves.get(field.path) ?? [];
  if (candidates.length === 0 && field.rules.some(asksForAbsence))
    return matchesFrom(others, leaves, elements);
  return candidates.some(
    (leaf) =>
      areTogether(leaf.elements, elements) &&
      field.rules.some((rule) => leafTest(rule)(leaf.value)) &&
      matchesFrom(others, leaves, new Map([...elements, ...leaf.elements])),
  );
}

const asksForAbsence = (rule: unknown): boolean => isRecord(rule) && rule['exists'] === false;
