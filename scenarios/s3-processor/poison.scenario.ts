import { properties, faults, scenario } from 'stormproof';
import { s3Processor } from './system';

const poison = 'object-04.json';

scenario('a poison object ends in the dead-letter queue and holds up no other', {
  findings: ['P3', 'P5', 'P18'],
  system: s3Processor,
  async storm({ submit, inject }) {
    inject(faults.delay({ service: 's3', upTo: '1 minute' }));
    inject(faults.poison({ work: poison }));
    await submit(7);
  },
  swarm: ({ chance }) => [
    faults.reorder({ service: 's3', to: 'Processor' }),
    faults.coldStart({ function: 'Processor', chance: chance() }),
    faults.latency({ service: 'dynamodb', upTo: '2 seconds' }),
  ],
  calm: '1 hour',
  holds: [
    properties.deadLettered({ only: [poison], attempts: 3 }),
    properties.noLoss(),
    properties.exactlyOnce({ except: [poison] }),
    properties.errorsLogged({ with: ['requestId', 'bucket', 'key', 'cause'] }),
    properties.noneDenied(),
    // Telemetry is what the X-Ray daemon sends, which Lambda runs on AWS.
    properties.leastPrivilege({ except: ['WriteTraces'] }),
  ],
});
