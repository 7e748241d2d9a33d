import { properties, scenario } from 'stormproof';
import { entries, next, shop } from './shop';

scenario('a ledger that another takes the place of is kept with its orders', {
  findings: ['I18'],
  system: shop,
  needs: ['updateRollback', 'functions'],
  async storm(context) {
    const { submit, stack, look } = context;
    const ledger = stack.ref('Ledger');
    await submit(4);
    await stack.settle();
    await stack.update({ template: next });
    look('replaced', await entries(context, ledger));
    await submit(2);
    await stack.settle();
    look('all orders', [
      ...(await entries(context, ledger)),
      ...(await entries(context, stack.ref('Ledger'))),
    ]);
  },
  holds: [
    properties.retained({ at: 'replaced', of: 'Ledger', by: 'an UpdateReplacePolicy of Retain' }),
    properties.retained({ at: 'all orders', of: 'Ledger', by: 'an UpdateReplacePolicy of Retain' }),
    properties.noneStuck(),
    properties.noneDenied(),
  ],
});
