import { noBytes, textOf, type HttpRequest } from './http';
import { wireError } from './wire-error';

/**
 * Takes the chunks of an `aws-chunked` body apart: SDKs send streams and trailing checksums so.
 *
 * Gives a request with the plain body; trailers have become headers, `content-length` is the decoded one, and
 * `aws-chunked` is gone from
 * `content-encoding`. Other requests are given back as they are. Chunk signatures are not checked.
 */
export function withoutChunks(request: HttpRequest): HttpRequest {
  const encoding = request.headers['content-encoding'] ?? '';
  const chunked =
    request.headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true ||
    /(?:^|,)\s*aws-chunked/.test(encoding);
  if (!chunked) return request;
  const headers = { ...request.headers };
  const { body, trailers } = readChunks(request.body);
  const announced = headers['x-amz-decoded-content-length'];
  if (announced !== undefined && announced !== String(body.length)) {
    throw incomplete('You did not provide the number of bytes specified by the Content-Length HTTP header');
  }
  Object.assign(headers, trailers);
  headers['content-length'] = String(body.length);
  const rest = encoding
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'aws-chunked');
  delete headers['content-encoding'];
  if (rest.length > 0) headers['content-encoding'] = rest.join(',');
  return { ...request, headers, body };
}

function incomplete(message: string): Error {
  return wireError('IncompleteBody', message, 400);
}

function readChunks(bytes: Uint8Array): { body: Uint8Array; trailers: Record<string, string> } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const end = buffer.indexOf('\r\n', at);
    const size =
      end < 0 ? undefined : /^([0-9a-fA-F]{1,8})(?:;.*)?$/.exec(buffer.toString('latin1', at, end))?.[1];
    if (size === undefined) throw incomplete('The request body terminated unexpectedly');
    const length = Number.parseInt(size, 16);
    at = end + 2;
    if (length === 0) return { body: joined(parts), trailers: readTrailers(buffer.subarray(at)) };
    if (
      at + length + 2 > buffer.length ||
      buffer.toString('latin1', at + length, at + length + 2) !== '\r\n'
    ) {
      throw incomplete('The request body terminated unexpectedly');
    }
    parts.push(buffer.subarray(at, at + length));
    at += length + 2;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 0 ? noBytes : Uint8Array.from(Buffer.concat(parts));
}

function readTrailers(bytes: Uint8Array): Record<string, string> {
  const trailers: Record<string, string> = {};
  for (const line of textOf(bytes).split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    // Only checksums travel so; the signature of the trailer itself is no header.
    if (name.startsWith('x-amz-checksum-')) trailers[name] = line.slice(colon + 1).trim();
  }
  return trailers;
}
