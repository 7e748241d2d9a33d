import { S3 } from '@aws-sdk/client-s3';
import { properties, scenario } from 'stormproof';
import { archive, overwrite } from './archive';

scenario('what is overwritten or deleted can be had back', {
  system: archive,
  needs: ['templates'],
  async storm({ submit, ...context }) {
    await submit(3);
    await overwrite(context);
  },
  calm: '1 minute',
  holds: [properties.processedAll(), properties.exactlyOnce()],
});

scenario('old versions can be had back for thirty days and no longer', {
  system: archive,
  needs: ['virtualTime', 'lifecycle'],
  async storm({ submit, outcomes, ...context }) {
    await submit(2);
    await overwrite(context);
    await context.cloud.advance('29 days');
    await outcomes('day 29');
    await context.cloud.advance('4 days');
    await outcomes('day 33');
  },
  holds: [properties.retained({ at: 'day 29' }), properties.expired({ after: 'day 29', by: 'day 33' })],
  async configured({ aws, stack }) {
    const { Rules = [] } = await aws(S3).getBucketLifecycleConfiguration({ Bucket: stack.ref('Archive') });
    const days = Rules.find(({ Status }) => Status === 'Enabled')?.NoncurrentVersionExpiration
      ?.NoncurrentDays;
    if (days !== 30) throw new Error(`Old versions expire after ${days ?? 'no'} days, not 30.`);
    return 'old versions are set to expire after 30 days';
  },
});
