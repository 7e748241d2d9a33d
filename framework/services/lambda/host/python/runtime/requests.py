"""HTTP/1.1 as bytes: requests put together from what is written, responses taken apart into what is read."""

from http import HTTPStatus

_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class Parser:
    """Puts requests together: by content length, chunked, or without a body."""

    def __init__(self, on_expect, on_request):
        self._on_expect = on_expect
        self._on_request = on_request
        self._rest = bytearray()
        self._step = self._head
        self._request = None
        self._body = []
        self._left = 0

    def push(self, data):
        """Takes the next bytes; each request that they complete is heard at once."""
        self._rest += data
        while self._step():
            pass

    def _head(self):
        end = self._rest.find(b'\r\n\r\n')
        if end < 0:
            return False
        lines = bytes(self._rest[:end]).decode('latin-1').split('\r\n')
        del self._rest[: end + 4]
        method, path = (lines[0].split(' ') + ['', ''])[:2]
        headers = {}
        for line in lines[1:]:
            name, colon, value = line.partition(':')
            if colon:
                name, value = name.strip().lower(), value.strip()
                headers[name] = f'{headers[name]}, {value}' if name in headers else value
        self._request = {'method': method, 'path': path, 'headers': headers}
        self._left = int(headers.get('content-length') or 0)
        if 'chunked' in headers.get('transfer-encoding', '').lower():
            self._step = self._chunk_size
        elif self._left > 0:
            self._step = self._bytes
        else:
            self._finish()
        if self._request is not None and headers.get('expect', '').lower() == '100-continue':
            self._on_expect()
        return True

    def _take(self):
        taken = bytes(self._rest[: self._left])
        if not taken:
            return False
        del self._rest[: len(taken)]
        self._left -= len(taken)
        self._body.append(taken)
        return True

    def _bytes(self):
        is_more = self._take()
        if self._left == 0:
            self._finish()
        return is_more

    def _line(self):
        end = self._rest.find(b'\r\n')
        if end < 0:
            return None
        line = bytes(self._rest[:end])
        del self._rest[: end + 2]
        return line

    def _chunk_size(self):
        line = self._line()
        if line is None:
            return False
        self._left = int(line.partition(b';')[0], 16)
        self._step = self._chunk if self._left > 0 else self._trailer
        return True

    def _chunk(self):
        if self._left > 0:
            return self._take()
        if len(self._rest) < 2:
            return False
        del self._rest[:2]
        self._step = self._chunk_size
        return True

    def _trailer(self):
        line = self._line()
        if line is None:
            return False
        if line == b'':
            self._finish()
        return True

    def _finish(self):
        request = {**self._request, 'body': b''.join(self._body)}
        self._request = None
        self._body = []
        self._step = self._head
        self._on_request(request)


def response_bytes(method, status, headers, body):
    """A complete response as it goes over the wire."""
    lines = [f'HTTP/1.1 {status} {_PHRASES.get(status, "Unknown")}']
    has_body = method != 'HEAD' and status not in (204, 304)
    has_length = False
    for name, value in headers.items():
        lower = name.lower()
        if lower == 'transfer-encoding' or (lower == 'content-length' and has_body):
            continue
        has_length = has_length or lower == 'content-length'
        lines.append(f'{name}: {value}')
    if has_body:
        lines.append(f'content-length: {len(body)}')
    elif not has_length and status != 204:
        lines.append('content-length: 0')
    head = '\r\n'.join((*lines, '', '')).encode('latin-1')
    return head + body if has_body else head
