import { properties, scenario } from 'stormproof';
import { settings } from './settings';

scenario('an update that fails leaves the settings as they were', {
  system: settings,
  needs: ['updateRollback'],
  async storm({ submit, stack, cloud }) {
    await submit(1);
    const AuditTopic = `arn:aws:sns:${cloud.region}:${cloud.accountId}:nobody`;
    await stack.update({ parameters: { RetentionSeconds: '86400', AuditTopic } });
  },
  calm: '1 minute',
  holds: [properties.exactlyOnce()],
});
