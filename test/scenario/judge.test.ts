import { Embedded } from '../../framework/backends/embedded/embedded';
import type { Abilities } from '../../framework/backends/abilities';
import { exactlyOnce, noneDenied, within } from '../../framework/properties';
import { judge, type Failure } from '../../framework/scenario/judge';
import { defineSystem } from '../../framework/scenario/system';
import { processed, story } from '../properties/story';

const orders = defineSystem({
  name: 'orders',
  template: 'template.yaml',
  work: (n) => ({ id: `order-${n}` }),
  submit: () => Promise.resolve(),
  outcomes: () => Promise.resolve([]),
});

const definition = {
  title: 'orders',
  system: orders,
  storm: () => Promise.resolve(),
  holds: [exactlyOnce(), noneDenied(), within('1 minute')],
};

const { can } = Embedded.create();

/** What is proven, skipped and failed of a run in which all went well. */
function judged(abilities: Abilities) {
  const told = story();
  processed(told, 'a');
  const failures: Failure[] = [];
  const { proofs, skipped } = judge(definition, told.evidence(['a'], ['a']), abilities, [], [], failures);
  return { proven: proofs.map(({ property }) => property), skipped, failures };
}

test('a cloud that can show everything skips nothing', () => {
  expect(judged(can)).toEqual({
    proven: ['exactlyOnce', 'noneDenied', 'within'],
    skipped: [],
    failures: [],
  });
});

test('what a cloud cannot show is skipped with the reason, neither proven nor failed', () => {
  expect(judged({ ...can, trace: false, virtualTime: false })).toEqual({
    proven: ['exactlyOnce'],
    skipped: [
      { property: 'noneDenied', reason: 'this cloud keeps no trace' },
      { property: 'within', reason: 'this cloud keeps no trace and has no virtual time' },
    ],
    failures: [],
  });
});
