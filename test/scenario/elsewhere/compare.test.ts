import { compare, differenceText, type Played } from '../../../framework/scenario/elsewhere/compare';
import { normalised } from '../../../framework/scenario/elsewhere/normalised';

function played(cloud: string, output: unknown, more: Partial<Played> = {}): Played {
  const call = { client: 'SQS', operation: 'SendMessage', input: {}, output, status: 200 };
  return { cloud, title: 'orders', calls: [call], outcomes: [], isSkipped: false, ...more };
}

test('names and moments of a run are no differences', () => {
  const a = {
    QueueUrl: 'http://127.0.0.1:1/000000000000/q',
    MessageId: 'a',
    At: new Date(1),
    $metadata: { attempts: 1 },
  };
  const b = {
    QueueUrl: 'https://sqs.example/000000000000/q',
    MessageId: 'b',
    At: new Date(2),
    $metadata: { attempts: 2 },
  };
  expect(compare([played('embedded', a), played('other', b)], [])).toEqual({ unexplained: [], accepted: [] });
});

test('a member that one cloud lacks, another status and another error are told', () => {
  const lacking = compare(
    [played('embedded', { MD5OfMessageBody: 'x' }), played('other', {})],
    [],
  ).unexplained;
  expect(lacking.map(differenceText)).toEqual([
    '≠ SQS.SendMessage: MD5OfMessageBody  "orders"\n    embedded  x\n    other     (absent)',
  ]);
  const refused = {
    client: 'SQS',
    operation: 'SendMessage',
    input: {},
    status: 400,
    error: { name: 'Throttled', message: 'Slow down' },
  };
  const [status] = compare(
    [played('embedded', {}), played('other', {}, { calls: [refused] })],
    [],
  ).unexplained;
  expect(status).toMatchObject({ what: 'status', answers: ['200', '400 Throttled: Slow down'] });
  const reworded = { ...refused, error: { name: 'Throttled', message: 'Slower' } };
  const words = compare(
    [played('embedded', {}, { calls: [refused] }), played('other', {}, { calls: [reworded] })],
    [],
  );
  expect(words.unexplained).toMatchObject([
    { what: 'error', answers: ['400 Throttled: Slow down', '400 Throttled: Slower'] },
  ]);
});

test('what came of the work is compared without its order', () => {
  const outcomes = [{ id: 'a' }, { id: 'b' }];
  const same = played('other', {}, { outcomes: outcomes.toReversed() });
  expect(compare([played('embedded', {}, { outcomes }), same], []).unexplained).toEqual([]);
  const less = played('other', {}, { outcomes: [{ id: 'a' }] });
  expect(compare([played('embedded', {}, { outcomes }), less], []).unexplained).toMatchObject([
    { request: 'state' },
  ]);
});

test('a judged difference is accepted for the cloud that it was judged on, and no other', () => {
  const clouds = [played('embedded', { A: '1' }), played('localstack', { A: '2' })];
  const judged = {
    request: 'SQS.SendMessage',
    what: 'A',
    right: 'embedded',
    source: 'the API reference',
  } as const;
  const accept = (cloud: string, answers: readonly [string, string]) =>
    compare(clouds, [{ ...judged, cloud, answers }]).unexplained.length;
  expect([accept('localstack', ['1', '2']), accept('localstack', ['*', '2'])]).toEqual([0, 0]);
  expect([accept('moto', ['1', '2']), accept('localstack', ['1', '3'])]).toEqual([1, 1]);
});

test('a scenario that was skipped on one cloud is compared on none', () => {
  expect(
    compare([played('embedded', { A: 1 }), played('other', {}, { isSkipped: true })], []).unexplained,
  ).toEqual([]);
});

test('texts that hold JSON are taken apart, and bytes are not', () => {
  expect([
    ...normalised({ Body: '{"id":"order-1","at":"2026-01-01T00:00:00.000Z"}', Data: new Uint8Array(3) }),
  ]).toEqual([
    ['Body as JSON.id', 'order-1'],
    ['Body as JSON.at', '<time>'],
    ['Data', '<bytes>'],
  ]);
});
