import { buildWorker, closeStages, playThrice, type World } from './stage';

beforeAll(buildWorker);
afterAll(closeStages);

const echo: World = (call) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ method: call.method, path: call.path, sent: Buffer.from(call.body).toString() }),
});

test('a plain handler returns its value', async () => {
  const { outcome, dependsOnSeed } = await playThrice({
    'index.mjs': 'export const handler = async (event, context) => ({ id: context.awsRequestId, at: Date.now() });',
  });
  expect(outcome.value).toEqual({ id: '00000000-0000-4000-8000-000000000001', at: 1936249689010 });
  expect(dependsOnSeed).toBe(false);
});

test('node:http reaches the cloud', async () => {
  const { outcome } = await playThrice(
    {
      'index.js': `
        const http = require('node:http');
        exports.handler = async () => {
          const texts = [];
          for (const [method, body] of [['GET'], ['POST', 'hello']]) texts.push(await new Promise((resolve, reject) => {
            const request = http.request({ host: 'sqs.us-east-1.amazonaws.com', method, path: '/a?b=1' }, (response) => {
              let text = ''; response.on('data', (part) => { text += part; }); response.on('end', () => resolve(text));
            });
            request.on('error', reject);
            request.end(body);
          }));
          return texts;
        };`,
    },
    echo,
  );
  expect(outcome.value).toEqual([
    '{"method":"GET","path":"/a?b=1","sent":""}',
    '{"method":"POST","path":"/a?b=1","sent":"hello"}',
  ]);
});
