import {
  attributeOf,
  type AttributeValue,
  cloneValue,
  type Item,
  membersOf,
  setAttribute,
  typeOf,
} from '../items/attribute-value';
import { addNumbers } from '../items/numbers';
import { invalid } from '../errors';
import { type DocumentPath, valueAt } from './document-path';
import { project } from './projection';
import type { Update, UpdateAction, UpdateOperand } from './update';

/** `createsItem` is false when the update only takes away: then an item that does not exist stays away. */
export type UpdateResult = { item: Item; createsItem: boolean };

const BAD_PATH = 'The document path provided in the update expression is invalid for update';
const BAD_OPERAND = 'An operand in the update expression has an incorrect data type';
const NO_ATTRIBUTE = 'The provided expression refers to an attribute that does not exist in the item';
const BAD_LEGACY_TYPE = 'Type mismatch for attribute to update';

/**
 * The item as the update leaves it. The given item, for a new one its key, is not changed.
 *
 * All actions see the item as it was: `SET a = b, b = a` swaps, and list indexes are those from before.
 */
export function applyUpdate(update: Update, item: Item): UpdateResult {
  const draft = new ItemDraft(item);
  const values = update.actions.map((action) => newValue(action, item, update.legacy));
  for (const [at, action] of update.actions.entries()) {
    const value = values[at];
    if (value) draft.set(action.path, value);
    else draft.remove(action.path);
  }
  const createsItem = values.length === 0 || values.some((value) => value !== undefined);
  return { item: draft.finish(), createsItem };
}

/** What `UPDATED_OLD` returns of the item as it was, and `UPDATED_NEW` of the item as it is. */
export function updatedAttributes(update: Update, item: Item): Item {
  return project(
    update.actions.map(({ path }) => path),
    item,
  );
}

/** What an action leaves at its path: a value, or nothing. */
function newValue(action: UpdateAction, item: Item, legacy: boolean): AttributeValue | undefined {
  switch (action.kind) {
    case 'set':
      return operandValue(action.value, item);
    case 'remove':
      return undefined;
    case 'add':
      return added(valueAt(item, action.path), action.value, legacy ? BAD_LEGACY_TYPE : BAD_OPERAND);
    default:
      return subtracted(valueAt(item, action.path), action.value, legacy ? BAD_LEGACY_TYPE : BAD_OPERAND);
  }
}

function operandValue(operand: UpdateOperand, item: Item): AttributeValue {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'path':
      return valueAt(item, operand.path) ?? invalid(NO_ATTRIBUTE);
    case 'if_not_exists':
      return valueAt(item, operand.path) ?? operandValue(operand.otherwise, item);
    case 'list_append':
      return {
        L: [...listOf(operandValue(operand.first, item)), ...listOf(operandValue(operand.second, item))],
      };
    default: {
      const left = numberOf(operandValue(operand.left, item));
      const right = numberOf(operandValue(operand.right, item));
      return { N: addNumbers(left, right, operand.operator === '-') };
    }
  }
}

function numberOf(value: AttributeValue): string {
  return membersOf(value).N ?? invalid(BAD_OPERAND);
}

function listOf(value: AttributeValue): AttributeValue[] {
  return membersOf(value).L ?? invalid(BAD_OPERAND);
}

/** ADD: a sum, or the union of two sets; a legacy ADD also appends to a list. */
function added(value: AttributeValue | undefined, addend: AttributeValue, mismatch: string): AttributeValue {
  if (!value) return addend;
  if (typeOf(value) !== typeOf(addend)) return invalid(mismatch);
  const one = membersOf(value);
  const other = membersOf(addend);
  if (one.N !== undefined && other.N !== undefined) return { N: addNumbers(one.N, other.N) };
  if (one.L && other.L) return { L: [...one.L, ...other.L] };
  if (one.SS && other.SS) return { SS: union(one.SS, other.SS) };
  if (one.NS && other.NS) return { NS: union(one.NS, other.NS) };
  return { BS: union(one.BS ?? [], other.BS ?? []) };
}

/** DELETE: the set without those members, nothing when none is left. */
function subtracted(
  value: AttributeValue | undefined,
  members: AttributeValue,
  mismatch: string,
): AttributeValue | undefined {
  if (!value) return undefined;
  if (typeOf(value) !== typeOf(members)) return invalid(mismatch);
  const one = membersOf(value);
  const other = membersOf(members);
  const left = difference(one.SS ?? one.NS ?? one.BS ?? [], other.SS ?? other.NS ?? other.BS ?? []);
  if (left.length === 0) return undefined;
  return one.SS ? { SS: left } : one.NS ? { NS: left } : { BS: left };
}

function union(one: readonly string[], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])];
}

function difference(one: readonly string[], other: readonly string[]): string[] {
  const taken = new Set(other);
  return one.filter((member) => !taken.has(member));
}

/** A copy of an item under change. Only attributes that are reached into are copied deeply. */
class ItemDraft {
  readonly #item: Item;
  readonly #copied = new Set<string>();
  readonly #removedElements = new Map<AttributeValue[], Set<number>>();
  /** Elements set beyond a list's end: they are appended in the order of their indexes. */
  readonly #appendedElements = new Map<AttributeValue[], { index: number; value: AttributeValue }[]>();

  constructor(item: Item) {
    this.#item = { ...item };
  }

  set(path: DocumentPath, value: AttributeValue): void {
    const last = path.at(-1);
    const { list, map } = this.#parent(path);
    if (map && typeof last === 'string') {
      setAttribute(map, last, value);
    } else if (list && typeof last === 'number') {
      if (last < list.length) list[last] = value;
      else entryOf(this.#appendedElements, list, () => []).push({ index: last, value });
    }
  }

  remove(path: DocumentPath): void {
    const last = path.at(-1);
    const { list, map } = this.#parent(path);
    if (map && typeof last === 'string') delete map[last];
    else if (list && typeof last === 'number')
      entryOf(this.#removedElements, list, () => new Set()).add(last);
  }

  finish(): Item {
    for (const [list, removed] of this.#removedElements) {
      list.splice(0, list.length, ...list.filter((_, index) => !removed.has(index)));
    }
    for (const [list, appended] of this.#appendedElements) {
      appended.sort((one, other) => one.index - other.index);
      list.push(...appended.map(({ value }) => value));
    }
    return this.#item;
  }

  /** The list or map that a path's last element is in: AWS makes none on the way. */
  #parent(path: DocumentPath): { list?: AttributeValue[]; map?: Item } {
    const [name, ...rest] = path;
    if (typeof name !== 'string') return invalid(BAD_PATH);
    const last = rest.at(-1);
    if (last === undefined) return { map: this.#item };
    const attribute = attributeOf(this.#item, name);
    if (attribute && !this.#copied.has(name)) {
      setAttribute(this.#item, name, cloneValue(attribute));
      this.#copied.add(name);
    }
    const parent = valueAt(this.#item, path.slice(0, -1));
    const { L: list, M: map } = parent ? membersOf(parent) : {};
    if (typeof last === 'number' && list) return { list };
    if (typeof last === 'string' && map) return { map };
    return invalid(BAD_PATH);
  }
}

function entryOf<K, V>(entries: Map<K, V>, key: K, make: () => V): V {
  const existing = entries.get(key);
  if (existing) return existing;
  const made = make();
  entries.set(key, made);
  return made;
}
