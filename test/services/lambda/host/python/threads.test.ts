import { closeStages } from '../stage';
import { playPython, pythonStage } from './python-stage';

afterAll(closeStages);

const answered = () => ({ body: 'answer' });

test('threads take turns in an order that is the code’s alone', async () => {
  const code = `
import threading, time, queue, random, uuid
from concurrent.futures import ThreadPoolExecutor
def handler(event, context):
    seen, work, lock = [], queue.Queue(), threading.Lock()
    def consume(name):
        while True:
            item = work.get()
            if item is None:
                return
            time.sleep(random.random() / 100)
            with lock:
                seen.append([name, item, str(uuid.uuid4())])
    threads = [threading.Thread(target=consume, args=(n,)) for n in range(4)]
    for thread in threads: thread.start()
    for n in range(20): work.put(n)
    for _ in threads: work.put(None)
    for thread in threads: thread.join()
    with ThreadPoolExecutor(3) as pool:
        seen.append(list(pool.map(lambda n: (time.sleep(0.01 * (5 - n)), n * n)[1], range(5))))
    return seen
`;
  const { outcome, dependsOnSeed } = await playPython(code);
  expect(outcome.error).toBeUndefined();
  expect(outcome.value).toHaveLength(21);
  expect(dependsOnSeed).toBe(true);
});

test('what threads share works in virtual time', async () => {
  const code = `
import threading, time
def handler(event, context):
    told, start = [], time.time()
    since = lambda: round(time.time() - start, 3)
    event, condition, barrier, semaphore = threading.Event(), threading.Condition(), threading.Barrier(2), threading.Semaphore(1)
    told.append([event.wait(0.1), since()])
    threading.Timer(0.2, event.set).start()
    told.append([event.wait(), since()])
    lock = threading.RLock()
    with lock, lock:
        other = threading.Thread(target=lambda: told.append([lock.acquire(timeout=0.05), since()]))
        other.start()
        other.join()
    def meet():
        barrier.wait()
        with condition:
            condition.notify_all()
    partner = threading.Thread(target=meet)
    with condition:
        partner.start()
        barrier.wait()
        told.append([condition.wait(1), since()])
    partner.join(0.5)
    told.append([partner.is_alive(), semaphore.acquire(), semaphore.acquire(timeout=0.01), since()])
    return told
`;
  expect((await playPython(code)).outcome.value).toEqual([
    [false, 0.1],
    [true, 0.3],
    [false, 0.35],
    [true, 0.35],
    [false, true, false, 0.36],
  ]);
});

test('calls of several threads go out together, in the order of the threads', async () => {
  const code = `
import boto3
from concurrent.futures import ThreadPoolExecutor
s3 = boto3.client('s3')
def handler(event, context):
    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(lambda n: s3.get_object(Bucket='b', Key=f'k{n}')['Body'].read().decode(), range(5)))
`;
  const warm = pythonStage(code);
  const { value, calls } = await warm.invoke({}, answered);
  expect(value).toEqual(Array.from({ length: 5 }, () => 'answer'));
  expect(calls.map(({ path }) => path)).toEqual(['/b/k0', '/b/k1', '/b/k2', '/b/k3', '/b/k4']);
  expect(warm.reports[0]?.calls).toHaveLength(3);
  await playPython(code, answered);
});

test('asyncio runs in virtual time, with threads and streams', async () => {
  const code = `
import asyncio, boto3, time
s3 = boto3.client('s3')
async def raw():
    reader, writer = await asyncio.open_connection('s3.amazonaws.com', 443, ssl=True)
    writer.write(b'GET /raw HTTP/1.1\\r\\nhost: s3.amazonaws.com\\r\\n\\r\\n')
    status = await reader.readline()
    writer.close()
    return status.decode().strip()
async def main():
    start = time.time()
    first = await asyncio.gather(asyncio.sleep(0.3, 'a'), asyncio.sleep(0.1, 'b'), raw(),
        asyncio.get_running_loop().run_in_executor(None, lambda: s3.get_object(Bucket='b', Key='k')['Body'].read().decode()))
    try:
        await asyncio.wait_for(asyncio.sleep(5), 0.2)
    except asyncio.TimeoutError:
        first.append('timed out')
    return [first, round(time.time() - start, 3)]
def handler(event, context):
    return asyncio.run(main())
`;
  const { outcome } = await playPython(code, answered);
  expect(outcome.error).toBeUndefined();
  expect(outcome.value).toEqual([['a', 'b', 'HTTP/1.1 200 OK', 'answer', 'timed out'], 0.5]);
});

test('between invocations threads stand still, and go on with the next one', async () => {
  const code = `
import threading, time
ticks = []
def tick():
    while True:
        time.sleep(1)
        ticks.append(round(time.time()))
threading.Thread(target=tick, daemon=True).start()
def handler(event, context):
    time.sleep(event['seconds'])
    return len(ticks)
`;
  const warm = pythonStage(code);
  expect((await warm.invoke({ seconds: 2.5 })).value).toBe(2);
  const nowMs = Date.UTC(2031, 4, 6, 8);
  // The sleeper is long overdue, and wakes once when the handler first waits.
  expect((await warm.invoke({ seconds: 0.5 }, undefined, { nowMs })).value).toBe(3);
  const ends = warm.reports.filter(({ result }) => result !== undefined);
  expect(ends.map(({ nextTimerAt }) => nextTimerAt)).toEqual([undefined, undefined]);
});

test('an error in a thread is printed, as the interpreter does', async () => {
  const code = `
import threading
def fail(): raise ValueError('in a thread')
def handler(event, context):
    thread = threading.Thread(target=fail, name='worker')
    thread.start()
    thread.join()
    return 'done'
`;
  const { outcome } = await playPython(code);
  expect(outcome.value).toBe('done');
  expect(outcome.logs[0]).toBe('Exception in thread worker:');
  expect(outcome.logs.at(-1)).toBe('ValueError: in a thread');
});
