import { properties, scenario } from 'stormproof';
import { consume, note, sleep } from './consumer';
import { jobs } from './jobs';

scenario('a job that takes its time is given to one worker alone', {
  system: jobs,
  async storm({ submit, ...context }) {
    await submit(3);
    const work = (worker: string) =>
      consume(context, 'Jobs', async ({ Body = '{}' }) => {
        const { id }: { id: string } = JSON.parse(Body);
        await sleep(2000);
        await note(context, 'Ledger', `${id}/${worker}`);
        return true;
      });
    const first = work('first');
    await sleep(1500);
    await Promise.all([first, work('second')]);
  },
  calm: '1 minute',
  holds: [properties.exactlyOnce()],
});
