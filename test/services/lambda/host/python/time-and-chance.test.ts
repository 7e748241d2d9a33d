import { START_MS, closeStages } from '../stage';
import { playPython, pythonStage } from './python-stage';

afterAll(closeStages);

test('every clock is virtual, and sleeping moves it', async () => {
  const code = `
import datetime, logging, time
from time import monotonic as kept, time as wall
started = (time.perf_counter(), kept())
class Timer:
    clock = time.time
def handler(event, context):
    before = time.time_ns(), kept()
    time.sleep(1.25)
    now = datetime.datetime.now()
    return {
        'nanoseconds': time.time_ns() - before[0],
        'monotonic': round(kept() - before[1], 6),
        'now': [str(now), str(datetime.datetime.utcnow()), str(datetime.datetime.now(datetime.timezone.utc)), str(datetime.date.today())],
        'kind': [type(now) is datetime.datetime, isinstance(now, datetime.date)],
        'same': wall() == Timer().clock() == time.time() == time.clock_gettime(time.CLOCK_REALTIME),
        'milliseconds': int(time.time() * 1000),
        'texts': [time.strftime('%H:%M:%S'), time.ctime(), time.asctime(), time.gmtime().tm_sec, time.localtime().tm_hour],
        'left': context.get_remaining_time_in_millis(),
        'started': started,
    }
`;
  const { outcome, dependsOnSeed } = await playPython(code);
  expect(outcome.error).toBeUndefined();
  expect(outcome.value).toMatchInlineSnapshot(`
   {
     "kind": [
       true,
       true,
     ],
     "left": 1750,
     "milliseconds": 1935817690260,
     "monotonic": 1.25,
     "nanoseconds": 1250000000,
     "now": [
       "2031-05-06 07:08:10.260000",
       "2031-05-06 07:08:10.260000",
       "2031-05-06 07:08:10.260000+00:00",
       "2031-05-06",
     ],
     "same": true,
     "started": [
       0,
       0,
     ],
     "texts": [
       "07:08:10",
       "Tue May  6 07:08:10 2031",
       "Tue May  6 07:08:10 2031",
       10,
       7,
     ],
   }
  `);
  expect(outcome.nowMs).toBe(START_MS + 1250);
  expect(dependsOnSeed).toBe(false);
});

test('a busy wait ends, in virtual time', async () => {
  const code = `
import time
def handler(event, context):
    end = time.time() + 0.02
    while time.time() < end:
        pass
    return round(time.time() - end, 3)
`;
  expect((await playPython(code)).outcome.value).toBe(0);
});

test('all chance derives from the seed', async () => {
  const code = `
import os, random, secrets, ssl, tempfile, uuid
from os import urandom
def handler(event, context):
    return [random.random(), random.Random().random(), random.SystemRandom().random(), str(uuid.uuid4()), str(uuid.uuid1()),
            secrets.token_hex(8), os.urandom(4).hex(), urandom(4).hex(), ssl.RAND_bytes(4).hex(), tempfile.mktemp(),
            hash('text'), sorted({'a', 'b'}), list({'c', 'd', 'e', 'f'})]
`;
  const { outcome, dependsOnSeed } = await playPython(code);
  expect(outcome.error).toBeUndefined();
  expect(dependsOnSeed).toBe(true);
});

test('sets of objects that one thread made have one order', async () => {
  const code = `
class Thing: pass
def handler(event, context):
    # Larger sets need memory without random addresses, which some containers do not grant.
    with open('/proc/self/personality') as file:
        are_kept = int(file.read(), 16) & 0x40000
    things = [Thing() for _ in range(200 if are_kept else 40)]
    numbers = {thing: n for n, thing in enumerate(things)}
    return [numbers[thing] for thing in set(things)]
`;
  expect((await playPython(code)).dependsOnSeed).toBe(false);
});

test('log lines have the format of the runtime and virtual time', async () => {
  const code = `
import logging, sys, time
logger = logging.getLogger()
logger.setLevel('INFO')
def handler(event, context):
    print('printed', 'words')
    print('two', 'lines', sep='\\n')
    logging.info('one event\\nof two lines')
    time.sleep(0.5)
    logging.getLogger('mine').warning('%d left', 3)
    sys.stderr.write('no end')
    logger.debug('not shown')
    try:
        1 / 0
    except ZeroDivisionError:
        logger.exception('caught')
`;
  const warm = pythonStage(code);
  const { logs } = await warm.invoke();
  expect(logs.slice(0, -2)).toEqual([
    'printed words',
    'two',
    'lines',
    '[INFO]\t2031-05-06T07:08:09.010Z\t00000000-0000-4000-8000-000000000001\tone event\nof two lines',
    '[WARNING]\t2031-05-06T07:08:09.510Z\t00000000-0000-4000-8000-000000000001\t3 left',
  ]);
  expect(logs.at(-2)).toMatch(/^\[ERROR\]\t\S+Z\t\S+\tcaught\nTraceback \(most recent call last\):\n/);
  expect(logs.at(-1)).toBe('no end');
  const at = warm.reports.flatMap((report) => report.logs.map(({ atMs }) => atMs - START_MS));
  expect(at).toEqual([0, 0, 0, 0, 500, 500, 500]);
});

test('with the JSON format, log lines and errors are JSON', async () => {
  const code = `
import logging
def handler(event, context):
    logging.getLogger('mine').info('done', extra={'order': 7})
    raise ValueError('bad')
`;
  const env = { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'INFO' };
  const { logs } = await pythonStage(code, { env }).invoke();
  expect(logs.map((line): unknown => JSON.parse(line))).toEqual([
    {
      timestamp: '2031-05-06T07:08:09.010Z',
      level: 'INFO',
      message: 'done',
      logger: 'mine',
      requestId: '00000000-0000-4000-8000-000000000001',
      order: 7,
    },
    {
      timestamp: '2031-05-06T07:08:09',
      log_level: 'ERROR',
      errorMessage: 'bad',
      errorType: 'ValueError',
      requestId: '00000000-0000-4000-8000-000000000001',
      stackTrace: ['  File "/var/task/index.py", line 5, in handler\n    raise ValueError(\'bad\')\n'],
    },
  ]);
});
