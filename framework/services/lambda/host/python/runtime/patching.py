"""Puts things of ours in the place of Python's own, wherever somebody already holds one of those."""

import functools
import sys
import types

_replaced = {}


def unbound(call):
    """A function that is no method when a class has it: those written in C are none, and classes rely on it."""
    if not isinstance(call, types.FunctionType):
        return call
    return staticmethod(call) if sys.version_info >= (3, 10) else functools.partial(call)


def put(name, value, *owners):
    """Sets an attribute of those modules that have it."""
    value = unbound(value)
    for owner in owners:
        if hasattr(owner, name):
            _remember(getattr(owner, name), value)
            setattr(owner, name, value)


def _remember(original, value):
    # Numbers and the like are shared by all sorts of things.
    if callable(original) and original is not value:
        _replaced[id(original)] = (original, value)


def sweep():
    """Replaces what modules and their classes hold under names of their own, and forgets the originals."""
    for name, module in list(sys.modules.items()):
        if module is None or name == 'builtins' or name.partition('.')[0] == 'stormproof':
            continue
        members = vars(module) if isinstance(module, types.ModuleType) else {}
        _sweep(members, module)
        for value in list(members.values()):
            if isinstance(value, type) and value.__module__ == name and value.__flags__ & _HEAP_TYPE:
                _sweep(dict(vars(value)), value)
    _replaced.clear()


_HEAP_TYPE = 1 << 9


def _sweep(members, owner):
    for name, value in list(members.items()):
        found = _ours(value)
        if found is not value:
            setattr(owner, name, found)
        elif isinstance(value, types.FunctionType) and value.__defaults__:
            # Some keep what they need for the time when their module is gone.
            value.__defaults__ = tuple(_ours(default) for default in value.__defaults__)


def _ours(value):
    found = _replaced.get(id(value))
    return found[1] if found is not None and found[0] is value else value
