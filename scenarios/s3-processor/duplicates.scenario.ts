import { properties, faults, scenario } from 'stormproof';
import { s3Processor } from './system';

scenario('duplicate S3 events make one record', {
  findings: ['P13'],
  system: s3Processor,
  async storm({ submit, inject }) {
    inject(faults.duplicate({ service: 's3', to: 'Processor', within: '10 minutes' }));
    await submit(8);
  },
  swarm: ({ chance, between }) => [
    faults.throttle({ service: 'dynamodb', chance: chance(0.6), during: `${between(5, 60)} seconds` }),
    faults.crash({ service: 'dynamodb', when: 'after', times: between(1, 2) }),
    faults.delay({ service: 's3', upTo: '10 minutes' }),
    faults.latency({ service: 's3', upTo: '5 seconds' }),
  ],
  calm: '1 hour',
  holds: [properties.exactlyOnce(), properties.noLoss(), properties.noneDenied()],
});
