import { properties, scenario } from 'stormproof';
import { takeEvents, uploadQueue } from './upload-queue';

scenario('each invoice that is uploaded is told to the queue once', {
  system: uploadQueue,
  needs: ['templates'],
  async storm({ submit, ...context }) {
    await submit(6);
    await context.cloud.settle();
    await takeEvents(context);
  },
  calm: '1 minute',
  holds: [properties.processedAll(), properties.exactlyOnce()],
});
