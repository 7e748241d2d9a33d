import { readdirSync } from 'node:fs';
import { livingProcesses } from '../../../../../framework/services/lambda/host/python/zygote';
import { closeStages } from '../stage';
import { playPython, pythonStage } from './python-stage';

afterAll(closeStages);

test('files lie where they lie in Lambda, and only /tmp can be written', async () => {
  const code = `
import errno, glob, json, os, pathlib, shutil, sys, tempfile
def attempt(call):
    try:
        return call()
    except OSError as error:
        return str(error)
def handler(event, context):
    pathlib.Path('/tmp/b/c').mkdir(parents=True)
    with open('/tmp/b/file', 'w') as file: file.write('text')
    os.rename('/tmp/b/file', '/tmp/b/moved')
    shutil.copy('/var/task/data.json', '/tmp/a')
    with tempfile.NamedTemporaryFile(mode='w+') as file:
        named = os.path.dirname(file.name)
    listed = [sorted(os.listdir('/tmp')), os.listdir('/tmp/b'), [entry.path for entry in os.scandir('/tmp/b')],
              sorted(glob.glob('/tmp/**', recursive=True)), [root for root, _, _ in os.walk('/tmp')]]
    times = [os.stat('/tmp/b/moved').st_mtime, os.stat('data.json').st_mtime]
    shutil.rmtree('/tmp/b')
    return {
        'here': [__file__, os.getcwd(), os.path.realpath('data.json'), json.load(open('data.json'))],
        'listed': listed, 'named': named, 'times': times, 'left': os.listdir('/tmp'),
        'layer': [attempt(lambda: open('/opt/text').read()), __import__('shared').__file__],
        'refused': [attempt(lambda: open('/var/task/new', 'w')), attempt(lambda: os.mkdir('/etc/x')), attempt(lambda: os.remove('/var/task/index.py')),
                    attempt(lambda: open('/tmp/missing')), attempt(lambda: os.rename('/tmp/none', '/tmp/x'))],
        'paths': [path.replace('python%d.%d' % sys.version_info[:2], 'python3.X') for path in sys.path if path.startswith(('/var/task', '/opt'))],
    }
`;
  const options = { layer: { text: 'of the layer', 'python/shared.py': '' } };
  const warm = pythonStage(code, options, { 'data.json': '{"a":1}' });
  const { value, error } = await warm.invoke();
  expect(error).toBeUndefined();
  expect(value).toMatchInlineSnapshot(`
   {
     "here": [
       "/var/task/index.py",
       "/var/task",
       "/var/task/data.json",
       {
         "a": 1,
       },
     ],
     "layer": [
       "of the layer",
       "/opt/python/shared.py",
     ],
     "left": [
       "a",
     ],
     "listed": [
       [
         "a",
         "b",
       ],
       [
         "c",
         "moved",
       ],
       [
         "/tmp/b/c",
         "/tmp/b/moved",
       ],
       [
         "/tmp/",
         "/tmp/a",
         "/tmp/b",
         "/tmp/b/c",
         "/tmp/b/moved",
       ],
       [
         "/tmp",
         "/tmp/b",
         "/tmp/b/c",
       ],
     ],
     "named": "/tmp",
     "paths": [
       "/var/task",
       "/opt/python/lib/python3.X/site-packages",
       "/opt/python",
     ],
     "refused": [
       "[Errno 30] Read-only file system: '/var/task/new'",
       "[Errno 30] Read-only file system: '/etc/x'",
       "[Errno 30] Read-only file system: '/var/task/index.py'",
       "[Errno 2] No such file or directory: '/tmp/missing'",
       "[Errno 2] No such file or directory: '/tmp/none' -> '/tmp/x'",
     ],
     "times": [
       1935817689.01,
       315532800,
     ],
   }
  `);
  expect(readdirSync(warm.scratch)).toEqual(['a']);
});

test('every function runs on the same machine', async () => {
  const code = `
import os, platform, socket, threading
def handler(event, context):
    return [os.getpid(), os.getppid(), os.cpu_count(), socket.gethostname(), platform.node(), platform.release(), os.getuid(),
            threading.current_thread().name, sorted(name for name in os.environ if not name.startswith('AWS_'))]
`;
  expect((await playPython(code)).outcome.value).toEqual([
    8,
    1,
    2,
    '169.254.76.1',
    '169.254.76.1',
    '5.10.0',
    993,
    'MainThread',
    ['TZ', '_X_AMZN_TRACE_ID'],
  ]);
});

test('other processes, signals by time and servers are refused loudly', async () => {
  const code = `
import multiprocessing, os, signal, socket, subprocess
def attempt(call):
    try:
        return repr(call())
    except RuntimeError as error:
        return str(error).split(':')[0]
def handler(event, context):
    return [attempt(lambda: subprocess.run(['true'])), attempt(os.fork), attempt(lambda: os.system('true')),
            attempt(lambda: multiprocessing.Process(target=print).start()), attempt(lambda: signal.alarm(1)),
            attempt(lambda: socket.create_server(('', 80)))]
`;
  expect((await playPython(code)).outcome.value).toEqual([
    'STORM_NOT_EMULATED subprocess.Popen',
    'STORM_NOT_EMULATED os.fork',
    'STORM_NOT_EMULATED os.system',
    'STORM_NOT_EMULATED os.fork',
    'STORM_NOT_EMULATED signal.alarm',
    'STORM_NOT_EMULATED socket.listen',
  ]);
});

test('a package of its own is used in place of the runtime’s, and others of this machine are not there', async () => {
  const files = { 'boto3/__init__.py': "__version__ = 'own'" };
  const code = `
import boto3
def handler(event, context):
    try:
        import pip
    except ImportError as error:
        return boto3.__version__, boto3.__file__, str(error)
`;
  expect((await pythonStage(code, undefined, files).invoke()).value).toEqual([
    'own',
    '/var/task/boto3/__init__.py',
    "No module named 'pip'",
  ]);
});

test('nothing is left of an environment that is closed', async () => {
  const before = livingProcesses();
  const warm = pythonStage('def handler(event, context):\n    return 1');
  await warm.invoke();
  expect(livingProcesses()).toBe(before + 1);
  await warm.close();
  expect(livingProcesses()).toBe(before);
});
