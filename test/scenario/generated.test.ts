import { playScenario, failureMessage } from 'stormproof';
import { loadFile } from '../../framework/cli/load-scenarios';
import { flaws } from '../../scenarios/s3-processor/flaws';

jest.setTimeout(60_000);

async function malformed(title: string, options: Parameters<typeof playScenario>[1]) {
  const definitions = await loadFile('scenarios/s3-processor/malformed.scenario.ts');
  const definition = definitions.find((each) => each.title.includes(title));
  if (definition === undefined) throw new Error('no scenario');
  return playScenario(definition, options);
}

test('what breaks the handler is made as small as it can be, and shown', async () => {
  const flaw = flaws.find(({ id }) => id === 'P17');
  if (flaw === undefined) throw new Error('no flaw');
  const played = await malformed('events', { flaw });
  expect(failureMessage(played).split('\n\nSTORM')[0]).toMatchInlineSnapshot(`
   "STORM_PROPERTY_FAILED  "malformed events are logged and break nothing": handlesAll does not hold, one of the first 20 malformed events broke Processor.

     smallest   {"Records":[null]}  (made smaller 2 times)
     error      TypeError: Cannot read properties of null (reading 's3')
     fix        check what comes in before it is used, and say what was wrong with it      templates/s3-processor/src/uploads.mjs:24"
  `);
});

test('the seed decides what is made up', async () => {
  const [first, again, other] = [
    await malformed('objects', { seed: 'a' }),
    await malformed('objects', { seed: 'a' }),
    await malformed('objects', { seed: 'b' }),
  ];
  expect(again.traceHash).toBe(first.traceHash);
  const made = ({ evidence }: typeof first) => evidence.submitted;
  expect(made(first)).toHaveLength(15);
  expect(made(other)).not.toEqual(made(first));
});
