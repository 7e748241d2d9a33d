import { properties, faults, scenario } from 'stormproof';
import { s3Processor } from './system';

scenario('a throttled table loses no object', {
  findings: ['P2'],
  system: s3Processor,
  needs: ['virtualTime'],
  async storm({ submit, inject }) {
    inject(faults.throttle({ service: 'dynamodb', resource: 'Records', during: '90 seconds' }));
    await submit(12);
  },
  swarm: ({ chance }) => [
    faults.delay({ service: 's3', upTo: '1 minute' }),
    faults.duplicate({ service: 's3', to: 'Processor', chance: chance() }),
    faults.reorder({ service: 's3', to: 'Processor' }),
    faults.coldStart({ function: 'Processor', chance: chance() }),
  ],
  calm: '1 hour',
  holds: [properties.processedAll(), properties.exactlyOnce(), properties.recovers('10 minutes')],
});
