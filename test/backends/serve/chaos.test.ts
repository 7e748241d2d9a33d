import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import { Served } from './served';

const faults = '/_localstack/chaos/faults';
const effects = '/_localstack/chaos/effects';

let served: Served;
beforeEach(async () => {
  served = await Served.start();
});
afterEach(() => served[Symbol.asyncDispose]());

async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : 'no error'),
  );
}

test('a rule hits the service, region and operation that it names, and nothing else', async () => {
  const rule = { service: 'sqs', region: 'eu-west-1', operation: 'CreateQueue' };
  expect(await served.json('POST', faults, [rule])).toEqual({ status: 200, json: [rule] });
  const there = served.aws(SQS, { region: 'eu-west-1' });
  expect(await outcome(there.createQueue({ QueueName: 'q' }))).toBe(
    'ServiceUnavailable: Operation failed due to a simulated fault',
  );
  expect(await outcome(there.listQueues({}))).toBe('ok');
  expect(await outcome(served.aws(SQS).createQueue({ QueueName: 'q' }))).toBe('ok');
});

test('an error’s code and status are the rule’s', async () => {
  await served.json('POST', faults, [{ service: 's3', error: { statusCode: 418, code: 'Teapot' } }]);
  const s3 = served.aws(S3, { forcePathStyle: true });
  await expect(s3.listBuckets({})).rejects.toMatchObject({
    name: 'Teapot',
    $metadata: { httpStatusCode: 418 },
  });
});

test('an empty rule hits everything; POST replaces, PATCH adds, DELETE takes away, GET tells', async () => {
  const [s3, sqs] = [{ service: 's3' }, { service: 'sqs' }];
  await served.json('POST', faults, [s3]);
  expect((await served.json('PATCH', faults, [sqs])).json).toEqual([s3, sqs]);
  expect((await served.json('DELETE', faults, [s3])).json).toEqual([sqs]);
  expect((await served.json('POST', faults, [{}])).json).toEqual([{}]);
  expect(await outcome(served.aws(SQS).listQueues({}))).toMatch(/^ServiceUnavailable/);
  expect((await served.json('DELETE', faults)).json).toEqual([]);
  expect((await served.json('GET', faults)).json).toEqual([]);
  expect(await outcome(served.aws(SQS).listQueues({}))).toBe('ok');
});

test('a seeded rule draws the same again', async () => {
  const drawn = async (seed: string) => {
    await served.json('POST', faults, [{ service: 'sqs', probability: 0.5, seed }]);
    const hits: boolean[] = [];
    for (let n = 0; n < 20; n++) hits.push((await outcome(served.aws(SQS).listQueues({}))) === 'ok');
    return hits;
  };
  const first = await drawn('storm');
  expect(await drawn('storm')).toEqual(first);
  expect(await drawn('another')).not.toEqual(first);
  expect(new Set(first).size).toBe(2);
});

test('latency holds every answer up', async () => {
  expect((await served.json('POST', effects, { latency: 80 })).json).toEqual({ latency: 80 });
  const startMs = performance.now();
  await served.aws(SQS).listQueues({});
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(75);
  expect((await served.json('DELETE', effects)).json).toEqual({ latency: 0 });
  expect((await served.json('GET', effects)).json).toEqual({ latency: 0 });
});

test('a rule that can’t be understood is refused, and the ones before stay', async () => {
  await served.json('POST', faults, [{ service: 's3' }]);
  const messages = [];
  for (const body of [
    { service: 's3' },
    [5],
    [{ services: 's3' }],
    [{ probability: 2 }],
    [{ error: { statusCode: 200 } }],
    [{ region: 1 }],
  ]) {
    messages.push((await served.json('POST', faults, body)).json);
  }
  messages.push((await served.json('POST', effects, { latency: -1 })).json);
  messages.push((await served.json('POST', effects, { jitter: 1 })).json);
  expect(messages).toMatchInlineSnapshot(`
   [
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected a list of rules, got {"service":"s3"}.",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected an object for each rule, got 5.",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected only region, service, operation, probability, error, seed in a rule, got "services".",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected probability to be a number from 0 to 1, got 2.",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected statusCode to be a status from 400 to 599, got 200.",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected region to be a text, got 1.",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected latency to be milliseconds from 0 to 3600000, got -1.",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected only latency, got "jitter".",
     },
   ]
  `);
  expect((await served.json('GET', faults)).json).toEqual([{ service: 's3' }]);
});
