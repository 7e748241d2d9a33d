import { Chance, Decisions, Random, type DecisionRecord } from '../../framework/kernel';
import { Scheduler } from '../../framework/kernel/scheduler';

/** Picks one after the other until none of `steps` is left; each is named, and all can happen at any time. */
function playOut(steps: readonly string[], decisions: Decisions, seed: string): string[] {
  const random = Random.from(seed);
  const left = [...steps];
  const order: string[] = [];
  while (left.length > 0) {
    const index = decisions.pick(left, () => random.below(left.length));
    order.push(...left.splice(index, 1));
  }
  return order;
}

const steps = ['a:1', 'b:1', 'c:1', 'd:1', 'e:1', 'f:1'];
const isNumber = (value: unknown): value is number => typeof value === 'number';

function recordOf(seed: string): { order: string[]; record: DecisionRecord } {
  const decisions = new Decisions();
  const order = playOut(steps, decisions, seed);
  const record: DecisionRecord = JSON.parse(JSON.stringify(decisions.record()));
  return { order, record };
}

test('a replay picks as the record did, whatever its own chance says', () => {
  for (const seed of ['1', '2', '3']) {
    const { order, record } = recordOf(seed);
    const replay = new Decisions(record);
    expect(playOut(steps, replay, 'another')).toEqual(order);
    expect(replay.record()).toEqual(record);
  }
});

test('every pick among several is recorded by name; a single step is no decision', () => {
  const { order, record } = recordOf('1');
  expect(record.picks).toEqual(order.slice(0, -1));
  expect(order).not.toEqual(steps);
});

test('a record still steers after a step was taken out', () => {
  const { order, record } = recordOf('1');
  const gone = order[2] ?? '';
  const replay = new Decisions(record);
  const left = steps.filter((step) => step !== gone);
  expect(playOut(left, replay, 'another')).toEqual(order.filter((step) => step !== gone));
  expect([replay.matchedCount, replay.recordedCount]).toEqual([4, 5]);
});

test('a step that the record does not know waits until the known ones are done', () => {
  const { order, record } = recordOf('1');
  const replay = new Decisions(record);
  const played = playOut(['new:1', ...steps], replay, 'another');
  expect(played.filter((step) => step !== 'new:1')).toEqual(order);
  expect(played.indexOf('new:1')).toBeGreaterThanOrEqual(5);
  expect(replay.matchedCount).toBe(5);
});

const never = () => {
  throw new Error('chance was asked');
};

test('where a record knows none of the steps, the oldest goes first and chance is not asked', () => {
  const replay = new Decisions({ picks: ['x:1'], draws: {} });
  expect(replay.pick(['a:1', 'b:1'], never)).toBe(0);
  expect([replay.matchedCount, replay.record().picks]).toEqual([0, ['a:1']]);
});

test('a recorded step that comes alone counts as met again', () => {
  const replay = new Decisions({ picks: ['a:1', 'b:1'], draws: {} });
  expect(replay.pick(['b:1'], () => 0)).toBe(0);
  expect(replay.pick([], () => 0)).toBe(0);
  expect([replay.matchedCount, replay.record().picks]).toEqual([1, []]);
});

test('a draw is the recorded one where there is one, and is recorded either way', () => {
  const replay = new Decisions({ picks: [], draws: { known: 7, wrong: 'seven' } });
  expect(['known', 'wrong', 'new'].map((key) => replay.draw(key, () => 1, isNumber))).toEqual([7, 1, 1]);
  expect(replay.record().draws).toEqual({ known: 7, wrong: 1, new: 1 });
  expect([replay.matchedCount, replay.recordedCount]).toEqual([1, 2]);
});

test('a decision that is met twice counts once', () => {
  const replay = new Decisions({ picks: [], draws: { k: 7 } });
  replay.draw('k', () => 1, isNumber);
  replay.draw('k', () => 1, isNumber);
  expect(replay.matchedCount).toBe(1);
});

const pick = (strategy: 'fifo' | 'random', list: readonly string[], seed = 's') =>
  new Scheduler(strategy, new Chance(seed), new Decisions()).pick(list);

describe('strategies', () => {
  test('fifo takes the first', () => {
    expect(steps.map((_, n) => pick('fifo', steps.slice(n)))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('random takes each of them sooner or later, by the seed and the steps alone', () => {
    const picked = Array.from({ length: 60 }, (_, n) => pick('random', steps, `s${n}`));
    expect(new Set(picked).size).toBe(6);
    expect(Array.from({ length: 60 }, (_, n) => pick('random', steps, `s${n}`))).toEqual(picked);
    const scheduler = new Scheduler('random', new Chance('s'), new Decisions());
    scheduler.pick(['x:1', 'y:1']);
    expect(scheduler.pick(steps)).toBe(pick('random', steps));
  });
});
