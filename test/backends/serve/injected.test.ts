import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { Served } from './served';

const faultsPath = '/_stormproof/faults';

async function inject(served: Served, body: object): Promise<number> {
  return (await served.json('POST', faultsPath, body)).status;
}

async function clockOf(served: Served): Promise<{ entries: number; nowMs: number }> {
  const { body } = await served.send('GET', '/_stormproof/clock');
  const clock: { entries: number; nowMs: number } = JSON.parse(body.toString());
  return clock;
}

/** How calls end, one after the other. */
async function outcomes(served: Served, count: number): Promise<string[]> {
  const sqs = served.aws(SQS);
  const ends: string[] = [];
  for (let n = 0; n < count; n++) {
    ends.push(
      await sqs.listQueues({}).then(
        () => 'done',
        (error: unknown) => (error instanceof Error ? error.name : String(error)),
      ),
    );
  }
  sqs.destroy();
  return ends;
}

test('a fault that is injected over HTTP hits, counts, and is lifted', async () => {
  await using served = await Served.start();
  const order = { kind: 'throttle', id: 'throttle-1', options: { service: 'sqs' }, owner: 'me:1' };
  expect(await inject(served, order)).toBe(200);
  expect(await outcomes(served, 2)).toEqual(['RequestThrottled', 'RequestThrottled']);
  const { json } = await served.json('GET', faultsPath);
  const told = { id: 'throttle-1', kind: 'throttle', title: 'throttle sqs', owner: 'me:1', fired: 2 };
  expect(json).toEqual([{ ...told, active: true }]);
  const lifted = await served.json('DELETE', faultsPath, { id: 'throttle-1' });
  expect(lifted.json).toEqual([{ ...told, active: false }]);
  expect(await outcomes(served, 1)).toEqual(['done']);
  expect((await served.json('DELETE', faultsPath, { owner: 'me:1', forget: true })).json).toEqual([]);
});

test('what is drawn depends on the seed of the fault alone', async () => {
  const play = async (seed: string) => {
    await using served = await Served.start({ seed: 'another world' });
    await inject(served, { kind: 'throttle', options: { service: 'sqs', chance: 0.5 }, seed });
    return await outcomes(served, 12);
  };
  const [first, again, other] = [await play('a'), await play('a'), await play('b')];
  expect(new Set(first).size).toBe(2);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test('a fault selects by the names that it was given', async () => {
  await using served = await Served.start();
  const sqs = served.aws(SQS);
  const [one, two] = await Promise.all(['one', 'two'].map((QueueName) => sqs.createQueue({ QueueName })));
  const names = { 'arn:aws:sqs:us-east-1:000000000000:one': 'Orders' };
  await inject(served, { kind: 'error', options: { resource: 'Orders', code: 'Gone' }, names });
  const send = (QueueUrl: string | undefined) => sqs.sendMessage({ QueueUrl, MessageBody: 'x' });
  await expect(send(one?.QueueUrl)).rejects.toMatchObject({ name: 'Gone' });
  await expect(send(two?.QueueUrl)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  sqs.destroy();
});

test('the scenario’s own calls are spared unless a fault says so', async () => {
  await using served = await Served.start();
  await inject(served, { kind: 'throttle', options: { service: 'sqs' } });
  const list = (headers: Record<string, string>) =>
    served.send('POST', '/', {
      headers: {
        ...headers,
        authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request',
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.ListQueues',
      },
      body: '{}',
    });
  expect((await list({})).status).toBe(403);
  const own = { 'x-stormproof-call': '7', 'x-stormproof-work': encodeURIComponent('Bestellung ü') };
  expect((await list(own)).status).toBe(200);
  const { body } = await served.send('GET', '/_stormproof/trace');
  const calls = body
    .toString()
    .split('\n')
    .filter((line) => line.includes('"type":"call"'));
  expect(calls.map((line): unknown => JSON.parse(line))).toMatchObject([
    { task: 'client' },
    { task: 'scenario', call: 7, work: 'Bestellung ü' },
  ]);
});

test('the trace is read from where one was before, and marks stand in it', async () => {
  await using served = await Served.start();
  await outcomes(served, 1);
  const { entries } = await clockOf(served);
  expect((await served.json('POST', '/_stormproof/trace', { mark: 'calm' })).status).toBe(200);
  const { body } = await served.send('GET', `/_stormproof/trace?after=${entries}`);
  const [head, ...lines] = body
    .toString()
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(head).toEqual({ type: 'trace', version: 1 });
  expect(lines).toMatchObject([{ n: entries + 1, type: 'mark', mark: 'calm' }]);
  expect((await served.json('POST', '/_stormproof/trace', {})).status).toBe(400);
});

test('the cloud is settled in virtual time, and says what keeps it from it', async () => {
  await using served = await Served.start();
  const [sns, sqs] = [served.aws(SNS), served.aws(SQS)];
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'later', Attributes: { Policy: everybody } });
  const { TopicArn } = await sns.createTopic({ Name: 'told' });
  await sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:us-east-1:000000000000:later' });
  await inject(served, { kind: 'reorder', options: { service: 'sns', within: '600 seconds' } });
  const nowMs = async () => (await clockOf(served)).nowMs;
  const before = await nowMs();
  await sns.publish({ TopicArn, Message: 'x' });
  const short = await served.json('POST', '/_stormproof/settle', { within: '1 minute' });
  expect(short).toMatchObject({ status: 409, json: { code: 'STORM_NEVER_SETTLES' } });
  expect((await served.json('POST', '/_stormproof/settle')).status).toBe(200);
  expect((await nowMs()) - before).toBeGreaterThanOrEqual(600_000);
  expect((await sqs.receiveMessage({ QueueUrl })).Messages).toHaveLength(1);
  expect((await served.json('POST', '/_stormproof/settle', { or: 'tea time' })).status).toBe(400);
  sns.destroy();
  sqs.destroy();
});

const everybody = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
});

test('what is no fault is refused with what there is', async () => {
  await using served = await Served.start();
  const refusals = [];
  for (const body of [
    {},
    [],
    { kind: 'fire' },
    { kind: 'throttle', options: { how: 'much' } },
    { kind: 'throttle', options: [] },
    { kind: 'throttle', names: { a: 1 } },
    { kind: 'throttle', seed: 1 },
  ])
    refusals.push((await served.json('POST', faultsPath, body)).json);
  expect(refusals).toMatchInlineSnapshot(`
   [
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected kind to be a text.",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected an object, got [].",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  There is no fault 'fire'.

     fix        use one of: clockSkew, coldStart, corrupt, crash, delay, disableKey, dropDelivery, duplicate, error, latency, lostResponse, none, outage, outOfMemory, partition, poison, reorder, repeat, revoke, stackFailure, throttle, timeout",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  The fault throttle has no option 'how'.

     fix        use one of: service, operation, resource, from, chance, times, beyond, during, function",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected an object, got [].",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected names to be a text.",
     },
     {
       "code": "STORM_BAD_INPUT",
       "message": "STORM_BAD_INPUT  Expected seed to be a text.",
     },
   ]
  `);
  await inject(served, { kind: 'none' });
  expect(await inject(served, { kind: 'none' })).toBe(400);
  expect((await served.json('DELETE', faultsPath, { id: 'nothing' })).status).toBe(400);
  await served.send('POST', '/_localstack/state/reset');
  expect((await served.json('GET', faultsPath)).json).toEqual([]);
});
