import { properties, faults, scenario } from 'stormproof';
import { s3Processor } from './system';

const poison = 'object-02.json';

scenario('errors and dead letters raise their alarms', {
  findings: ['P10'],
  system: s3Processor,
  needs: ['virtualTime'],
  runsMax: 20,
  async storm({ submit, inject, cloud }) {
    inject(faults.poison({ work: poison }));
    await submit(3);
    await cloud.advance('20 minutes');
  },
  calm: '1 hour',
  holds: [properties.alarmed({ only: ['ErrorsAlarm', 'DeadLettersAlarm'], notifies: 'Alarms' })],
});

scenario('a throttled table raises its alarm', {
  findings: ['P10'],
  system: s3Processor,
  needs: ['virtualTime'],
  runsMax: 20,
  async storm({ submit, inject, cloud }) {
    inject(faults.throttle({ service: 'dynamodb', resource: 'Records', times: 2 }));
    await submit(3);
    await cloud.advance('20 minutes');
  },
  calm: '1 hour',
  holds: [properties.alarmed({ only: ['TableThrottlesAlarm'], notifies: 'Alarms' })],
});

scenario('a function that is slow, or held back for long, raises its alarms', {
  findings: ['P10'],
  system: s3Processor,
  needs: ['virtualTime'],
  runsMax: 20,
  async storm({ submit, inject, cloud }) {
    inject(faults.latency({ by: '9500 milliseconds' }));
    inject(faults.timeout({ service: 'dynamodb', times: 3, applied: false }));
    await submit(1);
    await cloud.advance('10 minutes');
    const throttle = inject(faults.throttle({ function: 'Processor' }));
    for (let minute = 0; minute < 12; minute++) {
      await submit(1);
      await cloud.advance('1 minute');
    }
    throttle.lift();
    await cloud.advance('15 minutes');
  },
  calm: '1 hour',
  holds: [
    properties.alarmed({ only: ['DurationAlarm', 'ThrottlesAlarm', 'BacklogAlarm'], notifies: 'Alarms' }),
  ],
});
