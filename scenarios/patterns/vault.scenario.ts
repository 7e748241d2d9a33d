import { properties, scenario } from 'stormproof';
import { vault } from './vault';

scenario('who may read the bucket but not use its key reads no secret', {
  system: vault,
  needs: ['permissions'],
  async storm({ submit }) {
    await submit(3);
  },
  calm: '1 minute',
  // A guest who reads one makes a second row of it.
  holds: [properties.processedAll(), properties.exactlyOnce()],
});
