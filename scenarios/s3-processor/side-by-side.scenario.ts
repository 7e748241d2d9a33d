import { properties, scenario } from 'stormproof';
import { s3Processor } from './system';

scenario('two copies of the system live side by side in one account', {
  findings: ['P1', 'P16'],
  system: s3Processor,
  runsMax: 3,
  async storm({ submit, deploy }) {
    await deploy('s3-processor-copy');
    await submit(2);
  },
  calm: '1 hour',
  holds: [properties.processedAll(), properties.noneDenied()],
});
