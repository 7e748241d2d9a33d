import { properties, scenario } from 'stormproof';
import { refused } from './claims';
import { next, shop } from './shop';

scenario('two shops are deployed at once, and of two updates at once the later is refused', {
  findings: ['hard-coded-name'],
  system: shop,
  needs: ['updateRollback', 'functions'],
  async storm({ submit, stack, deploy, look }) {
    await Promise.all([deploy('shop-east'), deploy('shop-west')]);
    const updates = await Promise.allSettled([
      stack.update({ template: next }),
      stack.update({ parameters: { Stage: 'prod' } }),
    ]);
    const refusals = updates.filter((update) => update.status === 'rejected');
    look(
      'refusals',
      refusals.map(({ reason }) => ({ id: 'the later update', reason: String(reason) })),
    );
    await submit(3);
  },
  calm: '1 hour',
  holds: [
    refused({
      at: 'refusals',
      because: /is in UPDATE_IN_PROGRESS state and can not be updated/,
      of: 'Uploads',
      fix: 'let deployments of one stack come one after the other',
    }),
    properties.noneStuck(),
    properties.processedAll(),
  ],
});
