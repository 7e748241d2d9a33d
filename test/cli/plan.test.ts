import { planOf } from '../../framework/cli/plan';
import { defineSystem } from '../../framework/scenario/system';
import type { ScenarioDefinition } from '../../framework/scenario/scenario';

const orders = defineSystem({
  name: 'orders',
  template: 'template.yaml',
  work: (n) => ({ id: `order-${n}` }),
  submit: () => Promise.resolve(),
  outcomes: () => Promise.resolve([]),
  flaws: [{ id: 'F1', title: 'a flaw', patches: [] }],
});

const definition = (title: string, more: Partial<ScenarioDefinition> = {}): ScenarioDefinition => ({
  title,
  system: orders,
  storm: () => Promise.resolve(),
  holds: [],
  ...more,
});

const planned = (...args: Parameters<typeof planOf>) =>
  planOf(...args).map(({ definition: { title }, run, seed }) => `${title} ${run} ${seed ?? ''}`.trim());

test('the first run of each comes first, and those that need no more have no more', () => {
  expect(planned([definition('a'), definition('b', { runsMax: 2 })], { runs: 3 })).toEqual([
    'a 0',
    'b 0',
    'a 1 a/1',
    'b 1 b/1',
    'a 2 a/2',
  ]);
});

test('a seed is that of the first run, and the others follow from it', () => {
  expect(planned([definition('a')], { runs: 2, seed: 's' })).toEqual(['a 0 s', 'a 1 s/1']);
});

test('shards share all runs out', () => {
  const all = [1, 2, 3].flatMap((i) =>
    planned([definition('a'), definition('b')], { runs: 4, shard: `${i}/3` }),
  );
  expect(all.toSorted()).toEqual(planned([definition('a'), definition('b')], { runs: 4 }).toSorted());
});

test('a flaw that no system has is refused with those that there are', () => {
  expect(() => planOf([definition('a')], { flaw: 'F2' })).toThrow(
    "STORM_BAD_INPUT  No system of these scenarios has a flaw 'F2'.\n\n  fix        use one of: F1",
  );
});
