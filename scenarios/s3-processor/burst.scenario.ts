import { properties, faults, scenario } from 'stormproof';
import { s3Processor } from './system';

scenario('a burst of uploads runs at most five at once, and none is lost', {
  findings: ['P7'],
  system: s3Processor,
  async storm({ submit, inject }) {
    inject(faults.latency({ service: 'dynamodb', by: '2 seconds' }));
    await Promise.all(Array.from({ length: 8 }, async () => submit(3)));
  },
  swarm: ({ between, chance }) => [
    faults.throttle({ function: 'Processor', during: `${between(1, 10)} minutes` }),
    faults.duplicate({ service: 's3', to: 'Processor', chance: chance(0.5) }),
  ],
  calm: '2 hours',
  holds: [
    properties.boundedConcurrency({ function: 'Processor', max: 5 }),
    properties.processedAll(),
    properties.exactlyOnce(),
  ],
});
