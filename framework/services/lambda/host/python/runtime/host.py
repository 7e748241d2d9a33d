"""The other end: reports what happened until nothing more could, and takes what happens next."""

import json
import posix
import struct
import sys

from . import clock, machine, tasks

_exit = posix._exit
_loads = json.loads
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(',', ':')).encode

_socket = None
_calls = []
_logs = []
_blocked = []
_held = []
_result = None
_is_initialised = False
# Who waits for an answer, by the number of the call.
_waiting = {}
_count = 0
_invoke = None
_idle = None


def begin(connection):
    """Speaks over a connected socket from now on; the first message says which environment this is."""
    global _socket
    _socket = connection
    message, _ = _receive()
    return message


def _read(size):
    parts = []
    while size > 0:
        part = _socket.recv(min(size, 1 << 20))
        if not part:
            # The host is gone, and with it the reason to be.
            _exit(0)
        parts.append(part)
        size -= len(part)
    return parts[0] if len(parts) == 1 else b''.join(parts)


def _receive():
    (size,) = struct.unpack('<I', _read(4))
    frame = _read(size)
    (json_size,) = struct.unpack_from('<I', frame)
    message = _loads(frame[4 : 4 + json_size])
    bodies, at = [], 4 + json_size
    for length in message['sizes']:
        bodies.append(frame[at : at + length])
        at += length
    return message['data'], bodies


def _send(data, bodies):
    text = _dumps({'data': data, 'sizes': [len(body) for body in bodies]}).encode('utf-8', 'surrogatepass')
    frame = b''.join((struct.pack('<I', len(text)), text, *bodies))
    try:
        _socket.sendall(struct.pack('<I', len(frame)) + frame)
    except OSError:
        _exit(0)


def _take(**more):
    global _result, _is_initialised
    calls, bodies = [], []
    for call, body in _calls:
        calls.append(call)
        bodies.append(body)
    report = {'calls': calls, 'logs': _logs[:], 'blocked': _blocked[:], **more}
    if _is_initialised:
        report['initialised'] = True
        _is_initialised = False
    if _result is not None:
        report['result'] = _result
        _result = None
    at_ms = None if tasks.frozen else tasks.next_timer_at()
    if at_ms is not None:
        report['nextTimerAt'] = at_ms
    for sent in (_calls, _logs, _blocked):
        sent.clear()
    return report, bodies


def exchange():
    """Everything waits: tells the host, and lets one thing happen."""
    _send(*_take())
    message, bodies = _receive()
    clock.advance(message['nowMs'])
    kind = message['kind']
    if kind == 'invoke':
        _begin_invocation(message)
    elif kind in ('answer', 'reset'):
        message['body'] = bodies[0] if bodies else b''
        if tasks.frozen:
            _held.append(message)
        else:
            _deliver(message)


def _begin_invocation(message):
    global _invoke
    _invoke = message
    tasks.frozen = False
    held = _held[:]
    _held.clear()
    for earlier in held:
        _deliver(earlier)
    if _idle is not None:
        tasks.wake(_idle)


def _deliver(message):
    caller = _waiting.pop(message['call'], None)
    if caller is None:
        return
    if message['kind'] == 'reset':
        caller.break_off()
    else:
        caller.respond(message['status'], message['headers'], message['body'])


def initialised():
    """The handler's module is loaded."""
    global _is_initialised
    _is_initialised = True


def next_invocation():
    """Freezes the environment until the host invokes it."""
    global _idle, _invoke
    _idle = tasks.running
    if _invoke is None:
        tasks.frozen = True
        tasks.block()
    _idle = None
    taken = _invoke
    _invoke = None
    return taken


def conclude(kind, text):
    """The invocation has come to its end; what other threads do from here on waits for the next one."""
    global _result
    _result = {'kind': kind, 'json': text}


def call(caller, request):
    """Sends a request to the cloud; `caller` gets the answer."""
    global _count
    _count += 1
    body = request.pop('body')
    request['call'] = _count
    place = _place()
    if place is not None:
        request['place'] = place
    _waiting[_count] = caller
    _calls.append((request, body))


def forget(caller):
    """Nobody waits for these answers any more."""
    for number in [number for number, waiting in _waiting.items() if waiting is caller]:
        del _waiting[number]


def _place():
    """The innermost frame of the function's own code."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith('/var/task/'):
            return {'file': name, 'line': frame.f_lineno}
        frame = frame.f_back
    return None


def log(text):
    """One event of the log stream."""
    _logs.append({'atMs': clock.now_ms, 'text': text})


def note_blocked(kind, name, port):
    """An attempt to leave the cloud."""
    _blocked.append({'kind': kind, 'host': str(name), 'port': port})


def die(code, reason):
    """The last report; the process ends behind it."""
    machine.lift_memory()
    _send(*_take(exit={'code': code, 'reason': reason}))
    # The host may have to read it first.
    _exit(0)
