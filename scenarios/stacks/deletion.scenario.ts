import { properties, scenario } from 'stormproof';
import { entries, shop, uploads } from './shop';

const by = 'a DeletionPolicy of Retain or RetainExceptOnCreate';

scenario('deleting the shop keeps its uploads and its ledger, and nothing else', {
  findings: ['I18', 'S14'],
  system: shop,
  needs: ['updateRollback', 'functions'],
  async storm(context) {
    const { submit, stack, look } = context;
    const [bucket, ledger] = [stack.ref('Uploads'), stack.ref('Ledger')];
    await submit(4);
    await stack.settle();
    await stack.delete();
    look('uploads kept', await uploads(context, bucket));
    look('orders kept', await entries(context, ledger));
  },
  holds: [
    properties.noneStuck(),
    properties.retained({ at: 'uploads kept', of: 'Uploads', by }),
    properties.retained({ at: 'orders kept', of: 'Ledger', by }),
    properties.noOrphans({ exceptOf: ['Uploads', 'Ledger'] }),
  ],
});
