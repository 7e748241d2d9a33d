"""TLS to the cloud: nothing is encrypted, but all that asks for a secure connection gets one."""

import os
import ssl

from .sockets import VirtualSocket

_CIPHER = ('TLS_AES_128_GCM_SHA256', 'TLSv1.3', 128)
_FOREVER = 'Jan  1 00:00:00 2100 GMT'


class _Secured:
    """What a secure connection tells of itself."""

    def _secure(self, context, name):
        self.context = context
        self.server_hostname = name
        self.server_side = False
        self.session = None
        self.session_reused = False

    def version(self):
        return 'TLSv1.3'

    def cipher(self):
        return _CIPHER

    def shared_ciphers(self):
        return [_CIPHER]

    def compression(self):
        return None

    def selected_alpn_protocol(self):
        return None

    def selected_npn_protocol(self):
        return None

    def get_channel_binding(self, cb_type='tls-unique'):
        return None

    def getpeercert(self, binary_form=False):
        if binary_form:
            return b''
        name = self.server_hostname or ''
        return {
            'subject': ((('commonName', name),),),
            'subjectAltName': (('DNS', name),),
            'notBefore': 'Jan  1 00:00:00 2000 GMT',
            'notAfter': _FOREVER,
        }

    def do_handshake(self, block=False):
        pass

    def pending(self):
        return 0


class SecureSocket(_Secured, VirtualSocket):
    """`ssl.SSLSocket`."""

    def __init__(self, plain, context, name):
        super().__init__(plain.family, plain.type, plain.proto)
        self._secure(context, name)
        self.is_secure = True
        self.settimeout(plain.gettimeout())
        if plain.end_of is not None:
            self.connect(plain.getpeername())
        plain.close()

    def read(self, size=1024, buffer=None):
        return self.recv(size) if buffer is None else self.recv_into(buffer, size)

    def write(self, data):
        return self.send(data)

    def unwrap(self):
        return self


class SecureObject(_Secured):
    """`ssl.SSLObject`, between two memories."""

    def __init__(self, incoming, outgoing, context, name):
        self._incoming = incoming
        self._outgoing = outgoing
        self._secure(context, name)

    def read(self, size=1024, buffer=None):
        taken = self._incoming.read(size)
        if not taken and not self._incoming.eof:
            raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, 'The operation did not complete (read)')
        if buffer is None:
            return taken
        buffer[: len(taken)] = taken
        return len(taken)

    def write(self, data):
        return self._outgoing.write(data)

    def unwrap(self):
        pass


def _wrap_socket(
    self,
    sock,
    server_side=False,
    do_handshake_on_connect=True,
    suppress_ragged_eofs=True,
    server_hostname=None,
    session=None,
):
    if server_side:
        raise RuntimeError('STORM_NOT_EMULATED a TLS server: nothing can reach a function from outside')
    return SecureSocket(sock, self, server_hostname)


def _wrap_bio(self, incoming, outgoing, server_side=False, server_hostname=None, session=None):
    return SecureObject(incoming, outgoing, self, server_hostname)


def _load_verify_locations(self, cafile=None, capath=None, cadata=None):
    """Certificates are not asked for; that the file is there is all that can be told."""
    for path in (cafile, capath):
        if path is not None:
            os.stat(path)


def _load_nothing(self, *_, **__):
    pass


def patch():
    """No context encrypts any more."""
    context = ssl.SSLContext
    context.wrap_socket = _wrap_socket
    context.wrap_bio = _wrap_bio
    context.load_verify_locations = _load_verify_locations
    context.load_default_certs = _load_nothing
    context.set_default_verify_paths = _load_nothing
