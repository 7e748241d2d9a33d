// Plays scenarios again and again in this process and prints one line for each: title, seed, trace hash.
// node plays.cjs <dist/index.js> <runs> <seeds> <order: forward|backward> <pattern of file names>
const path = require('node:path');

const [program, runs, seeds, order, files] = process.argv.slice(2);
const { loadScenarios } = require(path.join(path.dirname(program), 'stormproof.js'));
const { playScenario } = require(program);

void (async () => {
  const pattern = new RegExp(`${files}.scenario`);
  const definitions = (await loadScenarios()).filter(({ file }) => pattern.test(file));
  if (order === 'backward') definitions.reverse();
  for (let run = 0; run < Number(runs); run++) {
    for (const definition of definitions) {
      const { traceHash } = await playScenario(definition);
      console.log(JSON.stringify({ title: definition.title, seed: null, traceHash }));
    }
  }
  for (let seed = 0; seed < Number(seeds); seed++) {
    const [definition] = definitions;
    const { traceHash } = await playScenario(definition, { seed: String(seed) });
    console.log(JSON.stringify({ title: definition.title, seed, traceHash }));
  }
  process.exit(0);
})();
