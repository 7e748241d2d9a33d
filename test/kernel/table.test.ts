import { Random, Table, utf8Ordered } from '../../framework/kernel';

/** What a table must do, in the plainest way: a sorted array that forks by copying. */
class SortedArray {
  constructor(private entries: [string, number][] = []) {}

  get(key: string): number | undefined {
    return this.entries.find(([other]) => other === key)?.[1];
  }

  set(key: string, value: number): void {
    this.delete(key);
    this.entries.push([key, value]);
    this.entries.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  delete(key: string): boolean {
    const before = this.entries.length;
    this.entries = this.entries.filter(([other]) => other !== key);
    return this.entries.length < before;
  }

  fork(): SortedArray {
    return new SortedArray(this.entries.slice());
  }

  list({ from, to, after, reverse }: Parameters<Table<number>['range']>[0] = {}): [string, number][] {
    const inOrder = reverse === true ? this.entries.toReversed() : this.entries;
    const isBefore = (a: string, b: string) => (reverse === true ? a > b : a < b);
    return inOrder.filter(
      ([key]) =>
        (from === undefined || !isBefore(key, from)) &&
        (after !== true || key !== from) &&
        (to === undefined || isBefore(key, to)),
    );
  }

  prefix(prefix: string, reverse: boolean): [string, number][] {
    return this.list({ reverse }).filter(([key]) => key.startsWith(prefix));
  }
}

type Pair = { table: Table<number>; model: SortedArray };

/** Few distinct first characters, so that prefixes and neighbours are met often; `\uffff` is the hardest of them. */
const alphabet = 'abc/\u00e9\uffff';

function keyOf(random: Random): string {
  return random.text(random.between(0, 4), alphabet);
}

function expectEqual({ table, model }: Pair, random: Random): void {
  expect(table.size).toBe(model.list().length);
  const options = {
    reverse: random.below(2) === 0,
    after: random.below(2) === 0,
    ...(random.below(4) === 0 ? {} : { from: keyOf(random) }),
    ...(random.below(2) === 0 ? {} : { to: keyOf(random) }),
  };
  expect([options, [...table.range(options)]]).toEqual([options, model.list(options)]);
  const prefix = random.text(random.between(0, 2), alphabet);
  const found = [...table.prefix(prefix, { reverse: options.reverse })];
  expect([prefix, options.reverse, found]).toEqual([
    prefix,
    options.reverse,
    model.prefix(prefix, options.reverse),
  ]);
}

function playOperation(pairs: Pair[], random: Random, value: number): void {
  const pair = pairs[random.below(pairs.length)];
  if (pair === undefined) return;
  const { table, model } = pair;
  const key = keyOf(random);
  const action = random.below(100);
  let deleted = [false, false];
  if (action < 55) {
    table.set(key, value);
    model.set(key, value);
  } else if (action < 90) {
    deleted = [table.delete(key), model.delete(key)];
  } else if (action < 93 && pairs.length < 6) {
    pairs.push({ table: table.fork(), model: model.fork() });
  }
  expect(deleted[0]).toBe(deleted[1]);
  expect(table.get(key)).toBe(model.get(key));
  expect(table.has(key)).toBe(model.get(key) !== undefined);
  if (value % 20 === 0) expectEqual(pair, random);
}

test.each(['a', 'b', 'c', 'd'])('a table does what a sorted array does, forks too (seed %s)', (seed) => {
  const random = Random.from(seed);
  const pairs: Pair[] = [{ table: new Table<number>(), model: new SortedArray() }];
  for (let n = 0; n < 3000; n++) playOperation(pairs, random, n);
  for (const pair of pairs) {
    expect([...pair.table.keys()]).toEqual(pair.model.list().map(([key]) => key));
    expect([...pair.table.values()]).toEqual(pair.model.list().map(([, value]) => value));
    for (let n = 0; n < 20; n++) expectEqual(pair, random);
  }
});

test.each([
  ['rising', (n: number) => n],
  ['falling', (n: number) => 4999 - n],
  ['mixed', (n: number) => (n * 1237) % 5000],
])('five thousand %s keys are in order, and emptying the table leaves nothing behind', (_, position) => {
  const table = new Table<number>();
  const keys = Array.from({ length: 5000 }, (__, n) => String(n).padStart(5, '0'));
  keys.forEach((__, n) => table.set(keys[position(n)] ?? '', n));
  expect([...table.keys()]).toEqual(keys);
  expect([...table.range({ reverse: true })].map(([key]) => key)).toEqual(keys.toReversed());
  for (const key of keys) expect(table.delete(key)).toBe(true);
  expect([table.size, [...table.range()], [...table.range({ reverse: true })]]).toEqual([0, [], []]);
  table.set('again', 1);
  expect(table.save()).toEqual([['again', 1]]);
});

test('setting a key again replaces its value and counts once', () => {
  const table = new Table<number>();
  table.set('a', 1);
  table.set('a', 2);
  expect([table.size, table.save()]).toEqual([1, [['a', 2]]]);
});

function hundred(): Table<number> {
  const table = new Table<number>();
  for (let n = 0; n < 100; n++) table.set(String(n).padStart(3, '0'), n);
  return table;
}

test.each([false, true])('a walk (reverse: %s) sees the table as it was when the walk began', (reverse) => {
  const table = hundred();
  const seen: number[] = [];
  for (const [key, value] of table.range({ reverse })) {
    seen.push(value);
    table.delete(key);
    table.set(`${key}-again`, -1);
    table.set('050', -1);
  }
  const all = Array.from({ length: 100 }, (_, n) => n);
  expect(seen).toEqual(reverse ? all.toReversed() : all);
  expect(table.size).toBe(101);
});

test('what a fork writes its origin does not see, nor the other way round', () => {
  const origin = hundred();
  const fork = origin.fork();
  fork.set('050', -1);
  fork.delete('000');
  origin.set('051', -2);
  origin.delete('099');
  origin.set('new', 7);
  expect([origin.get('050'), origin.get('000'), fork.get('051'), fork.get('099'), fork.has('new')]).toEqual([
    50,
    0,
    51,
    99,
    false,
  ]);
  expect([origin.size, fork.size]).toEqual([100, 99]);
});

test('a fork of a fork keeps apart from both', () => {
  const origin = hundred();
  const middle = origin.fork();
  middle.set('a', 1);
  const last = middle.fork();
  last.set('a', 2);
  middle.set('a', 3);
  origin.set('a', 4);
  expect([origin.get('a'), middle.get('a'), last.get('a')]).toEqual([4, 3, 2]);
});

test('a loaded table is the saved one', () => {
  const table = hundred();
  expect(Table.load(table.save()).save()).toEqual(table.save());
});

describe('utf8Ordered', () => {
  const characters = [
    '',
    'a',
    '\u007f',
    '\u0080',
    '\u07ff',
    '\ud7ff',
    '\ue000',
    '\ufffd',
    '\uffff',
    '\u{10000}',
    '\u{10ffff}',
  ];
  const texts = characters.flatMap((first) => characters.map((second) => first + second));

  test('keys are ordered as the UTF-8 bytes of their texts, surrogate pairs after everything else', () => {
    const byKey = [...new Set(texts)].toSorted((a, b) => (utf8Ordered(a) < utf8Ordered(b) ? -1 : 1));
    const byBytes = [...new Set(texts)].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(byKey).toEqual(byBytes);
  });

  test('different texts have different keys, lone surrogates too', () => {
    const all = new Set([...texts, '\ud800', '\udbff', '\udc00', '\udfff', '\ue000']);
    expect(new Set([...all].map(utf8Ordered)).size).toBe(all.size);
  });

  test('a key that begins a text begins its key', () => {
    for (const text of texts) expect(utf8Ordered(`${text}/tail`).startsWith(utf8Ordered(text))).toBe(true);
  });
});
