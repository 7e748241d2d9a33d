import { properties, faults, scenario } from 'stormproof';
import { s3Processor } from './system';

const poison = 'object-02.json';

scenario("objects, records and dead letters are encrypted with the system's own key", {
  findings: ['P6'],
  system: s3Processor,
  runsMax: 20,
  async storm({ submit, inject }) {
    inject(faults.poison({ work: poison }));
    await submit(3);
  },
  calm: '1 hour',
  holds: [
    properties.encrypted({ key: 'DataKey', resources: ['Uploads', 'Records', 'Dlq'] }),
    properties.deadLettered({ only: [poison] }),
    properties.noneDenied(),
  ],
});

scenario('while the key is disabled nothing is lost', {
  findings: ['P6'],
  system: s3Processor,
  needs: ['virtualTime'],
  runsMax: 20,
  async storm({ submit, inject, cloud }) {
    await submit(2);
    await cloud.advance('10 minutes');
    const disabled = inject(faults.disableKey({ key: 'DataKey' }));
    // Its bucket key is no longer at hand, so S3 takes no object.
    await submit(1).catch(() => undefined);
    await cloud.advance('1 minute');
    disabled.lift();
    await submit({ id: 'object-03.json', body: '{"total":3}' });
  },
  calm: '1 hour',
  holds: [properties.processedAll(), properties.exactlyOnce()],
});
