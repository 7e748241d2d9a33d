"""Waiting for several sockets at once: `select`, `poll`, `epoll` and the selectors over them."""

import select
import selectors

from . import clock, sockets, tasks
from .patching import put

_IN, _OUT = select.POLLIN, select.POLLOUT


def _numbered(thing):
    number = thing if isinstance(thing, int) else thing.fileno()
    found = sockets.by_number(number)
    if found is None:
        raise RuntimeError("STORM_NOT_EMULATED waiting for a file that is no socket: it would be the machine's")
    return number, found


def wait_ready(interests, timeout):
    """The sockets that are ready for what somebody wants of them: pairs of a number and events."""
    wanted = [(*_numbered(number), events) for number, events in interests]
    until_ms = None if timeout is None else tasks.deadline(timeout) if timeout > 0 else clock.now_ms
    while True:
        ready = []
        for number, source, events in wanted:
            happened = (events & _IN if source.is_readable() else 0) | (events & _OUT if source.is_writable() else 0)
            if happened:
                ready.append((number, happened))
        if ready:
            return ready
        if timeout is not None and timeout <= 0:
            clock.busy()
            return ready
        if not sockets.wait_any([source for _, source, _ in wanted], until_ms):
            return ready


def _select(readers, writers, others, timeout=None):
    readers, writers = list(readers), list(writers)
    interests = [(_numbered(each)[0], _IN) for each in readers] + [(_numbered(each)[0], _OUT) for each in writers]
    ready = wait_ready(interests, timeout)
    return (
        [each for each in readers if (_numbered(each)[0], _IN) in ready],
        [each for each in writers if (_numbered(each)[0], _OUT) in ready],
        [],
    )


class _Poll:
    """`select.poll()`, in milliseconds."""

    _UNIT = 1000

    def __init__(self):
        self._events = {}

    def register(self, fd, eventmask=_IN | _OUT):
        self._events[_numbered(fd)[0]] = eventmask

    def modify(self, fd, eventmask):
        if _numbered(fd)[0] not in self._events:
            raise FileNotFoundError(2, 'No such file or directory')
        self.register(fd, eventmask)

    def unregister(self, fd):
        del self._events[fd if isinstance(fd, int) else fd.fileno()]

    def poll(self, timeout=None, maxevents=-1):
        seconds = None if timeout is None or timeout < 0 else timeout / self._UNIT
        return wait_ready(list(self._events.items()), seconds)


class _Epoll(_Poll):
    """`select.epoll()`, in seconds."""

    _UNIT = 1

    def __init__(self, sizehint=-1, flags=0):
        super().__init__()
        self.closed = False

    def close(self):
        self.closed = True

    def fileno(self):
        return -1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class VirtualSelector(selectors._BaseSelectorImpl):
    """Every selector of `selectors`."""

    def select(self, timeout=None):
        interests = []
        for key in self._fd_to_key.values():
            events = (_IN if key.events & selectors.EVENT_READ else 0) | (
                _OUT if key.events & selectors.EVENT_WRITE else 0
            )
            interests.append((key.fd, events))
        found = []
        for number, happened in wait_ready(interests, timeout):
            events = (selectors.EVENT_READ if happened & _IN else 0) | (selectors.EVENT_WRITE if happened & _OUT else 0)
            key = self._fd_to_key[number]
            found.append((key, events & key.events))
        return found


def patch():
    """Nobody waits for the machine's files any more."""
    put('select', _select, select)
    put('poll', _Poll, select)
    put('epoll', _Epoll, select)
    for name in ('DefaultSelector', 'SelectSelector', 'PollSelector', 'EpollSelector'):
        put(name, VirtualSelector, selectors)
