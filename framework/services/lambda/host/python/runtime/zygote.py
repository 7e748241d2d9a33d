"""
Makes execution environments: a process that has loaded what all of them need, and forks one for each.

Reads commands from its standard input and answers on its standard output; it ends with whoever started it. A fork is as
good as a fresh process, because nothing of a function has run in it.
"""

import gc
import importlib
import os
import posix
import signal
import sys

_fork = posix.fork
_waitpid = posix.waitpid
_kill = posix.kill
_read = posix.read
_write = posix.write
_dup2 = posix.dup2
_exit = posix._exit

# What AWS's runtime holds, and what it needs itself.
PACKAGES = (
    'boto3',
    'botocore',
    'dateutil',
    'jmespath',
    's3transfer',
    'six.py',
    'urllib3',
)
_LOADED = ('json', 'logging', 'asyncio', 'concurrent.futures.thread', 'boto3', 'boto3.session', 'botocore.session')
# The clients that most functions make.
_SERVICES = ('s3', 'dynamodb', 'sqs', 'sns')
_CLIENTS = (
    'botocore.client',
    'botocore.httpsession',
    'botocore.retries.standard',
    'botocore.signers',
    'botocore.handlers',
    'boto3.dynamodb.conditions',
    'boto3.dynamodb.types',
    's3transfer.manager',
)


def find_packages():
    """Where each of the runtime's packages lies on this machine."""
    found = {}
    for name in PACKAGES:
        for folder in sys.path:
            if os.path.exists(f'{folder}/{name}'):
                found[name] = f'{folder}/{name}'
                break
    return found


def narrow(packages_at, found):
    """From here on only Python's own library, which is the answer, and the runtime's packages can be imported."""
    site = {os.path.dirname(path) for path in found.values()}
    library = [path for path in sys.path if path and path not in site and not path.endswith('-packages')]
    sys.path[:] = [packages_at, *library]
    sys.path_importer_cache.clear()
    sys.dont_write_bytecode = True
    return library


def preload():
    """Loads what nearly every function loads."""
    gc.disable()
    for name in (*_LOADED, *_CLIENTS):
        importlib.import_module(name)
    _read_models()
    # What is here is never looked at again, nor copied into each fork for it.
    gc.freeze()
    gc.enable()


def _read_models():
    """
    Reads the files from which the most common clients are made; an environment gets each of them once.

    A second client of the same kind has to read them anew, as it would without this: they are not shared.
    """
    from botocore import loaders
    from botocore.session import Session

    load_file = loaders.JSONFileLoader.load_file
    asked = []

    def listen(self, path):
        asked.append(path)
        return load_file(self, path)

    loaders.JSONFileLoader.load_file = listen
    session = Session()
    for name in _SERVICES:
        session.create_client(name, 'us-east-1', aws_access_key_id='none', aws_secret_access_key='none')
    reader = loaders.JSONFileLoader()
    read = {path: load_file(reader, path) for path in dict.fromkeys(asked)}

    def load_once(self, path):
        return read.pop(path) if path in read else load_file(self, path)

    loaders.JSONFileLoader.load_file = load_once


def _say(text):
    _write(1, f'{text}\n'.encode())


def _reap(*_):
    while True:
        try:
            pid, status = _waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _say(f'ended {pid} {status}')


def _commands():
    rest = b''
    while True:
        data = _read(0, 4096)
        if not data:
            return
        *lines, rest = (rest + data).split(b'\n')
        for line in lines:
            yield line.decode().split(' ')


def run(start_environment):
    """Forks an environment for each line that asks for one, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, _reap)
    _say(f'ready {sys.version_info[0]}.{sys.version_info[1]}')
    for command, number in _commands():
        if command == 'kill':
            try:
                _kill(int(number), signal.SIGKILL)
            except ProcessLookupError:
                pass
            continue
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        pid = _fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            start_environment(number)
            _exit(0)
        _say(f'forked {number} {pid}')
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def silence():
    """The standard streams of the machine are no place for what a function writes."""
    null = posix.open('/dev/null', os.O_RDWR)
    for fd in (0, 1, 2):
        _dup2(null, fd)
