// Measures the time from the loaded modules to the first answer of a fresh cloud: without a client, and with the SDK's.
const { Cloud } = require('../dist/index.js');
const { S3 } = require('@aws-sdk/client-s3');

const authorization =
  'AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';

void (async () => {
  const start = performance.now();
  const cloud = await Cloud.embedded({ seed: 1 });
  const hostname = 's3.us-east-1.amazonaws.com';
  await cloud.backend.requestHandler.handle({
    method: 'GET',
    hostname,
    path: '/',
    headers: { authorization },
    body: '',
  });
  const firstAnswerMs = performance.now() - start;
  await cloud.aws(S3).createBucket({ Bucket: 'uploads' });
  process.stdout.write(JSON.stringify({ firstAnswerMs, firstClientMs: performance.now() - start }));
})();
