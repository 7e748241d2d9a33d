"""The one machine that every function runs on, and the ways out of it that are closed."""

import ctypes
import os
import posix
import resource
import signal
import time

from . import host, tasks
from .patching import put

_PID = 8
_CPUS = 2
_HOSTNAME = '169.254.76.1'
_MIB = 1024 * 1024
_STARTS = (
    'fork',
    'forkpty',
    'posix_spawn',
    'posix_spawnp',
    'system',
    'execv',
    'execve',
)
_SIGNAL_TIMERS = ('alarm', 'setitimer', 'sigtimedwait', 'sigwait', 'sigwaitinfo', 'pause')
_PR_SET_PDEATHSIG = 1
_setrlimit = resource.setrlimit
_open = posix.open
_read = posix.read
_close = posix.close


def die_with_parent():
    """Has the system end this process when the one that started it is gone, however it went."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def limit_memory(mb):
    """From here on so much more memory may be asked for."""
    status = _open('/proc/self/status', os.O_RDONLY)
    for line in _read(status, 65536).decode().splitlines():
        if line.startswith('VmData:'):
            limit = int(line.split()[1]) * 1024 + mb * _MIB
            _setrlimit(resource.RLIMIT_DATA, (limit, resource.RLIM_INFINITY))
    _close(status)


def lift_memory():
    """Lets the last report be written."""
    _setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _refuse(name):
    def refused(*_, **__):
        raise RuntimeError(f"STORM_NOT_EMULATED {name}: its time, chance and network would be the machine's")

    return refused


def _kill(pid, number):
    if pid not in (_PID, 0, -_PID):
        raise ProcessLookupError(3, 'No such process')
    if number == 0:
        return
    handler = signal.getsignal(number)
    if callable(handler) and handler is not signal.default_int_handler:
        handler(number, None)
    elif handler is not signal.SIG_IGN:
        host.die(128 + int(number), 'crash')


def patch():
    """Gives every function the same machine."""
    uname = os.uname_result(('Linux', _HOSTNAME, '5.10.0', '#1 SMP', posix.uname().machine))
    fixed = {
        'getpid': _PID,
        'getppid': 1,
        'getuid': 993,
        'geteuid': 993,
        'getgid': 990,
        'getegid': 990,
        'getlogin': 'sbx_user1051',
        'uname': uname,
        'cpu_count': _CPUS,
        'sched_getaffinity': {0, 1},
        'getloadavg': (0.0, 0.0, 0.0),
        'process_cpu_count': _CPUS,
    }
    for name, value in fixed.items():
        put(name, lambda *_, value=value, **__: value, posix, os)
    for name in _STARTS:
        put(name, _refuse(f'os.{name}'), posix, os)
    import _posixsubprocess
    import platform
    import subprocess

    put('fork_exec', _refuse('subprocess'), _posixsubprocess)
    subprocess.Popen.__init__ = _refuse('subprocess.Popen')
    for name in _SIGNAL_TIMERS:
        put(name, _refuse(f'signal.{name}'), signal)
    put('_exit', lambda status: host.die(status, 'exit'), posix, os)
    put('abort', lambda: host.die(134, 'crash'), posix, os)
    put('kill', _kill, posix, os)
    put('killpg', _kill, posix, os)
    put('raise_signal', lambda number: _kill(_PID, number), signal)
    put('sleep', tasks.sleep, time)
    # It remembers the real machine, and would ask a program about its processor.
    platform._uname_cache = None
    platform._platform_cache.clear()
    platform._Processor.get = staticmethod(lambda: '')
