"""Name resolution: only hosts of the cloud have addresses."""

import errno
import os
import re
import socket

from . import host
from .patching import put

_CLOUD = re.compile(r'(^|\.)(amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|api\.aws|on\.aws)$')
_DNS_PORT = 53
_endpoints = set()
_by_name = {}
_by_address = {}


def begin(env):
    """Learns the hosts that count as the cloud beside AWS's own: those of `AWS_ENDPOINT_URL*`."""
    _endpoints.clear()
    _by_name.clear()
    _by_address.clear()
    for name, value in env.items():
        if name == 'AWS_ENDPOINT_URL' or name.startswith('AWS_ENDPOINT_URL_'):
            found = re.match(r'[a-z]+://(?:[^/@]*@)?(\[[^\]]*\]|[^/:]+)', value)
            if found:
                _endpoints.add(found[1].strip('[]').lower())


def behind(name):
    """The host that an address was given out for."""
    return _by_address.get(name, name)


def is_cloud(name):
    """Whether requests to a host are answered by the emulated cloud."""
    name = name.lower()
    return name in _endpoints or name in _by_address or _CLOUD.search(name) is not None


def _is_literal(name):
    return re.fullmatch(r'[\d.]+|[\da-fA-F:.]*:[\da-fA-F:.]*', name) is not None


def _address_of(name):
    if _is_literal(name):
        return name
    if name == 'localhost':
        return '127.0.0.1'
    if name not in _by_name:
        index = len(_by_name) + 1
        address = f'198.18.{index >> 8}.{index & 255}'
        _by_name[name] = address
        _by_address[address] = name
    return _by_name[name]


def look_up(name):
    """The address of a host, or the error of a name that does not resolve."""
    name = os.fsdecode(name) if isinstance(name, (bytes, bytearray)) else (name or '127.0.0.1')
    if is_cloud(name) or _is_literal(name) or name == 'localhost':
        return _address_of(name)
    host.note_blocked('dns', name, _DNS_PORT)
    raise socket.gaierror(socket.EAI_NONAME, 'Name or service not known')


def no_route(name):
    """The error of connecting to a place that is not the cloud: no route, or nobody there on this machine."""
    is_loopback = name in ('localhost', '::1') or name.startswith('127.')
    code = errno.ECONNREFUSED if is_loopback else errno.ENETUNREACH
    return OSError(code, os.strerror(code))


def _port(service):
    if service is None:
        return 0
    text = service.decode() if isinstance(service, bytes) else str(service)
    if text.isdigit():
        return int(text)
    known = {'http': 80, 'https': 443}
    if text in known:
        return known[text]
    raise socket.gaierror(socket.EAI_SERVICE, 'Servname not supported for ai_socktype')


def _getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):  # noqa: A002
    address = (look_up(host), _port(port))
    if family not in (0, socket.AF_INET):
        raise socket.gaierror(socket.EAI_NONAME, 'Name or service not known')
    kinds = ((socket.SOCK_STREAM, 6), (socket.SOCK_DGRAM, 17))
    return [
        (socket.AF_INET, socket.SocketKind(kind), number, '', address)
        for kind, number in kinds
        if type in (0, kind) and proto in (0, number)
    ]


def _gethostbyname(name):
    return look_up(name)


def _gethostbyname_ex(name):
    return (name, [], [look_up(name)])


def _unknown(address, *_):
    name = address[0] if isinstance(address, tuple) else address
    host.note_blocked('dns', name, _DNS_PORT)
    raise socket.herror(1, 'Unknown host')


def patch():
    """Closes the machine's resolver."""
    import _socket

    put('getaddrinfo', _getaddrinfo, _socket, socket)
    put('gethostbyname', _gethostbyname, _socket, socket)
    put('gethostbyname_ex', _gethostbyname_ex, _socket, socket)
    put('gethostbyaddr', _unknown, _socket, socket)
    put('getnameinfo', _unknown, _socket, socket)
    put('gethostname', lambda: '169.254.76.1', _socket, socket)
