// Uploads objects and lets each event run through one warm environment.
const { readFileSync } = require('node:fs');
const { Cloud } = require('../dist/index.js');
const { Lambda } = require('@aws-sdk/client-lambda');
const { zipSync } = require('fflate');

const wire = (method, host, path, body) => ({
  method,
  hostname: host,
  path,
  headers: {
    authorization:
      'AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0',
  },
  body,
});

async function rate(handler, count) {
  const cloud = await Cloud.embedded({ seed: 1, strategy: 'fifo', environmentsMax: 1 });
  const stack = await cloud.deploy('templates/s3-processor/template.yaml', {
    parameters: { Stage: 'staging' },
  });
  const ZipFile = zipSync({ 'handler.mjs': readFileSync(handler) }, { mtime: new Date('2026-01-01') });
  await cloud.aws(Lambda).updateFunctionCode({ FunctionName: stack.ref('Processor'), ZipFile });
  await cloud.settle();
  const host = `${stack.ref('Uploads')}.s3.us-east-1.amazonaws.com`;
  const put = (n) => cloud.backend.requestHandler.handle(wire('PUT', host, `/object-${n}`, '{"total":1}'));
  const rates = [];
  let n = 0;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    // Uploaded together; the one environment takes the events one after the other.
    await Promise.all(Array.from({ length: count }, () => put(n++)));
    await cloud.settle();
    rates.push(count / ((performance.now() - start) / 1000));
  }
  await cloud[Symbol.asyncDispose]();
  return rates.slice(1);
}

void (async () => {
  const sdk = await rate('bench/sdk-handler.mjs', 200);
  const http = await rate('bench/plain-http-handler.mjs', 1000);
  process.stdout.write(JSON.stringify({ sdk, http }));
})();
