"""Loads a handler and runs its invocations, in the words of AWS's runtime (aws-behaviour.md 1.3; observed payloads)."""

import decimal
import importlib
import json
import math
import os
import sys
import traceback

from . import host, logs, machine
from .context import LambdaContext

# Frames of the runtime itself are no part of a function's stack.
_OURS = '/var/runtime/stormproof/'
_loads = json.loads


class Fault(Exception):
    """Something that the runtime finds wrong, with a name of its own."""

    def __init__(self, kind, message, trace=None):
        super().__init__(message)
        self.kind = f'Runtime.{kind}'
        self.trace = trace


def _error(message, kind, trace, request_id=''):
    return {'errorMessage': message or '', 'errorType': kind or '', 'requestId': request_id, 'stackTrace': trace or []}


def _error_of(error, request_id=''):
    if isinstance(error, Fault):
        return _error(str(error), error.kind, error.trace, request_id)
    frames = [
        (_place(frame.filename), frame.lineno, frame.name, frame.line)
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(_OURS)
    ]
    return _error(str(error), type(error).__name__, traceback.format_list(frames), request_id)


_library = os.path.dirname(os.__file__)


def _place(name):
    """Where a file of Python's own lies on AWS."""
    if not name.startswith(_library + '/'):
        return name
    return f'/var/lang/lib/python{sys.version_info[0]}.{sys.version_info[1]}' + name[len(_library) :]


class _Encoder(json.JSONEncoder):
    """Decimals become numbers with all their digits; all else is as in `json`."""

    def __init__(self):
        super().__init__(ensure_ascii=sys.version_info < (3, 12))
        self._decimals = []

    def default(self, o):
        if not isinstance(o, decimal.Decimal):
            return super().default(o)
        if o.is_nan():
            return math.nan
        self._decimals.append(str(o))
        return _MARK.format(len(self._decimals) - 1)

    def encode(self, o):
        text = super().encode(o)
        for index, digits in enumerate(self._decimals):
            text = text.replace(f'"{_MARK.format(index)}"', digits)
        return text


# Stands for a decimal until the text around it is written.
_MARK = '<decimal {0} of a Lambda response>'


def _named(value):
    """Named tuples become objects, as the encoder of AWS's runtime has it."""
    if isinstance(value, tuple) and hasattr(value, '_asdict'):
        value = value._asdict()
    if isinstance(value, dict):
        return {name: _named(item) for name, item in value.items()}
    return [_named(item) for item in value] if isinstance(value, (list, tuple)) else value


def _encode(value):
    try:
        value = _named(value)
    except RecursionError:
        # The encoder says what is wrong with it.
        pass
    return _Encoder().encode(value)


def load(name):
    """The handler that a function names, or a fault."""
    module_name, dot, function_name = name.rpartition('.')
    if not dot:
        raise Fault('MalformedHandlerName', f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)")
    if module_name.split('.')[0] in sys.builtin_module_names:
        raise Fault('BuiltInModuleConflict', f'Cannot use built-in module {module_name} as a handler module')
    try:
        module = importlib.import_module(module_name.replace('/', '.'))
    except ImportError as error:
        raise Fault('ImportModuleError', f"Unable to import module '{module_name}': {error}") from error
    except SyntaxError as error:
        trace = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        raise Fault('UserCodeSyntaxError', f"Syntax error in module '{module_name}': {error}", trace) from error
    try:
        return getattr(module, function_name)
    except AttributeError as error:
        raise Fault('HandlerNotFound', f"Handler '{function_name}' missing on module '{module_name}'") from error


def _parsed(text, kind, message):
    try:
        return _loads(text)
    except ValueError as error:
        raise Fault(kind, f'{message}: {error}') from error


def _answer(handler, invoke):
    client_context = invoke.get('clientContext')
    if client_context is not None:
        client_context = _parsed(client_context, 'LambdaContextUnmarshalError', 'Unable to parse Client Context JSON')
    context = LambdaContext(invoke, client_context)
    event = _parsed(invoke['event'], 'UnmarshalError', 'Unable to unmarshal input')
    value = handler(event, context)
    if isinstance(value, bytes):
        # AWS passes bytes on as they are; who asks for JSON gets what they spell.
        return value.decode('utf-8', 'replace')
    try:
        return _encode(value)
    except MemoryError:
        raise
    except Exception as error:
        raise Fault('MarshalError', f'Unable to marshal response: {error}') from error


def _run(handler, invoke):
    request_id = invoke['requestId']
    logs.request_id = request_id
    os.environ['_X_AMZN_TRACE_ID'] = invoke['traceId']
    try:
        outcome = ('value', _answer(handler, invoke))
    except MemoryError:
        raise
    except Exception as error:
        described = _error_of(error, request_id)
        logs.end_lines()
        logs.log_error(described)
        outcome = ('error', _encode(described))
    logs.end_lines()
    host.conclude(*outcome)


def _end(error):
    """What becomes of the process when something other than an error ends it."""
    machine.lift_memory()
    if isinstance(error, MemoryError):
        host.die(137, 'outOfMemory')
    if isinstance(error, SystemExit):
        code = error.code
        if code is not None and not isinstance(code, int):
            sys.stderr.write(f'{code}\n')
            code = 1
        host.die((code or 0) & 255, 'exit')
    logs.show_uncaught(error)
    host.die(1, 'exit')


def _load_or_fail(name):
    try:
        handler = load(name)
    except MemoryError:
        raise
    except Exception as error:
        described = _error_of(error)
        logs.end_lines()
        logs.log_error(described)
        # Told to whoever invokes; the process ends behind it.
        host.next_invocation()
        host.conclude('error', _encode(described))
        host.die(1, 'crash')
    host.initialised()
    return handler


def serve(name):
    """Runs one invocation after the other, until something ends the process."""
    try:
        handler = _load_or_fail(name)
        while True:
            _run(handler, host.next_invocation())
    except BaseException as error:
        _end(error)
