import { Random } from '../../framework/kernel';
import { Timers, type Later } from '../../framework/kernel/timers';

const owner = { service: 'sqs', accountId: '000000000000', region: 'us-east-1' };

function add(timers: Timers, atMs: number, options: { work?: boolean; kind?: string } = {}): Later {
  const { work = true, kind = 'visible' } = options;
  return timers.add({ atMs, work, kind, owner, payload: { atMs }, cause: 0 });
}

const names = (list: readonly Later[]) => list.map(({ step, atMs }) => `${step} at ${atMs}`);

test('what is due comes by time, and at one time in the order of asking', () => {
  const timers = new Timers();
  for (const atMs of [30, 10, 20, 10, 10]) add(timers, atMs);
  expect(timers.nextAtMs()).toBe(10);
  expect(names(timers.due(25, 10))).toEqual([
    'sqs.visible#2 at 10',
    'sqs.visible#4 at 10',
    'sqs.visible#5 at 10',
    'sqs.visible#3 at 20',
  ]);
  expect(names(timers.due(30, 2))).toEqual(['sqs.visible#2 at 10', 'sqs.visible#4 at 10']);
  expect([timers.size, timers.workPending, timers.due(9, 10)]).toEqual([5, 5, []]);
});

test('a step is named by its owner, its kind and how many of its kind came before', () => {
  const timers = new Timers();
  add(timers, 1, { kind: 'retention' });
  const second = add(timers, 1, { kind: 'retention' });
  const task = timers.add({
    atMs: 1,
    work: true,
    kind: 'timer',
    owner: { task: 'scenario' },
    payload: null,
    cause: 0,
  });
  expect([second.step, task.step, add(timers, 1).step]).toEqual([
    'sqs.retention#2',
    'scenario.timer#1',
    'sqs.visible#1',
  ]);
});

test('a cancelled entry is never due, and cancelling twice or after its time answers false', () => {
  const timers = new Timers();
  const [first, second] = [add(timers, 1), add(timers, 2, { work: false })];
  expect([timers.cancel(first.id), timers.cancel(first.id), timers.cancel(99)]).toEqual([true, false, false]);
  expect([timers.size, timers.workPending, timers.nextAtMs()]).toEqual([1, 0, 2]);
  timers.take(second);
  expect([timers.cancel(second.id), timers.size, timers.nextAtMs()]).toEqual([false, 0, undefined]);
});

test('an entry out of the middle can be taken, and the others stay', () => {
  const timers = new Timers();
  const entries = [1, 1, 1].map((atMs) => add(timers, atMs));
  for (const entry of entries.slice(1, 2)) timers.take(entry);
  expect([timers.size, timers.workPending]).toEqual([2, 2]);
  expect(names(timers.due(1, 10))).toEqual(['sqs.visible#1 at 1', 'sqs.visible#3 at 1']);
});

test('background entries are not work', () => {
  const timers = new Timers();
  const schedule = add(timers, 1, { work: false });
  const retry = add(timers, 2);
  expect(timers.workPending).toBe(1);
  timers.take(schedule);
  expect(timers.workPending).toBe(1);
  timers.take(retry);
  expect(timers.workPending).toBe(0);
});

/** The same queue as a plain sorted array. */
class Model {
  constructor(public list: Later[] = []) {}

  due(nowMs: number, limit: number): Later[] {
    return this.list
      .filter(({ atMs }) => atMs <= nowMs)
      .toSorted((a, b) => a.atMs - b.atMs || a.id - b.id)
      .slice(0, limit);
  }

  remove(id: number): boolean {
    const before = this.list.length;
    this.list = this.list.filter((later) => later.id !== id);
    return this.list.length < before;
  }
}

type Pair = { timers: Timers; model: Model };

const ids = (list: readonly Later[]) => list.map(({ id }) => id).join(' ');

function playOperation(pairs: Pair[], random: Random): void {
  const index = random.below(pairs.length);
  const pair = pairs[index];
  if (pair === undefined) return;
  const { timers, model } = pair;
  const action = random.below(100);
  let removed = [false, false];
  if (action < 50) {
    model.list.push(add(timers, random.below(40), { work: random.below(2) === 0 }));
  } else if (action < 65) {
    const id = 1 + random.below(model.list.length + 20);
    removed = [timers.cancel(id), model.remove(id)];
  } else if (action < 90) {
    const due = timers.due(random.below(40), 1 + random.below(8));
    const taken = due[random.below(due.length)];
    if (taken !== undefined) {
      timers.take(taken);
      model.remove(taken.id);
    }
  } else if (action < 92 && pairs.length < 4) {
    pairs.push({ timers: timers.fork(), model: new Model(model.list.slice()) });
  } else if (action < 94) {
    pair.timers = Timers.load(JSON.parse(JSON.stringify(timers.save())));
  }
  expect(removed[0]).toBe(removed[1]);
  const [nowMs, limit] = [random.below(40), 1 + random.below(10)];
  expect(ids(pair.timers.due(nowMs, limit))).toBe(ids(model.due(nowMs, limit)));
  expect(ids(pair.timers.list())).toBe(ids(model.due(Infinity, Infinity)));
  expect(pair.timers.size).toBe(model.list.length);
  expect(pair.timers.workPending).toBe(model.list.filter(({ work }) => work).length);
  expect(pair.timers.nextAtMs()).toBe(model.due(Infinity, 1)[0]?.atMs);
}

test.each(['a', 'b', 'c'])(
  'timers do what a sorted array does, forks and loaded ones too (seed %s)',
  (seed) => {
    const random = Random.from(seed);
    const pairs: Pair[] = [{ timers: new Timers(), model: new Model() }];
    for (let n = 0; n < 1000; n++) playOperation(pairs, random);
    for (const { timers, model } of pairs) expect(timers.list()).toEqual(model.due(Infinity, Infinity));
  },
);

test('a fork and a loaded copy go on numbering where the origin stood', () => {
  const timers = new Timers();
  add(timers, 1);
  const fork = timers.fork();
  const loaded = Timers.load(JSON.parse(JSON.stringify(timers.save())));
  const expected = { id: 2, step: 'sqs.visible#2' };
  expect(add(timers, 5)).toMatchObject(expected);
  expect(add(fork, 5)).toMatchObject(expected);
  expect(add(loaded, 5)).toMatchObject(expected);
  expect([timers.size, fork.size, loaded.size]).toEqual([2, 2, 2]);
});
