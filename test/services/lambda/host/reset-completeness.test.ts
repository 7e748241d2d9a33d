import { buildWorker, closeStages, playThrice, type World } from './stage';

beforeAll(buildWorker);
afterAll(closeStages);

const echo: World = (call) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ method: call.method, path: call.path, sent: Buffer.from(call.body).toString() }),
});
const handler = (body: string, imports = ''): Record<string, string> => ({
  'index.mjs': `${imports}\nexport const handler = async (event, context) => {${body}};`,
});

describe('network', () => {
  test('node:http reaches the cloud, with and without keep-alive', async () => {
    const { outcome } = await playThrice(
      handler(
        `const texts = [];
        for (const [method, body, agent] of [['GET'], ['POST', 'hello'], ['PUT', 'bye', false]]) {
          texts.push(await new Promise((resolve, reject) => {
            const options = { host: 'sqs.us-east-1.amazonaws.com', method, path: '/a?b=1', ...(agent === false && { agent }) };
            const request = http.request(options, (response) => {
              let text = ''; response.on('data', (part) => { text += part; }); response.on('end', () => resolve(text));
            });
            request.on('error', reject);
            request.end(body);
          }));
        }
        return texts;`,
        `import http from 'node:http';`,
      ),
      echo,
    );
    expect(outcome.value).toEqual([
      '{"method":"GET","path":"/a?b=1","sent":""}',
      '{"method":"POST","path":"/a?b=1","sent":"hello"}',
      '{"method":"PUT","path":"/a?b=1","sent":"bye"}',
    ]);
    expect(outcome.calls.map(({ call, secure, port }) => [call, secure, port])).toEqual([
      [1, false, 80],
      [2, false, 80],
      [3, false, 80],
    ]);
    expect(outcome.calls[0]?.place).toEqual({ file: '/var/task/index.mjs', line: 6 });
  });

  test('https reaches the cloud without cryptography, a chunked body arrives whole', async () => {
    const { outcome } = await playThrice(
      handler(
        `return new Promise((resolve, reject) => {
          const request = https.request('https://s3.us-east-1.amazonaws.com/b/k', { method: 'PUT' }, (response) => {
            let text = ''; const { encrypted, authorized } = response.socket;
            response.on('data', (part) => { text += part; });
            response.on('end', () => resolve([text, encrypted, authorized]));
          });
          request.on('error', reject);
          request.write('one '); request.write(Buffer.alloc(300_000, 120)); setTimeout(() => request.end(' two'), 50);
        });`,
        `import https from 'node:https';`,
      ),
      (call) => ({ body: String(call.body.length) }),
    );
    expect(outcome.value).toEqual(['300008', true, true]);
    expect(outcome.calls[0]).toMatchObject({
      secure: true,
      host: 's3.us-east-1.amazonaws.com',
      port: 443,
      path: '/b/k',
    });
    expect(outcome.nowMs - Date.UTC(2031, 4, 6, 7, 8, 9, 10)).toBe(60);
  });

  test('an answer to CloudFormation goes out as its own helper sends it, to a presigned URL', async () => {
    const url =
      'https://cloudformation-custom-resource-response-useast1.s3.us-east-1.amazonaws.com/stack?X-Amz-Signature=abc';
    const { outcome } = await playThrice(
      handler(
        `const parts = parse(${JSON.stringify(url)});
        const body = JSON.stringify({ Status: 'SUCCESS', Data: { length: 3 } });
        return new Promise((resolve, reject) => {
          const request = https.request({
            hostname: parts.hostname, port: 443, path: parts.path, method: 'PUT',
            headers: { 'content-type': '', 'content-length': body.length },
          }, (response) => resolve([response.statusCode, response.statusMessage]));
          request.on('error', reject);
          request.write(body);
          request.end();
        });`,
        `import https from 'node:https'; import { parse } from 'node:url';`,
      ),
      () => ({ status: 200 }),
    );
    expect(outcome.value).toEqual([200, 'OK']);
    expect(outcome.calls).toMatchObject([
      {
        secure: true,
        host: 'cloudformation-custom-resource-response-useast1.s3.us-east-1.amazonaws.com',
        method: 'PUT',
        path: '/stack?X-Amz-Signature=abc',
      },
    ]);
    expect(Buffer.from(outcome.calls[0]?.body ?? []).toString()).toBe(
      '{"Status":"SUCCESS","Data":{"length":3}}',
    );
  });

  test('an agent of one’s own keeps its encrypted connection and uses it again', async () => {
    const { outcome } = await playThrice(
      handler(
        `const agent = new https.Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: true });
        const get = (path) => new Promise((resolve, reject) => {
          const request = https.request({ host: 'sqs.us-east-1.amazonaws.com', path, agent, timeout: 2000 }, (response) => {
            let text = ''; const protocol = response.socket.getProtocol();
            response.setEncoding('utf8').on('data', (part) => { text += part; });
            response.on('end', () => resolve([JSON.parse(text).path, request.reusedSocket, protocol]));
          });
          request.on('error', reject).end();
        });
        return [await get('/1'), await get('/2')];`,
        `import https from 'node:https';`,
      ),
      echo,
    );
    expect(outcome.error).toBeUndefined();
    expect(outcome.value).toEqual([
      ['/1', false, 'TLSv1.3'],
      ['/2', true, 'TLSv1.3'],
    ]);
  });

  test('a connection is encrypted by hand: at once, or after it stands', async () => {
    const { outcome } = await playThrice(
      handler(
        `const ask = (socket) => new Promise((resolve, reject) => {
          socket.on('error', reject).on('data', (part) => { socket.destroy(); resolve(String(part).split('\\r\\n')[0]); });
          socket.write('GET /raw HTTP/1.1\\r\\nhost: s3.amazonaws.com\\r\\n\\r\\n');
        });
        const direct = tls.connect(443, 's3.amazonaws.com', { servername: 's3.amazonaws.com' });
        await once(direct, 'secureConnect');
        const plain = net.connect(443, 's3.amazonaws.com');
        await once(plain, 'connect');
        const upgraded = tls.connect({ socket: plain });
        await once(upgraded, 'secureConnect');
        return [direct.authorized, direct.getPeerCertificate().subject.CN, await ask(direct), await ask(upgraded)];`,
        `import net from 'node:net'; import tls from 'node:tls'; import { once } from 'node:events';`,
      ),
      () => ({ status: 418 }),
    );
    expect(outcome.value).toEqual([
      true,
      's3.amazonaws.com',
      "HTTP/1.1 418 I'm a Teapot",
      "HTTP/1.1 418 I'm a Teapot",
    ]);
    expect(outcome.calls.map(({ secure, path }) => [secure, path])).toEqual([
      [true, '/raw'],
      [true, '/raw'],
    ]);
  });

  test('fetch reaches the cloud several times over, at once and in a row', async () => {
    const { outcome } = await playThrice(
      handler(
        `const url = 'https://sqs.us-east-1.amazonaws.com/';
        const at = async (path) => (await (await fetch(url + path, { method: 'POST', body: path })).json()).sent;
        const both = await Promise.all([at('a'), at('b')]);
        const form = new FormData(); form.set('x', '1');
        await (await fetch(url, { method: 'POST', body: form })).text();
        return [...both, await at('c'), await at('d')];`,
      ),
      echo,
    );
    expect(outcome.value).toEqual(['a', 'b', 'c', 'd']);
    expect(outcome.calls.map((call) => call.path)).toEqual(['/a', '/b', '/', '/c', '/d']);
    expect(outcome.calls[0]?.place).toEqual({ file: '/var/task/index.mjs', line: 3 });
  });

  test('a request that expects 100-continue gets it and sends its body', async () => {
    const { outcome } = await playThrice(
      handler(
        `return new Promise((resolve, reject) => {
          const request = http.request({ host: 's3.amazonaws.com', method: 'PUT', headers: { expect: '100-continue', 'content-length': 5 } });
          request.on('continue', () => request.end('hello'));
          request.on('response', (response) => { response.resume(); resolve(response.statusCode); });
          request.on('error', reject);
          request.flushHeaders();
        });`,
        `import http from 'node:http';`,
      ),
      () => ({ status: 204 }),
    );
    expect(outcome.value).toBe(204);
    expect(Buffer.from(outcome.calls[0]?.body ?? []).toString()).toBe('hello');
  });

  test('a broken connection is an ECONNRESET', async () => {
    const { outcome } = await playThrice(
      handler(
        `const viaHttp = await new Promise((resolve) => { http.get('http://sqs.us-east-1.amazonaws.com/', resolve).on('error', (error) => resolve(error.code)); });
        const viaFetch = await fetch('http://sqs.us-east-1.amazonaws.com/').catch((error) => error.cause.code);
        return [viaHttp, viaFetch];`,
        `import http from 'node:http';`,
      ),
      () => 'reset',
    );
    expect(outcome.value).toEqual(['ECONNRESET', 'ECONNRESET']);
  });

  test('everything outside of the cloud is blocked at once and reported', async () => {
    const { outcome } = await playThrice(
      handler(
        `const failure = (start) => new Promise((resolve) => start((error) => resolve(error.code)));
        return [
          await failure((fail) => net.connect(5432, 'db.example.com').on('error', fail)),
          await failure((fail) => net.connect({ host: '10.1.2.3', port: 6379 }).on('error', fail)),
          await failure((fail) => new net.Socket().on('error', fail).connect(5433, '10.1.2.4')),
          await failure((fail) => tls.connect(8443, 'tls.example.com').on('error', fail)),
          await failure((fail) => dns.lookup('name.example.com', fail)),
          await failure((fail) => dnsPromises.resolve4('query.example.com').catch(fail)),
          await failure((fail) => dgram.createSocket('udp4').send('x', 8125, 'statsd.example.com', fail)),
          await failure((fail) => http2.connect('https://h2.example.com').on('error', fail)),
          await failure((fail) => fetch('https://api.example.com/x').catch((error) => fail(error.cause))),
          await failure((fail) => http.get('http://localhost:2773/').on('error', fail)),
        ];`,
        `import dgram from 'node:dgram'; import dns from 'node:dns'; import dnsPromises from 'node:dns/promises';
         import http from 'node:http'; import http2 from 'node:http2'; import net from 'node:net'; import tls from 'node:tls';`,
      ),
    );
    expect(outcome.value).toEqual([
      'ENOTFOUND',
      'ENETUNREACH',
      'ENETUNREACH',
      'ENOTFOUND',
      'ENOTFOUND',
      'ENOTFOUND',
      'ENOTFOUND',
      'ENOTFOUND',
      'ENOTFOUND',
      'ECONNREFUSED',
    ]);
    expect(outcome.blocked.map(({ kind, host, port }) => `${kind} ${host}:${port}`)).toEqual([
      'tcp db.example.com:5432',
      'tcp 10.1.2.3:6379',
      'tcp 10.1.2.4:5433',
      'tls tls.example.com:8443',
      'dns name.example.com:53',
      'dns query.example.com:53',
      'udp statsd.example.com:8125',
      'http2 h2.example.com:443',
      'tls api.example.com:443',
      'tcp localhost:2773',
    ]);
  });

  test('an address that a cloud host resolved to leads back to the host', async () => {
    const { outcome } = await playThrice(
      handler(
        `const { address, family } = await lookup('dynamodb.us-east-1.amazonaws.com');
        return [family, await (await fetch('http://' + address + '/')).json()];`,
        `import { lookup } from 'node:dns/promises';`,
      ),
      echo,
    );
    expect(outcome.value).toEqual([4, { method: 'GET', path: '/', sent: '' }]);
    expect(outcome.calls[0]?.host).toBe('dynamodb.us-east-1.amazonaws.com');
  });

  test('the host of AWS_ENDPOINT_URL counts as the cloud', async () => {
    const { outcome } = await playThrice(
      handler(`return (await fetch(process.env.AWS_ENDPOINT_URL + '/x')).status;`),
      () => ({ status: 404 }),
      { env: { AWS_ENDPOINT_URL: 'http://localhost:4566' } },
    );
    expect(outcome.value).toBe(404);
    expect(outcome.calls[0]).toMatchObject({ host: 'localhost', port: 4566, secure: false });
  });
});

const answers: World = (call) =>
  call.host.startsWith('s3') || call.host.startsWith('photos')
    ? { headers: { etag: '"1"' } }
    : { headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{"Item":{"id":{"S":"x"}}}' };

describe('AWS SDK', () => {
  const usesSdk = `
    const s3 = new S3Client({}); const table = new DynamoDBClient({});
    exports.handler = async () => {
      await s3.send(new PutObjectCommand({ Bucket: 'photos', Key: 'a/b', Body: 'picture' }));
      const { Item } = await table.send(new GetItemCommand({ TableName: 't', Key: { id: { S: 'x' } } }));
      return Item;
    };`;
  const imports = [
    ['{ S3Client, PutObjectCommand }', '@aws-sdk/client-s3'],
    ['{ DynamoDBClient, GetItemCommand }', '@aws-sdk/client-dynamodb'],
  ];
  test.each([
    [
      'CommonJS',
      'index.js',
      imports.map(([names, from]) => `const ${names} = require('${from}');`).join('\n') + usesSdk,
    ],
    [
      'ES modules',
      'index.mjs',
      imports.map(([names, from]) => `import ${names} from '${from}';`).join('\n') +
        usesSdk.replace('exports.handler =', 'export const handler ='),
    ],
  ])('clients of the runtime work unchanged from %s', async (_, file, source) => {
    const { outcome, dependsOnSeed } = await playThrice({ [file]: source }, answers);
    expect(outcome.value).toEqual({ id: { S: 'x' } });
    expect(outcome.calls.map((call) => [call.secure, call.method, call.headers['x-amz-target']])).toEqual([
      [true, 'PUT', undefined],
      [true, 'POST', 'DynamoDB_20120810.GetItem'],
    ]);
    expect(outcome.calls.map((call) => call.place)).toEqual([
      { file: `/var/task/${file}`, line: 5 },
      { file: `/var/task/${file}`, line: 6 },
    ]);
    // The ids of invocations that the SDK draws.
    expect(dependsOnSeed).toBe(true);
  });

  test('retries after throttles back off in virtual time', async () => {
    let asked = 0;
    const { outcome, dependsOnSeed } = await playThrice(
      handler(
        `const table = new DynamoDBClient({});
        const before = Date.now();
        await table.send(new GetItemCommand({ TableName: 't', Key: { id: { S: 'x' } } }));
        return Date.now() - before;`,
        `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';`,
      ),
      () =>
        ++asked % 3 === 0
          ? { body: '{}' }
          : {
              status: 400,
              headers: { 'content-type': 'application/x-amz-json-1.0' },
              body: '{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow down"}',
            },
    );
    expect(outcome.calls.map((call) => call.headers['amz-sdk-request'])).toEqual([
      'attempt=1; max=4',
      'attempt=2; max=4',
      'attempt=3; max=4',
    ]);
    expect(outcome.value).toBe(outcome.nowMs - Date.UTC(2031, 4, 6, 7, 8, 9, 10));
    expect(dependsOnSeed).toBe(true);
  });

  test('a request time-out of a client ends a call whose answer is lost', async () => {
    const { outcome } = await playThrice(
      handler(
        `const table = new DynamoDBClient({ maxAttempts: 1, requestHandler: { requestTimeout: 700, throwOnRequestTimeout: true } });
        const before = Date.now();
        const name = await table.send(new GetItemCommand({ TableName: 't', Key: { id: { S: 'x' } } })).catch((error) => error.name);
        return [name, Date.now() - before];`,
        `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';`,
      ),
      () => 'lost',
    );
    expect(outcome.value).toEqual(['TimeoutError', 700]);
  });
});

describe('chance', () => {
  test.each([
    ['Math.random', `Math.random()`],
    ['randomUUID', `[crypto.randomUUID(), globalThis.crypto.randomUUID()]`],
    [
      'randomBytes',
      `[crypto.randomBytes(8).toString('hex'), (await promisify(crypto.randomBytes)(8)).toString('hex')]`,
    ],
    [
      'randomInt',
      `[crypto.randomInt(1000000), crypto.randomInt(5, 1000000), await promisify(crypto.randomInt)(1000000)]`,
    ],
    [
      'randomFill',
      `[crypto.randomFillSync(new Uint32Array(2))[0], (await promisify(crypto.randomFill)(Buffer.alloc(4)))[0]]`,
    ],
    [
      'getRandomValues',
      `[...globalThis.crypto.getRandomValues(new Uint8Array(8)), ...crypto.getRandomValues(new Uint8Array(8))]`,
    ],
    [
      'generateKeyPair ec',
      `crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })`,
    ],
    [
      'generateKeyPair ed25519',
      `(await promisify(crypto.generateKeyPair)('ed25519')).publicKey.export({ format: 'jwk' })`,
    ],
    [
      'generateKeyPair rsa',
      `crypto.generateKeyPairSync('rsa', { modulusLength: 1024, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } })`,
    ],
    ['generateKeySync', `crypto.generateKeySync('hmac', { length: 128 }).export().toString('hex')`],
    ['generatePrimeSync', `crypto.generatePrimeSync(64, { bigint: true }).toString()`],
    ['ECDH', `crypto.createECDH('prime256v1').generateKeys('hex')`],
    [
      'subtle.generateKey',
      `[await subtle.exportKey('jwk', await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt'])),
        await subtle.exportKey('jwk', (await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])).privateKey)]`,
    ],
    ['mkdtemp', `fs.mkdtempSync('/tmp/a-')`],
  ])('%s derives from the seed', async (_, expression) => {
    const { outcome, dependsOnSeed } = await playThrice(
      handler(
        `const { subtle } = globalThis.crypto; return ${expression};`,
        `import crypto from 'node:crypto'; import fs from 'node:fs'; import { promisify } from 'node:util';`,
      ),
    );
    expect(outcome.error).toBeUndefined();
    expect(dependsOnSeed).toBe(true);
  });

  test('a generated RSA key signs, and its public half verifies', async () => {
    const { outcome } = await playThrice(
      handler(
        `const { publicKey, privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 });
        const signature = crypto.sign('sha256', Buffer.from('text'), privateKey);
        return [crypto.verify('sha256', Buffer.from('text'), publicKey, signature), publicKey.asymmetricKeyDetails.modulusLength];`,
        `import crypto from 'node:crypto';`,
      ),
    );
    expect(outcome.value).toEqual([true, 1024]);
  });

  test('numbers drawn are in range', async () => {
    const { outcome } = await playThrice(
      handler(
        `const drawn = Array.from({ length: 2000 }, () => crypto.randomInt(3, 6));
        const fractions = Array.from({ length: 2000 }, Math.random);
        return [[...new Set(drawn)].sort(), fractions.every((x) => x >= 0 && x < 1), new Set(fractions).size];`,
        `import crypto from 'node:crypto';`,
      ),
    );
    expect(outcome.value).toEqual([[3, 4, 5], true, 2000]);
  });
});

describe('thread pool', () => {
  test('jobs end in the order in which they were started', async () => {
    const { outcome } = await playThrice(
      handler(
        `const order = [];
        const note = (name) => (value) => { order.push(name); return value; };
        const big = Buffer.alloc(3_000_000, 'abc');
        await Promise.all([
          promisify(zlib.gzip)(big).then(note('large gzip')),
          promisify(zlib.gzip)('a').then(note('small gzip')),
          promisify(crypto.pbkdf2)('p', 's', 20_000, 32, 'sha256').then(note('pbkdf2')),
          globalThis.crypto.subtle.digest('SHA-256', big).then(note('large digest')),
          globalThis.crypto.subtle.digest('SHA-256', new Uint8Array(1)).then(note('small digest')),
          fs.promises.readFile(import.meta.filename).then(note('read')),
        ]);
        return order;`,
        `import crypto from 'node:crypto'; import fs from 'node:fs'; import zlib from 'node:zlib'; import { promisify } from 'node:util';`,
      ),
    );
    expect(outcome.value).toEqual([
      'large gzip',
      'small gzip',
      'pbkdf2',
      'large digest',
      'small digest',
      'read',
    ]);
  });
});
