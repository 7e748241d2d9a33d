// Deploys the s3-processor several times, each into a fresh cloud.
const { Cloud } = require('../dist/index.js');

void (async () => {
  const deployMs = [];
  for (let round = 0; round < Number(process.argv[2]) + 1; round++) {
    const cloud = await Cloud.embedded({ seed: round });
    const start = performance.now();
    await cloud.deploy('templates/s3-processor/template.yaml', { parameters: { Stage: 'staging' } });
    deployMs.push(performance.now() - start);
    await cloud[Symbol.asyncDispose]();
  }
  // The first round pays for loading and compiling.
  process.stdout.write(JSON.stringify({ deployMs: deployMs.slice(1), firstMs: deployMs[0] }));
})();
