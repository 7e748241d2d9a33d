import { Blobs, World, epochMs, type WorldData } from '../../framework/kernel';

const owner = { service: 'sqs', accountId: '000000000000', region: 'us-east-1' };

function begun(): World {
  const world = World.create({ seed: 's' });
  live(world, 20);
  return world;
}

/** Goes on for some steps that touch every part of a world. */
function live(world: World, steps: number): void {
  for (let n = 0; n < steps; n++) {
    const number = world.count('steps');
    const delayMs = world.chance.stream('delay').between(1, 50);
    world.timers.add({
      atMs: world.nowMs + delayMs,
      work: n % 3 > 0,
      owner,
      kind: 'tick',
      payload: { number },
      cause: 0,
    });
    const due = world.timers.due(world.nowMs, 8);
    const chosen = due[world.scheduler.pick(due.map(({ step }) => step))];
    if (chosen === undefined) {
      world.nowMs = world.timers.nextAtMs() ?? world.nowMs;
      continue;
    }
    world.timers.take(chosen);
    world.trace.add(world.nowMs, { type: 'step', cause: 0, step: chosen.step });
    world.table('done').set(chosen.step, { number, blob: world.blobs.put(Buffer.from(chosen.step)) });
  }
}

/** All of a world but the blobs, which its forks share. */
const dataOf = (world: World): WorldData => ({ ...world.save(), blobs: {} });
const copyOf = (world: World): World => {
  const data: WorldData = JSON.parse(JSON.stringify(world.save()));
  return World.load(data);
};

test('a world begins at midnight of 2026-01-01, empty, whatever the day', () => {
  const world = World.create({ seed: 's' });
  expect([new Date(world.nowMs).toISOString(), world.nowMs]).toEqual(['2026-01-01T00:00:00.000Z', epochMs]);
  expect([world.strategy, world.trace.length, world.timers.size]).toEqual(['random', 0, 0]);
});

test('a world that was saved as text and loaded goes on as the one it was saved from', () => {
  const world = begun();
  const loaded = copyOf(world);
  expect(loaded.save()).toEqual(world.save());
  live(world, 200);
  live(loaded, 200);
  expect(loaded.trace.hash()).toBe(world.trace.hash());
  expect(loaded.save()).toEqual(world.save());
});

test('equal seeds live equally, different ones do not', () => {
  const [one, same, other] = ['s', 's', 't'].map((seed) => {
    const world = World.create({ seed });
    live(world, 100);
    return world.trace.hash();
  });
  expect(one).toBe(same);
  expect(one).not.toBe(other);
});

test('a fork goes on as its origin would, and neither sees what the other does', () => {
  const world = begun();
  const [before, expected] = [dataOf(world), copyOf(world)];
  live(expected, 100);
  const fork = world.fork();
  live(fork, 100);
  expect(dataOf(world)).toEqual(before);
  expect(dataOf(fork)).toEqual(dataOf(expected));
  const forked = dataOf(fork);
  live(world, 50);
  expect(dataOf(fork)).toEqual(forked);
});

test('a fork with a seed of its own goes another way from the same state', () => {
  const world = begun();
  const [one, other, same] = ['1', '2', '1'].map((seed) => {
    const fork = world.fork({ seed });
    expect(JSON.stringify(fork.save().tables)).toBe(JSON.stringify(world.save().tables));
    live(fork, 100);
    return fork.trace.hash();
  });
  expect(one).toBe(same);
  expect(one).not.toBe(other);
});

test('a fork with the record of a run repeats it under another seed', () => {
  const world = begun();
  const run = world.fork({ seed: '1' });
  live(run, 100);
  const record = { roots: run.chance.record(), decisions: run.decisions.record() };
  const replay = world.fork({ seed: '2', ...JSON.parse(JSON.stringify(record)) });
  live(replay, 100);
  expect(replay.trace.hash()).toBe(run.trace.hash());
  expect(replay.decisions.matchedCount).toBe(replay.decisions.recordedCount);
});

test('forks share blobs, and equal bytes are kept once', () => {
  const world = World.create({ seed: 's' });
  const fork = world.fork();
  const bytes = Buffer.from('content');
  const id = fork.blobs.put(bytes);
  expect(world.blobs.get(id)).toBe(bytes);
  expect(world.blobs.put(Buffer.from('content'))).toBe(id);
  expect(world.blobs.get(id)).toBe(bytes);
  expect(() => world.blobs.get('none')).toThrow(
    new RangeError('No blob none: state names bytes that this world never stored.'),
  );
});

test('blobs hold any bytes through saving', () => {
  const blobs = new Blobs();
  const id = blobs.put(Uint8Array.from({ length: 256 }, (_, n) => n));
  const loaded = Blobs.load(JSON.parse(JSON.stringify(blobs.save())));
  expect([...loaded.get(id)]).toEqual(Array.from({ length: 256 }, (_, n) => n));
});

test('counters count from 1, each name apart', () => {
  const world = World.create({ seed: 's' });
  expect([
    world.count('a'),
    world.count('a'),
    world.count('b'),
    world.fork().count('a'),
    world.count('a'),
  ]).toEqual([1, 2, 1, 3, 3]);
});

test('a table of a name is always the same table, and empty ones are not saved', () => {
  const world = World.create({ seed: 's' });
  world.table('a').set('k', 1);
  world.table('empty');
  expect(world.table('a').get('k')).toBe(1);
  expect(world.save().tables).toEqual({ a: [['k', 1]] });
});
