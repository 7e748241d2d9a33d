import { Chance, mixText, Random } from '../../framework/kernel';
import { mix } from '../../framework/kernel/random';

const take = (random: Random, count = 6) => Array.from({ length: count }, () => random.word());

describe('Random', () => {
  test('the stream of a seed is the same on every machine and for ever', () => {
    expect(take(Random.from('seed'), 4)).toMatchInlineSnapshot(`
     [
       2186421573,
       2770562876,
       259896399,
       3820878606,
     ]
    `);
    expect(mix('a', 'b')).toMatchInlineSnapshot(`
     [
       624258322,
       2352961857,
       3959425914,
       2366881499,
     ]
    `);
    const random = Random.from('units');
    expect([random.unit(), random.unit(), random.below(1000)]).toMatchInlineSnapshot(`
     [
       0.6235216200550127,
       0.8394414731035073,
       301,
     ]
    `);
    expect(mixText('stormproof')).toMatchInlineSnapshot(`"961f904b"`);
  });

  test('a stream made of a saved state goes on where it stood', () => {
    const random = Random.from('seed');
    take(random);
    const again = new Random(random.state);
    expect(take(again)).toEqual(take(random));
  });

  test('how texts are divided into parts matters', () => {
    const all = [mix('ab', 'c'), mix('a', 'bc'), mix('abc'), mix('abc', ''), mix('', 'abc'), mix('cba')];
    expect(new Set(all.map(String)).size).toBe(all.length);
  });

  test('every bit of a word is as often 1 as 0', () => {
    const random = Random.from('bits');
    const ones = Array.from({ length: 32 }, () => 0);
    for (let n = 0; n < 10_000; n++) {
      const word = random.word();
      for (let bit = 0; bit < 32; bit++) ones[bit] = (ones[bit] ?? 0) + ((word >>> bit) & 1);
    }
    // Five standard deviations of 10 000 tosses.
    for (const count of ones) expect(Math.abs(count - 5000)).toBeLessThan(250);
  });

  test('first draws of neighbouring seeds have nothing to do with each other', () => {
    const units = Array.from({ length: 10_000 }, (_, n) => Random.from(`seed-${n}`).unit());
    const mean = units.reduce((sum, unit) => sum + unit, 0) / units.length;
    const product = units.slice(1).reduce((sum, unit, n) => sum + (unit - 0.5) * ((units[n] ?? 0) - 0.5), 0);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0145);
    expect(Math.abs(product / units.length)).toBeLessThan(0.0042);
  });

  test('unit is from 0 to below 1 and uses 53 bits', () => {
    const random = Random.from('unit');
    const units = Array.from({ length: 1000 }, () => random.unit());
    expect(units.every((unit) => unit >= 0 && unit < 1 && Number.isInteger(unit * 2 ** 53))).toBe(true);
    expect(units.some((unit) => !Number.isInteger(unit * 2 ** 52))).toBe(true);
    expect(new Random([-1, 0, 0, -1]).unit()).toBeLessThan(1);
  });

  test('below and between hit each integer of their span about equally often, and no other', () => {
    const random = Random.from('span');
    const counts = new Map<number, number>();
    for (let n = 0; n < 6000; n++) {
      const drawn = random.between(-2, 3);
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
    expect([random.below(1), random.below(0), random.between(7, 7)]).toEqual([0, 0, 7]);
  });

  test('a draw from a span of one leaves the stream where it was', () => {
    const random = Random.from('span');
    const before = random.state;
    random.below(1);
    expect(random.state).toEqual(before);
  });

  test('texts, hexadecimal digits and UUIDs have their form', () => {
    const random = Random.from('texts');
    expect(random.text(200, 'ab')).toMatch(/^(?=.*a)(?=.*b)[ab]{200}$/);
    expect(['', 'x'].map((alphabet) => random.text(2, alphabet))).toEqual(['', 'xx']);
    expect([0, 1, 8, 9, 40].map((digits) => random.hex(digits).length)).toEqual([0, 1, 8, 9, 40]);
    expect(random.hex(40)).toMatch(/^[0-9a-f]+$/);
    const uuids = new Set(Array.from({ length: 500 }, () => random.uuid()));
    expect(uuids.size).toBe(500);
    for (const uuid of uuids)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set([...uuids].map((uuid) => uuid.charAt(19))).size).toBe(4);
  });
});

describe('Chance', () => {
  test('a draw under a new label does not shift the others', () => {
    const [alone, crowded] = [new Chance('s'), new Chance('s')];
    const first = take(alone.stream('a'));
    const mixed: number[] = [];
    for (let n = 0; n < 6; n++) {
      crowded.stream(`new-${n}`).word();
      crowded.at('other', String(n)).word();
      mixed.push(...take(crowded.stream('a'), 1));
    }
    expect(mixed).toEqual(first);
  });

  test('labels and seeds give streams of their own', () => {
    const streams = [new Chance('s').stream('a'), new Chance('s').stream('b'), new Chance('t').stream('a')];
    expect(new Set(streams.map((stream) => String(take(stream)))).size).toBe(3);
  });

  test('a keyed draw depends on its label and key alone', () => {
    const chance = new Chance('s');
    const first = take(chance.at('a', 'k'));
    take(chance.at('a', 'other'));
    take(chance.stream('a'));
    expect(take(chance.at('a', 'k'))).toEqual(first);
    expect(take(chance.at('a', 'l'))).not.toEqual(first);
    expect(take(chance.at('b', 'k'))).not.toEqual(first);
  });

  test('with the roots of a record a run needs no seed', () => {
    const recorded = new Chance('s');
    const draws = [take(recorded.stream('a')), take(recorded.at('b', 'k'))];
    const replayed = new Chance('another seed', recorded.record());
    expect([take(replayed.stream('a')), take(replayed.at('b', 'k'))]).toEqual(draws);
    expect(take(replayed.stream('c'))).toEqual(take(new Chance('another seed').stream('c')));
    expect(Object.keys(recorded.record())).toEqual(['a', 'b']);
  });

  test('the record lists roots by label, whatever order they were used in', () => {
    const [one, other] = [new Chance('s'), new Chance('s')];
    for (const label of ['b', 'a', 'c']) one.stream(label);
    for (const label of ['c', 'b', 'a']) other.stream(label);
    expect(JSON.stringify(one.record())).toBe(JSON.stringify(other.record()));
    expect(one.record()['a']).toMatch(/^[0-9a-f]{32}$/);
  });

  test('saved as text and loaded, each stream goes on where it stood', () => {
    const chance = new Chance('s');
    take(chance.stream('a'), 3);
    chance.at('keyed', 'k');
    const loaded = Chance.load(JSON.parse(JSON.stringify(chance.save())));
    expect(take(loaded.stream('a'))).toEqual(take(chance.stream('a')));
    expect(take(loaded.stream('new'))).toEqual(take(chance.stream('new')));
    expect(loaded.save()).toEqual(chance.save());
  });
});
