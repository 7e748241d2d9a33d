/** What filter policies let through (aws-behaviour.md 5.5). Policies were checked when they were set. */
import type { FilterPolicy, PublishedMessage, StoredAttribute } from '../state';
import { isRecord, type FilterPolicyScope } from './check';
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

/** Keys are all asked for; an array of objects matches where one of them does. */
function matches(policy: FilterPolicy, value: unknown): boolean {
  if (Array.isArray(value)) return value.some((element) => matches(policy, element));
  const members = isRecord(value) ? value : {};
  return Object.entries(policy).every(([key, rules]) => {
    if (key === '$or' && Array.isArray(rules)) {
      return rules.some((branch) => isRecord(branch) && matches(branch, value));
    }
    const member = Object.hasOwn(members, key) ? members[key] : undefined;
    if (isRecord(rules)) return matches(rules, member);
    return Array.isArray(rules) && rules.some((rule) => leafMatches(rule, member));
  });
}

function leafMatches(rule: unknown, member: unknown): boolean {
  if (isRecord(rule) && 'exists' in rule)
    return rule['exists'] === (member !== undefined && !isRecord(member));
  const test = leafTest(rule);
  return leaves(member).some(test);
}

/** The plain values of a member: of an array each element. */
function leaves(member: unknown): unknown[] {
  if (member === undefined || isRecord(member)) return [];
  return Array.isArray(member) ? member.flatMap(leaves) : [member];
}
