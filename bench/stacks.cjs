// Deploys and deletes stacks of several sizes, and has a template of one megabyte parsed and validated.
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { CloudFormation } = require('@aws-sdk/client-cloudformation');
const { S3 } = require('@aws-sdk/client-s3');
const { Cloud } = require('../dist/index.js');
const { largeTemplate, linkedStack } = require('./stack-templates.cjs');

const sizes = [10, 100, 500];
const rounds = Number(process.argv[2] ?? 3);

void (async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'stormproof-bench-'));
  const lifeMs = Object.fromEntries(sizes.map((size) => [size, []]));
  for (const size of sizes) writeFileSync(path.join(folder, `${size}.yaml`), linkedStack(size));
  for (let round = 0; round < rounds + 1; round++) {
    for (const size of sizes) {
      const cloud = await Cloud.embedded({ seed: round });
      const start = performance.now();
      const stack = await cloud.deploy(path.join(folder, `${size}.yaml`));
      const { status } = await stack.delete();
      // The first round pays for loading and compiling.
      if (round > 0) lifeMs[size].push(performance.now() - start);
      if (status !== 'DELETE_COMPLETE') throw new Error(`the stack of ${size} resources ended in ${status}`);
      await cloud[Symbol.asyncDispose]();
    }
  }
  const cloud = await Cloud.embedded();
  const body = largeTemplate();
  await cloud.aws(S3).createBucket({ Bucket: 'templates' });
  await cloud.aws(S3).putObject({ Bucket: 'templates', Key: 'large.yaml', Body: body });
  const validateMs = [];
  for (let round = 0; round < rounds + 1; round++) {
    const start = performance.now();
    await cloud
      .aws(CloudFormation)
      .validateTemplate({ TemplateURL: 'https://templates.s3.us-east-1.amazonaws.com/large.yaml' });
    if (round > 0) validateMs.push(performance.now() - start);
  }
  await cloud[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
  process.stdout.write(JSON.stringify({ lifeMs, validateMs, bytes: body.length }));
})();
