import { playScenario } from 'stormproof';
import { loadFile } from '../../framework/cli/load-scenarios';

jest.setTimeout(60_000);

test.each(['uploads', 'duplicates', 'poison'])(
  '"%s" does in reused workers what it does in fresh ones',
  async (name) => {
    const [definition] = await loadFile(`scenarios/s3-processor/${name}.scenario.ts`);
    if (definition === undefined) throw new Error('no scenario');
    const { traceHash: fresh } = await playScenario(definition);
    for (let round = 0; round < 4; round++) {
      // Other runs in between leave their traces in the workers, if anything does.
      await playScenario(definition, { seed: `other ${round}`, recycle: true });
      expect((await playScenario(definition, { recycle: true })).traceHash).toBe(fresh);
    }
  },
);
