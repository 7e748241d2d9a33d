// Virtual time and forks of a large world.
const { Cloud } = require('../dist/index.js');

const items = 100_000;
const objectBytes = 1_000_000;

void (async () => {
  const timersMs = [];
  // The first rounds pay for compiling.
  for (let round = -2; round < 5; round++) {
    const cloud = await Cloud.embedded({ seed: String(round) });
    const { world, engine } = cloud.backend;
    engine.taskTimers.set('bench', () => undefined);
    const monthMs = 30 * 86_400_000;
    const start = performance.now();
    for (let n = 0; n < items; n++) {
      world.timers.add({
        atMs: world.nowMs + ((n * 7919) % monthMs),
        work: false,
        owner: { task: 'bench' },
        kind: 'tick',
        payload: null,
        cause: 0,
      });
    }
    while (engine.step() || engine.jump());
    if (round >= 0) timersMs.push(performance.now() - start);
  }
  const cloud = await Cloud.embedded({ seed: 1 });
  const { world } = cloud.backend;
  const table = world.table('bench/items');
  for (let n = 0; n < items; n++) table.set(`item-${n}`, { id: n });
  for (let n = 0; n < 100; n++) world.blobs.put(Buffer.alloc(objectBytes, n + 1));
  const forkMs = [];
  for (let round = 0; round < 20; round++) {
    const start = performance.now();
    const fork = cloud.backend.fork({ seed: String(round) });
    fork.world.table('bench/items').set('one', { id: -1 });
    forkMs.push(performance.now() - start);
  }
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  const forks = Array.from({ length: 200 }, (_, n) => {
    const fork = cloud.backend.fork({ seed: String(n) });
    fork.world.table('bench/items').set('one', { id: -1 });
    return fork;
  });
  globalThis.gc();
  const worldKb = [(process.memoryUsage().heapUsed - before) / forks.length / 1024];
  process.stdout.write(JSON.stringify({ timersMs, forkMs, worldKb }));
})();
