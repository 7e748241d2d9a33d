"""Virtual time: milliseconds that only the host moves; what reads a clock in Python reads this one."""

import ctypes
import datetime
import gc
import math
import time

from .patching import put

# After so many readings without quiescence a virtual millisecond goes by, so that a busy wait ends.
READS_PER_MS = 10_000

now_ms = 0
_origin_ms = 0
_reads = 0
_on_busy = None

_localtime = time.localtime
_gmtime = time.gmtime
_ctime = time.ctime
_asctime = time.asctime
_strftime = time.strftime


def start(at_ms):
    """Sets the clock going at the start of an environment."""
    global now_ms, _origin_ms, _reads
    now_ms = _origin_ms = at_ms
    _reads = 0


def advance(to_ms):
    """Moves the clock; it never goes back, even where a busy wait has pushed it ahead of the world outside."""
    global now_ms, _reads
    _reads = 0
    if to_ms > now_ms:
        now_ms = to_ms


def on_busy(call):
    """What to do when code waits by asking again and again."""
    global _on_busy
    _on_busy = call


def busy():
    """Counts a look at something that only time or somebody else can change."""
    global now_ms, _reads
    _reads += 1
    if _reads >= READS_PER_MS:
        _reads = 0
        now_ms += 1
        if _on_busy is not None:
            _on_busy()


def read():
    """The virtual time as user code reads it."""
    busy()
    return now_ms


def _wall():
    """Seconds that are the same millisecond again when they are cut off: the nearest number may lie below."""
    at_ms = read()
    seconds = at_ms / 1000
    return seconds if int((seconds - at_ms // 1000) * 1000) == at_ms % 1000 else math.nextafter(seconds, math.inf)


def _wall_ns():
    return read() * 1_000_000


def _elapsed():
    return (read() - _origin_ms) / 1000


def _elapsed_ns():
    return (read() - _origin_ms) * 1_000_000


def _clock_gettime(clock_id):
    return _wall() if clock_id == time.CLOCK_REALTIME else _elapsed()


def _clock_gettime_ns(clock_id):
    return _wall_ns() if clock_id == time.CLOCK_REALTIME else _elapsed_ns()


def _get_clock_info(name):
    return _Info(name)


class _Info:
    """What `time.get_clock_info` answers."""

    def __init__(self, name):
        if name not in ('monotonic', 'perf_counter', 'process_time', 'thread_time', 'time'):
            raise ValueError('unknown clock')
        self.implementation = f'clock_gettime({"CLOCK_REALTIME" if name == "time" else "CLOCK_MONOTONIC"})'
        self.monotonic = name != 'time'
        self.adjustable = name == 'time'
        self.resolution = 0.001


def _now(cls, tz=None):
    return cls.fromtimestamp(_wall(), tz)


def _utcnow(cls):
    return cls.fromtimestamp(_wall(), datetime.timezone.utc).replace(tzinfo=None)


def _today(cls):
    return cls.fromtimestamp(_wall())


def _put_into(cls, name, value):
    """Sets an attribute of a class that is written in C; such classes refuse `setattr`."""
    for members in gc.get_referents(cls.__dict__):
        if isinstance(members, dict) and '__doc__' in members:
            members[name] = value
            ctypes.pythonapi.PyType_Modified(ctypes.py_object(cls))
            return
    raise TypeError(f'{cls!r} keeps its attributes where they cannot be reached')


def patch():
    """Puts virtual time in the place of all clocks of `time` and `datetime`."""
    for name, call in _replacements().items():
        put(name, call, time)
    _put_into(datetime.datetime, 'now', classmethod(_now))
    _put_into(datetime.datetime, 'utcnow', classmethod(_utcnow))
    _put_into(datetime.datetime, 'today', classmethod(_today))
    _put_into(datetime.date, 'today', classmethod(_today))


def _replacements():
    return {
        'time': _wall,
        'time_ns': _wall_ns,
        **{name: _elapsed for name in ('monotonic', 'perf_counter', 'process_time', 'thread_time')},
        **{name: _elapsed_ns for name in ('monotonic_ns', 'perf_counter_ns', 'process_time_ns', 'thread_time_ns')},
        'clock_gettime': _clock_gettime,
        'clock_gettime_ns': _clock_gettime_ns,
        'get_clock_info': _get_clock_info,
        'localtime': lambda seconds=None, /: _localtime(_wall() if seconds is None else seconds),
        'gmtime': lambda seconds=None, /: _gmtime(_wall() if seconds is None else seconds),
        'ctime': lambda seconds=None, /: _ctime(_wall() if seconds is None else seconds),
        'asctime': lambda when=None, /: _asctime(_localtime(_wall()) if when is None else when),
        'strftime': lambda form, when=None, /: _strftime(form, _localtime(_wall()) if when is None else when),
    }
