"""
One thread runs at a time, and another only when it waits.

A task is a thread of the function. The one that runs holds the baton; where Python code would wait (a lock, a sleep, a
socket), it gives the baton to the next one that can go on, first come first served. So the order is a matter of the
code alone. Nobody left who can go on is quiescence: exact, because all that could wake anybody comes from the host.
"""

import _thread
import heapq
from collections import deque

from . import clock

_allocate = _thread.allocate_lock

running = None
ready = deque()
# Between invocations nothing runs.
frozen = False
_timers = []
_numbers = 0
_waits = 0
_hand_over = None


class Task:
    """A thread."""

    __slots__ = ('number', 'gate', 'turn', 'is_waiting', 'woken')

    def __init__(self):
        global _numbers
        self.number = _numbers
        _numbers += 1
        self.gate = _allocate()
        self.gate.acquire()
        # Which wait this is: a timer of an earlier one has no meaning any more.
        self.turn = 0
        self.is_waiting = False
        self.woken = False


def begin(hand_over):
    """Makes the thread that calls the first task; `hand_over` reports to the host and takes what happens next."""
    global running, _hand_over
    running = Task()
    _hand_over = hand_over


def block(until_ms=None):
    """Waits until somebody calls `wake`, which gives True, or until a time, which gives False."""
    global _waits
    me = running
    me.turn += 1
    me.is_waiting = True
    if until_ms is not None:
        _waits += 1
        heapq.heappush(_timers, (until_ms, _waits, me.turn, me))
    _switch(me)
    return me.woken


def wake(task, woken=True):
    """Lets a waiting task go on after those that can already."""
    if task.is_waiting:
        task.is_waiting = False
        task.woken = woken
        ready.append(task)


def pause():
    """Lets the others that can go on do so first."""
    me = running
    if me is None or not ready:
        return
    me.turn += 1
    me.is_waiting = True
    wake(me)
    _switch(me)


def sleep(seconds):
    """`time.sleep`."""
    if seconds < 0:
        raise ValueError('sleep length must be non-negative')
    if seconds == 0:
        clock.busy()
        pause()
    else:
        block(deadline(seconds))


def deadline(seconds):
    """The virtual moment so many seconds from now, in whole milliseconds."""
    return clock.now_ms + max(1, -int(-seconds * 1000 // 1))


def next_timer_at():
    """When the first sleeper wakes, if anybody sleeps."""
    while _timers and not _is_live(_timers[0]):
        heapq.heappop(_timers)
    return _timers[0][0] if _timers else None


def spawn(body):
    """Starts a thread; it runs when it is its turn."""
    task = Task()

    def run():
        task.gate.acquire()
        try:
            body()
        finally:
            _pass_on(_next())

    _start_thread(run, ())
    ready.append(task)
    return task


_start_thread = _thread.start_new_thread


def _is_live(timer):
    _, _, turn, task = timer
    return task.is_waiting and task.turn == turn


def _next():
    """The task that goes on; waits for the host when nobody can."""
    while True:
        if frozen:
            _hand_over()
        elif ready:
            return ready.popleft()
        elif not _fire_one():
            _hand_over()


def _fire_one():
    """Sleepers wake one at a time: each goes as far as it gets before the next one does."""
    at_ms = next_timer_at()
    if at_ms is None or at_ms > clock.now_ms:
        return False
    wake(heapq.heappop(_timers)[3], False)
    return True


def _pass_on(task):
    global running
    running = task
    task.gate.release()


def _switch(me):
    following = _next()
    if following is me:
        return
    _pass_on(following)
    me.gate.acquire()
