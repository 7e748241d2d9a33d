/** Entries of a node; a leaf holds values, a branch holds children whose smallest key is the key beside them. */
interface Leaf<V> {
  owner: object;
  leaf: true;
  keys: string[];
  values: V[];
}

interface Branch<V> {
  owner: object;
  leaf: false;
  keys: string[];
  children: Node<V>[];
}

type Node<V> = Leaf<V> | Branch<V>;

const nodeEntriesMax = 48;

export interface RangeOptions {
  /** First key that is handed out (included). */
  from?: string;
  /** First key that is not handed out any more, in the direction of travel. */
  to?: string;
  /** Only keys that come strictly after `from`, in the direction of travel. */
  after?: boolean;
  reverse?: boolean;
}

/**
 * An ordered map from text to plain data that forks in constant time, however large it is.
 *
 * It is a B+ tree whose nodes are shared between forks and copied when first written. Values are never changed in
 * place: whoever wants a change sets a new value. Keys are ordered by UTF-16 code units; `utf8Ordered` turns a text
 * into a key for which that equals the order of its UTF-8 bytes.
 */
export class Table<V> {
  private owner: object = {};
  private root: Node<V> = { owner: this.owner, leaf: true, keys: [], values: [] };
  private count = 0;

  get size(): number {
    return this.count;
  }

  get(key: string): V | undefined {
    let node = this.root;
    while (!node.leaf) node = childAt(node, childIndex(node.keys, key));
    const index = lowerBound(node.keys, key);
    return node.keys[index] === key ? node.values[index] : undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  set(key: string, value: V): void {
    this.root = this.own(this.root);
    const split = this.insert(this.root, key, value);
    if (split !== undefined) {
      const left = this.root;
      this.root = {
        owner: this.owner,
        leaf: false,
        keys: [left.keys[0] ?? '', split.keys[0] ?? ''],
        children: [left, split],
      };
    }
  }

  /** Takes an entry out; answers whether there was one. */
  delete(key: string): boolean {
    if (!this.has(key)) return false;
    this.root = this.own(this.root);
    this.remove(this.root, key);
    this.count--;
    while (!this.root.leaf && this.root.children.length === 1) this.root = childAt(this.root, 0);
    if (!this.root.leaf && this.root.children.length === 0) {
      this.root = { owner: this.owner, leaf: true, keys: [], values: [] };
    }
    return true;
  }

  /** Both tables go on with the same content; what one writes from now on the other does not see. */
  fork(): Table<V> {
    const fork = new Table<V>();
    fork.root = this.root;
    fork.count = this.count;
    // Neither side owns the shared nodes any more, so both copy before they write.
    this.owner = {};
    return fork;
  }

  /**
   * Entries in the order of their keys. The table may be written while it is walked: the walk sees its state
   * at the start.
   */
  *range(options: RangeOptions = {}): Generator<[string, V]> {
    const { root } = this;
    // Copy-on-write makes a cheap frozen view: whoever writes from now on copies first.
    this.owner = {};
    if (!root.leaf || options.reverse === true) {
      yield* options.reverse === true ? descend(root, options) : ascend(root, options);
      return;
    }
    // Most tables are one leaf.
    const { from = '', to, after } = options;
    for (let i = lowerBound(root.keys, from); i < root.keys.length; i++) {
      const key = root.keys[i];
      const value = root.values[i];
      if (key === undefined || value === undefined || (after === true && key === options.from)) continue;
      if (to !== undefined && key >= to) return;
      yield [key, value];
    }
  }

  /** Entries whose key begins with `prefix`. */
  *prefix(prefix: string, options: { reverse?: boolean } = {}): Generator<[string, V]> {
    if (options.reverse === true) {
      const past = firstPast(prefix);
      const from = past === undefined ? {} : { from: past, after: true };
      for (const entry of this.range({ ...from, reverse: true })) {
        if (!entry[0].startsWith(prefix)) return;
        yield entry;
      }
      return;
    }
    for (const entry of this.range({ from: prefix })) {
      if (!entry[0].startsWith(prefix)) return;
      yield entry;
    }
  }

  *keys(): Generator<string> {
    for (const [key] of this.range()) yield key;
  }

  *values(): Generator<V> {
    for (const [, value] of this.range()) yield value;
  }

  save(): [string, V][] {
    return [...this.range()];
  }

  static load<V>(entries: readonly (readonly [string, V])[]): Table<V> {
    const table = new Table<V>();
    for (const [key, value] of entries) table.set(key, value);
    return table;
  }

  private own(node: Node<V>): Node<V> {
    if (node.owner === this.owner) return node;
    return node.leaf
      ? { owner: this.owner, leaf: true, keys: node.keys.slice(), values: node.values.slice() }
      : { owner: this.owner, leaf: false, keys: node.keys.slice(), children: node.children.slice() };
  }

  private insert(node: Node<V>, key: string, value: V): Node<V> | undefined {
    if (node.leaf) {
      const index = lowerBound(node.keys, key);
      if (node.keys[index] === key) {
        node.values[index] = value;
        return undefined;
      }
      node.keys.splice(index, 0, key);
      node.values.splice(index, 0, value);
      this.count++;
    } else {
      const index = childIndex(node.keys, key);
      const child = this.own(childAt(node, index));
      node.children[index] = child;
      const split = this.insert(child, key, value);
      node.keys[index] = child.keys[0] ?? key;
      if (split !== undefined) {
        node.keys.splice(index + 1, 0, split.keys[0] ?? '');
        node.children.splice(index + 1, 0, split);
      }
    }
    return node.keys.length > nodeEntriesMax ? this.split(node) : undefined;
  }

  private split(node: Node<V>): Node<V> {
    // Keys mostly come in rising order; a split near the end then leaves full nodes behind.
    const at = Math.ceil(node.keys.length * 0.75);
    const keys = node.keys.splice(at);
    return node.leaf
      ? { owner: this.owner, leaf: true, keys, values: node.values.splice(at) }
      : { owner: this.owner, leaf: false, keys, children: node.children.splice(at) };
  }

  private remove(node: Node<V>, key: string): void {
    if (node.leaf) {
      const index = lowerBound(node.keys, key);
      node.keys.splice(index, 1);
      node.values.splice(index, 1);
      return;
    }
    const index = childIndex(node.keys, key);
    const child = this.own(childAt(node, index));
    node.children[index] = child;
    this.remove(child, key);
    if (child.keys.length === 0) {
      node.children.splice(index, 1);
      node.keys.splice(index, 1);
    } else {
      node.keys[index] = child.keys[0] ?? '';
    }
  }
}

/** A key whose order by code units equals the order of the text's UTF-8 bytes; equal texts give equal keys. */
export function utf8Ordered(text: string): string {
  // Only surrogates (which stand for code points above U+FFFF) sort before U+E000–U+FFFF in UTF-16 and after
  // them in UTF-8.
  return /[\ud800-\uffff]/.test(text) ? shifted(text) : text;
}

function shifted(text: string): string {
  let key = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    key += String.fromCharCode(unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);
  }
  return key;
}

/** The first key after all that begin with `prefix`; there is none when nothing can come after them. */
function firstPast(prefix: string): string | undefined {
  for (let end = prefix.length; end > 0; end--) {
    const unit = prefix.charCodeAt(end - 1);
    if (unit < 0xffff) return prefix.slice(0, end - 1) + String.fromCharCode(unit + 1);
  }
  return undefined;
}

function childAt<V>(branch: Branch<V>, index: number): Node<V> {
  const child = branch.children[index];
  if (child === undefined) throw new RangeError('A table branch lost a child.');
  return child;
}

/** Index of the first of sorted keys that is not smaller. */
export function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function childIndex(keys: readonly string[], key: string): number {
  const index = lowerBound(keys, key);
  return keys[index] === key ? index : Math.max(0, index - 1);
}

function* ascend<V>(node: Node<V>, options: RangeOptions): Generator<[string, V]> {
  const from = options.from ?? '';
  if (!node.leaf) {
    for (let i = childIndex(node.keys, from); i < node.children.length; i++) {
      if (options.to !== undefined && (node.keys[i] ?? '') >= options.to && i > 0) return;
      yield* ascend(childAt(node, i), options);
    }
    return;
  }
  for (let i = lowerBound(node.keys, from); i < node.keys.length; i++) {
    const key = node.keys[i];
    const value = node.values[i];
    if (key === undefined || value === undefined || (options.after === true && key === options.from))
      continue;
    if (options.to !== undefined && key >= options.to) return;
    yield [key, value];
  }
}

function* descend<V>(node: Node<V>, options: RangeOptions): Generator<[string, V]> {
  for (let i = node.keys.length - 1; i >= 0; i--) {
    const key = node.keys[i];
    if (key === undefined || (options.from !== undefined && key > options.from)) continue;
    if (!node.leaf) {
      yield* descend(childAt(node, i), options);
      if (options.to !== undefined && key <= options.to) return;
      continue;
    }
    const value = node.values[i];
    if (value === undefined || (options.after === true && key === options.from)) continue;
    if (options.to !== undefined && key <= options.to) return;
    yield [key, value];
  }
}
