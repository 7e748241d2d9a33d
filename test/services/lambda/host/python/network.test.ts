import { closeStages, type World } from '../stage';
import { playPython, pythonStage } from './python-stage';

afterAll(closeStages);

test('calls of boto3 go to the host as the SDK wrote them, with the line that made them', async () => {
  const code = `
import boto3
s3 = boto3.client('s3')
def handler(event, context):
    s3.put_object(Bucket='uploads', Key='a b', Body=b'hello')
    return s3.get_object(Bucket='uploads', Key='a b')['Body'].read().decode()
`;
  const world: World = ({ method }) => ({ body: method === 'GET' ? 'content' : '' });
  const { outcome } = await playPython(code, world);
  expect(outcome.value).toBe('content');
  expect(
    outcome.calls.map(({ method, host, port, secure, path, place, headers }) => [
      method,
      host,
      port,
      secure,
      path,
      place,
      headers['content-length'] ?? headers['transfer-encoding'],
    ]),
  ).toEqual([
    [
      'PUT',
      'uploads.s3.amazonaws.com',
      443,
      true,
      '/a%20b',
      { file: '/var/task/index.py', line: 5 },
      'chunked',
    ],
    [
      'GET',
      'uploads.s3.amazonaws.com',
      443,
      true,
      '/a%20b',
      { file: '/var/task/index.py', line: 6 },
      undefined,
    ],
  ]);
  expect(outcome.calls[0]?.headers).toMatchObject({
    expect: '100-continue',
    'x-amz-sdk-checksum-algorithm': 'CRC32',
  });
  expect(Buffer.from(outcome.calls[0]?.body ?? []).toString()).toBe(
    '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n',
  );
});

test('errors of the cloud are errors of boto3, tried again with seeded patience', async () => {
  const code = `
import boto3, time
from botocore.config import Config
dynamodb = boto3.client('dynamodb', config=Config(retries={'mode': 'standard', 'total_max_attempts': 4}))
def handler(event, context):
    start = time.time()
    try:
        dynamodb.put_item(TableName='t', Item={'id': {'S': '1'}})
    except dynamodb.exceptions.ProvisionedThroughputExceededException as error:
        return error.response['Error']['Code'], error.response['ResponseMetadata']['RetryAttempts'], round(time.time() - start, 3) > 0.1
`;
  const type = 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException';
  const world: World = () => ({ status: 400, body: JSON.stringify({ __type: type, message: 'slow down' }) });
  const { outcome, dependsOnSeed } = await playPython(code, world);
  expect(outcome.value).toEqual(['ProvisionedThroughputExceededException', 3, true]);
  expect(dependsOnSeed).toBe(true);
});

test('a lost answer is a read time-out, a broken connection a connection error', async () => {
  const code = `
import boto3, time
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
s3 = boto3.client('s3', config=Config(read_timeout=4, retries={'total_max_attempts': 1}))
def handler(event, context):
    start = time.time()
    try:
        s3.get_object(Bucket='b', Key='k')
    except (ConnectionClosedError, ReadTimeoutError) as error:
        return type(error).__name__, round(time.time() - start, 2)
    except Exception as error:
        return repr(error), 0
`;
  expect((await playPython(code, () => 'lost')).outcome.value).toEqual(['ReadTimeoutError', 4]);
  expect((await playPython(code, () => 'reset')).outcome.value).toEqual([
    expect.stringContaining('Connection'),
    0.01,
  ]);
});

test('http.client, urllib and sockets reach the cloud and what AWS_ENDPOINT_URL names', async () => {
  const code = `
import http.client, socket, urllib.request
def handler(event, context):
    connection = http.client.HTTPSConnection('sqs.us-east-1.amazonaws.com')
    connection.request('POST', '/', body=iter([b'one', b'two']), headers={'a': '1'}, encode_chunked=True)
    told = [connection.getresponse().read().decode()]
    told.append(urllib.request.urlopen('http://local.example:4566/x?y=1').read().decode())
    plain = socket.create_connection(('s3.amazonaws.com', 80), timeout=2)
    plain.sendall(b'HEAD /k HTTP/1.1\\r\\nhost: s3.amazonaws.com\\r\\n\\r\\n')
    told.append(plain.recv(15).decode())
    told.append([socket.gethostbyname('s3.amazonaws.com'), socket.gethostname()])
    return told
`;
  const env = { AWS_ENDPOINT_URL: 'http://local.example:4566' };
  const { outcome } = await playPython(code, ({ path }) => ({ body: `answer to ${path}` }), { env });
  expect(outcome.error).toBeUndefined();
  expect(outcome.value).toEqual([
    'answer to /',
    'answer to /x?y=1',
    'HTTP/1.1 200 OK',
    ['198.18.0.3', '169.254.76.1'],
  ]);
  expect(outcome.calls.map(({ body }) => Buffer.from(body).toString())).toEqual(['onetwo', '', '']);
});

test('everything else is no route, at once', async () => {
  const code = `
import socket, urllib.request
def attempt(call):
    try:
        return repr(call())
    except OSError as error:
        return type(error).__name__ + ': ' + str(error)
def handler(event, context):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    return [
        attempt(lambda: urllib.request.urlopen('https://example.com/')),
        attempt(lambda: socket.create_connection(('10.0.0.1', 5432))),
        attempt(lambda: socket.create_connection(('127.0.0.1', 6379))),
        attempt(lambda: udp.sendto(b'x', ('8.8.8.8', 53))),
        attempt(lambda: socket.socket(socket.AF_UNIX).connect('/var/run/docker.sock')),
        attempt(lambda: socket.getaddrinfo('db.internal', 1)),
    ]
`;
  const { outcome } = await playPython(code);
  expect(outcome.value).toEqual([
    'URLError: <urlopen error [Errno -2] Name or service not known>',
    'OSError: [Errno 101] Network is unreachable',
    'ConnectionRefusedError: [Errno 111] Connection refused',
    'OSError: [Errno 101] Network is unreachable',
    'FileNotFoundError: [Errno 2] No such file or directory',
    'gaierror: [Errno -2] Name or service not known',
  ]);
  expect(outcome.blocked.map(({ kind, host, port }) => `${kind} ${host}:${port}`)).toEqual([
    'dns example.com:53',
    'tcp 10.0.0.1:5432',
    'tcp 127.0.0.1:6379',
    'udp 8.8.8.8:53',
    'tcp /var/run/docker.sock:0',
    'dns db.internal:53',
  ]);
});

test('select, poll and selectors wait in virtual time', async () => {
  const code = `
import select, selectors, socket, time
def handler(event, context):
    start, one = time.time(), socket.create_connection(('s3.amazonaws.com', 80))
    told = [len(select.select([one], [one], [], 0)[1]), select.select([one], [], [], 0.25), round(time.time() - start, 3)]
    one.sendall(b'GET / HTTP/1.1\\r\\n\\r\\n')
    poll = select.poll()
    poll.register(one, select.POLLIN)
    told.append(poll.poll(1000) == [(one.fileno(), select.POLLIN)])
    with selectors.DefaultSelector() as selector:
        selector.register(one, selectors.EVENT_READ, 'data')
        told.append(selector.select(1)[0][0].data)
    left, right = socket.socketpair()
    left.sendall(b'across')
    told.append(right.recv(10).decode())
    return told
`;
  expect((await playPython(code)).outcome.value).toEqual([1, [[], [], []], 0.25, true, 'data', 'across']);
});

test('calls while the module loads are answered like others', async () => {
  const code = `
import boto3
value = boto3.client('s3').get_object(Bucket='b', Key='config')['Body'].read().decode()
print('loaded', value)
def handler(event, context):
    return value
`;
  const cold = pythonStage(code);
  const { value, logs } = await cold.invoke({}, () => ({ body: 'settings' }));
  expect([value, logs]).toEqual(['settings', ['loaded settings']]);
  expect(cold.reports.map(({ initialised }) => initialised)).toEqual([undefined, true]);
});

test('not even an extension module reaches the network or starts a program', async () => {
  const code = `
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def attempt(call, *arguments):
    ctypes.set_errno(0)
    return call(*arguments), os.strerror(ctypes.get_errno())
def handler(event, context):
    arguments = (ctypes.c_char_p * 2)(b'true', None)
    return [attempt(libc.socket, 2, 1, 0), attempt(libc.socket, 10, 2, 0), attempt(libc.execv, b'/bin/true', arguments)]
`;
  expect((await playPython(code)).outcome.value).toEqual([
    [-1, 'Network is unreachable'],
    [-1, 'Network is unreachable'],
    [-1, 'Operation not permitted'],
  ]);
});
