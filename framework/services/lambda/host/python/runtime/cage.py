"""
The machine's kernel refuses what our own replacements can't reach: extension modules that open a network connection or
start a program by themselves.

A filter of system calls (seccomp), which needs no rights and lasts for this process and all that it forks.
"""

import ctypes
import errno
import platform
import struct

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_AF_UNIX = 1
# How the kernel calls a machine, and the numbers that it gives to `socket`, `execve` and `execveat`.
_MACHINES = {'x86_64': (0xC000003E, 41, (59, 322)), 'aarch64': (0xC00000B7, 198, (221, 281))}
# Where a filter finds the number of the call, the machine, and the first argument.
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16
_LOAD, _EQUALS, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000


class _Program(ctypes.Structure):
    _fields_ = (('length', ctypes.c_ushort), ('filter', ctypes.c_void_p))


def _statements(machine, socket, executes):
    """Each is an operation, how many to skip if it is so or not, and a value."""
    yield _LOAD, 0, 0, _MACHINE
    yield _EQUALS, 1, 0, machine
    yield _RETURN, 0, 0, _ALLOW
    yield _LOAD, 0, 0, _NUMBER
    for number in executes:
        yield _EQUALS, 0, 1, number
        yield _RETURN, 0, 0, _FAIL | errno.EPERM
    yield _EQUALS, 1, 0, socket
    yield _RETURN, 0, 0, _ALLOW
    yield _LOAD, 0, 0, _FIRST_ARGUMENT
    yield _EQUALS, 0, 1, _AF_UNIX
    yield _RETURN, 0, 0, _ALLOW
    yield _RETURN, 0, 0, _FAIL | errno.ENETUNREACH


def close():
    """Closes the cage, where the machine has one; says whether it did."""
    numbers = _MACHINES.get(platform.machine())
    if numbers is None:
        return False
    statements = [struct.pack('=HBBI', *statement) for statement in _statements(*numbers)]
    code = ctypes.create_string_buffer(b''.join(statements))
    program = _Program(len(statements), ctypes.addressof(code))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program), 0, 0) == 0
