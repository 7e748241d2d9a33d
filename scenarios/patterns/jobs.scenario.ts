import { properties, scenario } from 'stormproof';
import { consume, note, sleep } from './consumer';
import { jobs } from './jobs';

scenario('a job that takes its time is given to one worker alone', {
  system: jobs,
  async storm({ submit, ...context }) {
    await submit(3);
    const begun = Promise.withResolvers<undefined>();
    const work = (worker: string) =>
      consume(context, 'Jobs', async ({ Body = '{}' }) => {
        const { id }: { id: string } = JSON.parse(Body);
        begun.resolve(undefined);
        await sleep(2000);
        await note(context, 'Ledger', `${id}/${worker}`);
        return true;
      });
    const first = work('first');
    await begun.promise;
    // The second worker looks again and again while the first is busy.
    for (let look = 0; look < 3; look++) {
      await sleep(1500);
      await work('second');
    }
    await first;
  },
  calm: '1 minute',
  holds: [properties.exactlyOnce()],
});
