import { faults, properties, scenario } from 'stormproof';
import { clear, leadsOut } from './claims';
import { resources, shop } from './shop';

scenario('a creation that fails at any resource has a way out and leaves nothing', {
  findings: ['S15', 'I17'],
  system: shop,
  needs: ['faults', 'updateRollback', 'permissions'],
  async storm({ deploy, inject, cloud, look }) {
    const ends = [];
    for (const resource of resources) {
      for (const when of ['before', 'after'] as const) {
        const stack = `shop-${resource}-${when}`;
        inject(faults.stackFailure({ stack, resource, on: 'create', when }));
        await deploy(stack).catch(() => undefined);
        const { status, commands } = await cloud.rescue(stack);
        ends.push({ id: stack, status, steps: commands });
      }
    }
    look('ends', ends);
  },
  holds: [
    leadsOut({ at: 'ends', to: 'DELETE_COMPLETE', steps: 1, of: 'Ledger' }),
    properties.noneStuck(),
    properties.noOrphans(),
  ],
});

scenario('a deployment that fails says what failed, why, and what to do next', {
  findings: ['S16'],
  system: shop,
  needs: ['faults', 'updateRollback'],
  async storm({ deploy, inject, look }) {
    const refused = await deploy('shop-refused', { Stage: 'TEST' }).then(() => 'it came through', String);
    inject(
      faults.stackFailure({
        stack: 'shop-failed',
        resource: 'Told',
        on: 'create',
        reason: 'Too many topics.',
      }),
    );
    const failed = await deploy('shop-failed').then(() => 'it came through', String);
    look('messages', [
      { id: 'a parameter that is wrong', text: refused },
      { id: 'a resource that fails', text: failed },
    ]);
  },
  holds: [
    clear({
      at: 'messages',
      says: {
        'a parameter that is wrong': ['Stage', 'one word in lower-case letters'],
        'a resource that fails': [
          'Told',
          'Too many topics.',
          'template.yaml:',
          'aws cloudformation delete-stack --stack-name shop-failed',
        ],
      },
    }),
  ],
});
