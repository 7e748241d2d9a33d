"""What a function prints and logs, in the formats of AWS's runtime for Python."""

import datetime
import io
import json
import logging
import os
import posix
import sys
import time
import traceback

from . import clock, host, machine
from .patching import put

_TIME = '%Y-%m-%dT%H:%M:%S'
_TEXT = '[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n'
# Every line of a stack is indented with spaces that do not break, so that none is taken away.
_INDENT = '\u00a0'
_write = os.write
# What a record has by itself; all else was put there by the function.
_OWN_FIELDS = {*logging.makeLogRecord({}).__dict__, 'message', 'asctime', 'taskName', 'aws_request_id'}

request_id = ''
_is_json = False
_encode = json.JSONEncoder(ensure_ascii=False).encode


class _Bytes(io.RawIOBase):
    """The bytes under a standard stream: each line is an event."""

    def __init__(self, number):
        self._number = number
        self._rest = b''

    def fileno(self):
        return self._number

    def writable(self):
        return True

    def write(self, data):
        data = bytes(data)
        *lines, self._rest = (self._rest + data).split(b'\n')
        for line in lines:
            host.log(line.decode('utf-8', 'replace'))
        return len(data)

    def end(self):
        """A line without an end is an event when the invocation is over."""
        if self._rest:
            self.write(b'\n')


class _Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr`, without a buffer."""

    encoding = 'utf-8'
    errors = 'backslashreplace'
    line_buffering = False
    newlines = None

    def __init__(self, number, name):
        self.buffer = _Bytes(number)
        self.name = name
        self.mode = 'w'

    def fileno(self):
        return self.buffer.fileno()

    def writable(self):
        return True

    def isatty(self):
        return False

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f'write() argument must be str, not {type(text).__name__}')
        self.buffer.write(text.encode('utf-8', 'backslashreplace'))
        return len(text)

    def reconfigure(self, **_):
        pass


_streams = {1: _Stream(1, '<stdout>'), 2: _Stream(2, '<stderr>')}


def _os_write(fd, data):
    stream = _streams.get(fd)
    return _write(fd, data) if stream is None else stream.buffer.write(data)


def end_lines():
    """The invocation is over."""
    for stream in _streams.values():
        stream.buffer.end()


def _event(text):
    host.log(text[:-1] if text.endswith('\n') else text)


class _Sink:
    """Where handlers of the runtime's own put whole events."""

    def log(self, text, frame_type=None):
        _event(text)


class LambdaLoggerHandler(logging.Handler):
    """The handler of the root logger."""

    def __init__(self):
        super().__init__()
        self.log_sink = _Sink()

    def emit(self, record):
        self.log_sink.log(self.format(record))


class LambdaLoggerFilter(logging.Filter):
    """Gives every record the id of the invocation."""

    def filter(self, record):
        record.aws_request_id = request_id
        return True


class JsonFormatter(logging.Formatter):
    """A record as a line of JSON; fields that the function adds follow those of the runtime."""

    def format(self, record):
        moment = datetime.datetime.fromtimestamp(record.created, datetime.timezone.utc)
        kind, error, trace = record.exc_info or (None, None, None)
        fields = {
            'timestamp': moment.strftime(_TIME) + f'.{moment.microsecond // 1000:03d}Z',
            'level': logging.getLevelName(min(50, max(0, record.levelno)) // 10 * 10),
            'message': record.getMessage(),
            'logger': record.name,
            'stackTrace': traceback.format_tb(trace) if kind else None,
            'errorType': kind.__name__ if kind else None,
            'errorMessage': str(error) if kind else None,
            'requestId': getattr(record, 'aws_request_id', None),
            'location': f'{record.pathname}:{record.funcName}:{record.lineno}' if kind else None,
        }
        for name, value in record.__dict__.items():
            if name not in _OWN_FIELDS and name not in fields:
                fields[name] = value
        return _encode({name: value for name, value in fields.items() if value is not None}) + '\n'


def begin(env):
    """Sets up logging as the function is configured for."""
    global _is_json, request_id
    request_id = ''
    _is_json = env.get('AWS_LAMBDA_LOG_FORMAT', '').upper() == 'JSON'
    level = env.get('AWS_LAMBDA_LOG_LEVEL', '').upper()
    logging._startTime = clock.now_ms * 1_000_000 if sys.version_info >= (3, 13) else clock.now_ms / 1000
    logging.Formatter.converter = time.gmtime
    handler = LambdaLoggerHandler()
    handler.setFormatter(JsonFormatter() if _is_json else logging.Formatter(_TEXT, _TIME))
    handler.addFilter(LambdaLoggerFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    level = 'DEBUG' if level == 'TRACE' else level
    if level in logging._nameToLevel:
        root.setLevel(level)


def log_error(error):
    """Logs what ended an invocation or the loading, in one event."""
    if _is_json:
        moment = time.strftime(_TIME, time.gmtime())
        _event(_encode({'timestamp': moment, 'log_level': 'ERROR', **error}))
        return
    kind, message = error['errorType'], error['errorMessage']
    lines = ['[ERROR]' + (f' {kind}' if kind else '') + (':' if kind and message else '') + (f' {message}' if message else '')]
    lines.append('Traceback (most recent call last):')
    for frame in error['stackTrace']:
        for line in frame.splitlines() or ['']:
            inner = line.lstrip(' ')
            lines.append(_INDENT * (len(line) - len(inner)) + inner)
    _event('\n'.join(lines))


def patch():
    """Standard streams become events."""
    put('write', _os_write, posix, os)
    sys.stdout = sys.__stdout__ = _streams[1]
    sys.stderr = sys.__stderr__ = _streams[2]
    sys.stdin = sys.__stdin__ = io.StringIO('')


def show_uncaught(error):
    """Prints an exception that nothing caught, as the interpreter does before it ends."""
    machine.lift_memory()
    traceback.print_exception(type(error), error, error.__traceback__)
