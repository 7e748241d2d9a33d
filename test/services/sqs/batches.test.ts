import { testQueue } from './queue';

test('a batch is sent in order, each entry with its own digest', () => {
  const { cloud, url, bodies } = testQueue();
  const { Successful, Failed } = cloud.ask('sqs').sendMessageBatch({
    QueueUrl: url,
    Entries: [
      { Id: '1', MessageBody: 'a' },
      { Id: '2', MessageBody: 'b' },
    ],
  });
  expect(Successful?.map(({ Id, MD5OfMessageBody }) => [Id, MD5OfMessageBody])).toEqual([
    ['1', '0cc175b9c0f1b6a831c399e269772661'],
    ['2', '92eb5ffee6ae2fec3ad71c777531578f'],
  ]);
  expect(Failed).toBeUndefined();
  expect(bodies()).toEqual(['a', 'b']);
});

test('an entry that is refused fails alone', () => {
  const { cloud, url, bodies } = testQueue();
  const { Successful, Failed } = cloud.ask('sqs').sendMessageBatch({
    QueueUrl: url,
    Entries: [
      { Id: 'late', MessageBody: 'a', DelaySeconds: 1800 },
      { Id: 'good', MessageBody: 'b' },
    ],
  });
  expect(Successful?.map(({ Id }) => Id)).toEqual(['good']);
  expect(Failed).toEqual([
    {
      Id: 'late',
      SenderFault: true,
      Code: 'InvalidParameterValue',
      Message:
        'Value 1800 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
    },
  ]);
  expect(bodies()).toEqual(['b']);
});

test('messages are deleted and shown again in batches', () => {
  const { cloud, url, send, counts } = testQueue();
  const sqs = cloud.ask('sqs');
  for (const body of ['a', 'b', 'c']) send(body);
  const { Messages = [] } = sqs.receiveMessage({ QueueUrl: url, MaxNumberOfMessages: 10 });
  const [a, b, c] = Messages.map(({ ReceiptHandle }) => ReceiptHandle);
  const deleted = sqs.deleteMessageBatch({
    QueueUrl: url,
    Entries: [
      { Id: 'a', ReceiptHandle: a },
      { Id: 'x', ReceiptHandle: 'x' },
    ],
  });
  expect(deleted).toEqual({
    Successful: [{ Id: 'a' }],
    Failed: [
      {
        Id: 'x',
        SenderFault: true,
        Code: 'ReceiptHandleIsInvalid',
        Message: 'The input receipt handle "x" is not a valid receipt handle.',
      },
    ],
  });
  sqs.changeMessageVisibilityBatch({
    QueueUrl: url,
    Entries: [
      { Id: 'b', ReceiptHandle: b, VisibilityTimeout: 0 },
      { Id: 'c', ReceiptHandle: c, VisibilityTimeout: 60 },
    ],
  });
  expect(counts()).toBe('1 visible, 1 in flight, 0 delayed');
});

const entries = (...ids: string[]) => ids.map((Id) => ({ Id, MessageBody: 'a' }));
const half = 'a'.repeat(524_289);

test.each([
  ['EmptyBatchRequest', [], 'There should be at least one SendMessageBatchRequestEntry in the request.'],
  [
    'TooManyEntriesInBatchRequest',
    entries(...'abcdefghijk'.split('')),
    'Maximum number of entries per request are 10. You have sent 11.',
  ],
  ['BatchEntryIdsNotDistinct', entries('a', 'a'), 'Id a repeated.'],
  [
    'InvalidBatchEntryId',
    entries('invalid:id'),
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
  ],
  [
    'BatchRequestTooLong',
    [
      { Id: 'a', MessageBody: half },
      { Id: 'b', MessageBody: half },
    ],
    'Batch requests cannot be longer than 1048576 bytes. You have sent 1048578 bytes.',
  ],
])('a batch is refused as a whole: %s', (code, Entries, message) => {
  const { cloud, url } = testQueue();
  const send = () => cloud.ask('sqs').sendMessageBatch({ QueueUrl: url, Entries });
  expect(send).toThrow(expect.objectContaining({ code, message }));
});

test('a FIFO batch without a group is refused as a whole', () => {
  const { cloud, url } = testQueue({ name: 'a.fifo', attributes: { FifoQueue: 'true' } });
  const send = () => cloud.ask('sqs').sendMessageBatch({ QueueUrl: url, Entries: entries('a') });
  expect(send).toThrow(
    expect.objectContaining({
      code: 'InvalidParameterValue',
      message: 'The request must contain the parameter MessageGroupId.',
    }),
  );
});
