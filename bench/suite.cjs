// Plays the scenarios of the s3-processor again and again, each with another seed and reused workers.
const { api, loadScenarios } = require('../dist/stormproof.js');

void (async () => {
  const definitions = await loadScenarios('s3-processor');
  const perSecond = [];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    for (const definition of definitions) {
      await api.playScenario(definition, { seed: `round ${round}`, swarm: true, recycle: true });
    }
    perSecond.push(definitions.length / ((performance.now() - start) / 1000));
  }
  process.stdout.write(JSON.stringify({ perSecond, scenarios: definitions.length }), () => process.exit(0));
})();
