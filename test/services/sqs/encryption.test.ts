import type { Principal } from '../../../framework/cloud/service';
import { servicePrincipal } from '../../../framework/cloud/service';
import { allow, audit, keyPolicy, testKey } from '../kms/key';
import { poll, testQueue } from './queue';

/** A queue that encrypts with a key, whose policy holds these statements besides the account's. */
function keyedQueue(...statements: object[]) {
  const key = testKey({ policy: keyPolicy(...statements) });
  const attributes = { KmsMasterKeyId: key.id };
  const queue = testQueue({ cloud: key.cloud, attributes });
  const { cloud, url: QueueUrl } = queue;
  const asked = (as?: Principal) => cloud.ask('sqs', as === undefined ? {} : { as });
  return {
    ...queue,
    key,
    sendAs: (as?: Principal) => asked(as).sendMessage({ QueueUrl, MessageBody: 'hello' }),
    receiveAs: (as?: Principal) =>
      (asked(as).receiveMessage({ QueueUrl }).Messages ?? []).map(({ Body }) => Body),
  };
}

test('a producer asks for a data key and opens it, a consumer opens it', () => {
  const { cloud, send, bodies } = keyedQueue();
  send('hello');
  expect(bodies()).toEqual(['hello']);
  expect(audit(cloud)).toEqual(['CreateKey', 'GenerateDataKey', 'Decrypt', 'Decrypt']);
});

test('a data key is used again until its reuse period is over', () => {
  const { cloud, send } = keyedQueue();
  send('one');
  cloud.advance('4 minutes');
  send('two');
  expect(audit(cloud)).toHaveLength(3);
  cloud.advance('2 minutes');
  send('three');
  expect(audit(cloud)).toHaveLength(5);
});

test('a producer without rights to the key sends nothing', () => {
  const { cloud, key, sendAs, receiveAs } = keyedQueue();
  const producer = cloud.role('producer', [allow('sqs:*')]);
  expect(() => sendAs(producer)).toThrow(
    expect.objectContaining({
      code: 'KmsAccessDenied',
      status: 400,
      message:
        'User: arn:aws:sts::000000000000:assumed-role/producer/test is not authorized to perform: ' +
        `kms:GenerateDataKey on resource: ${key.arn} because no identity-based policy allows the ` +
        'kms:GenerateDataKey action',
    }),
  );
  const half = cloud.role('half', [allow(['sqs:*', 'kms:GenerateDataKey'])]);
  expect(() => sendAs(half)).toThrow('is not authorized to perform: kms:Decrypt');
  sendAs(cloud.role('whole', [allow(['sqs:*', 'kms:GenerateDataKey', 'kms:Decrypt'])]));
  expect(receiveAs()).toEqual(['hello']);
});

test('a consumer without rights to the key receives nothing, and the message stays where it is', () => {
  const { cloud, sendAs, receiveAs, counts } = keyedQueue();
  sendAs();
  expect(() => receiveAs(cloud.role('reader', [allow('sqs:*')]))).toThrow(
    expect.objectContaining({ code: 'KmsAccessDenied' }),
  );
  expect(counts()).toBe('1 visible, 0 in flight, 0 delayed');
  expect(receiveAs(cloud.role('consumer', [allow(['sqs:*', 'kms:Decrypt'])]))).toEqual(['hello']);
});

test("a disabled key stops a queue with AWS's words", () => {
  const { cloud, key, sendAs, receiveAs } = keyedQueue();
  sendAs();
  cloud.ask('kms').disableKey({ KeyId: key.id });
  const disabled = expect.objectContaining({ code: 'KmsDisabled', message: `${key.arn} is disabled.` });
  expect(() => receiveAs()).toThrow(disabled);
  cloud.advance('6 minutes');
  expect(() => sendAs()).toThrow(disabled);
});

test('a batch is refused as a whole', () => {
  const { cloud, key, url: QueueUrl } = keyedQueue();
  cloud.ask('kms').scheduleKeyDeletion({ KeyId: key.id });
  expect(() =>
    cloud.ask('sqs').sendMessageBatch({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'a' }] }),
  ).toThrow(expect.objectContaining({ code: 'KmsInvalidState', message: `${key.arn} is pending deletion.` }));
});

test('a service sends only where the key policy lets it, for the source that it names', () => {
  const s3 = (statement: object) => ({
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    ...statement,
  });
  const forUploads = {
    Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::uploads' } },
    Resource: '*',
  };
  const {
    cloud,
    url: QueueUrl,
    arn,
    receiveAs,
  } = keyedQueue(s3({ Action: ['kms:GenerateDataKey', 'kms:Decrypt'], ...forUploads }));
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [s3({ Action: 'sqs:SendMessage', Resource: arn })],
  });
  cloud.ask('sqs').setQueueAttributes({ QueueUrl, Attributes: { Policy } });
  const send = (sourceArn: string) =>
    cloud
      .ask('sqs', { as: servicePrincipal('s3', '000000000000'), sourceArn, sourceAccount: '000000000000' })
      .sendMessage({ QueueUrl, MessageBody: 'event' });
  expect(() => send('arn:aws:s3:::others')).toThrow(expect.objectContaining({ code: 'KmsAccessDenied' }));
  send('arn:aws:s3:::uploads');
  expect(receiveAs()).toEqual(['event']);
});

test('no service can use the key of SQS itself', () => {
  const queue = testQueue({ attributes: { KmsMasterKeyId: 'alias/aws/sqs' } });
  const { cloud, url: QueueUrl, arn } = queue;
  queue.send('mine');
  expect(queue.bodies()).toEqual(['mine']);
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arn,
      },
    ],
  });
  cloud.ask('sqs').setQueueAttributes({ QueueUrl, Attributes: { Policy } });
  const as = servicePrincipal('s3', '000000000000');
  expect(() => cloud.ask('sqs', { as }).sendMessage({ QueueUrl, MessageBody: 'event' })).toThrow(
    expect.objectContaining({ code: 'KmsAccessDenied' }),
  );
});

test('a long poll that may not use the key is refused when a message comes, and its sender is not', () => {
  // The account's root receives, and the key policy denies it what it leaves to IAM.
  const deny = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { StringEquals: { 'aws:PrincipalType': 'Account' } },
  };
  const queue = keyedQueue(deny);
  const waiting = poll(queue, 20);
  const sender = queue.cloud.role('sender', [allow(['sqs:*', 'kms:*'])]);
  expect(queue.sendAs(sender).MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(waiting.answer()).toBe(
    `User: arn:aws:iam::000000000000:root is not authorized to perform: kms:Decrypt on resource: ${queue.key.arn} ` +
      'with an explicit deny in a resource-based policy',
  );
  expect(queue.receiveAs(sender)).toEqual(['hello']);
});
