"""Sockets without a network: what is written to the cloud becomes a call, its answer is what is read."""

import errno
import os
import socket

from . import host, names, tasks
from .patching import put
from .requests import Parser, response_bytes

_FIRST_NUMBER = 10_000
_RealSocket = socket.socket
# The class in C under it, which our own connection to the host is made from.
_BareSocket = socket.socket.__mro__[1]
_open = {}
_numbers = 0


def by_number(number):
    """The open socket with this number."""
    return _open.get(number)


def wait_any(sources, until_ms):
    """Waits until one of the sockets changes, or until a time; says whether one did."""
    me = tasks.running
    for source in sources:
        source.waiters.append(me)
    try:
        return tasks.block(until_ms)
    finally:
        for source in sources:
            source.waiters.remove(me)


class Connection:
    """The cloud's end of a socket."""

    def __init__(self, owner, name, port):
        self._owner = owner
        self._name = name
        self._port = port
        self._asked = []
        self._parser = Parser(self._expect, self._request)

    def write(self, data):
        self._parser.push(data)

    def _expect(self):
        self._owner.receive(b'HTTP/1.1 100 Continue\r\n\r\n')

    def _request(self, request):
        self._asked.append(request['method'])
        target = {'secure': self._owner.is_secure, 'host': self._name, 'port': self._port}
        host.call(self, {**target, **request})

    def respond(self, status, headers, body):
        self._owner.receive(response_bytes(self._asked.pop(0), status, headers, body))

    def break_off(self):
        self._owner.fail(errno.ECONNRESET)

    def close(self):
        host.forget(self)


class Pair:
    """The other one of two sockets that are connected with each other."""

    def __init__(self, other):
        self._other = other

    def write(self, data):
        self._other.receive(bytes(data))

    def close(self):
        self._other.end()


class VirtualSocket(_RealSocket):
    """A socket that the machine knows nothing of."""

    # The class that it is made from asks for a real one in its own.
    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):  # noqa: A002
        global _numbers
        if fileno is not None:
            raise RuntimeError("STORM_NOT_EMULATED socket.socket(fileno=...): the file would be the machine's")
        self._family = socket.AF_INET if family == -1 else family
        self._type = socket.SOCK_STREAM if type == -1 else type & ~(socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        self._proto = 0 if proto == -1 else proto
        self._number = _FIRST_NUMBER + _numbers
        _numbers += 1
        _open[self._number] = self
        self._io_refs = 0
        self._closed = False
        self._timeout = socket.getdefaulttimeout()
        self.end_of = None
        self._name = None
        self._error = None
        self._is_ended = False
        self._inbox = bytearray()
        self.is_secure = False
        self.waiters = []
        self._options = {}

    family = property(lambda self: self._family)
    type = property(lambda self: self._type)
    proto = property(lambda self: self._proto)
    timeout = property(lambda self: self._timeout)

    # From the other end.

    def receive(self, data):
        self._inbox += data
        self._notify()

    def end(self):
        self._is_ended = True
        self._notify()

    def fail(self, code):
        self._error = code
        self._notify()

    def _notify(self):
        for task in self.waiters:
            tasks.wake(task)

    # What may wait.

    def is_readable(self):
        return bool(self._inbox) or self._is_ended or self._error is not None

    def is_writable(self):
        return self.end_of is not None or self._error is not None

    def _wait_for_bytes(self):
        if self.is_readable():
            return
        if self._timeout == 0:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        until_ms = None if self._timeout is None else tasks.deadline(self._timeout)
        while not self.is_readable():
            if not wait_any((self,), until_ms):
                raise socket.timeout('The read operation timed out' if self.is_secure else 'timed out')

    def recv(self, size, flags=0):
        self._assert_open()
        self._wait_for_bytes()
        if not self._inbox and self._error is not None:
            raise OSError(self._error, os.strerror(self._error))
        taken = bytes(self._inbox[:size])
        if not flags & socket.MSG_PEEK:
            del self._inbox[: len(taken)]
        return taken

    def recv_into(self, buffer, nbytes=0, flags=0):
        view = memoryview(buffer).cast('B')
        taken = self.recv(nbytes or len(view), flags)
        view[: len(taken)] = taken
        return len(taken)

    def recvfrom(self, size, flags=0):
        return self.recv(size, flags), self.getpeername()

    def recvfrom_into(self, buffer, nbytes=0, flags=0):
        return self.recv_into(buffer, nbytes, flags), self.getpeername()

    def send(self, data, flags=0):
        self._assert_open()
        if self._error is not None or self.end_of is None:
            code = errno.ENOTCONN if self.end_of is None else errno.EPIPE
            raise OSError(code, os.strerror(code))
        with memoryview(data) as view:
            self.end_of.write(view.cast('B'))
            return view.nbytes

    def sendall(self, data, flags=0):
        self.send(data, flags)

    def sendmsg(self, buffers, *_):
        return self.send(b''.join(buffers))

    def sendto(self, data, *rest):
        name, port = rest[-1][:2]
        host.note_blocked('udp', name, port)
        raise names.no_route(name)

    def sendfile(self, file, offset=0, count=None):
        if offset:
            file.seek(offset)
        return self.send(file.read(-1 if count is None else count))

    # Connecting.

    def connect(self, address):
        self._assert_open()
        if not isinstance(address, tuple):
            host.note_blocked('tcp', os.fsdecode(address), 0)
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        name, port = names.behind(names.look_up(address[0])), address[1]
        if not names.is_cloud(name):
            host.note_blocked('tcp' if self._type == socket.SOCK_STREAM else 'udp', name, port)
            raise names.no_route(name)
        self._name = (address[0], port)
        self.end_of = Connection(self, name, port)
        self._notify()

    def connect_ex(self, address):
        try:
            self.connect(address)
        except OSError as error:
            return error.errno
        return 0

    def join(self, other):
        """Connects two sockets of this process with each other."""
        self.end_of, other.end_of = Pair(other), Pair(self)

    def bind(self, address):
        if address[1] != 0:
            self.listen()

    def listen(self, *_):
        raise RuntimeError('STORM_NOT_EMULATED socket.listen: nothing can reach a function from outside')

    accept = listen

    # The rest.

    def _assert_open(self):
        if self._closed or self._number not in _open:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    def fileno(self):
        return self._number if self._number in _open else -1

    def settimeout(self, timeout):
        if timeout is not None and timeout < 0:
            raise ValueError('Timeout value out of range')
        self._timeout = None if timeout is None else float(timeout)

    def gettimeout(self):
        return self._timeout

    def setblocking(self, flag):
        self._timeout = None if flag else 0.0

    def getblocking(self):
        return self._timeout != 0

    def setsockopt(self, level, name, value=None, length=None):
        self._options[level, name] = value

    def getsockopt(self, level, name, length=0):
        if (level, name) == (socket.SOL_SOCKET, socket.SO_ERROR):
            return self._error or 0
        return self._options.get((level, name), 0) if length == 0 else bytes(length)

    def getpeername(self):
        if self._name is None:
            raise OSError(errno.ENOTCONN, os.strerror(errno.ENOTCONN))
        return self._name

    def getsockname(self):
        return ('169.254.76.1', 40_000 + self._number - _FIRST_NUMBER)

    def get_inheritable(self):
        return False

    def set_inheritable(self, inheritable):
        pass

    def shutdown(self, how):
        self._assert_open()
        if how in (socket.SHUT_RD, socket.SHUT_RDWR):
            self.end()

    def dup(self):
        raise RuntimeError('STORM_NOT_EMULATED socket.dup')

    def detach(self):
        raise RuntimeError("STORM_NOT_EMULATED socket.detach: the file would be the machine's")

    def _real_close(self, _ss=None):
        _open.pop(self._number, None)
        if self.end_of is not None:
            self.end_of.close()
        self._notify()

    def __repr__(self):
        return f'<socket.socket fd={self.fileno()}, family={self._family}, type={self._type}, proto={self._proto}>'


def _pair(family=None, type=socket.SOCK_STREAM, proto=0):  # noqa: A002
    one, other = VirtualSocket(socket.AF_UNIX, type, proto), VirtualSocket(socket.AF_UNIX, type, proto)
    one.join(other)
    return one, other


def _refuse_file(*_, **__):
    raise RuntimeError("STORM_NOT_EMULATED socket.fromfd: the file would be the machine's")


def connect_host(address, hello):
    """A real socket to the host, for our own use; everything goes to it that a function does."""
    connection = _BareSocket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect('\0' + address)
    connection.sendall(f'{hello}\n'.encode())
    return connection


def patch():
    """Every socket made from here on is a virtual one."""
    import _socket

    VirtualSocket.__name__ = VirtualSocket.__qualname__ = 'socket'
    VirtualSocket.__module__ = 'socket'
    put('socket', VirtualSocket, _socket, socket)
    put('SocketType', VirtualSocket, _socket, socket)
    put('socketpair', _pair, _socket, socket)
    put('fromfd', _refuse_file, socket)
