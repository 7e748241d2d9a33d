import { properties, faults, scenario } from 'stormproof';
import { s3Processor } from './system';

scenario('a slow object is processed in time, and one that never answers is tried again', {
  findings: ['P11'],
  system: s3Processor,
  async storm({ submit, inject }) {
    inject(faults.latency({ service: 's3', operation: 'GetObject', upTo: '9 seconds' }));
    inject(faults.timeout({ service: 'dynamodb', operation: 'TransactWriteItems', times: 2 }));
    await submit(8);
  },
  swarm: ({ chance }) => [
    faults.duplicate({ service: 's3', to: 'Processor', chance: chance() }),
    faults.delay({ service: 's3', upTo: '2 minutes' }),
  ],
  calm: '1 hour',
  holds: [properties.processedAll(), properties.exactlyOnce(), properties.noneFailed()],
});
