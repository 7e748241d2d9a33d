import { properties, faults, scenario } from 'stormproof';
import { s3Processor } from './system';

scenario('an upload whose answer is lost is one upload, though S3 has two versions of it', {
  findings: ['P13'],
  system: s3Processor,
  async storm({ submit, inject }) {
    inject(faults.lostResponse({ service: 'dynamodb', operation: 'TransactWriteItems', times: 2 }));
    for (const times of [1, 2, 1, 2]) {
      inject(faults.lostResponse({ service: 's3', operation: 'PutObject', from: 'scenario', times }));
      await submit(2);
    }
  },
  swarm: ({ chance }) => [
    faults.duplicate({ service: 's3', to: 'Processor', chance: chance() }),
    faults.throttle({ service: 'dynamodb', chance: chance(0.6), during: '30 seconds' }),
  ],
  calm: '1 hour',
  holds: [properties.exactlyOnce(), properties.processedAll()],
});
