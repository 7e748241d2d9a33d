"""Locks and threads over tasks, in the place of those of `_thread`, on which all others are built."""

import _thread
import sys
from collections import deque

from . import clock, host, tasks
from .patching import put

_IDENT = 0x7F00_0000_0000
_excepthook = _thread._excepthook


def _wait_until(blocking, timeout):
    if not blocking and timeout != -1:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout < 0 and timeout != -1:
        raise ValueError('timeout value must be a non-negative number')
    if timeout > _thread.TIMEOUT_MAX:
        raise OverflowError('timeout value is too large')
    return None if timeout == -1 else tasks.deadline(timeout)


class Lock:
    """`_thread.lock`: it goes to those who wait for it in the order in which they came."""

    __slots__ = ('_is_locked', '_waiters', '__weakref__')

    def __init__(self):
        self._is_locked = False
        self._waiters = deque()

    def acquire(self, blocking=True, timeout=-1):
        until_ms = _wait_until(blocking, timeout)
        if not self._is_locked:
            self._is_locked = True
            return True
        if not blocking or timeout == 0:
            clock.busy()
            return False
        me = tasks.running
        self._waiters.append(me)
        if tasks.block(until_ms):
            return True
        self._waiters.remove(me)
        return False

    def release(self):
        if not self._is_locked:
            raise RuntimeError('release unlocked lock')
        if self._waiters:
            # It stays locked: it is the next one's now.
            tasks.wake(self._waiters.popleft())
        else:
            self._is_locked = False

    def locked(self):
        clock.busy()
        return self._is_locked

    def _at_fork_reinit(self):
        self.__init__()

    acquire_lock = acquire
    release_lock = release
    locked_lock = locked

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *_):
        self.release()

    def __repr__(self):
        return f'<{"locked" if self._is_locked else "unlocked"} _thread.lock object>'


class RLock:
    """`_thread.RLock`: its owner may take it again."""

    __slots__ = ('_lock', '_owner', '_count', '__weakref__')

    def __init__(self):
        self._lock = Lock()
        self._owner = None
        self._count = 0

    def acquire(self, blocking=True, timeout=-1):
        if self._owner is tasks.running:
            self._count += 1
            return True
        if not self._lock.acquire(blocking, timeout):
            return False
        self._owner = tasks.running
        self._count = 1
        return True

    def release(self):
        if self._owner is not tasks.running:
            raise RuntimeError('cannot release un-acquired lock')
        self._count -= 1
        if self._count == 0:
            self._owner = None
            self._lock.release()

    def locked(self):
        return self._lock.locked()

    def _is_owned(self):
        return self._owner is tasks.running

    def _recursion_count(self):
        return self._count if self._is_owned() else 0

    def _release_save(self):
        if self._count == 0:
            raise RuntimeError('cannot release un-acquired lock')
        saved = (self._count, self._owner)
        self._count, self._owner = 0, None
        self._lock.release()
        return saved

    def _acquire_restore(self, saved):
        self._lock.acquire()
        self._count, self._owner = saved

    def _at_fork_reinit(self):
        self.__init__()

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *_):
        self.release()

    def __repr__(self):
        state = 'locked' if self._count else 'unlocked'
        return f'<{state} _thread.RLock object owner={self._owner and self._owner.number} count={self._count}>'


class Handle:
    """`_thread._ThreadHandle` of Python 3.13: waits for the end of a thread."""

    def __init__(self, ident=0):
        self.ident = ident
        self._ended = Lock()
        self._ended.acquire()

    def is_done(self):
        return not self._ended.locked()

    def join(self, timeout=None):
        if self._ended.acquire(timeout=-1 if timeout is None or timeout < 0 else timeout):
            self._ended.release()

    def _set_done(self):
        if not self.is_done():
            self._ended.release()


# The lock that ends with the thread which took it (Python 3.12 and before).
_sentinels = {}


def _set_sentinel():
    lock = Lock()
    _sentinels[tasks.running.number] = lock
    return lock


def _run(call, args, kwargs, ended):
    try:
        call(*args, **kwargs)
    except SystemExit:
        pass
    except MemoryError:
        host.die(137, 'outOfMemory')
    except BaseException:
        _excepthook(_thread._ExceptHookArgs((*sys.exc_info(), None)))
    finally:
        lock = _sentinels.pop(tasks.running.number, None)
        if lock is not None and lock.locked():
            lock.release()
        if ended is not None:
            ended._set_done()


def _start(call, args, kwargs=None, ended=None):
    task = tasks.spawn(lambda: _run(call, args, kwargs or {}, ended))
    return _IDENT + task.number


def _start_new_thread(function, args, kwargs=None, /):
    return _start(function, args, kwargs)


def _start_joinable_thread(function, handle=None, daemon=True):
    handle = Handle() if handle is None else handle
    handle.ident = _start(function, (), None, handle)
    return handle


def _get_ident():
    return _IDENT + tasks.running.number


def _get_native_id():
    return 8 + tasks.running.number


def patch():
    """Must come before `threading` is loaded."""
    assert 'threading' not in sys.modules
    # Its C twin waits in C.
    sys.modules['_queue'] = None
    for name in ('allocate_lock', 'allocate', 'LockType', 'lock'):
        put(name, Lock, _thread)
    put('RLock', RLock, _thread)
    put('start_new_thread', _start_new_thread, _thread)
    put('start_new', _start_new_thread, _thread)
    put('get_ident', _get_ident, _thread)
    put('get_native_id', _get_native_id, _thread)
    put('_set_sentinel', _set_sentinel, _thread)
    put('start_joinable_thread', _start_joinable_thread, _thread)
    put('_ThreadHandle', Handle, _thread)
    put('_make_thread_handle', Handle, _thread)
    put('_get_main_thread_ident', lambda: _IDENT, _thread)
    import queue
    import threading

    assert queue.SimpleQueue is queue._PySimpleQueue and threading.Lock is not None
