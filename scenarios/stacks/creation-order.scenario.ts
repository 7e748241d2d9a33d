import { properties, scenario } from 'stormproof';
import { shop } from './shop';

const copies = 12;

scenario('the shop deploys in whatever order its resources are made', {
  findings: ['I15', 'S1', 'S2'],
  system: shop,
  needs: ['faults'],
  async storm({ submit, deploy }) {
    // The order, and how long each resource takes, is drawn anew for each copy.
    for (let n = 1; n <= copies; n++) await deploy(`shop-${n}`);
    await submit(2);
  },
  calm: '1 hour',
  holds: [properties.noneStuck(), properties.processedAll()],
});
