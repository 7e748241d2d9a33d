import { properties, faults, scenario } from 'stormproof';
import { poison, s3Processor } from './system';

scenario('a poison object ends in the dead-letter queue and holds up no other', {
  findings: ['P5'],
  system: s3Processor,
  async storm({ submit, inject }) {
    inject(faults.delay({ service: 's3', upTo: '1 minute' }));
    await submit(3);
    await submit(poison);
    await submit(3);
  },
  calm: '1 hour',
  holds: [
    properties.deadLettered({ only: [poison.id], attempts: 3 }),
    properties.noLoss(),
    properties.exactlyOnce({ except: [poison.id] }),
    properties.noneDenied(),
    properties.leastPrivilege(),
  ],
});
