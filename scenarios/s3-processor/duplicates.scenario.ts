import { properties, faults, scenario } from 'stormproof';
import { s3Processor } from './system';

scenario('duplicate S3 events make one record', {
  findings: ['P13'],
  system: s3Processor,
  async storm({ submit, inject }) {
    inject(faults.duplicate({ service: 's3', to: 'Processor', within: '10 minutes' }));
    await submit(8);
  },
  calm: '1 hour',
  holds: [properties.exactlyOnce(), properties.noLoss(), properties.noneDenied()],
});
