import { playScenario, faults, properties, scenario } from 'stormproof';
import { closeHost } from '../../framework/services/lambda/host/environment';
import { s3Processor } from '../../scenarios/s3-processor/system';

jest.setTimeout(60_000);

afterAll(() => closeHost());

const definition = scenario('in a swarm', {
  system: s3Processor,
  storm: ({ submit }) => submit(3),
  swarm: ({ between, chance }) => [
    faults.duplicate({ service: 's3', copies: between(1, 3) }),
    faults.throttle({ service: 'dynamodb', chance: chance(), times: 2 }),
    faults.latency({ by: `${between(1, 5)} seconds` }),
  ],
  calm: '1 hour',
  holds: [properties.exactlyOnce(), properties.processedAll()],
});

const seeds = Array.from({ length: 12 }, (_, index) => `seed ${index}`);

test('the seed draws which of the candidates come, and a fault that meets nothing fails nothing', async () => {
  const mixes = new Set<string>();
  for (const seed of seeds) {
    const { failures, faultsFired } = await playScenario(definition, { seed, swarm: true, recycle: true });
    expect([seed, failures]).toEqual([seed, []]);
    mixes.add(Object.keys(faultsFired).join(' '));
  }
  expect(mixes.size).toBeGreaterThan(3);
});

test('without a swarm none of them comes', async () => {
  const { faultsFired, swarm } = await playScenario(definition, { seed: 'seed 1' });
  expect([faultsFired, swarm]).toEqual([{}, false]);
});

test('a replay follows the record in what is drawn', async () => {
  const played = await playScenario(definition, { seed: 'seed 3', swarm: true });
  const record = JSON.parse(JSON.stringify(played.record));
  const again = await playScenario(definition, { seed: 'another', swarm: true, record });
  expect([again.traceHash, again.faultsFired]).toEqual([played.traceHash, played.faultsFired]);
  expect(Object.keys(record.decisions.draws).filter((key) => key.startsWith('swarm'))).not.toEqual([]);
});
