import { properties, faults, scenario } from 'stormproof';
import { s3Processor } from './system';

scenario('each upload is recorded while its calls are throttled and its environments crash', {
  system: s3Processor,
  async storm({ submit, inject }) {
    inject(faults.throttle({ service: 'dynamodb', operation: 'TransactWriteItems', chance: 0.4, times: 8 }));
    inject(faults.crash({ service: 'dynamodb', operation: 'TransactWriteItems', when: 'after', times: 1 }));
    inject(faults.error({ service: 's3', operation: 'GetObject', times: 1 }));
    inject(faults.delay({ service: 's3', upTo: '5 minutes' }));
    await submit(12);
  },
  swarm: ({ chance, between }) => [
    faults.duplicate({ service: 's3', to: 'Processor', chance: chance() }),
    faults.lostResponse({ service: 'dynamodb', chance: chance(0.4), times: between(1, 6) }),
    faults.corrupt({ service: 's3', operation: 'GetObject', how: 'changed', times: 1 }),
    faults.throttle({ function: 'Processor', during: `${between(10, 120)} seconds` }),
    faults.coldStart({ function: 'Processor', chance: chance() }),
  ],
  calm: '1 hour',
  holds: [properties.processedAll(), properties.exactlyOnce(), properties.noneDenied()],
});
